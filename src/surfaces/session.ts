import type { FastifyReply, FastifyRequest } from "fastify";
import type { Session } from "../domain/identity/index.ts";
import { cookiesFor } from "../foundation/http/index.ts";
import { Refusal } from "../foundation/refusal.ts";
import type { House } from "./house.ts";

export type ResidentSession = Extract<Session, { kind: "resident" }>;
export type StaffSession = Extract<Session, { kind: "staff" }>;

/** Who is signed in, or undefined. */
export async function sessionOf(house: House, request: FastifyRequest): Promise<Session | undefined> {
  const token = request.cookies[cookiesFor(house.settings.baseUrl).names.session];
  return token === undefined ? undefined : house.identity.sessions.read(token, house.clock());
}

export function setSession(house: House, reply: FastifyReply, token: string): void {
  const { names, options } = cookiesFor(house.settings.baseUrl);
  reply.setCookie(names.session, token, options);
}

export function clearSession(house: House, reply: FastifyReply): void {
  const { names, options } = cookiesFor(house.settings.baseUrl);
  reply.clearCookie(names.session, options);
}

/** The address to come back to after signing in: a path of ours and nothing else. */
export function safeReturn(value: unknown, otherwise: string): string {
  return typeof value === "string" && /^\/(?![/\\])[\x21-\x7e]{0,500}$/.test(value) ? value : otherwise;
}

/** Asked for by a page that only a signed-in resident may see: leads to the sign-in page and back. */
export class SignInNeeded extends Refusal {
  readonly at: string;

  constructor(kind: "resident" | "staff", returnTo: string) {
    super({
      code: "sign_in_needed",
      status: 401,
      say: { zh: "请先登录。", en: "Please sign in first." },
    });
    this.at = `${kind === "staff" ? "/staff" : ""}/sign-in?return=${encodeURIComponent(returnTo)}`;
  }
}

export async function needResident(house: House, request: FastifyRequest): Promise<ResidentSession> {
  const session = await sessionOf(house, request);
  if (session?.kind !== "resident") throw new SignInNeeded("resident", returnPath(request));
  return session;
}

export async function needStaff(house: House, request: FastifyRequest): Promise<StaffSession> {
  const session = await sessionOf(house, request);
  if (session?.kind !== "staff") throw new SignInNeeded("staff", returnPath(request));
  return session;
}

function returnPath(request: FastifyRequest): string {
  return request.method === "GET" ? request.url : "/";
}
