import { cityScope, type Database, type Values } from "../../foundation/database/index.ts";
import type { AgencyStage } from "./contract.ts";
import { errandsAbout } from "./errands.ts";
import {
  addPush,
  agencyCase,
  agencyCaseByReference,
  finishPush,
  forgetPushes,
  keepReference,
  keepStage,
  markFollowed,
  markWithdrawn,
  pushByNonce,
  pushesOfCase,
} from "./stages-store.ts";

/** What is known of a case that the agency keeps in its own system. */
export type AgencyCase = {
  readonly city: string;
  readonly number: string;
  readonly agency: string;
  readonly reference: string;
  readonly stage: AgencyStage["stage"];
  readonly sequence: number;
  readonly stageAt: Date;
  readonly sentAt: Date;
  /** The revision of our case the agency has. */
  readonly sentRevision: number;
  readonly followedAt: Date | undefined;
  readonly withdrawnAt: Date | undefined;
};

/** `late`: older than what was known, nothing changed; `not_possible`: the case here does not allow it any more. */
export type PushOutcome = "applied" | "late" | "not_possible";

/** Days a push is remembered, so that the same one again gets the same answer. */
export const pushesKeptDays = 30;

/** The agency has the case, under its reference. Again (a correction) keeps the reference. @returns the reference that holds */
export async function rememberReference(
  database: Database,
  kept: { city: string; number: string; agency: string; reference: string; revision: number; now: Date },
): Promise<string> {
  const [row] = await database.run(cityScope(kept.city), keepReference, kept);
  return row?.reference ?? kept.reference;
}

export async function agencyCaseOf(database: Database, city: string, number: string): Promise<AgencyCase | undefined> {
  const [row] = await database.run(cityScope(city), agencyCase, { city, number });
  return row && fromRow(city, row);
}

/** Whether the agency has a case or is about to get it. The errand is looked for first: it goes only after the reference is kept. */
export async function isWithAgency(database: Database, city: string, number: string): Promise<boolean> {
  const errands = await errandsAbout(database, city, number);
  if (errands.some(({ purpose }) => purpose === "submit")) return true;
  return (await agencyCaseOf(database, city, number)) !== undefined;
}

export async function agencyCaseBy(
  database: Database,
  of: { city: string; agency: string; reference: string },
): Promise<AgencyCase | undefined> {
  const [row] = await database.run(cityScope(of.city), agencyCaseByReference, of);
  return row && fromRow(of.city, row);
}

/** @returns false where the stage is not newer than what is known */
export async function rememberStage(
  database: Database,
  known: Pick<AgencyCase, "city" | "number">,
  { stage, sequence, at }: AgencyStage,
): Promise<boolean> {
  const { city, number } = known;
  const rows = await database.run(cityScope(city), keepStage, { city, number, stage, sequence: BigInt(sequence), at });
  return rows.length > 0;
}

export async function rememberFollowed(database: Database, city: string, number: string, now: Date): Promise<void> {
  await database.run(cityScope(city), markFollowed, { city, number, now });
}

export async function rememberWithdrawn(database: Database, city: string, number: string, now: Date): Promise<void> {
  await database.run(cityScope(city), markWithdrawn, { city, number, now });
}

/** One push, by the nonce the agency signed. */
export type Push = {
  readonly city: string;
  readonly agency: string;
  readonly nonce: string;
  /** SHA-256 of the body, hexadecimal. */
  readonly bodyHash: string;
  readonly number: string;
  readonly stage: AgencyStage;
};

/** What is known of a push by its nonce; undefined where it is new. */
export async function pushBefore(
  database: Database,
  { city, agency, nonce }: Pick<Push, "city" | "agency" | "nonce">,
): Promise<{ bodyHash: string; number: string; outcome: PushOutcome | undefined } | undefined> {
  const [row] = await database.run(cityScope(city), pushByNonce, { city, agency, nonce });
  return row && { bodyHash: row.body_hash, number: row.number, outcome: (row.outcome as PushOutcome) ?? undefined };
}

/** Writes a push down before anything is done because of it; one that was begun before and died is begun again. */
export async function beginPush(database: Database, push: Push, now: Date): Promise<void> {
  const { city, agency, nonce, bodyHash, number, stage } = push;
  await database.run(cityScope(city), addPush, {
    ...{ city, agency, nonce, number, now },
    body_hash: bodyHash,
    reference: stage.reference,
    sequence: BigInt(stage.sequence),
    stage: stage.stage,
  });
}

export async function endPush(
  database: Database,
  { city, agency, nonce }: Pick<Push, "city" | "agency" | "nonce">,
  outcome: PushOutcome,
): Promise<void> {
  await database.run(cityScope(city), finishPush, { city, agency, nonce, outcome });
}

/** What the agency pushed about a case, newest first, late ones too. */
export async function pushesAbout(database: Database, city: string, number: string) {
  return database.run(cityScope(city), pushesOfCase, { city, number });
}

/** Forgets pushes older than `before`. @returns how many */
export async function forgetOldPushes(database: Database, city: string, now: Date): Promise<number> {
  const before = new Date(now.getTime() - pushesKeptDays * 86_400_000);
  return (await database.run(cityScope(city), forgetPushes, { city, before })).length;
}

function fromRow(city: string, row: Values<(typeof agencyCase)["row"]>): AgencyCase {
  return {
    ...{ city, number: row.number, agency: row.agency, reference: row.reference },
    stage: row.stage as AgencyStage["stage"],
    sequence: Number(row.sequence),
    stageAt: row.stage_at,
    sentAt: row.sent_at,
    sentRevision: row.sent_revision,
    followedAt: row.followed_at ?? undefined,
    withdrawnAt: row.withdrawn_at ?? undefined,
  };
}
