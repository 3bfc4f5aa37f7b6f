import { cityScope, type Database, type Runner, type Values } from "../../foundation/database/index.ts";
import { newId } from "../../foundation/ids/index.ts";
import { writeAudit } from "../audit/index.ts";
import type { UnavailableReason } from "./contract.ts";
import {
  addErrand,
  claimErrands,
  countErrands,
  dropErrands,
  dueCities,
  errandById,
  errandsOfCase,
  finishErrand,
  listErrands,
  postponeErrand,
  replayErrands,
} from "./errands-store.ts";
import { countsAsFailure } from "./health.ts";

export const errandPurposes = ["answer", "submit", "follow", "withdraw"] as const;
export type ErrandPurpose = (typeof errandPurposes)[number];

/** What is to be asked of an agency about one case; one per (city, purpose, subject). */
export type NewErrand = {
  readonly city: string;
  /** The agency kind whose connector is to answer. */
  readonly agency: string;
  readonly purpose: ErrandPurpose;
  /** Number of the case. */
  readonly subject: string;
  /** Code of the service. */
  readonly service: string;
  /** Not before; at once unless said. */
  readonly dueAt?: Date;
};

export type Errand = {
  readonly city: string;
  readonly purpose: ErrandPurpose;
  readonly subject: string;
  readonly id: string;
  readonly agency: string;
  readonly service: string;
  readonly state: "waiting" | "dead";
  readonly revision: number;
  readonly since: Date;
  readonly dueAt: Date;
  readonly attempts: number;
  readonly asked: number;
  readonly lastAt: Date | undefined;
  readonly lastReason: string | undefined;
};

/**
 * What came of an errand. `wait`: nothing was learned, later again; `dead`: asking again would not help, a clerk sees it with this
 * reason (at most 60 characters, never personal data); `again`: done for now, and to be done anew at that time.
 */
export type ErrandOutcome =
  | "done"
  | { readonly wait: UnavailableReason }
  | { readonly dead: string }
  | { readonly again: Date };
export type ErrandHandlers = Readonly<Record<ErrandPurpose, (errand: Errand) => Promise<ErrandOutcome>>>;

/** Who replays or drops, for the record. */
export type ErrandActor = { readonly kind: "clerk" | "agency" | "system"; readonly id: string };

const second = 1_000;
export const errandLimits = {
  /** The first wait; each one after is twice as long. */
  first: second,
  longest: 3_600 * second,
  /** An errand is given up after this long, */
  givenUpAfter: 48 * 3_600 * second,
  /** or after the agency was really asked this often. */
  asked: 30,
  /** A process that died gives its errands back after this long. */
  lease: 300 * second,
} as const;

/** In the caller's transaction, so that what asks for it and the errand exist together. The scope must hold the city. */
export async function enqueue(tx: Runner, errand: NewErrand, now: Date): Promise<void> {
  const { city, agency, purpose, subject, service } = errand;
  await tx.run(addErrand, {
    ...{ city, agency, purpose, subject, service, now },
    id: newId(now),
    due_at: errand.dueAt ?? now,
  });
}

/** Due errands of these cities, taken by this process. `full` names agencies of a city that are busy enough. */
export async function claim(
  database: Database,
  cities: readonly string[],
  now: Date,
  full: (city: string) => readonly string[],
  limit: number,
): Promise<readonly Errand[]> {
  if (cities.length === 0 || limit <= 0) return [];
  const due = await database.run(cityScope(...cities), dueCities, { cities: [...cities], now, limit: 50 });
  const taken: Errand[] = [];
  for (const { city } of due) {
    if (taken.length >= limit) break;
    const rows = await database.run(cityScope(city), claimErrands, {
      ...{ city, now, full: [...full(city)] },
      until: new Date(now.getTime() + errandLimits.lease),
      limit: Math.min(10, limit - taken.length),
    });
    taken.push(...rows.map(fromRow));
  }
  return taken;
}

