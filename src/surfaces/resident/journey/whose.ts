import type { FastifyRequest } from "fastify";
import { type Assist, assistOfDraft, assistOwner } from "../../../domain/caseload/index.ts";
import { type DraftOwner, handOverDrafts } from "../../../domain/forms/index.ts";
import type { Clerk } from "../../../domain/identity/index.ts";
import type { House } from "../../house.ts";
import { type ResidentSession, sessionOf } from "../../session.ts";
import { mayAssist } from "../../staff/desk.ts";

export type Whose = {
  /** Undefined: nobody is signed in, and there is no visit yet. */
  readonly owner: DraftOwner | undefined;
  readonly session: ResidentSession | undefined;
  /** A member of staff fills this draft in for somebody. */
  readonly helping?: Helping | undefined;
};

export type Helping = { readonly clerk: Clerk; readonly assist: Assist };

/**
 * Whose drafts a request is about: the signed-in resident's, or those of the visit; of a member of staff, where `draft` is one they
 * fill in for somebody in their city, that one.
 */
export async function whose(
  house: House,
  request: FastifyRequest,
  at?: { readonly city: string; readonly draft: string },
): Promise<Whose> {
  const session = await sessionOf(house, request);
  if (session?.kind === "resident") return { owner: `resident:${session.resident}`, session };
  if (session?.kind === "staff" && at?.city === session.clerk.city && mayAssist(session.clerk)) {
    const { clerk } = session;
    const assist = await assistOfDraft(house, clerk, at.draft);
    if (assist) return { owner: assistOwner(assist), session: undefined, helping: { clerk, assist } };
  }
  return { owner: visitOwner(house, request.visit), session: undefined };
}

export function visitOwner(house: House, visit: string | undefined): DraftOwner | undefined {
  return visit === undefined ? undefined : `visit:${house.secrets.lookupHash("visit", visit)}`;
}

/** The key under which a case filed without signing in is kept: of the visit, like a resident's of the document. */
export function visitorKey(house: House, visit: string): string {
  return `v${house.secrets.lookupHash("visit", visit)}`;
}

/**
 * What was begun before signing in becomes the resident's. Called by the sign-in page with the request that signed in; again is
 * the same. Gives the ids of the drafts that moved.
 */
export async function afterSignIn(house: House, request: FastifyRequest, resident: string): Promise<readonly string[]> {
  const from = visitOwner(house, request.visit);
  if (from === undefined) return [];
  return handOverDrafts(house, { from, to: `resident:${resident}`, now: house.clock() });
}

/**
 * Files of a draft belong to the draft, whose owner is checked first: so they need not move when it is handed over on signing in.
 */
export function fileOwner(draft: string): string {
  return `draft:${draft}`;
}
