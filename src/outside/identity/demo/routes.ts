import type { IncomingMessage } from "node:http";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { type AccessTokens, answerTokenRequest } from "../../../domain/identity/index.ts";
import { pagePolicy, signInPage } from "./page.ts";
import { people } from "./people.ts";
import { type DemonstrationSettings, demonstrationPath, demonstrationProvider } from "./provider.ts";

/** The provider reads bodies itself and brings its own protection, so these routes stand outside our form tokens. */
const config = {
  access: "demo",
  owner: "identity",
  limit: "none",
  withoutCsrf: "the provider binds each sign-in to a signed cookie of its own; programs bring their secret",
} as const;

export type DemonstrationRoutes = DemonstrationSettings & { readonly tokens: AccessTokens };

/**
 * The demonstration's identity service under `/demo/oidc`. Register it with `prefix: demonstrationPath`, outside the scope of
 * the pages' form tokens: the provider reads bodies itself and brings its own protection (a signed cookie per sign-in,
 * SameSite=Lax, bound to the path).
 */
export async function demonstrationIdentityRoutes(app: FastifyInstance, options: DemonstrationRoutes): Promise<void> {
  const provider = demonstrationProvider(options);
  const handle = provider.callback();
  const base = new URL(options.baseUrl);

  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_request, _payload, done) => done(null));

  /** The request as it left the browser, whatever stands in between. */
  function asSent(request: FastifyRequest): IncomingMessage {
    const { raw } = request;
    raw.headers.host = base.host;
    raw.headers["x-forwarded-host"] = base.host;
    raw.headers["x-forwarded-proto"] = base.protocol.slice(0, -1);
    // Every sign-in asks anew who one is; changing from one person to another would otherwise end in a page that needs script.
    raw.headers.cookie = raw.headers.cookie?.replaceAll(/(^|;\s*)_session(\.sig)?=[^;]*/g, "") ?? "";
    return raw;
  }

  app.post("/token", { config }, async (request, reply) => {
    const form = await readForm(request.raw);
    if (!form) return reply.code(413).send({ error: "invalid_request" });
    const { authorization } = request.headers;
    const answer = await answerTokenRequest(options.tokens, { authorization, form }, options.clock());
    return reply.code(answer.status).headers(answer.headers).send(answer.body);
  });

  app.get("/sign-in/:uid", { config }, async (request, reply) => {
    if (!(await open(request, reply))) return again(reply);
    return reply
      .header("content-security-policy", pagePolicy)
      .header("cache-control", "no-store")
      .type("text/html; charset=utf-8")
      .send(signInPage());
  });

  app.post("/sign-in/:uid", { config }, async (request, reply) => {
    const form = await readForm(request.raw);
    const person = people.find(({ sub }) => sub === form?.get("person"));
    if (!person || !(await open(request, reply))) return again(reply);
    const result = { login: { accountId: person.sub, remember: false } };
    const next = await provider.interactionResult(asSent(request), reply.raw, result, {
      mergeWithLastSubmission: false,
    });
    return reply.redirect(next, 303);
  });

  app.all("/*", { config, exposeHeadRoute: false }, async (request, reply) => {
    const raw = Object.assign(asSent(request), { originalUrl: request.raw.url });
    raw.url = (raw.url ?? "").slice(demonstrationPath.length) || "/";
    reply.hijack();
    await handle(raw, reply.raw);
  });

  async function open(request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
    try {
      await provider.interactionDetails(asSent(request), reply.raw);
      return true;
    } catch (error) {
      // Nothing else than a sign-in that ended, or one that began in another browser.
      if (error instanceof Error && error.name === "SessionNotFound") return false;
      throw error;
    }
  }

  function again(reply: FastifyReply): FastifyReply {
    return reply.redirect("/", 303);
  }
}

/** A small form; undefined where it is larger than 4 KB. */
async function readForm(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > 4_096) return undefined;
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString("utf8"));
}
