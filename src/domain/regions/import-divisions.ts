import { type Database, type Runner, sharedScope } from "../../foundation/database/index.ts";
import { Refusal } from "../../foundation/refusal.ts";
import { isDay } from "./calendar/days.ts";
import { compareLists, type Difference } from "./divisions/compare.ts";
import type { DivisionRow } from "./divisions/division.ts";
import type { StoredDivision } from "./divisions/divisions.ts";
import { type LeftOut, type RowProblem, readRows, rowLimit } from "./divisions/read-rows.ts";
import { cityLimit } from "./open-city.ts";
import {
  endDivisions,
  insertDivisions,
  insertVersion,
  latestVersion,
  lockImport,
  readCities,
  readDivisions,
} from "./store.ts";

export type DivisionImport = {
  /** The day the list stands for (`YYYY-MM-DD`); lists are imported in the order of these days. */
  readonly version: string;
  /** Where the list comes from, for people. */
  readonly source: string;
  readonly now: Date;
  /** Only says what would happen. Default: true. */
  readonly dryRun?: boolean | undefined;
  /** Goes on although more than a tenth of all divisions would end: a part of a list taken for the whole looks like that. */
  readonly manyRemovals?: boolean | undefined;
};

/** What stands in the way; nothing is written while there is any of it. */
export type Obstacle =
  | { readonly obstacle: "older_than_current"; readonly current: string }
  | { readonly obstacle: "version_already_imported"; readonly current: string }
  | { readonly obstacle: "no_divisions" }
  | { readonly obstacle: "too_many_rows"; readonly limit: number }
  | { readonly obstacle: "too_many_removed"; readonly removed: number; readonly of: number }
  /** A tenant's division ends and nobody knows where its residents belong now: name its code in `was` of the new row. */
  | { readonly obstacle: "tenant_without_successor"; readonly city: string };

export type DivisionReport = Difference & {
  readonly version: string;
  readonly divisions: number;
  readonly leftOut: Readonly<Record<LeftOut, number>>;
  readonly problems: readonly RowProblem[];
  readonly obstacles: readonly Obstacle[];
  readonly applied: boolean;
};

/** Reports stay readable: this many problems are listed one by one. */
const problemLimit = 1_000;

/** As many divisions as are ever read: today's and all that have ended. */
export const divisionLimit = 100_000;

export async function storedDivisions(run: Runner["run"]): Promise<StoredDivision[]> {
  const rows = await run(readDivisions, { limit: divisionLimit });
  return rows.map((row) => ({
    code: row.code,
    name: row.name,
    level: row.level as DivisionRow["level"],
    kind: row.kind as DivisionRow["kind"],
    parent: row.parent,
    pinyin: row.pinyin,
    english: row.english,
    endedOn: row.valid_to,
    successors: row.successors,
  }));
}

/**
 * Imports a list of divisions: rows `{ code, name, was? }` in any state of repair. Divisions that are new, renamed or gone are written
 * with the list's day; what has gone points to its successors, given in `was` or guessed from name and place, so that its tenant stays
 * reachable. The report says everything that was or would be done, and every row that could not be used. A list that was imported
 * before changes nothing. Never throws for what stands in the rows; refuses a `version` that is no day (`bad_version`, 422).
 */
export async function importDivisions(
  database: Database,
  rows: readonly unknown[],
  request: DivisionImport,
): Promise<DivisionReport> {
  const { version, source, now } = request;
  if (!isDay(version) || source.trim() === "" || source.length > 200) {
    throw new Refusal({
      code: "bad_version",
      status: 422,
      say: {
        zh: "请写明清单的日期（例如 2025-12-31）和来源。",
        en: "Give the day the list stands for (for example 2025-12-31) and its source.",
      },
    });
  }
  return database.transaction(sharedScope, async (tx) => {
    const run: Runner["run"] = (made, values) => tx.run(made, values);
    // One import at a time, each seeing what the one before wrote.
    await run(lockImport, {});
    const read = readRows(rows);
    const stored = await storedDivisions(run);
    const current = stored.filter((each) => each.endedOn === null);
    const difference = compareLists(current, read);
    const isSame = difference.added.length + difference.removed.length + difference.renamed.length === 0;
    const [latest] = await run(latestVersion, {});
    const cities = await run(readCities, { limit: cityLimit });
    const tenants = cities.filter((each) => each.closed_at === null).map((each) => each.city);

    const obstacles: Obstacle[] = [];
    if (rows.length > rowLimit) obstacles.push({ obstacle: "too_many_rows", limit: rowLimit });
    if (read.divisions.length === 0) obstacles.push({ obstacle: "no_divisions" });
    if (latest !== undefined && latest.version > version) {
      obstacles.push({ obstacle: "older_than_current", current: latest.version });
    } else if (latest?.version === version && !isSame) {
      obstacles.push({ obstacle: "version_already_imported", current: latest.version });
    }
    const removed = difference.removed.length;
    if (removed * 10 > current.length && request.manyRemovals !== true) {
      obstacles.push({ obstacle: "too_many_removed", removed, of: current.length });
    }
    const followed = new Set(difference.successors.map((each) => each.from));
    for (const city of tenants) {
      if (difference.removed.some((each) => each.code === city) && !followed.has(city)) {
        obstacles.push({ obstacle: "tenant_without_successor", city });
      }
    }

    const leftOut = Object.fromEntries(
      Object.entries(read.leftOut).map(([reason, codes]) => [reason, codes.length]),
    ) as Record<LeftOut, number>;
    const applied = request.dryRun === false && obstacles.length === 0;
    const report: DivisionReport = {
      version,
      divisions: read.divisions.length,
      ...difference,
      leftOut,
      problems: read.problems.slice(0, problemLimit),
      obstacles,
      applied,
    };
    if (applied && latest?.version !== version) await write(run, read.divisions, report, { version, source, now });
    return report;
  });
}

async function write(
  run: Runner["run"],
  divisions: readonly DivisionRow[],
  report: DivisionReport,
  { version, source, now }: { version: string; source: string; now: Date },
): Promise<void> {
  const successors = Map.groupBy(report.successors, (each) => each.from);
  const ended = [
    ...report.removed.map(({ code }) => ({ code, successors: (successors.get(code) ?? []).map((each) => each.to) })),
    ...report.renamed.map(({ code }) => ({ code, successors: [] as string[] })),
  ];
  const fresh = new Set([...report.added, ...report.renamed].map((each) => each.code));
  const inserted = divisions.filter((each) => fresh.has(each.code));
  const done = [
    ended.length === 0 || (await run(endDivisions, { valid_to: version, rows: ended })).length === ended.length,
    fresh.size === 0 ||
      (await run(insertDivisions, { valid_from: version, rows: inserted })).length === inserted.length,
  ];
  const { added, ...rest } = report;
  // The first list adds everything; its report need not repeat the table.
  const kept = added.length > problemLimit ? { ...rest, added: added.length } : report;
  const versions = await run(insertVersion, {
    version,
    source,
    imported_at: now,
    divisions: divisions.length,
    report: kept,
  });
  // Another import was faster; the transaction is taken back, and the next attempt sees what that one wrote.
  if (versions.length === 0 || done.includes(false)) {
    throw new Refusal({
      code: "divisions_changed_meanwhile",
      status: 409,
      say: {
        zh: "行政区划刚刚被另一次导入更新，请重新核对后再导入。",
        en: "Another import has just changed the divisions. Please check again and repeat the import.",
      },
    });
  }
}
