/**
 * Payments created and confirmed over HTTP, durable: `POST /api/v1/cities/{city}/payments` by a channel (the bill locked, one standing
 * attempt, ledger, events, idempotency, the wallet's address signed by RSA2) and then Alipay's own signed notification of each (verified on
 * its bytes, amount and seller checked, the money booked and applied), beside a bare Fastify with the same signatures and one gathered
 * write each, in the same run. Application, PostgreSQL and load generator share the machine. See bench/README.md.
 *
 *   node --import tsx bench/payments.ts [--rounds=3] [--seconds=8] [--connections=64]
 */
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { loadCatalogue } from "../src/domain/catalogue/index.ts";
import { Database } from "../src/foundation/database/index.ts";
import { readKeysFile, Secrets } from "../src/foundation/secrets/index.ts";
import { readSettings } from "../src/settings.ts";
import { upgrade } from "../src/surfaces/cli/database-role.ts";
import { seedDemonstration } from "../src/surfaces/cli/demonstration.ts";
import { ensureDemonstrationKeys, giveBirth, reach, withClient } from "../src/surfaces/installation.ts";
import { catalogueFolder } from "../src/surfaces/open-house.ts";
import { type Load, load } from "./load.ts";
import { city, newAlipay, privateKeyOf, told } from "./support/alipay.ts";
import { keepResult, machine, median } from "./support/machine.ts";
import { ask, Processes } from "./support/processes.ts";

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "8" },
    connections: { type: "string", default: "64" },
  },
});
const [rounds, seconds, connections] = [options.rounds, options.seconds, options.connections].map(Number) as [
  number,
  number,
  number,
];
/** More than any server here creates in a second. */
const mostPerSecond = { baseline: 2_500, onewindow: 1_500 } as const;
type Target = keyof typeof mostPerSecond;
const directory = mkdtempSync(join(tmpdir(), "onewindow-bench-"));
// PostgreSQL runs as another user where we are root, and has to reach its folder.
chmodSync(directory, 0o755);
const processes = new Processes();
const keys = newAlipay();
const alipay = privateKeyOf(keys.alipay_private_key);

const request = (path: string, type: string, body: string, more: readonly string[] = []): Buffer =>
  Buffer.from(
    [
      ...[`POST ${path} HTTP/1.1`, "host: 127.0.0.1", `content-type: ${type}`, ...more],
      ...[`content-length: ${Buffer.byteLength(body)}`, "", body],
    ].join("\r\n"),
  );

/** Each prepared request once; the load ends when they are used up or the time is over. */
async function fire(port: number, shots: readonly Buffer[], most: number): Promise<Load> {
  let next = 0;
  return load({ port, connections, seconds: most, shot: () => shots[next++] });
}

let keysGiven = 0;
const creating = (token: string) => (bill: string) => {
  keysGiven += 1;
  const body = JSON.stringify({ bills: [{ number: bill }], provider: "alipay", from: "phone" });
  const more = [`authorization: Bearer ${token}`, `idempotency-key: bench-${String(keysGiven).padStart(18, "0")}`];
  return request(`/api/v1/cities/${city}/payments`, "application/json", body, more);
};
const confirming = (number: string) =>
  request(
    `/pay/notify/alipay/${city}/main`,
    "application/x-www-form-urlencoded; charset=utf-8",
    told(keys, alipay, number, new Date()),
  );

