import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { nationColour, tokenCss } from "./tokens.ts";

export type PageKind = "resident" | "staff";

export type Style = {
  /** What stands between `<style>` and `</style>`, to the byte. */
  readonly text: string;
  /** Its digest for the Content-Security-Policy: base64, without the `sha256-` before it. */
  readonly sha256: string;
};

function source(name: string): string {
  return readFileSync(new URL(`./css/${name}.css`, import.meta.url), "utf8");
}

/** Takes out comments and the space that no rule needs. Our sheets hold no strings in which that space would count. */
export function minify(css: string): string {
  return css
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/\s+/g, " ")
    .replace(/ ?([{};,>]) ?/g, "$1")
    .replace(/: /g, ":")
    .replace(/;}/g, "}")
    .trim();
}

const shared = ["base", "frame", "fields", "says", "finds"].map(source).join("");

const sheets: Record<PageKind, string> = {
  resident: minify(shared + source("resident") + source("print")),
  staff: minify(shared + source("staff") + source("print")),
};

/** A city has one colour; the limit only keeps a stream of odd colours (previews) from filling memory. */
const rememberedStyles = 2000;
const styles = new Map<string, Style>();

/**
 * The whole style of a page, inlined because that saves a round trip on weak lines. `colour` is the city's own (`#rrggbb`); without
 * it the nation's. Throws RangeError when it is no colour.
 */
export function cssFor(kind: PageKind, colour: string = nationColour): Style {
  const key = `${kind} ${colour}`;
  const known = styles.get(key);
  if (known !== undefined) return known;
  const text = tokenCss(colour) + sheets[kind];
  const style = { text, sha256: createHash("sha256").update(text).digest("base64") };
  if (styles.size >= rememberedStyles) styles.clear();
  styles.set(key, style);
  return style;
}
