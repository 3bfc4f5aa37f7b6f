import { spawn } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { type Account, spawnAs, userName } from "./account.ts";
import { type Binaries, serverEnvironment } from "./binaries.ts";
import { EmbeddedProblem } from "./problem.ts";

/** The superuser of every cluster we make. */
export const superuser = "postgres";

const markerName = "onewindow.json";
const pointerName = "moved.json";

/** What lies at a path: nothing yet, or a cluster of ours. Anything else is refused by `inspect`. */
export type Found =
  | { readonly state: "absent" }
  | { readonly state: "ours"; readonly major: number; readonly owner: { readonly uid: number; readonly gid: number } };

/**
 * Looks at the folder without changing anything in it.
 * @throws EmbeddedProblem `directory_foreign` for files or a cluster we did not make, `directory_unreachable` when we may not look.
 */
export function inspect(directory: string): Found {
  const entry = statSync(directory, { throwIfNoEntry: false });
  if (!entry) return { state: "absent" };
  if (!entry.isDirectory()) {
    throw new EmbeddedProblem(
      "directory_foreign",
      `${directory} should be a folder for the database but is a file. It is left as it is.`,
    );
  }
  const names = listed(directory, entry.uid);
  if (names.length === 0) return { state: "absent" };
  const marker = join(directory, markerName);
  if (!names.includes(markerName)) {
    const what = names.includes("PG_VERSION") ? "a PostgreSQL database" : "files";
    throw new EmbeddedProblem(
      "directory_foreign",
      `${directory} holds ${what} that Onewindow did not make. It is left as it is; choose another DATA_DIR` +
        `${what === "files" ? "" : ", or start that server yourself and name it in DATABASE_URL"}.`,
    );
  }
  const { postgres } = JSON.parse(readFileSync(marker, "utf8")) as { postgres: number };
  return { state: "ours", major: postgres, owner: { uid: entry.uid, gid: entry.gid } };
}

function listed(directory: string, uid: number): string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    throw new EmbeddedProblem(
      "directory_unreachable",
      `The database in ${directory} belongs to ${userName(uid)} and cannot be read by ${userName(process.geteuid?.() ?? 0)} ` +
        `(${(error as NodeJS.ErrnoException).code}). Start Onewindow as ${userName(uid)} or as root, or choose another DATA_DIR.`,
    );
  }
}

/** Where a cluster was put because no other account could reach the folder asked for; undefined when it lies where it should. */
export function movedTo(directory: string): string | undefined {
  const pointer = join(directory, pointerName);
  if (!existsSync(pointer)) return undefined;
  return (JSON.parse(readFileSync(pointer, "utf8")) as { moved_to: string }).moved_to;
}

/** Leaves word in the folder asked for. It goes with that folder, so deleting the folder begins anew, as people expect. */
export function leavePointer(directory: string, to: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const why = "The user that runs PostgreSQL cannot reach this folder.";
  writeDurably(join(directory, pointerName), `${JSON.stringify({ moved_to: to, why }, undefined, 2)}\n`);
}

function writeDurably(path: string, text: string): void {
  writeFileSync(path, text);
  syncPath(path);
  syncPath(dirname(path));
}

function syncPath(path: string): void {
  const file = openSync(path, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Gives a whole cluster to the account (after a copy made by root, for example). Links are not followed. */
export function giveTo(account: Account, path: string): void {
  lchownSync(path, account.uid, account.gid);
  if (!lstatSync(path).isDirectory()) return;
  for (const name of readdirSync(path)) giveTo(account, join(path, name));
}

/**
 * Makes a cluster beside its place and moves it there in one step, so that a kill half-way never leaves half a cluster.
 * Encoding is UTF-8 whatever the environment says; the order is plain bytes, people's orders are ICU collations named in SQL.
 * Only the local socket is served, without a password: it lies in a folder that only the server's account and root may enter,
 * and who can read that folder could read every file of the database anyway.
 */
export async function createCluster(input: {
  directory: string;
  binaries: Binaries;
  account: Account | undefined;
}): Promise<void> {
  const { directory, binaries, account } = input;
  const building = join(dirname(directory), `.${basename(directory)}.building`);
  rmSync(building, { recursive: true, force: true });
  mkdirSync(building, { mode: 0o700 });
  if (account) giveTo(account, building);
  await initdb(binaries, account, building);
  writeFileSync(join(building, "pg_hba.conf"), hba);
  appendFileSync(join(building, "postgresql.conf"), included);
  writeFileSync(join(building, "onewindow.local.conf"), local);
  writeFileSync(join(building, markerName), `${JSON.stringify({ made_by: "onewindow", postgres: binaries.major })}\n`);
  if (account) giveTo(account, building);
  for (const name of ["pg_hba.conf", "postgresql.conf", markerName]) syncPath(join(building, name));
  syncPath(building);
  try {
    renameSync(building, directory);
  } catch (error) {
    rmSync(building, { recursive: true, force: true });
    throw new EmbeddedProblem(
      "directory_unsuitable",
      `The database cannot be put at ${directory} (${(error as NodeJS.ErrnoException).code}). ` +
        "If that folder is a mount point of its own, choose a DATA_DIR whose parent it is.",
    );
  }
  syncPath(dirname(directory));
}

const hba = `# Written by Onewindow: the socket in this private folder is the only way in.
local  all          all  trust
local  replication  all  trust
`;
const included = `
# Onewindow's own settings, written anew at every start; yours go into onewindow.local.conf and win.
include 'onewindow.conf'
include_if_exists 'onewindow.local.conf'
`;
const local = "# Your own settings for this database, one a line; they win over Onewindow's.\n";

function initdb(binaries: Binaries, account: Account | undefined, directory: string): Promise<void> {
  const args = ["-D", directory, "-U", superuser, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-instructions"];
  return new Promise((resolve, reject) => {
    const child = spawn(join(binaries.directory, "bin", "initdb"), args, {
      ...spawnAs(account),
      cwd: "/",
      env: serverEnvironment,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: 180_000,
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        said = (said + chunk.toString()).slice(-4_000);
      });
    }
    const fail = (reason: string) => {
      rmSync(directory, { recursive: true, force: true });
      reject(
        new EmbeddedProblem(
          "directory_unsuitable",
          `A new database could not be made in ${dirname(directory)}: ${reason}`,
        ),
      );
    };
    child.once("error", (error) => fail(error.message));
    child.once("close", (code, signal) =>
      code === 0 ? resolve() : fail(said.trim() || `initdb ended with ${code ?? signal}`),
    );
  });
}

/** Writes the settings of this start. Values are quoted here; the administrator's own file stays untouched. */
export function writeSettings(
  directory: string,
  settings: Readonly<Record<string, string>>,
  account: Account | undefined,
): void {
  const lines = Object.entries(settings).map(
    ([name, value]) => `${name} = '${value.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`,
  );
  const path = join(directory, "onewindow.conf");
  writeFileSync(
    path,
    `# Written by Onewindow at every start: do not edit, use onewindow.local.conf.\n${lines.join("\n")}\n`,
  );
  if (account) lchownSync(path, account.uid, account.gid);
  // PostgreSQL starts only on 0700 or 0750; a copy or a restore may have widened it.
  chmodSync(directory, 0o700);
}
