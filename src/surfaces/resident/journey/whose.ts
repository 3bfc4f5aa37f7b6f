import type { FastifyRequest } from "fastify";
import { type DraftOwner, handOverDrafts } from "../../../domain/forms/index.ts";
import type { House } from "../../house.ts";
import { type ResidentSession, sessionOf } from "../../session.ts";

export type Whose = {
  /** Undefined: nobody is signed in, and there is no visit yet. */
  readonly owner: DraftOwner | undefined;
  readonly session: ResidentSession | undefined;
};

/** Whose drafts a request is about: the signed-in resident's, or those of the visit. */
export async function whose(house: House, request: FastifyRequest): Promise<Whose> {
  const session = await sessionOf(house, request);
  if (session?.kind === "resident") return { owner: `resident:${session.resident}`, session };
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
