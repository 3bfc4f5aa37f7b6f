import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type Account, canEnter, serverAccount, userName } from "./account.ts";
import { type Binaries, installedBinaries, usableBinaries } from "./binaries.ts";
import {
  createCluster,
  type Found,
  giveTo,
  inspect,
  leavePointer,
  movedTo,
  superuser,
  writeSettings,
} from "./cluster.ts";
import { type Connection, connectGuard, otherGuards, urlOf } from "./guard.ts";
import { withLock } from "./lock.ts";
import {
  buryPidFile,
  isServerOf,
  type PidFile,
  programDeleted,
  readPidFile,
  startPostmaster,
  stopPostmaster,
} from "./postmaster.ts";
import { EmbeddedProblem } from "./problem.ts";
import { serverSettings } from "./settings.ts";

/** The number in the socket's name; nothing listens on a network port. */
const port = 5432;
/** The kernel takes 107 bytes; PostgreSQL writes a lock file with a longer name beside it. */
const longestSocketPath = 90;
const startPatienceMs = 15 * 60_000;
const lockPatienceMs = 3 * 60_000;

export type EmbeddedOptions = {
  /** The folder of the database cluster, for example `data/postgres`. It and its parent are made when missing. */
  readonly dataDir: string;
  /** Takes one line at a time for the person at the terminal. */
  readonly log?: (line: string) => void;
  /** A throw-away server for one test run: as durable, with little write-ahead log. */
  readonly forTests?: boolean;
  /** A folder with bin/, lib/ and share/ of another PostgreSQL (15 to 18); by default the one npm installed. */
  readonly binaries?: string;
  /** Server settings that win over ours, by their PostgreSQL names. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Where binaries and data go when root's own folders cannot be reached by the server's account. */
  readonly elsewhere?: string;
};

/** A running embedded PostgreSQL. */
export type EmbeddedServer = {
  /** The superuser's connection to the database `postgres`, as `pg` takes it. */
  readonly admin: Connection;
  readonly adminUrl: string;
  /** A connection as another role (it needs no password) or to another database. */
  connectionFor(user: string, database: string): Connection;
  /** The same as a URL that `pg` understands. */
  urlFor(user: string, database: string): string;
  readonly socketDir: string;
  readonly port: number;
  /** Where the cluster really lies (elsewhere than asked when root's folders cannot be reached). */
  readonly dataDir: string;
  /** For example "18.4". */
  readonly version: string;
  /** Whether the server was running already: left by a killed process, or shared with a living one. */
  readonly reused: boolean;
  /** Stops the server, unless another living Onewindow process uses it: then only this process lets go. Safe to call twice. */
  stop(options?: { deadlineMs?: number }): Promise<void>;
};

type Running = {
  pid: number | undefined;
  socketDir: string;
  reused: boolean;
  child?: ChildProcess;
};

/**
 * Starts the embedded PostgreSQL of a data folder, or joins the one that runs there already.
 * @throws EmbeddedProblem with a stable `code` and a message that names the folder, the reason and the way out.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const log = options.log ?? (() => {});
  const asked = resolvedPlace(options.dataDir);
  const elsewhere = options.elsewhere ?? "/var/lib/onewindow";
  return withLock(asked, lockPatienceMs, async () => {
    let directory = movedTo(asked) ?? asked;
    const found = inspect(directory);
    checkOwner(directory, found);
    const account = serverAccount(found.state === "ours" ? found.owner : undefined);
    const joined = found.state === "ours" ? await joinRunning(directory, log) : undefined;
    const running =
      joined ??
      (await (async () => {
        const source = options.binaries ? resolve(options.binaries) : installedBinaries();
        const binaries = usableBinaries({ directory: source, account, elsewhere, log });
        directory = reachablePlace({ asked, directory, found, account, elsewhere, log });
        if (found.state === "absent") {
          log(
            `Making a new database in ${directory} (PostgreSQL ${binaries.version}${account ? `, as user ${account.name}` : ""}).`,
          );
          await createCluster({ directory, binaries, account });
        } else {
          checkMajor(directory, found.major, binaries);
          if (account && found.owner.uid === 0) giveTo(account, directory);
        }
        return start({ directory, binaries, account, options, log });
      })());
    return handle({ running, directory, lockPath: asked, log });
  });
}

/** The folder asked for without links in the way, its parents made so that the server's account can walk through them. */
function resolvedPlace(dataDir: string): string {
  const wanted = resolve(dataDir);
  if (/[\n\r]/.test(wanted))
    throw new EmbeddedProblem("directory_unsuitable", "A data folder's name must not contain a line break.");
  const parent = dirname(wanted);
  const firstMade = mkdirSync(parent, { recursive: true, mode: 0o755 });
  if (firstMade) {
    for (let folder = parent; folder.length >= firstMade.length; folder = dirname(folder)) chmodSync(folder, 0o755);
  }
  return join(realpathSync(parent), basename(wanted));
}

