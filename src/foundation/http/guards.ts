import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from "fastify";
import { isLanguage } from "../i18n/index.ts";
import { Refusal } from "../refusal.ts";
import { type BodyKind, isApi, isSafe } from "./access.ts";
import { bodyLimits, checkAddress, checkForm } from "./bodies.ts";
import { connectionLimits } from "./connections.ts";
import type { Cookies } from "./cookies.ts";
import { csrfField, fromOurPages } from "./csrf.ts";
import { forged } from "./parts.ts";
import { isMode } from "./preferences.ts";
import { notFound } from "./problem.ts";
import type { App } from "./typebox.ts";
import { says } from "./words.ts";

type Hook = (request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction) => void;

type Guarded = {
  readonly app: App;
  readonly common: Readonly<Record<string, string>>;
  readonly forPrograms: Readonly<Record<string, string>>;
  readonly cookies: Cookies;
  readonly origin: string;
  readonly isStopping: () => boolean;
  readonly overloaded: () => boolean;
  /** Counts a question for an address that does not exist; refuses too many. */
  readonly countUnknown: (request: FastifyRequest) => Promise<void>;
};

/** Everything that is decided about a request before anybody reads its body; and after, whether its form is ours. */
export function createGuards(guarded: Guarded): {
  readonly onRequest: Hook /** For routes that change something and trust a cookie. */;
  readonly ownForm: Hook;
  /** For routes that take forms: what nothing can keep is refused before anybody reads it. */
  readonly keepable: Hook;
} {
  const { app, common, forPrograms, cookies, origin, isStopping, overloaded, countUnknown } = guarded;
  const busy = (): Refusal =>
    isStopping()
      ? new Refusal({ code: "stopping", status: 503, say: says.stopping, retryAfterSeconds: 5 })
      : new Refusal({ code: "overloaded", status: 503, say: says.overloaded, retryAfterSeconds: 3 });

  return {
    keepable(request, _reply, done) {
      try {
        checkForm(request.body, request.routeOptions.config.anyCharacters);
      } catch (refusal) {
        done(refusal as Error);
        return;
      }
      done();
    },

    onRequest(request, reply, done) {
      reply.headers(isApi(request.raw.url ?? "") ? forPrograms : common);
      if (isStopping()) reply.header("connection", "close");
      if (request.is404) {
        countUnknown(request).then(() => done(nowhere(app, request, reply)), done);
        return;
      }
      const { config } = request.routeOptions;
      try {
        if (config.limit !== "none" && (overloaded() || isStopping())) throw busy();
        checkAddress(request.raw.url ?? "");
        if (!isSafe(request.method)) checkBody(request, reply, config.bodies ?? []);
        if (request.raw.url?.includes("?")) rememberPreferences(request, reply, cookies);
      } catch (refusal) {
        done(refusal as Error);
        return;
      }
      done();
    },

    ownForm(request, _reply, done) {
      const { bodies } = request.routeOptions.config;
      if (!fromOurPages(request.headers, origin)) return done(forged());
      // A form with files brings its token on the way: readParts looks at it before it takes a file.
      if (bodies?.includes("files") && request.isMultipart()) return done();
      const body = request.body as Record<string, unknown> | undefined;
      if (!request.holdsCsrf(body?.[csrfField] ?? request.headers["x-csrf-token"])) return done(forged());
      if (body !== undefined) delete body[csrfField];
      done();
    },
  };
}

/** 404, or 405 with the methods the address has; OPTIONS is answered where there is something. */
function nowhere(app: App, request: FastifyRequest, reply: FastifyReply): Error {
  const path = (request.raw.url ?? "/").split("?", 1)[0] ?? "/";
  const methods = (["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] as const).filter((method) => {
    const found = app.findRoute({ method, url: path });
    // The route of all assets leads to nothing in particular.
    return found !== null && !path.startsWith("/assets/");
  });
  if (methods.length === 0) return notFound();
  reply.header("allow", methods.join(", "));
  return new Refusal({ code: "method_not_allowed", status: 405, say: says.methodNotAllowed });
}

const kinds: Readonly<Record<string, BodyKind>> = {
  "application/json": "json",
  "application/x-www-form-urlencoded": "form",
  "multipart/form-data": "files",
};

/** Kind and declared size of a body, before a byte of it is read. */
function checkBody(request: FastifyRequest, reply: FastifyReply, taken: readonly BodyKind[]): void {
  const { headers } = request;
  const declared = Number(headers["content-length"] ?? 0);
  const type = headers["content-type"];
  if (type !== undefined) {
    const kind = kinds[type] ?? kinds[type.split(";", 1)[0]?.trim().toLowerCase() ?? ""];
    // A form without files may be posted to a route that takes files.
    const fits = kind !== undefined && (taken.includes(kind) || (kind === "form" && taken.includes("files")));
    if (!fits) throw new Refusal({ code: "unsupported_type", status: 415, say: says.unsupportedType });
    const files = kind === "files" ? request.routeOptions.config.files : undefined;
    const most = files === undefined ? bodyLimits.body : files.maxBytes * files.maxFiles + bodyLimits.body;
    if (declared > most) {
      // Answered at once; a body that is not too absurd is read to nowhere, or the browser would show a broken connection.
      if (declared > connectionLimits.lingering) reply.header("connection", "close");
      throw new Refusal({ code: "body_too_large", status: 413, say: files ? says.fileTooLarge : says.bodyTooLarge });
    }
  } else if (declared > 0 || headers["transfer-encoding"] !== undefined)
    throw new Refusal({ code: "unsupported_type", status: 415, say: says.unsupportedType });
}

/** `?lang=` and `?mode=` on a page are a wish for all pages that follow. */
function rememberPreferences(request: FastifyRequest, reply: FastifyReply, { names, options }: Cookies): void {
  if (!isSafe(request.method) || isApi(request.raw.url ?? "")) return;
  const { lang, mode } = request.query as { lang?: unknown; mode?: unknown };
  const remembered = { ...options, maxAge: 31_536_000 };
  if (isLanguage(lang) && request.cookies[names.language] !== lang) reply.setCookie(names.language, lang, remembered);
  if (isMode(mode) && request.cookies[names.mode] !== mode) reply.setCookie(names.mode, mode, remembered);
}
