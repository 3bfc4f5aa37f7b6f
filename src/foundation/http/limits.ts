import rateLimit from "@fastify/rate-limit";
import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from "fastify";
import { Refusal } from "../refusal.ts";
import type { LimitName } from "./access.ts";
import { isThisMachine } from "./health-routes.ts";
import { Refused } from "./refused.ts";
import type { App } from "./typebox.ts";
import { says } from "./words.ts";

/** How often one caller may ask, per process. Counted in memory: a limit is a brake, not a lock; locks are in identity. */
export type RateLimit = {
  readonly max: number;
  readonly seconds: number;
  /** Who counts as one: an address, or a program that proved who it is (`request.caller`) and everyone else by address. */
  readonly by: "address" | "caller";
  /** Whether a program on this very machine counts at all. Through a proxy everyone counts. */
  readonly alsoThisMachine: boolean;
  /** Only what the route itself refused counts (`request.countRefused`): `max` of one caller, and this of one caller at one path. */
  readonly refusedAt?: number;
  readonly why: string;
};

export const rateLimits: Readonly<Record<Exclude<LimitName, "none">, RateLimit>> = {
  read: {
    ...{ max: 6_000, seconds: 60, by: "address", alsoThisMachine: false },
    why: "a mobile carrier or a hall puts thousands of people behind one address; a page costs 0.1 ms",
  },
  write: {
    ...{ max: 1_200, seconds: 60, by: "address", alsoThisMachine: false },
    why: "20 forms a second from one address is a hall on its busiest day; more is a script",
  },
  "sign-in": {
    ...{ max: 120, seconds: 300, by: "address", alsoThisMachine: true },
    why: "guessing passwords or codes; each account is locked by identity long before",
  },
  verify: {
    ...{ max: 120, seconds: 60, by: "address", alsoThisMachine: true },
    why: "a counter checks one certificate a second at most; numbers must not be tried out",
  },
  "look-up": {
    ...{ max: 600, seconds: 60, by: "address", alsoThisMachine: false },
    why: "an agency's system is asked each time, and account numbers must not be tried out one after the other",
  },
  api: {
    ...{ max: 1_200_000, seconds: 60, by: "caller", alsoThisMachine: false },
    why: "partners bring whole cities: 20,000 a second stops only a loop gone wild; full queues answer 503 before",
  },
  notice: {
    ...{ max: 3_000, seconds: 60, by: "address", alsoThisMachine: true, refusedAt: 300 },
    why: "providers are refused for a probe now and then, or for a key we have wrong, then at that account alone; 5 a second are forged",
  },
};

type Count = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;
declare module "fastify" {
  interface FastifyRequest {
    /** What was sent is refused: it counts where the limit of the route counts what is refused. */
    countRefused(): void;
  }
}

type Hook = (request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction) => void;

/** One counter per row of the table, shared by all routes of that row. */
export function addRateLimits(
  app: App,
  factor: number,
  replaced: Partial<typeof rateLimits>,
): {
  readonly hookOf: (name: LimitName) => Hook | undefined;
  readonly countUnknown: (request: FastifyRequest) => Promise<void>;
} {
  const refuse = (seconds: number): Refusal =>
    new Refusal({ code: "too_many_requests", status: 429, say: says.tooMany, retryAfterSeconds: Math.max(1, seconds) });
  const counterOf = (limit: RateLimit) => ({
    max: Math.max(1, Math.round(limit.max * factor)),
    timeWindow: limit.seconds * 1_000,
    // Enough callers for a province; the least recent is forgotten first.
    cache: 50_000,
    keyGenerator: (request: FastifyRequest) => callerOf(request, limit),
    ...(limit.alsoThisMachine ? {} : { allowList: isThisMachine }),
    addHeaders: {
      "x-ratelimit-limit": false,
      "x-ratelimit-remaining": false,
      "x-ratelimit-reset": false,
      "retry-after": false,
    },
    addHeadersOnExceeding: { "x-ratelimit-limit": false, "x-ratelimit-remaining": false, "x-ratelimit-reset": false },
    errorResponseBuilder: (_request: FastifyRequest, { ttl }: { ttl: number }) => refuse(ttl / 1_000),
  });
  const table = { ...rateLimits, ...replaced };
  const hooks = new Map<string, Hook>();
  const refused = new Map<string, { readonly limit: RateLimit; readonly counts: Refused }>();
  app.decorateRequest("countRefused", function countRefused(this: FastifyRequest): void {
    const row = refused.get(this.routeOptions.config.limit ?? "none");
    row?.counts.add(callerOf(this, row.limit), pathOf(this));
  });
  for (const [name, limit] of Object.entries(table)) {
    if (limit.refusedAt !== undefined) {
      const [max, maxOfPath] = [limit.max, limit.refusedAt].map((most) => Math.max(1, Math.round(most * factor)));
      const counts = new Refused({ max: max ?? 1, maxOfPath: maxOfPath ?? 1, seconds: limit.seconds });
      refused.set(name, { limit, counts });
      hooks.set(name, (request, _reply, done) => {
        const wait = counts.secondsToWait(callerOf(request, limit), pathOf(request));
        if (wait === 0) done();
        else done(refuse(wait));
      });
      continue;
    }
    const count = app.rateLimit(counterOf(limit)) as unknown as Count;
    hooks.set(name, (request, reply, done) => {
      if (!limit.alsoThisMachine && isThisMachine(request)) return done();
      count(request, reply).then(() => done(), done);
    });
  }
  const unknown = app.createRateLimit(counterOf(table.read));
  return {
    hookOf: (name) => hooks.get(name),
    async countUnknown(request) {
      const counted = await unknown(request);
      if (!counted.isAllowed && counted.isExceeded) throw refuse(counted.ttlInSeconds);
    },
  };
}

/** The route and what its parameters are, however the address was written. */
const pathOf = ({ routeOptions, params }: FastifyRequest): string =>
  [routeOptions.url, ...Object.values((params ?? {}) as Readonly<Record<string, string>>)].join(" ");

/**
 * What a request says of itself makes no caller of its own: whoever made up a new token each time would never be counted to the end.
 * IPv6 hands every household 2⁶⁴ addresses, so its first half is the caller. Whoever has left already has no address any more.
 */
function callerOf(request: FastifyRequest, { by }: RateLimit): string {
  // No address has a space.
  if (by === "caller" && request.caller !== undefined) return `program ${request.caller}`;
  const ip: string | undefined = request.ip;
  if (ip === undefined) return "";
  return ip.includes(":") && !ip.startsWith("::ffff:") ? rateLimit.normalizeIP(ip, 64) : ip;
}