function checkOwner(directory: string, found: Found): void {
  const me = process.geteuid?.() ?? 0;
  if (found.state !== "ours" || me === 0 || found.owner.uid === me) return;
  throw new EmbeddedProblem(
    "directory_unreachable",
    `The database in ${directory} belongs to ${userName(found.owner.uid)}; we are ${userName(me)}. ` +
      `Start Onewindow as ${userName(found.owner.uid)} or as root, or choose another DATA_DIR.`,
  );
}

function checkMajor(directory: string, major: number, binaries: Binaries): void {
  if (major === binaries.major) return;
  throw new EmbeddedProblem(
    "major_differs",
    `The database in ${directory} was made by PostgreSQL ${major}; installed is ${binaries.version}. It is left as it is. ` +
      `Install the matching version, or export with the old one and import into a new DATA_DIR.`,
  );
}

function reachablePlace(input: {
  asked: string;
  directory: string;
  found: Found;
  account: Account | undefined;
  elsewhere: string;
  log: (line: string) => void;
}): string {
  const { asked, directory, found, account, elsewhere, log } = input;
  const parent = dirname(directory);
  mkdirSync(parent, { recursive: true, mode: 0o755 });
  if (!account || canEnter(account, parent)) return directory;
  if (found.state === "ours") {
    throw new EmbeddedProblem(
      "directory_unreachable",
      `The user ${account.name}, who runs the database in ${directory}, can no longer walk into ${parent}. ` +
        "Give the folders above it the right to be entered (chmod o+x), then start again.",
    );
  }
  const home = join(elsewhere, "databases", randomBytes(6).toString("hex"));
  mkdirSync(home, { recursive: true, mode: 0o755 });
  for (const folder of [elsewhere, dirname(home), home]) chmodSync(folder, 0o755);
  if (!canEnter(account, home)) {
    throw new EmbeddedProblem(
      "directory_unreachable",
      `PostgreSQL does not run as root, and the user ${account.name} can reach neither ${parent} nor ${elsewhere}. ` +
        "Choose a DATA_DIR that other users may enter, or start Onewindow as an ordinary user.",
    );
  }
  const moved = join(home, "postgres");
  leavePointer(asked, moved);
  log(
    `The user ${account.name}, who runs PostgreSQL for root, cannot reach ${parent}; the database lives in ${moved}.`,
  );
  return moved;
}

async function start(input: {
  directory: string;
  binaries: Binaries;
  account: Account | undefined;
  options: EmbeddedOptions;
  log: (line: string) => void;
}): Promise<Running> {
  const { directory, binaries, account, options, log } = input;
  // Left by a killed server, with a number that a zombie or a stranger may hold; PostgreSQL would refuse to start.
  rmSync(join(directory, `.s.PGSQL.${port}.lock`), { force: true });
  const socketDir = socketFolder(directory, account);
  const own = options.settings ?? {};
  const settings = serverSettings({ directory, socketDir, port, forTests: options.forTests ?? false, own });
  writeSettings(directory, settings, account);
  try {
    const started = await startPostmaster({ directory, binaries, account, patienceMs: startPatienceMs, log });
    return { ...started, socketDir, reused: false };
  } catch (error) {
    removeSocketFolder(directory, socketDir);
    throw error;
  }
}

/** The data folder itself, which nobody else may enter; when its path is too long, a short private one with the same owner. */
function socketFolder(directory: string, account: Account | undefined): string {
  if (Buffer.byteLength(join(directory, `.s.PGSQL.${port}`)) <= longestSocketPath) return directory;
  for (const base of ["/tmp", "/var/tmp", "/dev/shm"]) {
    try {
      const folder = mkdtempSync(join(base, shortPrefix));
      if (account) giveTo(account, folder);
      return folder;
    } catch {
      // Not writable here: the next one.
    }
  }
  throw new EmbeddedProblem(
    "directory_unsuitable",
    `The path ${directory} is too long for a database socket, and no short temporary folder can be made. Choose a shorter DATA_DIR.`,
  );
}

