import { type ComponentChildren, options, type VNode } from "preact";
import { renderToString } from "preact-render-to-string";
import type { Language } from "../i18n/index.ts";
import { assetPath } from "./assets.ts";
import { LanguageContext } from "./context.ts";
import { cssFor, type PageKind } from "./css.ts";
import { Footer, type FrameProps, Header, type Link, WayBack } from "./frame.tsx";
import { spriteFor } from "./icons.ts";
import { nationColour, themeTokens } from "./tokens.ts";
import { frameWords } from "./words.ts";

export type PageProps = FrameProps & {
  readonly language: Language;
  /** The direction of the reader's script; both languages of the product run from left to right, content may bring others. */
  readonly dir?: "ltr" | "rtl" | undefined;
  /** What the page is, for the window's title; the page shows its own `PageTitle`. */
  readonly title: string;
  /** The form came back with errors: the window's title says so first. */
  readonly failed?: boolean | undefined;
  readonly description?: string | undefined;
  /** Public pages may be found by search engines; everything personal stays out. Default: out. */
  readonly indexed?: boolean | undefined;
  readonly footerLinks?: readonly Link[] | undefined;
  readonly main: ComponentChildren;
};

const allowedAddress =
  /^(?:[/?#]|https?:\/\/|tel:|mailto:|sms:|data:image\/(?:png|jpeg|webp|gif);base64,|(?![a-z][a-z0-9+.-]*:))/i;
const addressProps = ["href", "src", "action", "formAction", "formaction", "srcset"] as const;

/**
 * Watches every element that is made: an address with another scheme (`javascript:`) leads nowhere, whoever wrote it into the content;
 * inline styles and handlers, which the Content-Security-Policy would drop silently, are mistakes of ours and throw at once.
 */
function guard(type: string, props: Record<string, unknown>): void {
  for (const name of addressProps) {
    const value = props[name];
    // Browsers drop control characters inside an address before they read its scheme.
    if (typeof value === "string" && !allowedAddress.test(value.replace(/[\u0000-\u0020]/g, ""))) props[name] = "#";
  }
  for (const name in props) {
    if (name === "style" || /^on[a-z]/i.test(name))
      throw new TypeError(`<${type} ${name}>: pages carry no inline styles or handlers`);
  }
}

const before = options.vnode;
options.vnode = (vnode: VNode) => {
  if (typeof vnode.type === "string") guard(vnode.type, vnode.props as Record<string, unknown>);
  before?.(vnode);
};

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escapeText(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}

/** A part of a page as HTML, in the reader's language: for pieces that are sent on their own. */
export function renderPart(node: ComponentChildren, language: Language): string {
  return renderToString(<LanguageContext.Provider value={language}>{node}</LanguageContext.Provider>);
}

/** A whole HTML document. It stands on its own: style inlined, one small script that only adds, everything a link or a plain form. */
export function renderPage(page: PageProps): string {
  const words = frameWords(page.language);
  const colour = page.city?.colour ?? nationColour;
  const { main, footerLinks, ...frame } = page;
  const body = renderPart(
    <>
      <a class="hide" href="#main">
        {words.skip}
      </a>
      <Header {...frame} />
      <WayBack back={page.back} breadcrumb={page.breadcrumb} />
      <main id="main" class="w" tabIndex={-1}>
        {main}
      </main>
      <Footer {...frame} links={footerLinks} />
    </>,
    page.language,
  );
  const title = `${page.failed === true ? `${words.error} · ` : ""}${page.title} · ${page.city?.name ?? words.product}`;
  const theme = themeTokens(colour);
  const description =
    page.description === undefined ? "" : `<meta name="description" content="${escapeText(page.description)}">`;
  const robots = page.indexed === true ? "" : '<meta name="robots" content="noindex">';
  return `<!doctype html><html lang="${page.language === "zh" ? "zh-Hans" : page.language}" dir="${page.dir ?? "ltr"}" data-kind="${page.kind}" data-mode="${page.mode}"><head><meta charset="utf-8"><title>${escapeText(title)}</title><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="theme-color" content="${theme.light.brand}" media="(prefers-color-scheme:light)"><meta name="theme-color" content="${theme.dark.brand}" media="(prefers-color-scheme:dark)"><meta name="format-detection" content="telephone=no">${description}${robots}<link rel="icon" href="${assetPath("icon.svg")}"><style>${cssFor(page.kind, colour).text}</style><script src="${assetPath("app.js")}" defer></script></head><body>${spriteFor(body)}${body}</body></html>`;
}

/**
 * The Content-Security-Policy of such a page: its own style by digest, its own script, nothing inline, nothing from elsewhere.
 * `formActions`: origins a form of this page leads on to (a payment provider, a sign-in service), beside the page's own.
 */
export function contentSecurityPolicy(page: {
  kind: PageKind;
  colour?: string | undefined;
  formActions?: readonly string[] | undefined;
}): string {
  return [
    "default-src 'none'",
    `style-src 'sha256-${cssFor(page.kind, page.colour ?? nationColour).sha256}'`,
    "script-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    `form-action ${["'self'", ...(page.formActions ?? [])].join(" ")}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}
