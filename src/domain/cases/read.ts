import { cityScope, residentScope, type Values } from "../../foundation/database/index.ts";
import type { Answers } from "../catalogue/index.ts";
import { readPhone } from "../forms/index.ts";
import type { CaseRow } from "./case.ts";
import type { CaseClock } from "./clocks.ts";
import type { CaseContext } from "./context.ts";
import { readCursor } from "./cursor.ts";
import { applicantsAtCounter } from "./lists-store.ts";
import { caseNotFound } from "./perform.ts";
import { caseFromRow, clocksFromRows, eventFromRow, type TimelineEvent } from "./rows.ts";
import { type Applicant, openApplicant, openPart, openWords, type Sealed } from "./sealing.ts";
import {
  answersOfCases,
  briefCases,
  caseByNumber,
  casesOfResident,
  clocksOfCase,
  eventsOfCase,
  latestAnswers,
} from "./store.ts";

/** A case as its page needs it: what was sent (newest), the clocks, the timeline newest first. */
export type CaseView = {
  readonly row: CaseRow;
  readonly applicant: Applicant;
  readonly answers: Readonly<Record<string, unknown>>;
  readonly clocks: readonly CaseClock[];
  readonly timeline: readonly TimelineEvent[];
  /** What the agency answered, where the newest decision rests on it. */
  readonly found: Readonly<Record<string, unknown>> | undefined;
};

/** The row alone, for deciding who may see it. Throws 404 where there is none in this city. */
export async function findCase(context: CaseContext, city: string, number: string): Promise<CaseRow> {
  const [row] = await context.database.run(cityScope(city), caseByNumber, { city, number });
  if (!row) throw caseNotFound();
  return caseFromRow(row);
}

/** A case as reactions need it. Instants are texts PostgreSQL reads back. */
export type BriefCase = Values<(typeof briefCases)["row"]> & { readonly city: string };

/** Several cases of a city (at most 1,000), by number; those that are not there are missing from the answer. */
export async function findCases(
  context: CaseContext,
  city: string,
  numbers: readonly string[],
): Promise<ReadonlyMap<string, BriefCase>> {
  const rows = await context.database.run(cityScope(city), briefCases, { city, numbers: [...new Set(numbers)] });
  return new Map(rows.map((row) => [row.number, { ...row, city }]));
}

/** What was sent with several cases of a city (at most 200), opened, by number. Nobody is shown it: it is compared. */
export async function openAnswers(
  context: CaseContext,
  city: string,
  numbers: readonly string[],
): Promise<ReadonlyMap<string, Answers>> {
  const rows = await context.database.run(cityScope(city), answersOfCases, { city, numbers: numbers.slice(0, 200) });
  return new Map(
    rows.map((row) => [row.number, openPart(context.secrets, city, row.number, "answers", row.answers as Sealed)]),
  );
}

/**
 * Telephone numbers given with those of these cases (at most 1,000) that were filed for somebody at a counter, by case number; "" where
 * none was given. Nobody is shown them: the person is told there.
 */
export async function counterPhones(
  context: CaseContext,
  city: string,
  numbers: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (numbers.length === 0) return new Map();
  const rows = await context.database.run(cityScope(city), applicantsAtCounter, {
    city,
    numbers: [...new Set(numbers)],
  });
  return new Map(
    rows.map(({ number, applicant_sealed: sealed }) => {
      const { phone } = openApplicant(context.secrets, city, number, sealed as Sealed);
      const read = phone === "" ? "" : readPhone(phone);
      return [number, typeof read === "string" ? read : ""];
    }),
  );
}

/** The whole case, opened. The caller has checked who reads, and staff readings are recorded by the surface that shows it. */
export async function viewCase(context: CaseContext, city: string, number: string): Promise<CaseView> {
  const { database, secrets } = context;
  const at = { city, number };
  // One moment: a timeline that knows of an act and a row that does not would contradict each other on one page.
  const { row, answers, clocks, events } = await database.snapshot(cityScope(city), async (tx) => {
    const [found] = await tx.run(caseByNumber, at);
    if (!found) throw caseNotFound();
    const [latest] = await tx.run(latestAnswers, at);
    return {
      row: found,
      answers: latest,
      clocks: await tx.run(clocksOfCase, at),
      events: await tx.run(eventsOfCase, at),
    };
  });
  // Of an archived case nothing is said any more, also in the moment before its words are gone.
  const said = row.state !== "archived";
  const timeline = events.map((stored) => {
    const event = eventFromRow(city, number, stored);
    return { ...event, words: said ? openWords(secrets, city, number, event.revision, event.data) : {} };
  });
  return {
    row: caseFromRow(row),
    applicant: openApplicant(secrets, city, number, row.applicant_sealed as Sealed),
    answers: answers ? openPart(secrets, city, number, "answers", answers.answers as Sealed) : {},
    clocks: clocksFromRows(clocks),
    timeline,
    found: timeline.find((event) => event.type === "approve" || event.type === "refuse")?.words.found,
  };
}

/** A person's cases across cities, newest first. `after` is `next` of the page before. */
export async function myCases(context: CaseContext, resident: string, page: { after?: string; limit?: number } = {}) {
  const limit = Math.min(page.limit ?? 20, 100);
  const { at: before, number } = readCursor(page.after);
  const items = await context.database.run(residentScope(resident), casesOfResident, {
    resident,
    before,
    before_number: number,
    limit: limit + 1,
  });
  const shown = items.slice(0, limit);
  const last = shown.at(-1);
  const next = items.length > limit && last ? `${last.submitted_at.toISOString()}~${last.number}` : null;
  return { items: shown, next };
}
