import { cityScope } from "../../foundation/database/index.ts";
import type { Documents } from "./context.ts";
import { discard, keep, placeOf, remove, unfinishedBefore } from "./storage.ts";
import { eraseOfCase, eraseOfQuestion, eraseUnsent, filesToRemove, markRemoved, rowsOfFiles } from "./store.ts";

const hour = 3_600_000;
const roundsAtMost = 20;

export type Swept = {
  readonly erased: number;
  readonly removed: number;
  readonly finished: number;
  readonly discarded: number;
};

/**
 * Deletes a city's files that were never sent (`unsentBefore`: when drafts expire), takes deleted bytes from the disk, and
 * clears what killed processes left: an unfinished file whose row was committed gets its name, any other older than an hour goes.
 * Does at most 10,000 of each; again is the same.
 */
export async function deleteOrphans(
  documents: Documents,
  input: { city: string; unsentBefore: Date; now: Date },
): Promise<Swept> {
  const { city, now } = input;
  const scope = cityScope(city);
  let erased = 0;
  for (let round = 0; round < roundsAtMost; round++) {
    const rows = await documents.database.run(scope, eraseUnsent, {
      city,
      before: input.unsentBefore,
      deleted_at: now,
    });
    if (rows.length === 0) break;
    erased += rows.length;
  }
  const removed = await removeDeleted(documents, city, now);
  const left = await unfinishedBefore(documents.directory, city, new Date(now.getTime() - hour));
  const rows = left.length === 0 ? [] : await documents.database.run(scope, rowsOfFiles, { city, ids: [...left] });
  const alive = new Set(rows.filter((row) => !row.deleted).map((row) => row.id));
  for (const id of left) {
    const place = placeOf(documents.directory, city, id);
    await (alive.has(id) ? keep(place) : discard(place));
  }
  return { erased, removed, finished: alive.size, discarded: left.length - alive.size };
}

/** Deletes what a case held, when the time for keeping it is over; certificates outlive their case. Answers how many. */
export async function deleteFilesOfCase(
  documents: Documents,
  input: { city: string; caseNumber: string; now: Date },
): Promise<number> {
  const { city, now } = input;
  const erased = await documents.database.run(cityScope(city), eraseOfCase, {
    city,
    case_number: input.caseNumber,
    deleted_at: now,
  });
  await removeDeleted(documents, city, now);
  return erased.length;
}

/** Deletes what was sent with a case for one question, because the consent to it was taken back. Answers how many. */
export async function deleteFilesOfQuestion(
  documents: Documents,
  input: { city: string; caseNumber: string; question: string; now: Date },
): Promise<number> {
  const { city, caseNumber: case_number, question, now } = input;
  const asked = { city, case_number, question, deleted_at: now };
  const erased = await documents.database.run(cityScope(city), eraseOfQuestion, asked);
  await removeDeleted(documents, city, now);
  return erased.length;
}

async function removeDeleted(documents: Documents, city: string, now: Date): Promise<number> {
  let removed = 0;
  for (let round = 0; round < roundsAtMost; round++) {
    const rows = await documents.database.run(cityScope(city), filesToRemove, { city });
    if (rows.length === 0) break;
    for (const { id } of rows) await remove(placeOf(documents.directory, city, id));
    const ids = rows.map((row) => row.id);
    await documents.database.run(cityScope(city), markRemoved, { city, ids, removed_at: now });
    removed += rows.length;
  }
  return removed;
}
