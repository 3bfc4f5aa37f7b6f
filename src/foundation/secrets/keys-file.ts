import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";

/**
 * KEYS_FILE: what must never lie in the database. `masters` wrap the cities' keys (the last one wraps new ones), `lookup`
 * makes the keyed hashes by which people are found, `token` signs form tokens. Values are 32 bytes in base64.
 */
export type KeysFile = {
  readonly version: 1;
  readonly masters: readonly { readonly kid: string; readonly key: string }[];
  readonly lookup: string;
  readonly token: string;
};

export function makeKeysFile(): KeysFile {
  const key = () => randomBytes(32).toString("base64");
  return {
    version: 1,
    masters: [{ kid: `m${randomBytes(4).toString("hex")}`, key: key() }],
    lookup: key(),
    token: key(),
  };
}

/** Writes a new keys file readable by its owner alone; refuses to overwrite one. */
export function writeKeysFile(path: string, keys: KeysFile): void {
  writeFileSync(path, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600, flag: "wx" });
}

/** Reads the keys, or throws an error that says what is wrong with the file and what to do. */
export function readKeysFile(path: string): KeysFile {
  if (!existsSync(path))
    throw new Error(
      `KEYS_FILE ${path} does not exist: restore it from your backup, or run "onewindow init" for a new installation`,
    );
  if ((statSync(path).mode & 0o077) !== 0)
    throw new Error(`KEYS_FILE ${path} can be read by others: run "chmod 600" on it`);
  const keys: unknown = JSON.parse(readFileSync(path, "utf8"));
  if (!isKeysFile(keys))
    throw new Error(`KEYS_FILE ${path} is not a keys file of this program: restore it from your backup`);
  return keys;
}

function isKey(value: unknown): boolean {
  return typeof value === "string" && Buffer.from(value, "base64").length === 32;
}

function isKeysFile(value: unknown): value is KeysFile {
  if (typeof value !== "object" || value === null) return false;
  const keys = value as Partial<KeysFile>;
  return (
    keys.version === 1 &&
    isKey(keys.lookup) &&
    isKey(keys.token) &&
    Array.isArray(keys.masters) &&
    keys.masters.length > 0 &&
    keys.masters.every((master) => typeof master?.kid === "string" && isKey(master.key))
  );
}
