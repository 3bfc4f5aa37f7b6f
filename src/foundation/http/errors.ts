import type { FastifyReply, FastifyRequest } from "fastify";
import { type Language, say } from "../i18n/index.ts";
import type { Log } from "../log/index.ts";
import type { ErrorPage } from "./options.ts";
import type { Page } from "./page-cache.ts";
import { sendPage } from "./pages.ts";
import { chooseLanguage } from "./preferences.ts";
import { asksAsProgram, cutOff, problem, type Trouble, troubleOf } from "./problem.ts";
import { titleOf } from "./words.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** The code of the refusal that was answered, for the log. */
    refusedAs: string | undefined;
  }
}

type Teller = {
  readonly log: Log;
  readonly errorPage: (page: ErrorPage) => Page;
  readonly common: Readonly<Record<string, string>>;
  readonly policy: (styles: readonly string[], frames?: boolean) => Record<string, string>;
};

/** Answers whatever was thrown: a problem document to programs, a page to people. */
export function createErrorAnswer({ log, errorPage, common, policy }: Teller) {
  return async function answerError(
    error: unknown,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply> {
    const { raw } = request;
    // Who left in the middle of a body hears nothing any more; it is not a mistake of ours.
    const told = raw.destroyed && !raw.complete ? cutOff : troubleOf(error);
    request.refusedAs = told.code;
    // An address that cannot be read is answered before the request has cookies and the rest of its ways to say.
    const language = request.language ?? chooseLanguage(undefined, undefined, request.headers["accept-language"]);
    if (told.status === 500)
      log.error({ err: error, request: request.id, route: request.routeOptions.url ?? "(none)" }, "a request failed");
    // What the handler had set for its own answer does not fit this one.
    for (const name of ["content-encoding", "content-type", "content-length", "etag", "vary"]) reply.removeHeader(name);
    reply.headers(common);
    reply.code(told.status);
    if (told.retryAfterSeconds !== undefined) reply.header("retry-after", String(Math.ceil(told.retryAfterSeconds)));
    if (asksAsProgram(request)) return answerProgram(told, request.id, language, reply);
    try {
      const { status, code, fields, retryAfterSeconds } = told;
      const { id: reference, mode = "standard" } = request;
      const title = titleOf(status);
      const page = errorPage({
        status,
        code,
        title,
        say: told.say,
        fields,
        reference,
        path: (raw.url ?? "/").split("?", 1)[0] ?? "/",
        language,
        mode,
        retryAfterSeconds,
      });
      return await sendPage(request, reply, page, policy, language);
    } catch (failure) {
      log.error({ err: failure, request: request.id }, "the page about an error failed");
      reply.type("text/plain; charset=utf-8");
      return reply.send(`${say(told.say, language)} (${request.id})`);
    }
  };
}

function answerProgram(told: Trouble, reference: string, language: Language, reply: FastifyReply): FastifyReply {
  if (told.status === 401) reply.header("www-authenticate", "Bearer");
  reply.header("content-type", "application/problem+json; charset=utf-8");
  reply.header("content-language", language);
  return reply.send(problem(told, reference, language));
}
