import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";
import { describe, expect, it } from "vitest";
import { assets } from "./assets.ts";
import { cssFor, minify } from "./css.ts";
import { galleryPage, galleryPages } from "./gallery.tsx";
import { renderPage } from "./page.tsx";

/** Weighed as personal pages are sent: brotli 5, on the fly. */
function weight(text: string | Buffer): number {
  return brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }).length;
}

const kilobyte = 1024;

/** Rules for pages that run from right to left and for web-views of 2018: what a declaration or selector must not contain. */
function lint(css: string): string[] {
  const bare = css.replace(/\/\*[\s\S]*?\*\//g, "").replace(/content:\s*"[^"]*"/g, "");
  const found: string[] = [];
  for (const [, property = "", value = ""] of bare.matchAll(/[;{\s]([a-z-]+)\s*:\s*([^;{}]+)(?=[;}])/g)) {
    if (/(^|-)(left|right)(-|$)/.test(property)) found.push(property);
    if (/^(text-align|float|clear|caption-side)$/.test(property) && /\b(left|right)\b/.test(value))
      found.push(`${property}: ${value}`);
    if (/^(margin|padding|inset|border-(width|color|style))$/.test(property)) {
      const sides = value.trim().split(/\s+(?![^(]*\))/);
      if (sides.length === 4 && sides[1] !== sides[3]) found.push(`${property}: ${value}`);
    }
    // Chrome 69 is the floor: these shorthands came with 87, flex gap with 84.
    if (/^(inset|inset-(inline|block).*|(margin|padding)-(inline|block)|gap|row-gap|column-gap)$/.test(property))
      found.push(property);
    if (property === "line-height" && /^[\d.]+$/.test(value.trim()) && Number(value) !== 1 && Number(value) < 1.3)
      found.push(`line-height: ${value}`);
    if (property === "transition" && !/none/.test(value) && !css.includes("prefers-reduced-motion"))
      found.push("transition");
  }
  for (const selector of [":has(", ":is(", ":where(", "@layer", "@container", "&"])
    if (bare.includes(selector)) found.push(selector);
  return found;
}

describe("the style sheets", () => {
  const files = readdirSync(new URL("./css", import.meta.url));

  it.each(files)("%s knows no left and no right, and nothing older web-views do not", (file) => {
    expect(lint(readFileSync(new URL(`./css/${file}`, import.meta.url), "utf8"))).toEqual([]);
  });

  it.each([
    "a { margin-left: 1px }",
    "a { text-align: right; }",
    "a { padding: 0 1px 0 2px; }",
    "a { border-right: 0 }",
    "a { left: 0; }",
    "a { border-top-left-radius: 2px; }",
    "a { gap: 4px }",
    "a { margin-inline: 4px; }",
    "p:has(a) { margin: 0; }",
    "p { line-height: 1.2; }",
  ])("the rule sees %s", (css) => {
    expect(lint(css)).not.toEqual([]);
  });

  it("text has a line of at least 1.5", () => {
    for (const kind of ["resident", "staff"] as const) {
      const heights = [...cssFor(kind).text.matchAll(/body{[^}]*line-height:([\d.]+)/g)].map(([, height]) =>
        Number(height),
      );
      expect(heights.length).toBeGreaterThan(0);
      for (const height of heights) expect(height).toBeGreaterThanOrEqual(1.5);
    }
  });

  it("weigh at most 3 KB for residents and 4 KB for staff", () => {
    expect(weight(cssFor("resident").text)).toBeLessThanOrEqual(3 * kilobyte);
    expect(weight(cssFor("staff").text)).toBeLessThanOrEqual(4 * kilobyte);
  });

  it("carry the digest of their very bytes, one text a city colour", () => {
    const style = cssFor("resident", "#9b1c1c");
    expect(style.sha256).toBe(createHash("sha256").update(style.text).digest("base64"));
    expect(cssFor("resident", "#9b1c1c")).toBe(style);
    expect(cssFor("resident").sha256).not.toBe(style.sha256);
  });

  it("minify without changing a rule", () => {
    expect(
      minify(
        "/* why */ a ,\n b :focus { color : red;\n margin: 0 1px; } @media (min-width: 1em) { c > d { x: calc(1px + 2px); } }",
      ),
    ).toBe("a,b :focus{color :red;margin:0 1px}@media (min-width:1em){c>d{x:calc(1px + 2px)}}");
  });
});

describe("weight", () => {
  const script = [...assets()].find(([path]) => path.endsWith(".js"))?.[1].body;

  it("the script is at most 2 KB", () => {
    expect(script).toBeDefined();
    expect(weight(script ?? "")).toBeLessThanOrEqual(2 * kilobyte);
  });

  it.each(galleryPages)("%s is at most 14 KB with style and script", (name) => {
    for (const language of ["zh", "en"] as const) {
      const html = renderPage(galleryPage(name, { language, mode: "standard" }));
      expect(weight(html) + weight(script ?? "")).toBeLessThanOrEqual(14 * kilobyte);
    }
  });
});
