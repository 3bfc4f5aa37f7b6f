import { cityScope } from "../../../foundation/database/index.ts";
import { newId } from "../../../foundation/ids/index.ts";
import { Refusal } from "../../../foundation/refusal.ts";
import { type Day, dayFromNumber, numberOf } from "../../regions/index.ts";
import type { PaymentContext } from "../context.ts";
import type { PaymentActor } from "../payment.ts";
import { closeDay, closeReadiness, closesOf, openDays, type SourceDay, shutTheBooks, sourceDaysOf } from "./close.ts";
import { reconcile } from "./compare.ts";
import { countDifferences } from "./differences.ts";
import { type FetchOutcome, fetchBill } from "./fetch.ts";
import { keepProblem, takeSource } from "./lines-store.ts";
import { billFrom, noFile, type SourceOfDay, sourcesOf, withoutBusiness } from "./sources.ts";

/** Days worked ahead of the first open one, and cities side by side. */
export const runLimits = { days: 31, atOnce: 2 } as const;

const system: PaymentActor = { kind: "system", id: "reconciliation" };

/** The last day whose bills can be there. */
export function lastDue(context: Pick<PaymentContext, "clock" | "calendarOf">, city: string): Day {
  const now = context.clock();
  const yesterday = dayFromNumber(numberOf(context.calendarOf(city).dayOf(now)) - 1);
  return billFrom(yesterday) <= now ? yesterday : dayFromNumber(numberOf(yesterday) - 1);
}

export type RunTotals = { fetched: number; compared: number; closed: number };

/**
 * What a day's end asks for, repeated every minute: bills that are due are fetched and compared, and days without differences close by
 * themselves, in order. Days with differences wait for a clerk. Many processes may run it.
 */
export async function runReconciliation(context: PaymentContext, cities: readonly string[]): Promise<RunTotals> {
  const totals: RunTotals = { fetched: 0, compared: 0, closed: 0 };
  const first = await openDays(context, cities);
  const behind = cities.filter((city) => (first.get(city) ?? lastDue(context, city)) <= lastDue(context, city));
  const work = async () => {
    for (let city = behind.shift(); city !== undefined; city = behind.shift()) {
      try {
        await runCity(context, city, first.get(city) ?? lastDue(context, city), totals);
      } catch (error) {
        context.log("error", "the day could not be reconciled", { city, err: error });
      }
    }
  };
  await Promise.all(Array.from({ length: runLimits.atOnce }, work));
  return totals;
}

async function runCity(context: PaymentContext, city: string, first: Day, totals: RunTotals): Promise<void> {
  const end = Math.min(numberOf(lastDue(context, city)), numberOf(first) + runLimits.days - 1);
  await shutTheBooks(context, city, dayFromNumber(end));
  let inOrder = true;
  for (let number = numberOf(first); number <= end; number += 1) {
    const day = dayFromNumber(number);
    await reconcileDay(context, city, day, totals);
    inOrder = inOrder && (await autoClose(context, city, day));
    if (inOrder) totals.closed += 1;
  }
}

async function reconcileDay(context: PaymentContext, city: string, day: Day, totals: RunTotals): Promise<void> {
  const sources = await sourcesOf(context, city, day);
  if (sources.length === 0) return;
  const told = new Map((await sourceDaysOf(context, city, day, day)).map((row) => [row.source, row]));
  const now = context.clock();
  for (const source of sources) {
    const row = told.get(source.name);
    if (!isDue(row, now)) continue;
    if (row?.bill === "fetched") {
      if ((await reconcile(context, { city, source: source.source, day })) !== undefined) totals.compared += 1;
      continue;
    }
    const outcome = await fetchAndCompare(context, city, day, source);
    if (outcome.kind === "fetched") {
      totals.fetched += 1;
      totals.compared += 1;
    }
  }
}

function isDue(row: SourceDay | undefined, now: Date): boolean {
  if (row === undefined) return true;
  if (row.running_until !== undefined && row.running_until > now) return false;
  if (row.bill === "fetched") return row.reconciled_at === undefined;
  return row.bill !== "none" && (row.due_at === undefined || row.due_at <= now);
}

async function fetchAndCompare(
  context: PaymentContext,
  city: string,
  day: Day,
  source: SourceOfDay,
  anew = false,
): Promise<FetchOutcome> {
  const outcome = await fetchBill(context, { city, day, source, anew });
  if (outcome.kind === "fetched") {
    await reconcile(context, { city, source: source.source, day, run: outcome.run });
  } else if (outcome.kind === "waiting" && !source.moved && outcome.reason === noFile.notThereYet) {
    await nothingToSay(context, city, day, source);
  }
  return outcome;
}