/** Writes down what came of an errand. @returns whether it is dead now */
export async function settle(database: Database, errand: Errand, outcome: ErrandOutcome, now: Date): Promise<boolean> {
  const { city, purpose, subject, revision } = errand;
  const key = { city, purpose, subject, revision };
  const scope = cityScope(city);
  if (outcome === "done") {
    const gone = await database.run(scope, finishErrand, key);
    // Asked for again while it ran: it is given back at once.
    if (gone.length === 0) await postpone(now, "waiting", null, errand.asked, now, 0);
    return false;
  }
  if ("again" in outcome) {
    await postpone(outcome.again, "waiting", null, 0, outcome.again, 0);
    return false;
  }
  if ("dead" in outcome) {
    await postpone(now, "dead", outcome.dead, errand.asked, errand.since, errand.attempts);
    return true;
  }
  const asked = errand.asked + (countsAsFailure(outcome.wait) ? 1 : 0);
  const wait = Math.min(errandLimits.first * 2 ** (errand.attempts - 1), errandLimits.longest);
  const isOver =
    asked >= errandLimits.asked || now.getTime() + wait - errand.since.getTime() > errandLimits.givenUpAfter;
  const next = new Date(now.getTime() + wait);
  await postpone(next, isOver ? "dead" : "waiting", outcome.wait, asked, errand.since, errand.attempts);
  return isOver;

  async function postpone(
    due_at: Date,
    state: "waiting" | "dead",
    reason: string | null,
    asked: number,
    since: Date,
    attempts: number,
  ): Promise<void> {
    await database.run(scope, postponeErrand, { ...key, due_at, state, reason, asked, since, attempts });
  }
}

/** A page of errands of some agencies, in the order they were made. `after` is the id of the last one seen. */
export async function errandsPage(
  database: Database,
  of: { city: string; agencies: readonly string[]; state: "waiting" | "dead"; after?: string; limit?: number },
): Promise<{ readonly items: readonly Errand[]; readonly next: string | null }> {
  const limit = Math.min(of.limit ?? 50, 100);
  const { city, state } = of;
  const after = of.after ?? "00000000-0000-0000-0000-000000000000";
  const values = { city, state, agencies: [...of.agencies], after, limit: limit + 1 };
  const rows = (await database.run(cityScope(city), listErrands, values)).map(fromRow);
  const items = rows.slice(0, limit);
  return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}

export async function findErrand(database: Database, city: string, id: string): Promise<Errand | undefined> {
  const [row] = await database.run(cityScope(city), errandById, { city, id });
  return row && fromRow(row);
}

export async function errandsAbout(database: Database, city: string, subject: string): Promise<readonly Errand[]> {
  return (await database.run(cityScope(city), errandsOfCase, { city, subject })).map(fromRow);
}

/** How many wait and how many are dead, by agency; each counted up to 10,000. */
export async function errandCounts(database: Database, city: string, agencies: readonly string[]) {
  return database.run(cityScope(city), countErrands, { city, agencies: [...agencies], limit: 10_000 });
}

/** Dead errands wait again, or go, each with its line in the record. @returns those that were dead */
export async function changeDead(
  database: Database,
  act: "replay" | "drop",
  at: { city: string; ids: readonly string[]; by: ErrandActor; now: Date },
): Promise<readonly string[]> {
  const { city, by, now } = at;
  const ids = [...at.ids];
  return database.transaction(cityScope(city), async (tx) => {
    const rows =
      act === "replay" ? await tx.run(replayErrands, { city, ids, now }) : await tx.run(dropErrands, { city, ids });
    for (const { purpose, subject, agency } of rows) {
      const detail = { purpose, agency };
      await writeAudit(tx, { city, actorKind: by.kind, actor: by.id, act: `errand.${act}`, subject, detail }, now);
    }
    return rows.map((row) => row.id);
  });
}

function fromRow(row: Values<(typeof errandById)["row"]>): Errand {
  return {
    ...{ city: row.city, subject: row.subject, id: row.id, agency: row.agency, service: row.service },
    ...{ revision: row.revision, since: row.since, attempts: row.attempts, asked: row.asked },
    purpose: row.purpose as ErrandPurpose,
    state: row.state as Errand["state"],
    dueAt: row.due_at,
    lastAt: row.last_at ?? undefined,
    lastReason: row.last_reason ?? undefined,
  };
}

/** A handler that has not come back by then is given up for this time. */
const handlerTime = 240_000;

export async function inTime(work: Promise<ErrandOutcome>): Promise<ErrandOutcome> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<ErrandOutcome>((resolve) => {
    timer = setTimeout(() => resolve({ wait: "timeout" }), handlerTime);
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}
