import type { FastifyReply, FastifyRequest } from "fastify";
import type { Language } from "../i18n/index.ts";
import { brotli, chooseEncoding, type Encoding, gzipped, worthCompressing } from "./compress.ts";
import { hasAlready, type Page, type PageCache } from "./page-cache.ts";

export type PublicPage = {
  /** What the page depends on besides language and mode: its name, city, content version … */
  readonly key: readonly (string | number)[];
  readonly render: () => Page | Promise<Page>;
};

declare module "fastify" {
  interface FastifyReply {
    /** Answers with a page made for this person now: never stored by anybody. */
    page(page: Page): Promise<FastifyReply>;
    /**
     * Answers with a page that is the same for everyone who asks in this language and mode: rendered once per key, kept
     * packed, 304 when the browser has it. It must not contain a form's token or anything about a person.
     */
    publicPage(page: PublicPage): Promise<FastifyReply>;
    /** The token for the hidden field `_csrf` of a form; makes a visit when there is neither visit nor session. */
    csrf(): string;
    /** The id of this visit (128 random bits), made on first use. */
    visit(): string;
    /** Set while a public page is rendered. */
    rendersForEveryone: boolean;
  }
}

type PolicyHeaders = (styles: readonly string[], frames?: boolean) => Record<string, string>;

/** Sends a personal page: packed on the fly above 1 KB, never stored. */
export async function sendPage(
  request: FastifyRequest,
  reply: FastifyReply,
  page: Page,
  policy: PolicyHeaders,
  language: Language = request.language,
): Promise<FastifyReply> {
  const plain = Buffer.from(page.html);
  const encoding: Encoding =
    plain.length < worthCompressing ? "identity" : chooseEncoding(request.headers["accept-encoding"]);
  const body = encoding === "br" ? await brotli(plain, 5) : encoding === "gzip" ? await gzipped(plain, 6) : plain;
  reply.headers(policy(page.styles, page.frames));
  reply.header("content-type", "text/html; charset=utf-8");
  reply.header("content-language", language);
  reply.header("vary", "accept-encoding");
  if (encoding !== "identity") reply.header("content-encoding", encoding);
  return reply.send(body);
}

export async function sendPublicPage(
  request: FastifyRequest,
  reply: FastifyReply,
  { key, render }: PublicPage,
  cache: PageCache,
  policy: PolicyHeaders,
): Promise<FastifyReply> {
  const page = await cache.get(JSON.stringify([request.language, request.mode, ...key]), async () => {
    reply.rendersForEveryone = true;
    try {
      return await render();
    } finally {
      reply.rendersForEveryone = false;
    }
  });
  // Stored, but asked about every time: a browser may hold it, and content changes are seen at once.
  // A wish for a language or a size comes back as a cookie, which is one person's.
  const { lang, mode } = request.query as { lang?: unknown; mode?: unknown };
  reply.header("cache-control", lang === undefined && mode === undefined ? "no-cache" : "private, no-cache");
  reply.header("vary", "accept-encoding, accept-language, cookie");
  reply.header("etag", page.etag);
  // Also with a 304: its headers take the place of those the browser stored (RFC 9111, 4.3.4), and under any other policy the page it
  // has would lose its style.
  reply.headers(policy(page.styles));
  if (hasAlready(request.headers["if-none-match"], page.etag)) return reply.code(304).send();
  const [encoding, body] = page.as(chooseEncoding(request.headers["accept-encoding"]));
  reply.header("content-type", "text/html; charset=utf-8");
  reply.header("content-language", request.language);
  if (encoding !== "identity") reply.header("content-encoding", encoding);
  return reply.send(body);
}
