import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { residentIdCheck } from "../../src/domain/identity/index.ts";
import { thorough } from "../helpers/thorough.ts";
import { Installation } from "./installation.ts";
import { Random } from "./random.ts";

// Promise 2: nothing acknowledged is ever lost, and nothing is done twice — not by a repeated request, a killed process or a
// database that loses its power in the middle of a sentence.

const cities = ["430621", "130982", "419001"] as const;
const kills = thorough ? 20 : 10;
const callers = 8;
/** Cases acknowledged between two kills, at least: how fast the machine is does not matter. */
const between = 12;

const random = new Random();
let installation: Installation;
let sample: Record<string, unknown>;
let token = "";

beforeAll(async () => {
  installation = await Installation.make();
  await installation.start();
  const service = await fetch(`${installation.address}/api/v1/cities/430621/services/residence-permit`);
  sample = ((await service.json()) as { sample: { answers: Record<string, unknown> } }).sample.answers;
  await signIn();
}, 90_000);
afterAll(() => installation?.end(), 60_000);

async function signIn(): Promise<void> {
  const response = await fetch(`${installation.address}/demo/oidc/token`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa("demo-channel:demo-channel-secret")}` },
    body: new URLSearchParams({ grant_type: "client_credentials" }),
  });
  token = ((await response.json()) as { access_token: string }).access_token;
}

/** Somebody of whom nobody else is: the serial number counts up. */
function person(serial: number) {
  const day = new Date(Date.UTC(1960, 0, 1 + (serial % 14_000))).toISOString().slice(0, 10).replaceAll("-", "");
  const digits = `430621${day}${String(Math.floor(serial / 14_000)).padStart(3, "0")}`;
  return { name: "李明华", id_type: "resident_id", id_number: digits + residentIdCheck(digits), phone: "13800138000" };
}

type Sent = { readonly city: string; readonly key: string; readonly body: string; number?: string };
const sent: Sent[] = [];
let repeated = 0;
let stopping = false;

/** One request. The number where it was acknowledged, undefined where nobody knows. */
async function send({ city, key, body }: Sent): Promise<string | undefined> {
  const response = await fetch(`${installation.address}/api/v1/cities/${city}/services/residence-permit/cases`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", "idempotency-key": key },
    body,
    signal: AbortSignal.timeout(5_000),
  }).catch(() => undefined);
  if (!response) return undefined;
  const text = await response.text().catch(() => undefined);
  if (text === undefined || response.status >= 500) return undefined;
  if (response.status === 401) {
    await signIn().catch(() => undefined);
    return undefined;
  }
  if (response.status !== 201) throw new Error(`answered ${response.status}: ${text}`);
  return (JSON.parse(text) as { number: string }).number;
}

/** Sends case after case; what was not acknowledged is sent again under the same key until it is, and now and then what was. */
async function caller(own: Random): Promise<void> {
  while (!stopping) {
    const city = cities[own.between(0, cities.length - 1)] ?? cities[0];
    const body = JSON.stringify({ applicant: person(sent.length), answers: sample, delivery: "collect" });
    const one: Sent = { city, key: randomUUID(), body };
    sent.push(one);
    await insist(one);
    if (own.next() < 0.1) {
      // The double tap: the same answer, no second case.
      repeated += 1;
      const again = await send(one);
      if (again !== undefined) expect(again).toBe(one.number);
    }
    await pause(own.between(10, 50));
  }
}

async function insist(one: Sent): Promise<void> {
  for (let attempt = 0; attempt < 400; attempt += 1) {
    const number = await send(one);
    if (number !== undefined) {
      one.number = number;
      return;
    }
    await pause(100);
  }
  throw new Error(`nobody answered ${one.key} for 40 seconds`);
}

/** Waits until so many more cases are acknowledged; at most half a minute, after which the kill comes anyway. */
async function acknowledged(more: number): Promise<void> {
  const count = () => sent.filter(({ number }) => number !== undefined).length;
  const wanted = count() + more;
  for (let waited = 0; waited < 30_000 && count() < wanted; waited += 50) await pause(50);
}

const ways = {
  /** The program dies, the database lives on. */
  program: async () => {
    await installation.killApp();
    await installation.start();
  },
  /** The database dies and comes back; the program goes on by itself. */
  database: async () => {
    expect(installation.killPostgres()).toBeGreaterThan(3);
    await installation.startPostgres();
    expect(
      installation.alive,
      `the program ended with its database:\n${installation.output.slice(-8).join("").slice(-3000)}`,
    ).toBe(true);
    await installation.untilReady();
  },
  /** The machine loses its power. */
  both: async () => {
    const gone = installation.killApp();
    installation.killPostgres();
    await gone;
    await installation.start();
  },
} as const;

test(`killed ${kills} times under load, every acknowledged case is there exactly once`, async () => {
  console.log(`kills: SEED=${random.seed}`);
  const working = Array.from({ length: callers }, (_, index) => caller(new Random(random.seed + index + 1)));
  const failed = Promise.all(working);
  failed.catch(() => undefined);
  for (let kill = 0; kill < kills; kill += 1) {
    await Promise.race([acknowledged(between), failed]);
    await Promise.race([pause(random.between(0, 500)), failed]);
    const way = (["program", "database", "both"] as const)[kill % 3] ?? "both";
    await ways[way]();
  }
  await pause(500);
  stopping = true;
  await failed;
  await drained();

  expect(sent.length).toBeGreaterThan(100);
  expect(repeated).toBeGreaterThan(0);
  const numbers = sent.map((one) => one.number);
  expect(numbers.every((number) => number !== undefined)).toBe(true);
  expect(new Set(numbers).size).toBe(sent.length);
  await checkTables();
}, 180_000);

/** Every event was handed on and every job is done. */
async function drained(): Promise<void> {
  const deadline = performance.now() + 60_000;
  for (;;) {
    const [row] = await installation.query<{ lagging: number; jobs: number; locked: number; errors: string | null }>(
      `select (select count(*) from city_sequences s left join relay_cursors c using (city)
                where s.last_seq > coalesce(c.seq, 0))::int as lagging,
              (select count(*) from graphile_worker.jobs)::int as jobs,
              (select count(*) from graphile_worker.jobs where locked_at is not null)::int as locked,
              (select string_agg(distinct last_error, ' | ') from graphile_worker.jobs) as errors`,
    );
    if (row?.lagging === 0 && row.jobs === 0) return;
    if (performance.now() > deadline)
      throw new Error(
        `${row?.lagging} cities and ${row?.jobs} jobs (${row?.locked} locked) still wait: ${row?.errors}\n${installation.output.slice(-5).join("").slice(-3000)}`,
      );
    await pause(200);
  }
}

async function checkTables(): Promise<void> {
  const stored = await installation.query<{ city: string; number: string; key: string }>(
    `select city, answer->>'number' as number, key from idempotency_keys where caller = 'partner:demo-channel'`,
  );
  const byKey = new Map(stored.map((row) => [row.key, row]));
  const wrong = sent.filter(
    (one) => byKey.get(one.key)?.number !== one.number || byKey.get(one.key)?.city !== one.city,
  );
  expect(wrong.map(({ key, number }) => ({ key, number, stored: byKey.get(key) }))).toEqual([]);
  expect(stored).toHaveLength(sent.length);
  const [counts] = await installation.query<Record<string, number>>(
    `select (select count(*) from cases)::int as cases,
            (select count(distinct (city, number)) from cases)::int as numbers,
            (select count(*) from idempotency_keys k join cases c on c.city = k.city and c.number = k.answer->>'number')::int as joined,
            (select count(*) from events where type = 'submit')::int as events,
            (select count(*) from case_answers)::int as answers,
            (select count(*) from clocks where kind = 'accept')::int as clocks,
            (select count(*) from messages where template = 'case_received')::int as messages,
            (select count(distinct about) from messages where template = 'case_received')::int as told,
            (select count(*) from resident_cases)::int as listed,
            (select count(*) from reactions_done where reaction = 'message')::int as done`,
  );
  for (const [what, count] of Object.entries(counts ?? {})) expect(`${what}: ${count}`).toBe(`${what}: ${sent.length}`);
  const sequences = await installation.query<{ city: string; n: string; least: string; last: string; counter: string }>(
    `select e.city, count(*) as n, min(seq) as least, max(seq) as last, s.last_seq as counter
     from events e join city_sequences s on s.city = e.city group by e.city, s.last_seq`,
  );
  expect(sequences).toHaveLength(cities.length);
  for (const { city, n, least, last, counter } of sequences)
    expect([city, least, last, counter]).toEqual([city, "1", n, n]);
}