const shortPrefix = "onewindow-socket-";

function removeSocketFolder(directory: string, socketDir: string): void {
  if (socketDir === directory || !basename(socketDir).startsWith(shortPrefix)) return;
  rmSync(socketDir, { recursive: true, force: true });
}

/** Joins a server that lives in this folder; clears away what a dead one left. Undefined: nothing runs, start one. */
async function joinRunning(directory: string, log: (line: string) => void): Promise<Running | undefined> {
  const deadline = performance.now() + startPatienceMs;
  let told = false;
  for (;;) {
    const pidFile = readPidFile(directory);
    if (!pidFile) return undefined;
    const alive = isServerOf(pidFile.pid, directory);
    if (alive && programDeleted(pidFile.pid)) {
      log(`The database in ${directory} still runs from programs that were deleted; it is restarted.`);
      await stopPostmaster({ pid: pidFile.pid, directory, deadlineMs: 15_000 });
      continue;
    }
    const answering = await answers(pidFile, directory);
    if (answering) {
      // Alive but unknown by that number: it runs in another container over the same folder. It can be joined, not stopped.
      return { pid: alive ? pidFile.pid : undefined, socketDir: pidFile.socketDir, reused: true };
    }
    if (!alive) {
      buryPidFile(directory);
      removeSocketFolder(directory, pidFile.socketDir);
      return undefined;
    }
    if (performance.now() > deadline) {
      throw new EmbeddedProblem(
        "busy",
        `The database in ${directory} is running as process ${pidFile.pid} (${pidFile.status}) but does not answer. ` +
          "Look at its server.log, end it, then start again.",
      );
    }
    if (!told) log(`Waiting for the database in ${directory} (process ${pidFile.pid}, ${pidFile.status}).`);
    told = true;
    await pause(100);
  }
}

async function answers(pidFile: PidFile, directory: string): Promise<boolean> {
  if (!pidFile.socketDir || !statSync(join(pidFile.socketDir, `.s.PGSQL.${pidFile.port}`), { throwIfNoEntry: false }))
    return false;
  try {
    const guard = await connectGuard(connectionTo(pidFile.socketDir, superuser, "postgres"), "probe");
    try {
      const { rows } = await guard.query<{ data_directory: string }>("SHOW data_directory");
      return pidFile.socketDir === directory || rows[0]?.data_directory === directory;
    } finally {
      await guard.end();
    }
  } catch {
    return false;
  }
}

function connectionTo(socketDir: string, user: string, database: string): Connection {
  return { host: socketDir, port, user, database };
}

async function handle(input: {
  running: Running;
  directory: string;
  lockPath: string;
  log: (line: string) => void;
}): Promise<EmbeddedServer> {
  const { running, directory, lockPath, log } = input;
  const { socketDir } = running;
  const admin = connectionTo(socketDir, superuser, "postgres");
  const guard = await connectGuard(admin, "user");
  let stopping: Promise<void> | undefined;
  guard.on("error", (error) => {
    if (!stopping) log(`The database in ${directory} has gone away: ${error.message}`);
  });
  const { rows } = await guard.query<{ server_version: string }>("SHOW server_version");
  if (running.reused) {
    const others = await otherGuards(guard);
    log(
      others > 0
        ? `Sharing the database in ${directory} with another running Onewindow process.`
        : `Joined the database in ${directory} that an ended process had left running.`,
    );
  }
  const stop = (deadlineMs: number) =>
    withLock(lockPath, lockPatienceMs, async () => {
      const others = await otherGuards(guard).catch(() => 0);
      await guard.end().catch(() => {});
      if (others > 0) return log(`The database in ${directory} keeps running for another Onewindow process.`);
      if (running.pid === undefined)
        return log(`The database in ${directory} runs in another container and is left to it.`);
      const { pid, child } = running;
      await stopPostmaster({ pid, directory, deadlineMs, ...(child ? { child } : {}) });
      removeSocketFolder(directory, socketDir);
    });
  return {
    admin,
    adminUrl: urlOf(admin),
    connectionFor: (user, database) => connectionTo(socketDir, user, database),
    urlFor: (user, database) => urlOf(connectionTo(socketDir, user, database)),
    socketDir,
    port,
    dataDir: directory,
    version: rows[0]?.server_version ?? "",
    reused: running.reused,
    stop: (options) => {
      stopping ??= stop(options?.deadlineMs ?? 15_000);
      return stopping;
    },
  };
}
