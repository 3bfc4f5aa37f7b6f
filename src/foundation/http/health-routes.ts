import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyRequest } from "fastify";
import { isLoopback } from "../../settings.ts";
import type { Metrics } from "../metrics/index.ts";
import type { Health } from "./health.ts";
import { notFound } from "./problem.ts";
import type { App } from "./typebox.ts";

/** Alive, ready, figures. None of them counts as a visit or is kept from answering by load. */
export function addHealthRoutes(app: App, health: Health, metrics: Metrics, token: string | undefined): void {
  const config = { access: "public", owner: "http", limit: "none", quiet: true } as const;

  app.get("/healthz", { config }, async (_request, reply) => reply.send({ state: "alive" }));

  app.get("/readyz", { config }, async (_request, reply) => {
    const { ready, state, failed } = await health.ask();
    if (!ready) reply.code(503).header("retry-after", "2");
    return reply.send({ state, failed });
  });

  app.get("/metrics", { config: { ...config, access: "operator" } }, async (request, reply) => {
    // As if it were not there: whoever may not read figures need not know that there are some.
    if (!mayRead(request, token)) throw notFound();
    return reply.type(metrics.contentType).send(await metrics.text());
  });
}

/** This very machine (not a proxy on it that asks for somebody), or whoever knows the token. */
function mayRead(request: FastifyRequest, token: string | undefined): boolean {
  const given = request.headers.authorization;
  if (token !== undefined && given !== undefined) {
    const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
    return timingSafeEqual(digest(given), digest(`Bearer ${token}`));
  }
  return isThisMachine(request);
}

/** Whether a program on this machine asks directly, without a proxy in between. */
export function isThisMachine(request: FastifyRequest): boolean {
  const { headers, socket } = request.raw;
  if (headers["x-forwarded-for"] !== undefined || headers["forwarded"] !== undefined || headers["via"] !== undefined)
    return false;
  const address = socket.remoteAddress ?? "";
  return address === "127.0.0.1" || isLoopback(address);
}
