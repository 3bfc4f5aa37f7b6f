import { cityScope, type Database, type Runner, sharedScope } from "../../foundation/database/index.ts";
import { Refusal } from "../../foundation/refusal.ts";
import { type Day, isDay, isWeekend, numberOf } from "./calendar/days.ts";
import { deleteCalendarDays, touchCity, writeCalendarDays, writeCalendarYear } from "./store.ts";

/** One line of a schedule: a day, and whether it is worked. `working: null` takes a city's own day back. */
export type CalendarRow = { readonly day: unknown; readonly working: unknown };

export type CalendarImport = {
  /** The nation's schedule of one year, whole; or the own days of one city, as many as change. */
  readonly for: { readonly year: number } | { readonly city: string };
  /** The notice that says so: "国务院办公厅关于2027年部分节假日安排的通知". */
  readonly source: string;
  readonly now: Date;
  /** Only says what would happen. Default: true. */
  readonly dryRun?: boolean | undefined;
};

export type CalendarProblem = {
  /** Position in the list, from 1; 0 for the list as a whole. */
  readonly row: number;
  readonly problem:
    | "bad_day"
    | "bad_working"
    | "duplicate"
    | "other_year"
    | "unlikely_year"
    | "too_many_rows"
    | "nothing";
};

export type CalendarReport = {
  readonly daysOff: readonly Day[];
  readonly workingDays: readonly Day[];
  readonly takenBack: readonly Day[];
  readonly problems: readonly CalendarProblem[];
  readonly applied: boolean;
};

/** A year has at most 366 days; a city's list may reach over three. */
const rowLimit = 1_100;

function toWorking(value: unknown): boolean | null | undefined {
  if (value === null || typeof value === "boolean") return value;
  const written = typeof value === "string" ? value.trim().toLowerCase() : "";
  if (["true", "work", "working", "班", "上班", "1"].includes(written)) return true;
  if (["false", "off", "休", "放假", "0"].includes(written)) return false;
  return ["", "none", "无"].includes(written) && typeof value === "string" ? null : undefined;
}

/**
 * Imports a holiday schedule: the nation's of one year (then that year is no longer provisional), or a city's own days. Any problem
 * stops the whole import, since half a schedule would count wrong; the report names each with its row. Deadlines that were already
 * computed are not changed here: the caller computes the provisional ones anew. Refusals: `bad_source` (422), `city_not_open` (404).
 */
export async function importCalendar(
  database: Database,
  rows: readonly CalendarRow[],
  request: CalendarImport,
): Promise<CalendarReport> {
  if (request.source.trim() === "" || request.source.length > 200) {
    throw new Refusal({
      code: "bad_source",
      status: 422,
      say: {
        zh: "请写明安排的来源，不超过 200 个字。",
        en: "Name the source of the schedule, in up to 200 characters.",
      },
    });
  }
  const year = "year" in request.for ? request.for.year : undefined;
  const { days, problems } = read(rows, year);
  const of = (working: boolean | null) => [...days].filter(([, each]) => each === working).map(([day]) => day);
  const report = { daysOff: of(false).sort(), workingDays: of(true).sort(), takenBack: of(null).sort(), problems };
  const applied = request.dryRun === false && problems.length === 0;
  if (applied) {
    if ("city" in request.for) await writeCity(database, request.for.city, report, request);
    else await writeYear(database, request.for.year, report, request);
  }
  return { ...report, applied };
}

type Read = Pick<CalendarReport, "daysOff" | "workingDays" | "takenBack">;

function read(rows: readonly CalendarRow[], year: number | undefined) {
  const problems: CalendarProblem[] = [];
  const days = new Map<Day, boolean | null>();
  if (rows.length > rowLimit) problems.push({ row: 0, problem: "too_many_rows" });
  rows.slice(0, rowLimit).forEach((raw, i) => {
    const row = i + 1;
    const day = typeof raw.day === "string" ? raw.day.trim() : raw.day;
    const working = toWorking(raw.working);
    if (!isDay(day)) problems.push({ row, problem: "bad_day" });
    else if (working === undefined || (working === null && year !== undefined))
      problems.push({ row, problem: "bad_working" });
    else if (days.has(day)) problems.push({ row, problem: "duplicate" });
    else if (year !== undefined && !belongsTo(day, year)) problems.push({ row, problem: "other_year" });
    else days.set(day, working);
  });
  if (days.size === 0) problems.push({ row: 0, problem: "nothing" });
  if (year !== undefined && days.size > 0 && !isLikely(days)) problems.push({ row: 0, problem: "unlikely_year" });
  return { days, problems };
}

/** A schedule names days of its year, and of the last days of December before it (New Year's bridge). */
function belongsTo(day: Day, year: number): boolean {
  return day.startsWith(`${year}-`) || (day.startsWith(`${year - 1}-12-`) && day >= `${year - 1}-12-25`);
}

/**
 * A whole year has at least 7 days off (the least a schedule ever had is 22), and never works a Monday to Friday in exchange: a list
 * with its two columns swapped or cut in half looks different.
 */
function isLikely(days: ReadonlyMap<Day, boolean | null>): boolean {
  const off = [...days].filter(([, working]) => working === false);
  const extra = [...days].filter(([day, working]) => working === true && !isWeekend(numberOf(day)));
  return off.length >= 7 && off.length <= 60 && extra.length === 0;
}

async function writeYear(
  database: Database,
  year: number,
  report: Read,
  { source, now }: CalendarImport,
): Promise<void> {
  await database.run(sharedScope, writeCalendarYear, {
    year,
    days_off: [...report.daysOff],
    working_days: [...report.workingDays],
    source,
    imported_at: now,
  });
}

async function writeCity(
  database: Database,
  city: string,
  report: Read,
  { source, now }: CalendarImport,
): Promise<void> {
  await database.transaction(cityScope(city), async (tx) => {
    const run: Runner["run"] = (made, values) => tx.run(made, values);
    const known = await run(touchCity, { city, changed_at: now });
    if (known.length === 0) {
      throw new Refusal({
        code: "city_not_open",
        status: 404,
        say: { zh: `${city} 还没有开通。`, en: `${city} is not open yet.` },
      });
    }
    const rows = [
      ...report.daysOff.map((day) => ({ day, working: false })),
      ...report.workingDays.map((day) => ({ day, working: true })),
    ];
    if (rows.length > 0) await run(writeCalendarDays, { city, source, imported_at: now, rows });
    if (report.takenBack.length > 0) await run(deleteCalendarDays, { city, days: [...report.takenBack] });
  });
}
