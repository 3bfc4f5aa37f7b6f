import { cityScope, type Database } from "../../foundation/database/index.ts";
import { isId, newId } from "../../foundation/ids/index.ts";
import { Refusal } from "../../foundation/refusal.ts";
import { writeAudit } from "../audit/index.ts";
import { findCase, listCases, perform } from "../cases/index.ts";
import { type Clerk, can, clerkOf, demand } from "../identity/index.ts";
import type { WorkContext } from "./context.ts";
import { Faults, gone } from "./refuse.ts";
import {
  absencesOfCity,
  absencesToTurn,
  addAbsenceRow,
  beginAbsenceRow,
  endAbsenceRow,
  lendCase,
  lentCases,
  returnCase,
  shortenAbsenceRow,
} from "./store.ts";

export type Absence = {
  readonly city: string;
  readonly id: string;
  readonly clerk: string;
  readonly deputy: string;
  readonly from_at: Date;
  /** Exclusive. */
  readonly until_at: Date;
  readonly began_at: Date | null;
  readonly ended_at: Date | null;
};

type Within = { readonly database: Database };

const longest = 366 * 86_400_000;
/** Deputies of deputies end here: after so many somebody has to decide. */
const chain = 5;

/** Absences that are coming or stand. */
export async function listAbsences({ database }: Within, city: string): Promise<readonly Absence[]> {
  return database.run(cityScope(city), absencesOfCity, { city });
}

/** Who is away at this instant, by clerk. */
export function awayAt(absences: readonly Absence[], now: Date): ReadonlyMap<string, Absence> {
  const away = new Map<string, Absence>();
  for (const one of absences) {
    if (one.ended_at === null && one.from_at <= now && now < one.until_at) away.set(one.clerk, one);
  }
  return away;
}

/**
 * Who works for a clerk now: themselves, their deputy, the deputy's deputy. Undefined where they stand in for each other in a circle
 * or the chain is longer than five: then nobody is meant, and a lead decides.
 */
export function standIn(clerk: string, away: ReadonlyMap<string, Absence>): string | undefined {
  let who = clerk;
  for (let step = 0; step < chain; step += 1) {
    const absence = away.get(who);
    if (absence === undefined) return who;
    who = absence.deputy;
    if (who === clerk) return undefined;
  }
  return undefined;
}

/** Writes down an absence: one's own, or a lead's for a clerk of the agency. `until` is the first instant of being back. */
export async function addAbsence(
  work: Pick<WorkContext, "database" | "identity">,
  actor: Clerk,
  input: {
    readonly clerk: string;
    readonly deputy: string;
    readonly from: Date | undefined;
    readonly until: Date | undefined;
  },
  now: Date,
): Promise<void> {
  const { city } = actor;
  const who = actor.id === input.clerk ? actor : await clerkOf(work.identity, city, input.clerk);
  if (!who) throw gone();
  if (who.id !== actor.id) demand(actor, "work.arrange", { city, agency: who.agency });
  const faults = new Faults();
  const deputy = input.deputy === who.id ? undefined : await clerkOf(work.identity, city, input.deputy);
  const able = deputy !== undefined && deputy.suspendedAt === undefined && deputy.agency === who.agency;
  if (!deputy || !able || !can(deputy, "case.take", { city, agency: who.agency })) {
    faults.add("deputy", "deputy", "请从同部门的人员中选择代理人。", "Choose a deputy of the same agency.");
  }
  const { from, until } = input;
  if (from === undefined) faults.add("from", "from", "请填写从哪一天起不在。", "Enter the first day of the absence.");
  if (until === undefined || until <= now || (from !== undefined && until <= from)) {
    faults.add(
      "until",
      "until",
      "请填写最后一天，不能早于今天或开始的一天。",
      "Enter the last day, not before today or the first day.",
    );
  } else if (from !== undefined && until.getTime() - from.getTime() > longest) {
    faults.add("until", "until_far", "一次最长一年。", "At most a year at a time.");
  }
  const others = (await listAbsences(work, city)).filter((one) => one.clerk === who.id);
  if (from !== undefined && until !== undefined && others.some((one) => one.from_at < until && from < one.until_at)) {
    faults.add("from", "overlaps", "这段时间已经登记过不在。", "An absence is already written down for this time.");
  }
  faults.refuse();
  if (!deputy || !from || !until) return;
  const id = newId(now);
  await work.database.transaction(cityScope(city), async (tx) => {
    const row = { city, id, clerk: who.id, deputy: deputy.id, from_at: from, until_at: until };
    await tx.run(addAbsenceRow, { ...row, created_by: actor.id, now });
    const by = { city, actorKind: "clerk", actor: actor.id } as const;
    const detail = { clerk: who.id, deputy: deputy.id, from: from.toISOString(), until: until.toISOString() };
    await writeAudit(tx, { ...by, act: "caseload.absence", subject: id, detail }, now);
  });
}

