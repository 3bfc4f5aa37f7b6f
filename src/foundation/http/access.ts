import type { RouteOptions } from "fastify";

/** Who may ask a route. What exactly they may see is decided by the act behind it; this is the list one can read. */
export const accesses = [
  "public",
  "visitor",
  "resident",
  "clerk",
  "lead",
  "office",
  "finance",
  "auditor",
  "operator",
  "partner",
  "demo",
] as const;
export type Access = (typeof accesses)[number];

export type BodyKind = "json" | "form" | "files";
export type LimitName = "read" | "write" | "sign-in" | "verify" | "look-up" | "api" | "notice" | "none";

declare module "fastify" {
  interface FastifyContextConfig {
    /** Who may ask. Every route says so. */
    access?: Access;
    /** The module that answers for the route. Every route says so. */
    owner?: string;
    /** Which row of the table of rate limits counts; by path and method unless said. */
    limit?: LimitName;
    /** The kinds of body the route takes; JSON under /api, forms elsewhere unless said. */
    bodies?: readonly BodyKind[];
    /** For routes that take files: bytes of one file, and how many. */
    files?: { readonly maxBytes: number; readonly maxFiles: number };
    /** Why this route needs no token of a form, for example "signed by the payment provider". Routes under /api need none. */
    withoutCsrf?: string;
    /**
     * Form fields may hold any character: this route finds what cannot be kept itself, names the field, and gives back what was
     * typed. Elsewhere such a form is refused as a whole.
     */
    anyCharacters?: boolean;
    /** Not a line per answer: probes and files that tell nothing. */
    quiet?: boolean;
  }
}

/** One route as tests and the description of the API see it. */
export type RouteNote = {
  readonly method: string;
  readonly url: string;
  readonly access: Access;
  readonly owner: string;
  readonly limit: LimitName;
  readonly bodies: readonly BodyKind[];
  readonly withoutCsrf: string | undefined;
  readonly schema: unknown;
};

export function isApi(path: string): boolean {
  return path.startsWith("/api/");
}

/**
 * Settles what a route leaves open and refuses a route without an owner or a permission, so that forgetting one stops
 * the start and not a resident.
 * @returns one note per method.
 */
export function settleRoute(route: RouteOptions): RouteNote[] {
  const methods = [route.method].flat();
  const where = `${methods.join(",")} ${route.url}`;
  // Callers share one object between routes; each route gets its own.
  const config = { ...route.config };
  const { access, owner } = config;
  if (access === undefined || !accesses.includes(access))
    throw new Error(`${where} does not say who may ask it: config.access is one of ${accesses.join(", ")}`);
  if (owner === undefined || owner === "") throw new Error(`${where} has no owner: config.owner names the module`);
  const writes = methods.some((method) => !isSafe(method));
  config.limit ??= isApi(route.url) ? "api" : writes ? "write" : "read";
  config.bodies ??= !writes ? [] : isApi(route.url) ? ["json"] : config.files === undefined ? ["form"] : ["files"];
  if (config.bodies.includes("files") && config.files === undefined)
    throw new Error(`${where} takes files and does not say how many and how large: config.files`);
  if (isApi(route.url)) config.withoutCsrf ??= "bearer tokens are not sent by browsers on their own";
  route.config = config;
  const { limit, bodies, withoutCsrf } = config;
  return methods.map((method) => ({
    ...{ method, url: route.url, access, owner, limit, bodies, withoutCsrf },
    schema: route.schema,
  }));
}

export function isSafe(method: string): boolean {
  return method === "GET" || method === "HEAD" || method === "OPTIONS";
}
