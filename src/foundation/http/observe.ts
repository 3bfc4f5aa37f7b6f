import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from "fastify";
import type { Log } from "../log/index.ts";
import type { Metrics } from "../metrics/index.ts";

/** One line and one figure per answer: which route, never which address. */
export function createObserver(log: Log, metrics: Metrics) {
  const labels = ["method", "route", "status"] as const;
  const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
  const durations = metrics.histogram("http_seconds", "Time to answer, by route", labels, buckets);
  // Looking a series up by its labels costs more than adding to it. Routes, methods and statuses are few.
  const series = new Map<string, ReturnType<typeof durations.labels>>();

  return function observe(request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction): void {
    const { method } = request;
    // Fastify puts these together anew each time they are asked for.
    const { url: route = "(none)", config } = request.routeOptions;
    const status = reply.statusCode;
    const ms = reply.elapsedTime;
    const key = `${method} ${status} ${route}`;
    let one = series.get(key);
    if (one === undefined) {
      one = durations.labels(method, route, String(status));
      series.set(key, one);
    }
    one.observe(ms / 1_000);
    if (config.quiet !== true || status >= 500) {
      const bytes = Number(reply.getHeader("content-length") ?? 0);
      const city = (request.params as { city?: string } | undefined)?.city;
      const line = {
        method,
        route,
        status,
        ms: Math.round(ms * 10) / 10,
        bytes,
        request: request.id,
        city: city !== undefined && /^\d{6}$/.test(city) ? city : undefined,
        code: request.refusedAs,
      };
      if (status >= 500) log.warn(line, "answered");
      else log.info(line, "answered");
    }
    done();
  };
}
