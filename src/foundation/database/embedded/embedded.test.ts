import { spawn } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { linkLibraries } from "./binaries.ts";
import { type Connection, type EmbeddedServer, startEmbedded } from "./index.ts";

// The tests before the last few share one cluster, in order: making one is the slow part.
const isRoot = process.geteuid?.() === 0;
const nobody = 65_534;
let folder: string;
let dataDir: string;
const started: EmbeddedServer[] = [];

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "embedded-")));
  chmodSync(folder, 0o711);
  dataDir = join(folder, "data", "pg");
});

afterAll(async () => {
  for (const server of started) await server.stop({ deadlineMs: 2_000 }).catch(() => {});
  rmSync(folder, { recursive: true, force: true });
});

async function begin(
  directory: string,
  more: Partial<Parameters<typeof startEmbedded>[0]> = {},
): Promise<EmbeddedServer> {
  const server = await startEmbedded({ dataDir: directory, forTests: true, ...more });
  started.push(server);
  return server;
}

async function ask<T extends object>(connection: Connection | string, text: string): Promise<T[]> {
  const client = new pg.Client(typeof connection === "string" ? connection : { ...connection });
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query<T>(text)).rows;
  } finally {
    await client.end().catch(() => {});
  }
}

/** Starts a server in a process of its own and says its lines; the process stays until it is killed. */
async function inAnotherProcess(directory: string, as: { uid?: number; gid?: number } = {}) {
  const front = new URL("./index.ts", import.meta.url).href;
  const script = `
    const { startEmbedded } = await import(${JSON.stringify(front)});
    const server = await startEmbedded({ dataDir: ${JSON.stringify(directory)}, forTests: true });
    console.log("up " + server.reused);
    process.stdin.once("data", async () => { await server.stop(); process.exit(0); });
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    cwd: "/",
    stdio: ["pipe", "pipe", "pipe"],
    ...as,
  });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  const ended = new Promise<number | null>((done) => child.once("close", done));
  const line = await new Promise<string>((done, fail) => {
    child.stdout.once("data", (chunk: Buffer) => done(chunk.toString().trim()));
    child.once("close", () => fail(new Error(said)));
  });
  return { child, line, ended };
}

const postmasterOf = (directory: string) =>
  Number(readFileSync(join(directory, "postmaster.pid"), "utf8").split("\n")[0]);

test("two starts at once make one cluster: UTF-8, ICU orders, durable, off the network", async () => {
  const both = await Promise.all([begin(dataDir), begin(dataDir)]);
  expect(both.map(({ reused }) => reused).sort()).toEqual([false, true]);
  const [first, second] = both;
  expect(
    await ask(
      first.adminUrl,
      `SELECT length('户籍') AS length, current_setting('server_encoding') AS encoding, current_setting('fsync') AS fsync,
              current_setting('listen_addresses') AS network, current_setting('jit') AS jit,
              'b' < 'C' COLLATE "zh-x-icu" AS icu, 'b' < 'C' COLLATE "default" AS bytes`,
    ),
  ).toEqual([{ length: 2, encoding: "UTF8", fsync: "on", network: "", jit: "off", icu: true, bytes: false }]);
  // Whoever stops first lets go; the server lives as long as somebody uses it.
  await first.stop();
  await ask(second.admin, "CREATE TABLE kept (number int)");
  await second.stop();
  await second.stop();
  expect(existsSync(join(dataDir, "postmaster.pid"))).toBe(false);
  await expect(ask(second.admin, "SELECT 1")).rejects.toThrow();
});

test("only the server's own account and root may enter, and root's server does not run as root", async () => {
  appendFileSync(join(dataDir, "onewindow.local.conf"), "work_mem = '7MB'\n");
  const server = await begin(dataDir);
  expect(lstatSync(dataDir).mode & 0o777).toBe(0o700);
  expect(server.socketDir).toBe(dataDir);
  expect(await ask(server.admin, "SELECT current_setting('work_mem') AS memory")).toEqual([{ memory: "7MB" }]);
  const status = readFileSync(`/proc/${postmasterOf(dataDir)}/status`, "utf8");
  expect(Number(/^Uid:\s+(\d+)/m.exec(status)?.[1])).not.toBe(0);
  await server.stop();
});

test("a killed program leaves its server running, and the next start joins it and may stop it", async () => {
  const { child, line, ended } = await inAnotherProcess(dataDir);
  expect(line).toBe("up false");
  const pid = postmasterOf(dataDir);
  child.kill("SIGKILL");
  await ended;
  const server = await begin(dataDir);
  expect(server.reused).toBe(true);
  expect(postmasterOf(dataDir)).toBe(pid);
  await ask(server.admin, "INSERT INTO kept VALUES (1)");
  await server.stop();
  expect(existsSync(join(dataDir, "postmaster.pid"))).toBe(false);
});

test("a killed server is repaired by the next start, and nothing acknowledged is lost", async () => {
  const { child, ended } = await inAnotherProcess(dataDir);
  const pid = postmasterOf(dataDir);
  const { host, port, user, database } = { host: dataDir, port: 5432, user: "postgres", database: "postgres" };
  await ask({ host, port, user, database }, "INSERT INTO kept VALUES (2)");
  // Stopped, the program cannot collect its dead child: the number stays taken by a zombie, as in a container without init.
  child.kill("SIGSTOP");
  process.kill(pid, "SIGKILL");
  try {
    const server = await begin(dataDir);
    expect(server.reused).toBe(false);
    expect(await ask(server.admin, "SELECT number FROM kept ORDER BY number")).toEqual([{ number: 1 }, { number: 2 }]);
    await server.stop();
  } finally {
    child.kill("SIGKILL");
    await ended;
  }
});

test("a stale postmaster.pid whose number belongs to a stranger does not keep the database from starting", async () => {
  const stranger = spawn("sleep", ["60"], { stdio: "ignore" });
  const owner = lstatSync(dataDir);
  const path = join(dataDir, "postmaster.pid");
  writeFileSync(path, `${stranger.pid}\n${dataDir}\n1700000000\n5432\n${dataDir}\n\n  12345         1\nready   \n`);
  chownSync(path, owner.uid, owner.gid);
  try {
    const server = await begin(dataDir);
    expect(server.reused).toBe(false);
    expect(stranger.exitCode).toBe(null);
    await server.stop();
  } finally {
    stranger.kill("SIGKILL");
  }
});

test("a path too long for a socket gets a short private folder, which goes at the end", async () => {
  const long = join(folder, "l".repeat(120), "pg");
  mkdirSync(join(long, ".."), { mode: 0o755 });
  renameSync(dataDir, long);
  const server = await begin(long);
  expect(Buffer.byteLength(`${server.socketDir}/.s.PGSQL.5432`)).toBeLessThan(90);
  expect(lstatSync(server.socketDir).mode & 0o777).toBe(0o700);
  expect(await ask(server.urlFor("postgres", "postgres"), "SELECT count(*)::int AS kept FROM kept")).toEqual([
    { kept: 2 },
  ]);
  await server.stop();
  expect(existsSync(server.socketDir)).toBe(false);
  renameSync(long, dataDir);
});

test("a cluster of another major version is named and left unharmed", async () => {
  const marker = join(dataDir, "onewindow.json");
  const before = readFileSync(marker, "utf8");
  writeFileSync(marker, JSON.stringify({ made_by: "onewindow", postgres: 12 }));
  const names = readdirSync(dataDir).sort();
  await expect(startEmbedded({ dataDir })).rejects.toMatchObject({
    code: "major_differs",
    message: expect.stringContaining(dataDir),
  });
  expect(readdirSync(dataDir).sort()).toEqual(names);
  writeFileSync(marker, before);
});

test("a server that cannot start says why, with the end of its log", async () => {
  const settings = { shared_preload_libraries: "no_such_library" };
  await expect(startEmbedded({ dataDir, forTests: true, settings })).rejects.toMatchObject({
    code: "not_starting",
    message: expect.stringContaining("no_such_library"),
  });
});

test.each([
  ["a PostgreSQL of somebody else", { PG_VERSION: "18\n", "postgresql.conf": "port = 1\n" }],
  ["files of somebody else", { "thesis.txt": "precious\n" }],
])("a folder with %s is refused and unharmed", async (_, files) => {
  const foreign = mkdtempSync(join(folder, "foreign-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(foreign, name), text);
  const mode = lstatSync(foreign).mode;
  await expect(startEmbedded({ dataDir: foreign })).rejects.toMatchObject({
    code: "directory_foreign",
    message: expect.stringContaining(foreign),
  });
  expect(
    Object.fromEntries(readdirSync(foreign).map((name) => [name, readFileSync(join(foreign, name), "utf8")])),
  ).toEqual(files);
  expect(lstatSync(foreign).mode).toBe(mode);
});

test("links between libraries that no install script made are made", () => {
  const native = join(folder, "package", "native");
  mkdirSync(join(native, "lib"), { recursive: true });
  writeFileSync(join(native, "lib", "libone.so.1.2"), "");
  const list = ["libone.so", "libone.so.1"].map((name) => ({
    source: "native/lib/libone.so.1.2",
    target: `native/lib/${name}`,
  }));
  writeFileSync(join(native, "pg-symlinks.json"), JSON.stringify(list));
  expect(linkLibraries(native)).toBe(2);
  expect(readlinkSync(join(native, "lib", "libone.so.1"))).toBe("libone.so.1.2");
  expect(linkLibraries(native)).toBe(0);
});

test.skipIf(!isRoot)(
  "root's unreachable folder: programs and data go where the server's account can reach them",
  async () => {
    const hidden = join(folder, "hidden");
    mkdirSync(hidden, { mode: 0o700 });
    const elsewhere = join(folder, "elsewhere");
    const lines: string[] = [];
    const asked = join(hidden, "data", "pg");
    const first = await begin(asked, { elsewhere, log: (line) => lines.push(line) });
    expect(first.dataDir.startsWith(join(elsewhere, "databases"))).toBe(true);
    expect(lines.join("\n")).toContain(first.dataDir);
    await ask(first.admin, "CREATE TABLE found_again (number int)");
    await first.stop();
    const again = await begin(asked, { elsewhere });
    expect(again.dataDir).toBe(first.dataDir);
    await ask(again.admin, "SELECT * FROM found_again");
    await again.stop();
  },
);

test.skipIf(!isRoot)("an ordinary user runs a server of their own; another user's is named, not touched", async () => {
  const home = join(folder, "home");
  mkdirSync(home);
  chownSync(home, nobody, nobody);
  const directory = join(home, "pg");
  const { child, line, ended } = await inAnotherProcess(directory, { uid: nobody, gid: nobody });
  expect(line).toBe("up false");
  expect(lstatSync(directory).uid).toBe(nobody);
  child.stdin.write("stop\n");
  expect(await ended).toBe(0);
  chownSync(directory, 12_345, 12_345);
  const failure = await inAnotherProcess(directory, { uid: nobody, gid: nobody }).catch(
    (error: Error) => error.message,
  );
  expect(failure).toContain(`${directory} belongs to user 12345`);
});
