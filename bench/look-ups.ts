/**
 * Look-ups through an agency that takes 200 ms and through one that takes 30 s at the same time, beside people who read a city's home
 * and file applications: what the slow one costs everybody else. The program as it is served, over HTTP. See bench/README.md.
 *
 *   node --import tsx bench/look-ups.ts [--rounds=3] [--seconds=15] [--fast=200] [--slow=30000]
 */
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { setConnector } from "../src/domain/agencies/index.ts";
import { loadCatalogue } from "../src/domain/catalogue/index.ts";
import { Database } from "../src/foundation/database/index.ts";
import { readKeysFile, Secrets } from "../src/foundation/secrets/index.ts";
import { agencyAdapters } from "../src/outside/agencies/index.ts";
import { readSettings } from "../src/settings.ts";
import { upgrade } from "../src/surfaces/cli/database-role.ts";
import { seedDemonstration } from "../src/surfaces/cli/demonstration.ts";
import { ensureDemonstrationKeys, giveBirth, reach } from "../src/surfaces/installation.ts";
import { catalogueFolder } from "../src/surfaces/open-house.ts";
import type { Callers, Order, Told } from "./servers/callers.ts";
import { keepResult, machine, median } from "./support/machine.ts";
import { ask, Processes } from "./support/processes.ts";

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "15" },
    fast: { type: "string", default: "200" },
    slow: { type: "string", default: "30000" },
  },
});
const rounds = Number(options.rounds);
const seconds = Number(options.seconds);
const fastCity = "430621";
const slowCity = "130982";

const directory = mkdtempSync(join(tmpdir(), "onewindow-look-ups-"));
// PostgreSQL runs as another user where we are root, and has to reach its folder.
chmodSync(directory, 0o755);
const processes = new Processes();
const say = (line: string) => console.error(line);

/** Everybody who has nothing to do with the slow agency. */
const others: readonly Callers[] = [
  { what: "look-up", name: "look-ups, 200 ms agency", city: fastCity, callers: 40, every: 0 },
  { what: "home", name: "city home", city: fastCity, callers: 4, every: 100 },
  { what: "submission", name: "submissions", city: fastCity, callers: 4, every: 100 },
];
/** Forty people who ask the slow one again every second, whatever they were told. */
const slow: Callers = { what: "look-up", name: "look-ups, 30 s agency", city: slowCity, callers: 40, every: 1_000 };

const situations = [
  { name: "look-ups alone", streams: others.slice(0, 1) },
  { name: "without the slow agency", streams: others },
  { name: "with the slow agency", streams: [...others, slow] },
] as const;

const connector = (port: number, agencyMs: number) => ({
  adapter: "json",
  base: `http://127.0.0.1:${port}`,
  timeout_ms: Math.min(30_000, Math.max(5_000, agencyMs + 1_000)),
  limits: { running: 20, waiting: 50 },
  operations: {
    electricity: {
      look_up: {
        path: "/bill",
        send: { account: "parameters.account_no" },
        about: { account: "account" },
        take: {
          holder: "holder",
          bill_month: { at: "month", as: "month yyyy-MM" },
          usage_kwh: { at: "used", as: "number" },
          amount_due: { at: "owed", as: "yuan" },
          due_day: { at: "due", as: "day yyyy-MM-dd" },
        },
      },
    },
  },
});

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
    const quick = await processes.start<{ port: number }>("agency", { BENCH_AGENCY_MS: options.fast });
    const late = await processes.start<{ port: number }>("agency", { BENCH_AGENCY_MS: options.slow });
    const database = new Database(app, { connections: 2, name: "bench" });
    const secrets = new Secrets(readKeysFile(settings.keysFile), database, () => new Date());
    const files = await loadCatalogue(catalogueFolder);
    await seedDemonstration({ database, secrets, files, now, say: () => undefined });
    for (const [city, port, ms] of [
      [fastCity, quick.said.port, Number(options.fast)],
      [slowCity, late.said.port, Number(options.slow)],
    ] as const) {
      const by = { kind: "system", id: "bench" } as const;
      const config = connector(port, ms);
      await setConnector({ database, secrets, adapters: agencyAdapters }, { city, agency: "power", config, by, now });
    }
    await database.close();
    const house = await processes.start<{ port: number; token: string }>("onewindow", {
      DATA_DIR: directory,
      BENCH_CONNECTION: JSON.stringify(app),
      ROLES: "web,jobs",
      // All of them call from one address.
      RATE_LIMIT_FACTOR: "1000",
    });
    const callers = await processes.start<"ready">("callers", {});
    const call = (streams: readonly Callers[], duration: number) => {
      const order: Order = { ...house.said, seconds: duration, streams };
      return ask<Told[]>(callers.child, order);
    };
    const before = machine();
    await call(others, 5);
    const measured: { situation: string; round: number; slowAsked: number; told: readonly Told[] }[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      for (const { name, streams } of situations) {
        await ask(late.child, "asked");
        const told = await call(streams, seconds);
        const { asked: slowAsked } = await ask<{ asked: number }>(late.child, "asked");
        measured.push({ situation: name, round, slowAsked, told });
        say(`round ${round}, ${name}: ${told.map((one) => `${one.name} ${one.perSecond}/s`).join(", ")}`);
        // What the slow one still holds must not be part of the next situation.
        if (streams.length > others.length) await pause(Number(options.slow) + 1_000);
      }
    }
    keepResult("look-ups", {
      benchmark: "look-ups",
      machine: before,
      rounds,
      seconds,
      rows: rowsOf(measured),
      measured,
    });
  } finally {
    await processes.stop();
    await embedded?.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

type Round = { readonly situation: string; readonly round: number; readonly told: readonly Told[] };

/**
 * The median of the rounds per kind of caller; and, of each round, what is left of the rate once the slow agency is asked as well: the
 * two were measured one after the other, so that others on the machine disturb both alike.
 */
function rowsOf(measured: readonly Round[]) {
  const toldOf = (situation: string, name: string) =>
    measured.flatMap((one) =>
      one.situation === situation
        ? one.told.filter((each) => each.name === name).map((each) => ({ ...each, round: one.round }))
        : [],
    );
  return situations.flatMap(({ name: situation, streams }) =>
    streams.map(({ name }) => {
      const own = toldOf(situation, name);
      const without = new Map(toldOf("without the slow agency", name).map((one) => [one.round, one.perSecond]));
      const ratios = own.flatMap(({ round, perSecond }) => {
        const base = without.get(round);
        return situation !== "with the slow agency" || !base ? [] : [perSecond / base];
      });
      const statuses: Record<string, number> = {};
      for (const one of own)
        for (const [status, count] of Object.entries(one.statuses)) statuses[status] = (statuses[status] ?? 0) + count;
      return {
        situation,
        name,
        perSecond: median(own.map((one) => one.perSecond)),
        ...(ratios.length === 0 ? {} : { ratio: Math.round(100 * median(ratios)) / 100 }),
        p50: median(own.map(({ p50 }) => p50)),
        p99: median(own.map(({ p99 }) => p99)),
        statuses,
      };
    }),
  );
}

await main();
