import { createHash } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";

/** What waits for the nightly file: what is asked, and our side of it as mappings read it. */
export type Waiting = { readonly act: "submit" | "withdraw"; readonly ours: unknown };

/** At most so many rows in one nightly file; what is more waits for the next. */
const rowsAtMost = 50_000;

/** Appears whole or not at all, and is on the disk when this returns. The same key is the same file. */
export async function addToSpool(directory: string, key: string, waiting: Waiting): Promise<void> {
  const name = `${createHash("sha256").update(key).digest("hex").slice(0, 32)}.json`;
  await writeWhole(join(directory, name), Buffer.from(JSON.stringify(waiting)));
}

/** What waits, oldest name first, with the paths to take away once it is written. */
export async function readSpool(directory: string): Promise<readonly { path: string; waiting: Waiting }[]> {
  const names = (await namesIn(directory)).filter((name) => name.endsWith(".json")).slice(0, rowsAtMost);
  const found: { path: string; waiting: Waiting }[] = [];
  for (const name of names) {
    const path = join(directory, name);
    found.push({ path, waiting: JSON.parse(await readFile(path, "utf8")) as Waiting });
  }
  return found;
}

/** Names in a directory in their order; none where it is not there. */
export async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    return (await readdir(directory)).sort();
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT") return [];
    throw error;
  }
}

/** Writes under another name, makes sure it is on the disk, and renames: nobody reads half of it. */
export async function writeWhole(path: string, bytes: Buffer): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o750 });
  const part = `${path}.${process.pid}.part`;
  const file = await open(part, "w", 0o640);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(part, path);
  const folder = await open(dirname(path));
  await folder.sync().finally(() => folder.close());
}

export async function remove(path: string): Promise<void> {
  await rm(path, { force: true });
}
