import type { FastifyReply, FastifyRequest } from "fastify";
import type { Language } from "../i18n/index.ts";
import { randomBytes } from "../ids/index.ts";
import type { Cookies } from "./cookies.ts";
import { createCsrf } from "./csrf.ts";
import type { Page, PageCache } from "./page-cache.ts";
import { type PublicPage, sendPage, sendPublicPage } from "./pages.ts";
import { chooseLanguage, chooseMode, type Mode } from "./preferences.ts";
import type { App } from "./typebox.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** The language to answer in. */
    readonly language: Language;
    /** How large to answer. */
    readonly mode: Mode;
    /** The id of this visit, if there is one. */
    readonly visit: string | undefined;
    /** Whether a form's token belongs to this session or visit. */
    holdsCsrf(token: unknown): boolean;
    /** Who asks, once it was proved in a hook of the route's own; limits count by it. Undefined: nobody we know. */
    caller: string | undefined;
    spokenLanguage: Language | undefined;
    madeVisit: string | undefined;
  }
}

type Parts = {
  readonly cookies: Cookies;
  readonly secretKey: Uint8Array;
  readonly pages: PageCache;
  readonly policy: (styles: readonly string[], frames?: boolean) => Record<string, string>;
};

const visitShape = /^[A-Za-z0-9_-]{22}$/;

/** What requests and replies can do beyond Fastify's own, see the declarations above and in pages.ts. */
export function addDecorations(app: App, { cookies, secretKey, pages, policy }: Parts): void {
  const { names, options } = cookies;
  const csrf = createCsrf(secretKey);

  app.decorateRequest("refusedAs", undefined);
  app.decorateRequest("caller", undefined);
  app.decorateRequest("spokenLanguage", undefined);
  app.decorateRequest("madeVisit", undefined);
  app.decorateRequest("language", {
    getter(this: FastifyRequest): Language {
      // An address that cannot be read is answered before cookies are.
      this.spokenLanguage ??= chooseLanguage(
        (this.query as { lang?: unknown } | undefined)?.lang,
        this.cookies?.[names.language],
        this.headers["accept-language"],
      );
      return this.spokenLanguage;
    },
  });
  app.decorateRequest("mode", {
    getter(this: FastifyRequest): Mode {
      return chooseMode((this.query as { mode?: unknown } | undefined)?.mode, this.cookies?.[names.mode]);
    },
  });
  app.decorateRequest("visit", {
    getter(this: FastifyRequest): string | undefined {
      const visit = this.madeVisit ?? this.cookies?.[names.visit];
      return visit !== undefined && visitShape.test(visit) ? visit : undefined;
    },
  });
  app.decorateRequest("holdsCsrf", function holdsCsrf(this: FastifyRequest, token: unknown): boolean {
    return csrf.holds(token, [this.cookies?.[names.session], this.visit]);
  });

  app.decorateReply("rendersForEveryone", false);
  app.decorateReply("visit", function visit(this: FastifyReply): string {
    forOne(this);
    const known = this.request.visit;
    if (known !== undefined) return known;
    const made = randomBytes(16).toString("base64url");
    this.request.madeVisit = made;
    // As long as a draft without sign-in is kept.
    this.setCookie(names.visit, made, { ...options, maxAge: 2_592_000 });
    return made;
  });
  app.decorateReply("csrf", function token(this: FastifyReply): string {
    forOne(this);
    return csrf.token(this.request.cookies[names.session] || this.visit());
  });
  app.decorateReply("page", function personalPage(this: FastifyReply, page: Page): Promise<FastifyReply> {
    return sendPage(this.request, this, page, policy);
  });
  app.decorateReply("publicPage", function publicPage(this: FastifyReply, page: PublicPage): Promise<FastifyReply> {
    return sendPublicPage(this.request, this, page, pages, policy);
  });
}

function forOne(reply: FastifyReply): void {
  if (reply.rendersForEveryone)
    throw new Error("a public page is shown to everyone and cannot hold one person's token");
}
