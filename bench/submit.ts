/**
 * POST /api/v1/cities/{city}/services/residence-permit/cases over HTTP, durable, with every rule, row-level security, encryption,
 * idempotency and audit on, beside a bare Fastify + Ajv + one gathered insert in the same run. Application, PostgreSQL and load
 * generator share the machine. See bench/README.md.
 *
 *   node --import tsx bench/submit.ts [--rounds=3] [--seconds=10] [--warm-up=5] [--connections=64,256] [--profile=DIR] [--roles=web,jobs]
 */
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { loadCatalogue } from "../src/domain/catalogue/index.ts";
import { type ConnectionSettings, Database } from "../src/foundation/database/index.ts";
import { readKeysFile, Secrets } from "../src/foundation/secrets/index.ts";
import { readSettings } from "../src/settings.ts";
import { upgrade } from "../src/surfaces/cli/database-role.ts";
import { seedDemonstration } from "../src/surfaces/cli/demonstration.ts";
import { ensureDemonstrationKeys, giveBirth, reach, withClient } from "../src/surfaces/installation.ts";
import { catalogueFolder } from "../src/surfaces/open-house.ts";
import type { Load } from "./load.ts";
import { median } from "./support/machine.ts";
import { Processes } from "./support/processes.ts";

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "10" },
    "warm-up": { type: "string", default: "5" },
    connections: { type: "string", default: "64,256" },
    profile: { type: "string" },
    roles: { type: "string", default: "web,jobs" },
  },
});
const rounds = Number(options.rounds);
const seconds = Number(options.seconds);
const warmUp = Number(options["warm-up"]);
const connections = options.connections.split(",").map(Number);

const targets = [
  "baseline",
  "onewindow",
  "onewindow without row-level security",
  "onewindow, web in two processes",
] as const;
type Target = (typeof targets)[number];
type Fired = Load & { readonly cpuMicros: number };
type Measured = Fired & {
  readonly target: Target;
  readonly connections: number;
  readonly round: number;
  readonly settled: number;
  /** Microseconds of processor time per case: what remains true on a machine that others use too. */
  readonly cpu: Cpu;
};
type Cpu = { readonly program: number; readonly postgres: number; readonly load: number };

const directory = mkdtempSync(join(tmpdir(), "onewindow-bench-"));
// PostgreSQL runs as another user where we are root, and has to reach its folder.
chmodSync(directory, 0o755);
const processes = new Processes();
const say = (line: string) => console.error(line);

/** Ticks of processor time (a hundredth of a second) of a process and those it waited for; 0 where there is no /proc. */
function ticksOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return [11, 12, 13, 14].reduce((sum, at) => sum + Number(fields[at] ?? 0), 0);
  } catch {
    return 0;
  }
}

/** A process and its living children: PostgreSQL and its backends, or the web's processes. One that ends is counted by its parent. */
function ticksOfFamily(parent: number): number {
  try {
    const children = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && parentOf(name) === parent);
    return children.reduce((sum, pid) => sum + ticksOf(Number(pid)), ticksOf(parent));
  } catch {
    return 0;
  }
}

function parentOf(pid: string): number {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ")[1]);
  } catch {
    return 0;
  }
}

async function switchPolicies(owner: ConnectionSettings, on: boolean): Promise<void> {
  await withClient(owner, async (client) => {
    const { rows } = await client.query(
      `select c.relname from pg_class c join pg_policy p on p.polrelid = c.oid group by c.relname order by c.relname`,
    );
    for (const { relname } of rows)
      await client.query(`alter table ${relname} ${on ? "enable" : "disable"} row level security`);
  });
}

/** Waits until everything that hangs on the events so far is done, so that it is not paid for by the next measurement. */
async function settle(owner: ConnectionSettings): Promise<number> {
  if (!options.roles.includes("jobs")) return 0;
  const begun = performance.now();
  await withClient(owner, async (client) => {
    for (let look = 0; look < 1_200; look++) {
      const { rows } = await client.query(
        `select (select count(*) from city_sequences s left join relay_cursors r using (city) where s.last_seq > coalesce(r.seq, 0))::int
           + (select count(*) from graphile_worker.jobs where attempts = 0 or locked_at is not null)::int as left_over`,
      );
      if (rows[0]?.left_over === 0) return;
      await pause(250);
    }
    say("what hangs on the events was not done after five minutes; going on");
  });
  return Math.round(performance.now() - begun) / 1_000;
}

