import type { FastifyReply, FastifyRequest } from "fastify";
import type { AccessTokens, Partner, PartnerKind, PartnerScope } from "../../domain/identity/index.ts";
import { Refusal } from "../../foundation/refusal.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** The program that asks, on endpoints that need a token. */
    partner: Partner | undefined;
  }
}

/** Which scope each kind of program needs; a kind that is not named may not ask at all. */
export type Needs = Partial<Readonly<Record<PartnerKind, PartnerScope>>>;

/** Learns from the bearer token (RFC 6750) whose request it is, before it is counted; whoever it leaves unknown is counted by address. */
export function identification(tokens: AccessTokens, clock: () => Date) {
  return async function identify(request: FastifyRequest): Promise<void> {
    const { authorization = "" } = request.headers;
    const token = /^bearer /i.test(authorization) ? authorization.slice(7).trim() : "";
    request.partner = token === "" ? undefined : await tokens.verify(token, clock());
    request.caller = request.partner?.client;
  };
}

/** Refuses a request without a token that allows it, once it was counted and before a byte of its body is read. */
export function authorisation(needs: Needs) {
  return async function authorise(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { partner } = request;
    if (!partner) throw tokenInvalid();
    const scope = needs[partner.kind];
    if (scope === undefined || !partner.scopes.includes(scope)) {
      reply.header("www-authenticate", `Bearer error="insufficient_scope"${scope ? `, scope="${scope}"` : ""}`);
      throw scopeMissing();
    }
  };
}

/** The program of an endpoint that needs one. */
export function partnerOf(request: FastifyRequest): Partner {
  if (!request.partner) throw new Error(`${request.routeOptions.url} asked for no token`);
  return request.partner;
}

export function reaches(partner: Partner, city: string): boolean {
  return partner.cities === "all" || partner.cities.includes(city);
}

/** @throws Refusal 403 where the token is for other cities. Which cities exist is no secret, so it says so. */
export function demandCity(partner: Partner, city: string): void {
  if (reaches(partner, city)) return;
  throw new Refusal({
    code: "city_not_granted",
    status: 403,
    say: { zh: "您的令牌不能用于这个城市。", en: "Your token does not reach this city." },
  });
}

const keyShape = /^[\x21-\x7e]{1,128}$/;

/** @throws Refusal 400 where the header is missing or not 1 to 128 visible ASCII characters. */
export function idempotencyKey(request: FastifyRequest): string {
  const key = request.headers["idempotency-key"];
  if (typeof key === "string" && keyShape.test(key)) return key;
  throw new Refusal({
    code: "idempotency_key_missing",
    status: 400,
    say: {
      zh: "每次写入都需要请求头 Idempotency-Key：1 至 128 个可见 ASCII 字符，重发时保持不变。",
      en: "Every write needs the header Idempotency-Key: 1 to 128 visible ASCII characters, the same when sent again.",
    },
  });
}

function tokenInvalid(): Refusal {
  return new Refusal({
    code: "token_invalid",
    status: 401,
    say: {
      zh: "请在 Authorization 请求头里带上有效的 Bearer 令牌。",
      en: "Please send a valid bearer token in the Authorization header.",
    },
  });
}

export function scopeMissing(): Refusal {
  return new Refusal({
    code: "scope_missing",
    status: 403,
    say: { zh: "您的令牌没有这项权限。", en: "Your token does not include this." },
  });
}
