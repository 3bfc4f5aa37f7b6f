import { cityScope, type Database } from "../../foundation/database/index.ts";
import type { BrokenRow, FileDrop, RefusedRow } from "./adapter.ts";
import { AgencyFailure, type AgencyStage } from "./contract.ts";
import { addFile, fileByDigest, lastFileIn, leaseFiles, releaseFiles } from "./store.ts";

/** What is done with one stage of a file; a text is the reason why it was not taken. */
export type TakeStage = (
  city: string,
  agency: string,
  stage: AgencyStage,
) => Promise<"taken" | { readonly reason: string }>;

/** Who else hears of what the files hold. */
export type Heard = {
  /** A case that the agency did not take from our file. May be told twice. */
  readonly refused?: (city: string, agency: string, row: RefusedRow) => Promise<void>;
  /** A file that cannot be opened, or that was read and cannot be moved out of the way. Told once. */
  readonly trouble?: (file: string, trouble: "cannot_be_opened" | "cannot_be_moved") => void;
};

const leaseFor = 600_000;
const brokenAtMost = 100;

/**
 * The nightly exchange with one agency: writes what waits once its hour has come, reads what has arrived, and says since when a file
 * is missing. One process works on a directory at a time; whatever dies in between is done again and changes nothing twice.
 * @returns false where another process is at it
 */
export async function exchangeFiles(
  database: Database,
  drop: { readonly city: string; readonly agency: string; readonly files: FileDrop },
  take: TakeStage,
  now: Date,
  heard: Heard = {},
): Promise<boolean> {
  const { city, agency, files } = drop;
  const scope = cityScope(city);
  const until = new Date(now.getTime() + leaseFor);
  const [lease] = await database.run(scope, leaseFiles, { city, agency, now, until });
  if (!lease) return false;
  let writtenOn = lease.files_written_on;
  let missingSince = lease.files_missing_since;
  try {
    const day = files.writeDay(now);
    if (day !== undefined && day !== writtenOn) {
      const written = await files.write(day);
      if (written) {
        const { name, digest, rows } = written;
        const values = { city, agency, direction: "out", digest, name, at: now, rows, taken: rows, broken: [] };
        await database.run(scope, addFile, values);
      }
      writtenOn = day;
    }
    const arrived = await readAll(database, drop, { take, ...heard }, now);
    const expected = files.expectedAt(now);
    const last = arrived ? now : await lastArrival(database, city, agency);
    // Before the first hour after the connector was made nothing is missing.
    missingSince = last !== undefined && last < expected ? (missingSince ?? expected) : null;
  } finally {
    const values = { city, agency, files_written_on: writtenOn, files_missing_since: missingSince };
    await database.run(scope, releaseFiles, values);
  }
  return true;
}

async function readAll(
  database: Database,
  { city, agency, files }: { city: string; agency: string; files: FileDrop },
  heard: TakeAndHeard,
  now: Date,
): Promise<boolean> {
  const scope = cityScope(city);
  let arrived = false;
  for (const { name, digest, unopened } of await files.waiting()) {
    const key = { city, agency, direction: "in", digest };
    const [before] = await database.run(scope, fileByDigest, key);
    if (before) {
      // One that was put aside and lies there still has not come anew.
      arrived ||= unopened === undefined;
      await files.settle(name, before.broken as readonly BrokenRow[]);
      continue;
    }
    const read = unopened ? cannotBeOpened : await readOne({ city, agency, files, name, ...heard });
    if (!read) continue;
    arrived = true;
    const { rows, taken, broken } = read;
    const shown = broken.slice(0, brokenAtMost);
    await database.run(scope, addFile, { ...key, name, at: now, rows, taken, broken: shown });
    if (unopened) heard.trouble?.(name, "cannot_be_opened");
    if (!(await files.settle(name, broken))) heard.trouble?.(name, "cannot_be_moved");
  }
  return arrived;
}

type TakeAndHeard = Heard & { readonly take: TakeStage };
type Taken = { readonly rows: number; readonly taken: number; readonly broken: readonly BrokenRow[] };

const cannotBeOpened: Taken = { rows: 0, taken: 0, broken: [{ line: 1, reason: "cannot_be_opened" }] };

async function readOne(
  of: TakeAndHeard & {
    readonly city: string;
    readonly agency: string;
    readonly files: FileDrop;
    readonly name: string;
  },
): Promise<Taken | undefined> {
  let read: Awaited<ReturnType<FileDrop["read"]>>;
  try {
    read = await of.files.read(of.name);
  } catch (error) {
    if (!(error instanceof AgencyFailure)) throw error;
    return { rows: 0, taken: 0, broken: [{ line: 1, reason: error.message }] };
  }
  if (!read) return undefined;
  const broken: BrokenRow[] = [...read.broken];
  let taken = 0;
  for (const { line, stage } of read.stages) {
    const outcome = await of.take(of.city, of.agency, stage);
    if (outcome === "taken") taken += 1;
    else broken.push({ line, reason: outcome.reason });
  }
  for (const row of read.refused ?? []) await of.refused?.(of.city, of.agency, row);
  return { rows: read.rows, taken, broken: broken.sort((a, b) => a.line - b.line) };
}

/** When the last file came; where none ever did, when the connector was made. */
async function lastArrival(database: Database, city: string, agency: string): Promise<Date | undefined> {
  const [row] = await database.run(cityScope(city), lastFileIn, { city, agency });
  return row?.at;
}
