import type { AddressInfo } from "node:net";
import cookie from "@fastify/cookie";
import formbody from "@fastify/formbody";
import multipart from "@fastify/multipart";
import rateLimit from "@fastify/rate-limit";
import { type FastifyInstance, fastify, LogController } from "fastify";
import { randomCharacters } from "../ids/index.ts";
import { forRequest } from "../log/index.ts";
import { isSafe, type RouteNote, settleRoute } from "./access.ts";
import { type Asset, createAssets } from "./assets.ts";
import { bodyLimits, parseForm, parseJson, parseQuery } from "./bodies.ts";
import { answerUnreadable, connectionLimits } from "./connections.ts";
import { type CookieNames, cookiesFor } from "./cookies.ts";
import { addDecorations } from "./decorations.ts";
import { createErrorAnswer } from "./errors.ts";
import { createGuards } from "./guards.ts";
import { commonHeaders, pageHeaders, programHeaders } from "./headers.ts";
import { createHealth, type ReadyCheck } from "./health.ts";
import { addHealthRoutes } from "./health-routes.ts";
import { addRateLimits } from "./limits.ts";
import { createObserver } from "./observe.ts";
import type { HttpOptions } from "./options.ts";
import { watchOverload } from "./overload.ts";
import { createPageCache, type PageCache } from "./page-cache.ts";
import { notFound } from "./problem.ts";
import type { App, TypeBox } from "./typebox.ts";
import { createAnswerCompiler, createSchemaCompiler } from "./validation.ts";

export type Server = {
  /** Modules add their routes here, before `listen`. */
  readonly app: App;
  /** Every route with its owner and permission, sorted by address; complete once all are added. */
  readonly routes: () => readonly RouteNote[];
  readonly cookies: CookieNames;
  readonly pages: PageCache;
  /** Something that has to hold for /readyz to say yes; throws while it does not. */
  readyWhen(name: string, check: ReadyCheck): void;
  /** Everything is set up: /readyz asks the checks from now on. */
  started(): void;
  /** Files that pages refer to, served under an address that carries their digest. @returns the address of each name. */
  serveAssets(assets: readonly Asset[]): Promise<ReadonlyMap<string, string>>;
  /** Starts taking connections. @throws when the port is taken. */
  listen(): Promise<{ readonly host: string; readonly port: number }>;
  /** Takes nothing new, finishes what is being answered for at most `deadlineMs`, then closes. Safe to call twice. */
  stop(deadlineMs?: number): Promise<void>;
};

/**
 * The HTTP layer of one process: limits, checks, errors, cookies, pages, figures. It knows nothing of public services; modules
 * bring routes, the caller brings the page people see when something goes wrong.
 */