/** Providers give no bill of a day without business. A day later nobody waits for it any more, where our books know of none either. */
async function nothingToSay(context: PaymentContext, city: string, day: Day, { name }: SourceOfDay): Promise<void> {
  const now = context.clock();
  if (now.getTime() < billFrom(day).getTime() + withoutBusiness) return;
  const key = { city, source: name, day };
  const run = newId(now);
  const scope = cityScope(city);
  const taken = await context.database.run(scope, takeSource, { ...key, run, at: now, until: now });
  if (taken.length === 0) return;
  await context.database.run(scope, keepProblem, {
    ...key,
    run,
    bill: "none",
    problem: noFile.noBusiness,
    due_at: null,
  });
}

/** @returns whether the day is closed */
async function autoClose(context: PaymentContext, city: string, day: Day): Promise<boolean> {
  const ready = await closeReadiness(context, city, day);
  // What a clerk had to explain, a clerk closes.
  if (ready.hindrances.length > 0 || ready.explained > 0) return false;
  await closeDay(context, { city, day, by: system });
  return true;
}

/**
 * A clerk has a source asked again and compared anew, at once.
 * @throws Refusal `day_closed`, `day_not_over`, `source_not_found`, `source_busy`
 */
export async function askAgain(
  context: PaymentContext,
  of: { city: string; day: Day; source: string },
): Promise<FetchOutcome> {
  const { city, day } = of;
  const [closed] = await closesOf(context, city, day, day);
  if (closed) {
    throw new Refusal({
      code: "day_closed",
      status: 409,
      say: { zh: "这一天已经日结，不再变动。", en: "This day is closed and does not change any more." },
    });
  }
  await shutTheBooks(context, city, day);
  const source = (await sourcesOf(context, city, day)).find(({ name }) => name === of.source);
  if (!source) {
    throw new Refusal({
      code: "source_not_found",
      status: 404,
      say: { zh: "这一天没有这个账单来源。", en: "This day has no such source." },
    });
  }
  const outcome = await fetchAndCompare(context, city, day, source, true);
  if (outcome.kind === "busy") {
    throw new Refusal({
      code: "source_busy",
      status: 409,
      say: {
        zh: "系统正在对这份账单，请过一会儿再试。",
        en: "This bill is being compared just now. Please try again shortly.",
      },
    });
  }
  return outcome;
}

/** A day as the list shows it. */
export type DayLine = {
  readonly day: Day;
  readonly close: Awaited<ReturnType<typeof closesOf>>[number] | undefined;
  readonly sources: readonly SourceDay[];
  readonly open: number;
  readonly explained: number;
};

/** Days of one page of the list. */
export const daysPerPage = 31;

/**
 * Days of a city, newest first, from the day before `before` (yesterday without it) back to the first on which money moved; `open` and
 * `closed` narrow them, which days do in order.
 */
export async function listDays(
  context: PaymentContext,
  of: { city: string; before?: Day | undefined; filter?: "open" | "closed" | undefined },
): Promise<{ readonly items: readonly DayLine[]; readonly next: Day | undefined }> {
  const { city, filter } = of;
  const yesterday = numberOf(context.calendarOf(city).dayOf(context.clock())) - 1;
  const firstOpen = (await openDays(context, [city])).get(city);
  const open = firstOpen === undefined ? yesterday : numberOf(firstOpen);
  const top = Math.min(
    of.before === undefined ? yesterday : numberOf(of.before) - 1,
    filter === "closed" ? open - 1 : yesterday,
  );
  const bottom = Math.max(top - daysPerPage + 1, filter === "open" ? open : 0);
  if (bottom > top) return { items: [], next: undefined };
  const [from, until] = [dayFromNumber(bottom), dayFromNumber(top)];
  const [closes, sources, counts] = await Promise.all([
    closesOf(context, city, from, until),
    sourceDaysOf(context, city, from, until),
    countDifferences(context, city, from, until),
  ]);
  const sum = (day: Day, state: string) =>
    counts.reduce((all, row) => all + (row.day === day && row.state === state ? row.n : 0), 0);
  const items: DayLine[] = [];
  for (let number = top; number >= bottom; number -= 1) {
    const day = dayFromNumber(number);
    const close = closes.find((each) => each.day === day);
    // Before the first close and the first money there is nothing to show.
    if (!close && (number < open || firstOpen === undefined) && number !== yesterday) break;
    const own = sources.filter((each) => each.day === day);
    items.push({ day, close, sources: own, open: sum(day, "open"), explained: sum(day, "explained") });
  }
  const last = items.at(-1);
  return { items, next: items.length === daysPerPage && last ? last.day : undefined };
}
