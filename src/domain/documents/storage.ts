import { createReadStream } from "node:fs";
import { mkdir, open, readdir, rename, stat, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isId } from "../../foundation/ids/index.ts";

const unfinished = ".part";
const largestSweep = 10_000;

function assertPlace(city: string, id: string): void {
  if (!/^\d{6}$/.test(city) || !isId(id)) throw new Error(`no file can lie at ${JSON.stringify([city, id])}`);
}

/** `<directory>/<city>/<2 characters>/<id>`: by the end of the id, because its beginning is the time and alike for all. */
export function placeOf(directory: string, city: string, id: string): string {
  assertPlace(city, id);
  return join(directory, city, id.slice(-2), id);
}

/**
 * Writes a file under its unfinished name, so that a crash leaves nothing but names a sweep knows. When this returns, the bytes
 * and the name are on disk. `keep` gives it its final name once its row is committed.
 */
export async function writeUnfinished(place: string, content: AsyncIterable<Buffer>): Promise<void> {
  await mkdir(dirname(place), { recursive: true, mode: 0o700 });
  const file = await open(place + unfinished, "wx", 0o600);
  try {
    for await (const piece of content) await file.writeFile(piece);
    await file.sync();
  } catch (error) {
    await file.close();
    await discard(place);
    throw error;
  }
  await file.close();
  await syncFolder(dirname(place));
}

export async function keep(place: string): Promise<void> {
  await rename(place + unfinished, place);
  await syncFolder(dirname(place));
}

export async function discard(place: string): Promise<void> {
  await ignoreMissing(unlink(place + unfinished));
}

/** Removes a file under either name; nothing happens where it is gone. */
export async function remove(place: string): Promise<void> {
  await ignoreMissing(unlink(place));
  await discard(place);
}

/** Opens a file whose row exists; one whose process died between commit and rename gets its final name first. */
export async function openStored(place: string): Promise<AsyncIterable<Buffer>> {
  if (!(await exists(place)) && (await exists(place + unfinished))) await ignoreMissing(keep(place));
  const stream = createReadStream(place, { highWaterMark: 64 * 1024 });
  await new Promise<void>((resolve, reject) => stream.once("open", () => resolve()).once("error", reject));
  return stream;
}

/** Ids of a city's unfinished files older than `before`, at most 10,000. */
export async function unfinishedBefore(directory: string, city: string, before: Date): Promise<readonly string[]> {
  const found: string[] = [];
  for (const folder of await list(join(directory, city))) {
    for (const name of await list(join(directory, city, folder))) {
      const id = name.slice(0, -unfinished.length);
      if (!name.endsWith(unfinished) || !isId(id)) continue;
      const written = await stat(join(directory, city, folder, name)).catch(() => undefined);
      if (written && written.mtime < before) found.push(id);
      if (found.length >= largestSweep) return found;
    }
  }
  return found;
}

async function list(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function ignoreMissing(work: Promise<unknown>): Promise<void> {
  await work.catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
}

/** A name is on disk only when its folder is (fsync(2)). */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
