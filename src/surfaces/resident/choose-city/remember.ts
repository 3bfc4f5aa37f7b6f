import type { FastifyReply, FastifyRequest } from "fastify";
import type { City } from "../../../domain/regions/index.ts";
import { cookiesFor } from "../../../foundation/http/index.ts";
import type { House } from "../../house.ts";

type Needs = Pick<House, "settings" | "regions">;

/** The city someone was in last is kept on their own phone, for a year. */
const keptSeconds = 365 * 86_400;

function cookieName(baseUrl: string): string {
  return baseUrl.startsWith("https:") ? "__Host-city" : "city";
}

/** The city this browser was in last, if it is still open. */
export function rememberedCity(house: Needs, request: FastifyRequest): City | undefined {
  const code = request.cookies[cookieName(house.settings.baseUrl)];
  return code !== undefined && /^\d{6}$/.test(code) ? house.regions.city(code) : undefined;
}

/** Called by a city's home page; sets the cookie only when it changes, so that the page stays storable. */
export function rememberCity(house: Needs, request: FastifyRequest, reply: FastifyReply, city: string): void {
  const { baseUrl } = house.settings;
  if (request.cookies[cookieName(baseUrl)] === city) return;
  reply.setCookie(cookieName(baseUrl), city, { ...cookiesFor(baseUrl).options, maxAge: keptSeconds });
}
