/** An element of a page, as far as tests look at pages. */
export type Element = {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: (Element | string)[];
};

const voidTags = new Set(["area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"]);
const rawTags = new Set(["script", "style"]);
const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0" };
const token =
  /<!--[\s\S]*?-->|<!doctype[^>]*>|<\/([a-z0-9-]+)\s*>|<([a-z][a-z0-9-]*)((?:\s+[^\s"'>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?)*)\s*\/?>/gi;
const attribute = /([^\s"'>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;

function decode(text: string): string {
  if (!text.includes("&")) return text;
  return text.replaceAll(/&(?:#(\d+)|#x([0-9a-f]+)|([a-z]+));/gi, (whole, decimal, hex, name) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    return entities[String(name)] ?? whole;
  });
}

/** The tree of a page that closes what it opens, as ours do. Throws where an end does not fit. */
export function parseHtml(html: string): Element {
  const root: Element = { tag: "#document", attributes: {}, children: [] };
  const open: Element[] = [root];
  let at = 0;
  const top = () => open.at(-1) ?? root;
  token.lastIndex = 0;
  for (let match = token.exec(html); match; match = token.exec(html)) {
    if (match.index > at) top().children.push(decode(html.slice(at, match.index)));
    at = token.lastIndex;
    const [whole, end, start, rest = ""] = match;
    if (end !== undefined) {
      if (top().tag !== end.toLowerCase()) throw new Error(`</${end}> where <${top().tag}> is open`);
      open.pop();
    } else if (start !== undefined) {
      const attributes: Record<string, string> = {};
      for (const [, name = "", double, single, bare] of rest.matchAll(attribute)) {
        attributes[name.toLowerCase()] = decode(double ?? single ?? bare ?? "");
      }
      const element: Element = { tag: start.toLowerCase(), attributes, children: [] };
      top().children.push(element);
      if (voidTags.has(element.tag) || whole.endsWith("/>")) continue;
      if (rawTags.has(element.tag)) {
        const close = html.indexOf(`</${element.tag}>`, at);
        at = close < 0 ? html.length : close + element.tag.length + 3;
        token.lastIndex = at;
      } else open.push(element);
    }
  }
  return root;
}

/** All elements below one that a test of them accepts, in the order of the page. */
export function elements(root: Element, accepts: (element: Element) => boolean): Element[] {
  const found: Element[] = [];
  const walk = (element: Element): void => {
    for (const child of element.children) {
      if (typeof child === "string") continue;
      if (accepts(child)) found.push(child);
      walk(child);
    }
  };
  walk(root);
  return found;
}

/** The words of an element, with single spaces unless `raw`. */
export function textOf(element: Element | undefined, options: { raw?: boolean } = {}): string {
  if (!element) return "";
  const parts: string[] = [];
  const walk = (one: Element): void => {
    for (const child of one.children) {
      if (typeof child === "string") parts.push(child);
      else {
        if (child.tag === "br" || child.tag === "li" || child.tag === "p") parts.push(" ");
        walk(child);
      }
    }
  };
  walk(element);
  const text = parts.join("");
  return options.raw ? text : text.replaceAll(/\s+/g, " ").trim();
}