export async function createServer(options: HttpOptions): Promise<Server> {
  const { settings, log, metrics } = options;
  const cookies = cookiesFor(settings.baseUrl);
  const common = commonHeaders(settings.baseUrl.startsWith("https:"));
  const identityProvider = settings.oidc === undefined ? [] : [new URL(settings.oidc.issuer).origin];
  const policy = pageHeaders({ formTargets: identityProvider, frameAncestors: options.frameAncestors ?? [] });
  const pages = createPageCache(options.pageCacheBytes ?? 67_108_864);
  const overload = options.overload ?? watchOverload();
  const health = createHealth();
  const assets = createAssets();
  const notes: RouteNote[] = [];
  const answerError = createErrorAnswer({ log, errorPage: options.errorPage, common, policy });

  // What people read to us on the telephone: who we are, and a count.
  const process = randomCharacters(4);
  let count = 0;

  const app: App = fastify({
    loggerInstance: log,
    // One line per answer comes from observe.
    logController: new LogController({ disableRequestLogging: true }),
    rewriteUrl: ({ url }) => withoutOrigin(url ?? "/"),
    genReqId: () => `${process}-${++count}`,
    trustProxy: [...settings.trustedProxies],
    bodyLimit: bodyLimits.body,
    requestTimeout: connectionLimits.requestTimeout,
    connectionTimeout: connectionLimits.connectionTimeout,
    keepAliveTimeout: connectionLimits.keepAliveTimeout,
    http: {
      maxHeaderSize: connectionLimits.maxHeaderSize,
      headersTimeout: connectionLimits.headersTimeout,
      connectionsCheckingInterval: connectionLimits.checkingInterval,
    },
    routerOptions: { querystringParser: parseQuery, maxParamLength: 200, caseSensitive: true },
    return503OnClosing: false,
    forceCloseConnections: "idle",
    clientErrorHandler: answerUnreadable,
    frameworkErrors: (error, request, reply) => void answerError(error, request, reply),
  }).withTypeProvider<TypeBox>();

  // Fastify makes a child for every request, which costs more than the line it writes.
  const child = app.log.child.bind(app.log);
  app.log.child = ((bindings: { reqId?: string }, more?: object) =>
    bindings.reqId === undefined ? child(bindings, more) : forRequest(log, bindings.reqId)) as typeof app.log.child;
  app.server.maxHeadersCount = connectionLimits.maxHeadersCount;
  app.server.maxConnections = connectionLimits.maxConnections;
  // Who asks before sending is told before sending.
  app.server.on("checkContinue", (request, response) => {
    if (Number(request.headers["content-length"] ?? 0) <= connectionLimits.lingering) response.writeContinue();
    app.server.emit("request", request, response);
  });

  app.setValidatorCompiler(createSchemaCompiler());
  app.setSerializerCompiler(createAnswerCompiler());
  app.setErrorHandler(answerError);
  app.setNotFoundHandler(() => {
    throw notFound();
  });

  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (request, body, done) => {
    try {
      const nothing = body.length === 0 && request.method === "DELETE";
      done(null, nothing ? undefined : parseJson(body as Buffer));
    } catch (refusal) {
      done(refusal as Error);
    }
  });
  await app.register(formbody, { parser: parseForm, bodyLimit: bodyLimits.body });
  addMultipart(app);
  await app.register(cookie);
  await app.register(rateLimit, { global: false });

  const limiter = addRateLimits(app, settings.rateLimitFactor, options.limits ?? {});

  addDecorations(app, { cookies, secretKey: options.secretKey, pages, policy });
  const guards = createGuards({
    app,
    common,
    forPrograms: programHeaders(settings.baseUrl.startsWith("https:")),
    cookies,
    origin: settings.baseUrl,
    isStopping: health.isStopping,
    overloaded: overload.overloaded,
    countUnknown: limiter.countUnknown,
  });
  app.addHook("onRequest", guards.onRequest);
  app.addHook("onRoute", (route) => {
    const [first, ...rest] = settleRoute(route);
    if (first === undefined) return;
    notes.push(first, ...rest);
    const limit = limiter.hookOf(first.limit);
    if (limit !== undefined) route.onRequest = [...[route.onRequest ?? []].flat(), limit];
    if (isSafe(first.method)) return;
    const own = first.withoutCsrf === undefined ? [guards.ownForm] : [];
    const forms = first.bodies.includes("form") || first.bodies.includes("files") ? [guards.keepable] : [];
    route.preValidation = [...forms, ...own, ...[route.preValidation ?? []].flat()];
  });
  app.addHook("onResponse", createObserver(log, metrics));
  metrics.gauge("event_loop_late_ms", "How late timers ring", [], overload.lagMs);
  metrics.gauge("page_cache_bytes", "Memory of public pages", [], pages.bytes);
  addHealthRoutes(app, health, metrics, settings.metricsToken);
  app.get<{ Params: { "*": string } }>(
    "/assets/*",
    { config: { access: "public", owner: "http", quiet: true } },
    (request, reply) => assets.serve(request, reply),
  );

  let stopped: Promise<void> | undefined;
  async function stop(deadlineMs: number): Promise<void> {
    health.stopping();
    overload.stop();
    const closed = app.close();
    // Connections whose last answer went out before we said "close" would hold the door for their whole keep-alive time.
    const sweep = setInterval(() => app.server.closeIdleConnections(), 50);
    const end = setTimeout(() => app.server.closeAllConnections(), deadlineMs);
    try {
      await closed;
    } finally {
      clearInterval(sweep);
      clearTimeout(end);
    }
  }

  return {
    app,
    routes: () => notes.toSorted((one, other) => (one.url < other.url ? -1 : one.url > other.url ? 1 : 0)),
    cookies: cookies.names,
    pages,
    readyWhen: health.add,
    started: health.started,
    serveAssets: assets.add,
    async listen() {
      await app.listen({
        host: settings.host,
        port: settings.port,
        listenTextResolver: (address) => `listening at ${address}`,
      });
      const { address, port } = app.server.address() as AddressInfo;
      return { host: address, port };
    },
    stop: (deadlineMs = 10_000) => (stopped ??= stop(deadlineMs)),
  };
}

/**
 * Forms with files. The library's two hooks delete files it saved itself; we let it save none (parts.ts reads streams), and as
 * asynchronous hooks with a listener on every answer they would run for every request.
 */
function addMultipart(app: App): void {
  const withoutHooks: App = Object.create(app, { addHook: { value: () => withoutHooks } });
  multipart(withoutHooks as unknown as FastifyInstance, { throwFileSizeLimit: true }, (failed) => {
    if (failed) throw failed;
  });
}

/**
 * A request line may name a whole URL (RFC 9112, 3.2.2), whose host is the caller's word alone: what follows it is the address. Pages
 * link to their own address, so a foreign host in it would lead away.
 */
function withoutOrigin(url: string): string {
  const origin = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(url)?.[0];
  if (origin === undefined) return url;
  const rest = url.slice(origin.length);
  return rest.startsWith("/") ? rest : `/${rest}`;
}