async function main(): Promise<void> {
  const settings = readSettings({ DATA_DIR: directory, PORT: "0", LOG_LEVEL: "info" });
  say("preparing the database");
  const reached = await reach(settings, () => undefined);
  const { owner, app, embedded } = reached;
  if (!owner) throw new Error("the bench needs its own database");
  try {
    const now = new Date();
    await upgrade(reached, settings, now);
    await giveBirth(owner, "demonstration", "bench", now);
    ensureDemonstrationKeys(settings);
    const database = new Database(app, { connections: 2, name: "bench" });
    const secrets = new Secrets(readKeysFile(settings.keysFile), database, () => new Date());
    await seedDemonstration({
      database,
      secrets,
      files: await loadCatalogue(catalogueFolder),
      now,
      say: () => undefined,
    });
    await database.close();
    await withClient(owner, async (client) => {
      await client.query(`create table bench_plain (number bigint generated always as identity primary key, city text not null,
        key text not null, body jsonb not null, at timestamptz not null, unique (city, key))`);
      await client.query("grant select, insert on bench_plain to onewindow_app");
    });
    const env = { DATA_DIR: directory, BENCH_CONNECTION: JSON.stringify(app) };
    const house = await processes.start<{ port: number; token: string }>(
      "onewindow",
      { ...env, ROLES: options.roles },
      options.profile,
    );
    const bare = await processes.start<{ port: number }>("baseline", env);
    const two = await processes.start<{ port: number }>("workers", env);
    const shooter = await processes.start<"ready">("shooter", {});
    const ports: Record<Target, number> = {
      baseline: bare.said.port,
      onewindow: house.said.port,
      "onewindow without row-level security": house.said.port,
      "onewindow, web in two processes": two.said.port,
    };

    const fire = (port: number, count: number, duration: number) =>
      new Promise<Fired>((resolve) => {
        shooter.child.once("message", (message) => resolve(message as Fired));
        shooter.child.send({ port, connections: count, seconds: duration, token: house.said.token });
      });

    const postmaster = Number(readFileSync(join(embedded?.dataDir ?? "", "postmaster.pid"), "utf8").split("\n")[0]);
    const ticks = (target: Target) => ({
      program:
        ticksOf((target === "baseline" ? bare : house).child.pid ?? 0) +
        (target === "onewindow, web in two processes" ? ticksOfFamily(two.child.pid ?? 0) : 0),
      postgres: ticksOfFamily(postmaster),
    });
    const measured: Measured[] = [];
    const load = loadavg()[0]?.toFixed(1) ?? "";
    for (let round = 1; round <= rounds; round++) {
      for (const count of connections) {
        for (const target of targets) {
          const port = ports[target];
          await switchPolicies(owner, target !== "onewindow without row-level security");
          await fire(port, count, warmUp);
          // What the warm-up left to be done is not measured, and an empty database's plans are not those of a working one: the
          // checks of foreign keys would read whole tables until the first statistics come.
          await settle(owner);
          await withClient(owner, (client) => client.query("analyze"));
          const before = ticks(target);
          const result = await fire(port, count, seconds);
          const settled = await settle(owner);
          const after = ticks(target);
          const perCase = (part: "program" | "postgres") =>
            Math.round((10_000 * (after[part] - before[part])) / Math.max(1, result.answered));
          const cpu = {
            program: perCase("program"),
            postgres: perCase("postgres"),
            load: Math.round(result.cpuMicros / Math.max(1, result.answered)),
          };
          measured.push({ ...result, target, connections: count, round, settled, cpu });
          say(
            `round ${round}, ${count} connections, ${target}: ${result.perSecond}/s ${JSON.stringify(result.statuses)}, µs of processor per case ${JSON.stringify(cpu)}`,
          );
        }
      }
    }
    report(measured, embedded?.version ?? "", load);
  } finally {
    await processes.stop();
    await embedded?.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

function report(measured: readonly Measured[], postgres: string, load: string): void {
  const rows = connections.flatMap((count) =>
    targets.map((target) => {
      const own = measured.filter((one) => one.target === target && one.connections === count);
      const base = measured.filter((one) => one.target === "baseline" && one.connections === count);
      const statuses: Record<string, number> = {};
      for (const one of own)
        for (const [status, n] of Object.entries(one.statuses)) statuses[status] = (statuses[status] ?? 0) + n;
      const perSecond = median(own.map((one) => one.perSecond));
      return {
        ...{ connections: count, target, perSecond },
        ratio: Math.round((100 * perSecond) / median(base.map((one) => one.perSecond))) / 100,
        p50: Math.round(10 * median(own.map((one) => one.p50))) / 10,
        p99: Math.round(10 * median(own.map((one) => one.p99))) / 10,
        cpu: {
          program: median(own.map((one) => one.cpu.program)),
          postgres: median(own.map((one) => one.cpu.postgres)),
          load: median(own.map((one) => one.cpu.load)),
        },
        statuses,
      };
    }),
  );
  const machine = {
    cpu: `${cpus().length} × ${cpus()[0]?.model ?? ""}`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GB`,
    node: process.version,
    postgres,
    date: new Date().toISOString().slice(0, 10),
    // Of the last minute, before the first measurement: others may have been using the machine.
    load,
  };
  console.log(
    JSON.stringify({ benchmark: "submit", machine, roles: options.roles, rounds, seconds, rows, measured }, null, 2),
  );
  console.log(
    `\n${machine.cpu}, ${machine.memory}, Node ${machine.node}, PostgreSQL ${postgres}, ${machine.date}; median of ${rounds} rounds\n`,
  );
  console.log(
    "| connections | what | cases/s | ratio | p50 ms | p99 ms | µs per case: program | PostgreSQL | load | statuses |",
  );
  console.log("|---|---|---|---|---|---|---|---|---|---|");
  for (const row of rows) {
    console.log(
      `| ${row.connections} | ${row.target} | ${row.perSecond} | ${row.ratio} | ${row.p50} | ${row.p99} | ${row.cpu.program} | ${row.cpu.postgres} | ${row.cpu.load} | ${JSON.stringify(row.statuses)} |`,
    );
  }
}

await main();
