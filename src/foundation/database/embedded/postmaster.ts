import { type ChildProcess, spawn } from "node:child_process";
import {
  closeSync,
  fstatSync,
  lchownSync,
  openSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type Account, spawnAs } from "./account.ts";
import { type Binaries, serverEnvironment } from "./binaries.ts";
import { EmbeddedProblem } from "./problem.ts";

/** What postmaster.pid says: process, socket folder and port, and how far the server is. */
export type PidFile = {
  readonly pid: number;
  readonly port: number;
  readonly socketDir: string;
  readonly status: "starting" | "ready" | "stopping";
};

/** Reads postmaster.pid; undefined when there is none or it is not complete yet. */
export function readPidFile(directory: string): PidFile | undefined {
  let lines: string[];
  try {
    lines = readFileSync(join(directory, "postmaster.pid"), "utf8").split("\n");
  } catch {
    return undefined;
  }
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  const word = lines[7]?.trim();
  const status = word === "ready" ? "ready" : word === "stopping" ? "stopping" : "starting";
  return { pid, port: Number(lines[3] ?? 0), socketDir: lines[4] ?? "", status };
}

/** Whether a process is the server of this very folder. A zombie is not, nor is a stranger who got the number after a restart. */
export function isServerOf(pid: number, directory: string): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const name = stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")"));
    const state = stat.slice(stat.lastIndexOf(")") + 2, stat.lastIndexOf(")") + 3);
    if (state === "Z" || state === "X" || name !== "postgres") return false;
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(directory);
  } catch (error) {
    // A server of another account whose folder we may read all the same: count it as alive rather than start a second one.
    return (error as NodeJS.ErrnoException).code === "EACCES";
  }
}

/** Whether the server's program was deleted while it ran (a new npm ci): it answers, but can no longer load what it needs. */
export function programDeleted(pid: number): boolean {
  try {
    return readlinkSync(`/proc/${pid}/exe`).endsWith(" (deleted)");
  } catch {
    return false;
  }
}

/**
 * Marks a stale postmaster.pid as dead. PostgreSQL refuses to start while its number belongs to any process, a zombie or a
 * stranger included. The file stays, because with the shared-memory key in it PostgreSQL still notices surviving children.
 */
export function buryPidFile(directory: string): void {
  const path = join(directory, "postmaster.pid");
  const beyondEveryPid = 4_194_305;
  const rest = readFileSync(path, "utf8").split("\n").slice(1);
  writeFileSync(path, [beyondEveryPid, ...rest].join("\n"));
}

const logLimit = 8 * 1024 * 1024;

function openLog(directory: string, account: Account | undefined): { file: number; from: number; path: string } {
  const path = join(directory, "server.log");
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > logLimit) renameSync(path, `${path}.1`);
  const file = openSync(path, "a", 0o600);
  if (account) lchownSync(path, account.uid, account.gid);
  return { file, from: fstatSync(file).size, path };
}

function tail(path: string, from: number): string {
  return readFileSync(path).subarray(from).toString("utf8").trim().split("\n").slice(-12).join("\n");
}

/** A server we started: its process and how it ended, if it has. */
export type Started = { readonly child: ChildProcess; readonly pid: number };

/**
 * Starts the server in a session of its own (Ctrl-C in the terminal must reach the program, which then stops the database, and
 * not both at once) and waits until it answers. Recovery after a crash may take its time: as long as the process lives and
 * `patienceMs` has not passed, we wait. Children of a killed server that are still leaving are waited for too.
 * @throws EmbeddedProblem `not_starting` with the last lines of the server's log.
 */
export async function startPostmaster(input: {
  directory: string;
  binaries: Binaries;
  account: Account | undefined;
  patienceMs: number;
  log: (line: string) => void;
}): Promise<Started> {
  const { directory, binaries, account, patienceMs, log } = input;
  const deadline = performance.now() + patienceMs;
  let notice = performance.now() + 10_000;
  for (;;) {
    const logFile = openLog(directory, account);
    const child = spawn(join(binaries.directory, "bin", "postgres"), ["-D", directory], {
      ...spawnAs(account),
      cwd: directory,
      env: serverEnvironment,
      detached: true,
      stdio: ["ignore", logFile.file, logFile.file],
    });
    closeSync(logFile.file);
    let ended: string | undefined;
    child.once("error", (error) => {
      ended = error.message;
    });
    child.once("exit", (code, signal) => {
      ended ??= `ended with ${code ?? signal}`;
    });
    while (ended === undefined && performance.now() < deadline) {
      const pidFile = readPidFile(directory);
      if (pidFile && pidFile.pid === child.pid && pidFile.status === "ready") {
        child.unref();
        return { child, pid: pidFile.pid };
      }
      if (performance.now() > notice) {
        log(`The database in ${directory} is still starting; after a crash it first repairs itself.`);
        notice += 10_000;
      }
      await pause(15);
    }
    const said = tail(logFile.path, logFile.from);
    if (ended === undefined) {
      child.kill("SIGQUIT");
      throw notStarting(directory, `not ready after ${Math.round(patienceMs / 1000)} seconds`, said);
    }
    const leaving = /still in use|lock file .* already exists/.test(said);
    if (!leaving || performance.now() > deadline) throw notStarting(directory, ended, said);
    await pause(250);
  }
}

function notStarting(directory: string, reason: string, said: string): EmbeddedProblem {
  return new EmbeddedProblem(
    "not_starting",
    `The database in ${directory} does not start (${reason}). Its log, ${join(directory, "server.log")}, ends with:\n${said}`,
  );
}

async function until(done: () => boolean, milliseconds: number): Promise<boolean> {
  const deadline = performance.now() + milliseconds;
  while (!done()) {
    if (performance.now() > deadline) return false;
    await pause(15);
  }
  return true;
}

/**
 * Stops a server: fast first (open transactions are rolled back, everything acknowledged is written), at the deadline at once
 * (nothing acknowledged is lost; the next start repairs).
 * @throws EmbeddedProblem `not_stopping` when it survives both.
 */
export async function stopPostmaster(input: {
  pid: number;
  directory: string;
  child?: ChildProcess;
  deadlineMs: number;
}): Promise<void> {
  const { pid, directory, child, deadlineMs } = input;
  const gone = child ? () => child.exitCode !== null || child.signalCode !== null : () => !isServerOf(pid, directory);
  child?.ref();
  if (gone()) return;
  signal(pid, "SIGINT");
  if (await until(gone, deadlineMs)) return;
  signal(pid, "SIGQUIT");
  if (await until(gone, 10_000)) return;
  throw new EmbeddedProblem(
    "not_stopping",
    `The database in ${directory} (process ${pid}) does not stop. Look at ${join(directory, "server.log")}, then end it yourself.`,
  );
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
