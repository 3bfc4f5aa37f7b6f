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

/** What is done with a case that the agency did not take from our file. May be told twice. */
export type HearRefusal = (city: string, agency: string, row: RefusedRow) => Promise<void>;

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
  refused: HearRefusal = () => Promise.resolve(),
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
    const arrived = await readAll(database, drop, { take, refused }, now);
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
  heard: Heard,
  now: Date,
): Promise<boolean> {
  const scope = cityScope(city);
  let arrived = false;
  for (const { name, digest } of await files.waiting()) {
    arrived = true;
    const key = { city, agency, direction: "in", digest };
    const [before] = await database.run(scope, fileByDigest, key);
    if (before) {
      await files.settle(name, before.broken as readonly BrokenRow[]);
      continue;
    }
    const { rows, taken, broken } = await readOne({ city, agency, files, name, ...heard });
    const shown = broken.slice(0, brokenAtMost);
    await database.run(scope, addFile, { ...key, name, at: now, rows, taken, broken: shown });
    await files.settle(name, broken);
  }
  return arrived;
}

type Heard = { readonly take: TakeStage; readonly refused: HearRefusal };

async function readOne(of: {
  city: string;
  agency: string;
  files: FileDrop;
  name: string;
  take: TakeStage;
  refused: HearRefusal;
}): Promise<{ rows: number; taken: number; broken: readonly BrokenRow[] }> {
  let read: Awaited<ReturnType<FileDrop["read"]>>;
  try {
    read = await of.files.read(of.name);
  } catch (error) {
    if (!(error instanceof AgencyFailure)) throw error;
    return { rows: 0, taken: 0, broken: [{ line: 1, reason: error.message }] };
  }
  const broken: BrokenRow[] = [...read.broken];
  let taken = 0;
  for (const { line, stage } of read.stages) {
    const outcome = await of.take(of.city, of.agency, stage);
    if (outcome === "taken") taken += 1;
    else broken.push({ line, reason: outcome.reason });
  }
  for (const row of read.refused ?? []) await of.refused(of.city, of.agency, row);
  return { rows: read.rows, taken, broken: broken.sort((a, b) => a.line - b.line) };
}

/** When the last file came; where none ever did, when the connector was made. */
async function lastArrival(database: Database, city: string, agency: string): Promise<Date | undefined> {
  const [row] = await database.run(cityScope(city), lastFileIn, { city, agency });
  return row?.at;
}
