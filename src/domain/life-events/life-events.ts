import { type Database, type Runner, residentScope, type Values } from "../../foundation/database/index.ts";
import type { Text } from "../../foundation/i18n/index.ts";
import { isId, parsePublicNumber, publicNumber } from "../../foundation/ids/index.ts";
import { Refusal } from "../../foundation/refusal.ts";
import {
  addEvent,
  addSteps,
  eventByNumber,
  eventOfCase,
  eventOfDraft,
  latestEvents,
  noteStep as noteStepStatement,
  removeEvents,
  stepsOfEvents,
} from "./store.ts";

/** Why a service was not taken: a stable code, and the sentence for the person. */
export type StepRefusal = { readonly code: string; readonly say: Text };

/** One service chosen for an event: its case, or why it was not taken, or neither yet. */
export type Step = {
  readonly service: string;
  readonly caseNumber: string | undefined;
  readonly refused: StepRefusal | undefined;
};

/** An event of a resident, of which at least one service was sent or tried. */
export type ResidentEvent = {
  readonly number: string;
  readonly city: string;
  /** Code and version of the life event. */
  readonly event: string;
  readonly version: string;
  /** Of the shared answers. */
  readonly draft: string;
  readonly startedAt: Date;
  readonly steps: readonly Step[];
};

/** A list shows at most so many events. */
const mostEvents = 50;
const mostSteps = 20;

export type Beginning = {
  readonly resident: string;
  readonly city: string;
  /** The city's calendar day, `YYYY-MM-DD`. */
  readonly day: string;
  readonly event: string;
  readonly version: string;
  /** Id of the draft of the shared questions: one draft is one event. */
  readonly draft: string;
  /** Codes of the services chosen, in order. */
  readonly services: readonly string[];
  readonly now: Date;
};

/** Makes the event of a draft, or finds the one it became; services chosen since are added. @returns its number */
export async function beginEvent(database: Database, about: Beginning): Promise<string> {
  const { resident, city, day, event, version, draft, services, now } = about;
  return database.transaction(residentScope(resident), async (tx) => {
    const made = publicNumber(city, day, "E");
    await tx.run(addEvent, { resident, number: made, city, event, version, draft, now });
    const [row] = await tx.run(eventOfDraft, { resident, draft });
    if (!row) throw new Error("an event was made and is not there");
    const rows = services.slice(0, mostSteps).map((service, place) => ({ service, place }));
    await tx.run(addSteps, { resident, number: row.number, rows, now });
    return row.number;
  });
}

/** Notes what became of one service: its case, or why it was not taken. The same again changes nothing. */
export async function noteStep(
  database: Database,
  about: { readonly resident: string; readonly number: string; readonly service: string; readonly now: Date } & (
    | { readonly caseNumber: string }
    | { readonly refused: StepRefusal }
  ),
): Promise<void> {
  const { resident, number, service, now } = about;
  const [noted] = await database.run(residentScope(resident), noteStepStatement, {
    ...{ resident, number, service, now },
    case_number: "caseNumber" in about ? about.caseNumber : null,
    refused: "refused" in about ? about.refused : null,
  });
  if (!noted) throw new Error(`event ${number} has no step ${service}`);
}

/** The event a draft became; undefined while nothing of it was sent. */
export async function eventOf(database: Database, resident: string, draft: string): Promise<ResidentEvent | undefined> {
  if (!isId(draft)) return undefined;
  const [row] = await database.run(residentScope(resident), eventOfDraft, { resident, draft });
  return row && (await withSteps(database, resident, [row]))[0];
}

/** An event of this resident. @throws Refusal life_event_not_found (404), the same for somebody else's */
export async function findEvent(database: Database, resident: string, typed: string): Promise<ResidentEvent> {
  const read = parsePublicNumber(typed);
  const number = read?.letter === "E" ? read.number : undefined;
  const [row] =
    number === undefined ? [] : await database.run(residentScope(resident), eventByNumber, { resident, number });
  const [found] = row ? await withSteps(database, resident, [row]) : [];
  if (!found) throw lifeEventNotFound();
  return found;
}

/** The event to which a case of this resident belongs; undefined where it was filed by itself. */
export async function eventOfFiled(
  database: Database,
  resident: string,
  caseNumber: string,
): Promise<ResidentEvent | undefined> {
  const scope = residentScope(resident);
  const [step] = await database.run(scope, eventOfCase, { resident, case_number: caseNumber });
  const [row] = step ? await database.run(scope, eventByNumber, { resident, number: step.number }) : [];
  return row && (await withSteps(database, resident, [row]))[0];
}

/** A resident's events, the latest first (at most 50). */
export async function listEvents(database: Database, resident: string): Promise<readonly ResidentEvent[]> {
  const rows = await database.run(residentScope(resident), latestEvents, { resident, limit: mostEvents });
  return withSteps(database, resident, rows);
}

/**
 * Forgets that cases belonged together; the cases themselves are kept as the law of each says. Events of a case in `open` stay: it is still
 * dealt with. @returns how many were forgotten
 */
export async function eraseEvents(tx: Runner, resident: string, open: readonly string[] = []): Promise<number> {
  return (await tx.run(removeEvents, { resident, open: [...open] })).length;
}

type Row = Values<(typeof eventOfDraft)["row"]>;

async function withSteps(database: Database, resident: string, rows: readonly Row[]): Promise<ResidentEvent[]> {
  if (rows.length === 0) return [];
  const numbers = rows.map(({ number }) => number);
  const limit = numbers.length * mostSteps;
  const steps = await database.run(residentScope(resident), stepsOfEvents, { resident, numbers, limit });
  const byNumber = Map.groupBy(steps, ({ number }) => number);
  return rows.map(({ number, city, event, version, draft, started_at }) => ({
    ...{ number, city, event, version, draft, startedAt: started_at },
    steps: (byNumber.get(number) ?? []).map(({ service, case_number, refused }) => ({
      service,
      caseNumber: case_number ?? undefined,
      refused: (refused as StepRefusal | null) ?? undefined,
    })),
  }));
}

export function lifeEventNotFound(): Refusal {
  return new Refusal({
    code: "life_event_not_found",
    status: 404,
    say: {
      zh: "没有找到这件事。请从首页重新选择。",
      en: "This event was not found. Please choose again on the first page.",
    },
  });
}