/** Somebody is back early, or does not go at all. */
export async function endAbsence(
  work: Pick<WorkContext, "database" | "identity">,
  actor: Clerk,
  id: string,
  now: Date,
): Promise<void> {
  const { city } = actor;
  const absence = isId(id) ? (await listAbsences(work, city)).find((one) => one.id === id) : undefined;
  if (!absence) throw gone();
  if (absence.clerk !== actor.id) {
    const who = await clerkOf(work.identity, city, absence.clerk);
    // Of another agency it is not there: a refusal would tell that it is.
    if (!can(actor, "work.arrange", { city, agency: who?.agency })) throw gone();
  }
  await work.database.transaction(cityScope(city), async (tx) => {
    const ended = await tx.run(shortenAbsenceRow, { city, id, now });
    if (ended.length === 0) return;
    const by = { city, actorKind: "clerk", actor: actor.id } as const;
    await writeAudit(tx, { ...by, act: "caseload.absence", subject: id, detail: { ended: true } }, now);
  });
}

/**
 * What time brings: cases of whoever is away go to the deputy, and come back. A little at a time, again and again; run by two at once
 * it is done once. @returns how many cases were passed on
 */
export async function turnAbsences(work: WorkContext, cities: readonly string[], now: Date): Promise<number> {
  if (cities.length === 0) return 0;
  const due = await work.database.run(cityScope(...cities), absencesToTurn, { cities: [...cities], now });
  let moved = 0;
  for (const absence of due)
    moved += absence.until_at <= now ? await giveBack(work, absence, now) : await lend(work, absence, now);
  return moved;
}

async function lend(work: WorkContext, absence: Absence, now: Date): Promise<number> {
  const { city, id, clerk } = absence;
  const away = awayAt(await listAbsences(work, city), now);
  const deputy = standIn(clerk, away);
  let moved = 0;
  if (deputy !== undefined && deputy !== clerk) {
    let after: string | undefined;
    for (let pages = 0; pages < 100; pages += 1) {
      const page = await listCases(work.cases, {
        city,
        agencies: [],
        assignee: clerk,
        limit: 100,
        ...(after ? { after } : {}),
      });
      for (const { number } of page.items) {
        const row = { city, number, absence: id, owner: clerk, deputy, now };
        await work.database.run(cityScope(city), lendCase, row);
        moved += Number(await passOn(work, { city, number, from: clerk, to: deputy, deputyOf: clerk }));
      }
      if (page.next === null) break;
      after = page.next;
    }
  }
  await work.database.run(cityScope(city), beginAbsenceRow, { city, id, now });
  return moved;
}

async function giveBack(work: WorkContext, absence: Absence, now: Date): Promise<number> {
  const { city, id } = absence;
  let moved = 0;
  for (let pages = 0; pages < 100; pages += 1) {
    const lent = await work.database.run(cityScope(city), lentCases, { city, absence: id });
    for (const { number, owner, deputy } of lent) {
      moved += Number(await passOn(work, { city, number, from: deputy, to: owner }));
      await work.database.run(cityScope(city), returnCase, { city, number, absence: id });
    }
    if (lent.length === 0) break;
  }
  await work.database.run(cityScope(city), endAbsenceRow, { city, id, now });
  return moved;
}

/** Passes a case on if `from` still has it and it is still open. */
async function passOn(
  work: WorkContext,
  { city, number, from, to, deputyOf }: { city: string; number: string; from: string; to: string; deputyOf?: string },
): Promise<boolean> {
  const row = await findCase(work.cases, city, number);
  if (row.assignee !== from || row.closed_at !== null) return false;
  try {
    await perform(work.cases, {
      ...{ city, number, type: "assign", revision: row.revision },
      by: { kind: "system", id: "absence" },
      input: { to, ...(deputyOf === undefined ? {} : { deputyOf }) },
    });
    return true;
  } catch (error) {
    // Somebody was faster, or it has ended: it is not passed on.
    if (error instanceof Refusal) return false;
    throw error;
  }
}
