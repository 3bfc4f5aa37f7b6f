import type { FastifyReply, FastifyRequest } from "fastify";
import { say } from "../i18n/index.ts";
import type { Log } from "../log/index.ts";
import type { ErrorPage } from "./options.ts";
import type { Page } from "./page-cache.ts";
import { sendPage } from "./pages.ts";
import { asksAsProgram, problem, type Trouble, troubleOf } from "./problem.ts";
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
  readonly policy: (styles: readonly string[]) => Record<string, string>;
};

/** Answers whatever was thrown: a problem document to programs, a page to people. */
export function createErrorAnswer({ log, errorPage, common, policy }: Teller) {
  return async function answerError(
    error: unknown,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply> {
    const told = troubleOf(error);
    request.refusedAs = told.code;
    if (told.status === 500)
      log.error({ err: error, request: request.id, route: request.routeOptions.url ?? "(none)" }, "a request failed");
    // What the handler had set for its own answer does not fit this one.
    for (const name of ["content-encoding", "content-type", "content-length", "etag", "vary"]) reply.removeHeader(name);
    reply.headers(common);
    reply.code(told.status);
    if (told.retryAfterSeconds !== undefined) reply.header("retry-after", String(Math.ceil(told.retryAfterSeconds)));
    if (asksAsProgram(request)) return answerProgram(told, request, reply);
    try {
      const { status, code, fields, retryAfterSeconds } = told;
      const { id: reference, language, mode } = request;
      const title = titleOf(status);
      const page = errorPage({
        status,
        code,
        title,
        say: told.say,
        fields,
        reference,
        language,
        mode,
        retryAfterSeconds,
      });
      return await sendPage(request, reply, page, policy);
    } catch (failure) {
      log.error({ err: failure, request: request.id }, "the page about an error failed");
      reply.type("text/plain; charset=utf-8");
      return reply.send(`${say(told.say, request.language)} (${request.id})`);
    }
  };
}

function answerProgram(told: Trouble, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (told.status === 401) reply.header("www-authenticate", "Bearer");
  reply.header("content-type", "application/problem+json; charset=utf-8");
  reply.header("content-language", request.language);
  return reply.send(problem(told, request.id, request.language));
}