async function main(): Promise<void> {
  const settings = readSettings({ DATA_DIR: directory, PORT: "0", LOG_LEVEL: "info" });
  const reached = await reach(settings, () => undefined);
  const { owner, app, embedded } = reached;
  if (!owner) throw new Error("the bench needs its own database");
  const before = machine();
  try {
    const now = new Date();
    await upgrade(reached, settings, now);
    await giveBirth(owner, "demonstration", "bench", now);
    ensureDemonstrationKeys(settings);
    const database = new Database(app, { connections: 2, name: "bench" });
    const secrets = new Secrets(readKeysFile(settings.keysFile), database, () => new Date());
    const files = await loadCatalogue(catalogueFolder);
    await seedDemonstration({ database, secrets, files, now, say: () => undefined });
    await database.close();
    await withClient(owner, async (client) => {
      await client.query(`create table bench_payments (number bigint generated always as identity primary key, bill text not null unique,
        amount bigint not null, paid boolean not null default false)`);
      await client.query("grant select, insert, update on bench_payments to onewindow_app");
    });
    const env = { DATA_DIR: directory, BENCH_CONNECTION: JSON.stringify(app), BENCH_ALIPAY: JSON.stringify(keys) };
    const house = await processes.start<{ port: number; token: string }>("paying", env);
    const bare = await processes.start<{ port: number }>("paying-baseline", env);
    const made = creating(house.said.token);
    const newBills = async (target: Target, count: number): Promise<readonly string[]> => {
      if (target === "baseline") return Array.from({ length: count }, (_, i) => `bill-${keysGiven}-${i}`);
      return ask<readonly string[]>(house.child, count);
    };
    /** Payments that were created and wait for money, as whoever notifies names them. */
    const waiting = async (target: Target): Promise<readonly string[]> =>
      withClient(owner, async (client) => {
        await client.query("select set_config('app.cities', $1, false)", [city]);
        const text =
          target === "baseline"
            ? "select bill as number from bench_payments where not paid order by bill"
            : "select number from payments where state in ('created', 'handed_over') order by number";
        await client.query("analyze");
        return (await client.query<{ number: string }>(text)).rows.map(({ number }) => number);
      });
    const measured: { target: Target; round: number; created: Load; confirmed: Load }[] = [];
    for (let round = 0; round <= rounds; round++) {
      for (const target of ["baseline", "onewindow"] as const) {
        const { port } = (target === "baseline" ? bare : house).said;
        // The first round warms up and is not counted.
        const most = round === 0 ? 3 : seconds;
        const shots = (await newBills(target, most * mostPerSecond[target])).map(made);
        await withClient(owner, (client) => client.query("analyze"));
        const created = await fire(port, shots, most);
        const notices = (await waiting(target)).map(confirming);
        const confirmed = await fire(port, notices, most);
        if (round > 0) measured.push({ target, round, created, confirmed });
        console.error(
          `round ${round}, ${target}: ${created.perSecond}/s created ${JSON.stringify(created.statuses)}, ${confirmed.perSecond}/s confirmed ${JSON.stringify(confirmed.statuses)}`,
        );
      }
    }
    const of = (target: Target, what: "created" | "confirmed") => {
      const own = measured.filter((one) => one.target === target).map((one) => one[what]);
      const each = (name: "perSecond" | "p50" | "p99") => Math.round(10 * median(own.map((one) => one[name]))) / 10;
      return { perSecond: each("perSecond"), p50: each("p50"), p99: each("p99") };
    };
    const rows = (["created", "confirmed"] as const).map((what) => {
      const [baseline, onewindow] = [of("baseline", what), of("onewindow", what)];
      return { what, baseline, onewindow, ratio: Math.round((100 * onewindow.perSecond) / baseline.perSecond) / 100 };
    });
    const right = await withClient(owner, async (client) => {
      await client.query("select set_config('app.cities', $1, false)", [city]);
      const text = `select (select count(*) from payments where state = 'succeeded')::int as succeeded,
        (select count(*) from transfers where reason = 'received')::int as received,
        (select count(*) from transfers where reason = 'applied')::int as applied`;
      return (await client.query(text)).rows[0];
    });
    keepResult("payments", {
      benchmark: "payments",
      machine: before,
      rounds,
      seconds,
      connections,
      rows,
      right,
      measured,
    });
  } finally {
    await processes.stop();
    await embedded?.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

await main();
