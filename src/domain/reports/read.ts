import { cityScope, type Values } from "../../foundation/database/index.ts";
import type { CaseContext } from "../cases/index.ts";
import { extensionsAsked, openReports, reportByNumber, reportsJoined, reportsToCall, urgedReports } from "./store.ts";

export type Report = Values<(typeof reportByNumber)["row"]>;

type Parts = Pick<CaseContext, "database">;

/** A report as it is found; undefined where there is none, or where it has only just been sent. */
export async function findReport({ database }: Parts, city: string, number: string): Promise<Report | undefined> {
  const [row] = await database.run(cityScope(city), reportByNumber, { city, number });
  return row;
}

/** The reports that follow one; at most 500. */
export async function joinedTo({ database }: Parts, city: string, number: string): Promise<readonly string[]> {
  const rows = await database.run(cityScope(city), reportsJoined, { city, number });
  return rows.map((row) => row.number);
}

export const reportViews = ["open", "dispatch", "urged", "extension", "call"] as const;
export type ReportView = (typeof reportViews)[number];

export type ReportFilter = {
  readonly city: string;
  readonly view: ReportView;
  readonly matter?: string;
  readonly category?: string;
  readonly agency?: string;
  /** `next` of the page before. */
  readonly after?: string;
};

const perPage = 50;

/**
 * Reports of a city that wait: `open` (all, what is due first), `dispatch` (with the hotline and new), `urged`, `extension` (asked
 * for), `call` (answered, nobody called back yet). Pages of fifty.
 */
export async function listReports(
  { database }: Parts,
  filter: ReportFilter,
): Promise<{ readonly items: readonly Report[]; readonly next: string | null }> {
  const { city, view } = filter;
  const scope = cityScope(city);
  const [due, number] = cursor(filter.after);
  const asked = {
    ...{ city, limit: perPage + 1, after_number: number },
    matter: filter.matter ?? null,
    category: filter.category ?? null,
    agency: filter.agency ?? null,
  };
  const byDue = view === "open" || view === "dispatch";
  const rows = byDue
    ? await database.run(scope, openReports, {
        ...asked,
        after_due: due,
        ...(view === "dispatch" ? { agency: "hotline", state: "submitted" } : { state: null }),
      })
    : await database.run(scope, { urged: urgedReports, extension: extensionsAsked, call: reportsToCall }[view], asked);
  const items = rows.slice(0, perPage);
  const last = items.at(-1);
  const key = last && (byDue ? `${last.due_at?.toISOString() ?? "infinity"}~${last.number}` : `~${last.number}`);
  return { items, next: rows.length > perPage && key !== undefined ? key : null };
}

/** What somebody typed into an address is no cursor of ours: then the list begins at its beginning. */
function cursor(after: string | undefined): readonly [due: string | null, number: string] {
  const [, due = "", number = ""] = /^(infinity|\d{4}-\d\d-\d\dT[\d:.]{8,12}Z|)~([\w-]{1,40})$/.exec(after ?? "") ?? [];
  return [due === "" || (due !== "infinity" && Number.isNaN(Date.parse(due))) ? null : due, number];
}
