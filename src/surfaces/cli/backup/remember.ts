import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export type LastBackup = { readonly at: string; readonly chain: string };

const name = "last-backup.json";

/** For the doctor: when this installation was last backed up from this machine. */
export function rememberBackup(dataDir: string, last: LastBackup): void {
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(join(dataDir, name), `${JSON.stringify(last)}\n`);
}

export function lastBackup(dataDir: string): LastBackup | undefined {
  const path = join(dataDir, name);
  if (!existsSync(path)) return undefined;
  return JSON.parse(readFileSync(path, "utf8")) as LastBackup;
}
