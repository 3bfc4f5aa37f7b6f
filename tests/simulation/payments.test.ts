import { afterAll, beforeAll, expect, test } from "vitest";
import { keepResult, machine } from "../../bench/support/machine.ts";
import { type TestDatabase, testDatabase } from "../helpers/database.ts";
import { thorough } from "../helpers/thorough.ts";
import { oneStory } from "./payments/every-step.ts";
import { broken } from "./payments/laws.ts";
import { type Life, type LifeOptions, live } from "./payments/life.ts";
import { numbersFrom } from "./payments/numbers.ts";
import { letterFaults } from "./payments/post.ts";
import { OwnServer } from "./payments/server.ts";
import { Random } from "./random.ts";

// Promise 5: money adds up. A city's payments in a world where everything goes wrong that may (tests/simulation/payments): in the end
// our books are the gateways' and the agencies' own, fen by fen, and everything else that has to hold, holds.

const city = "430621";
const many = Number(process.env["ONEWINDOW_PAYMENTS"] ?? 600);
// By the count alone: the same seed and count are the same story, however they were asked for.
const isLong = many >= 10_000;
const hour = 3_600_000;
/** The ordinary run leads the same story each time, so that it is a change that makes it fail; the long runs lead new ones. */
const usual = isLong || thorough || process.env["SEED"] !== undefined ? undefined : 20261122;
const { seed } = new Random(usual);
const again = `SEED=${seed} ONEWINDOW_PAYMENTS=${many} npm test -- tests/simulation/payments.test.ts`;

let server: OwnServer;
const opened: TestDatabase[] = [];
beforeAll(async () => {
  console.log(`payments: ${again}`);
  server = await OwnServer.start();
}, 60_000);
afterAll(async () => {
  for (const one of opened) await one.close();
  await server?.stop();
}, 60_000);

async function fresh(): Promise<TestDatabase> {
  const made = await testDatabase(undefined, server.connection);
  opened.push(made);
  return made;
}

/** A whole life with numbers from its seed. */
async function lead(options: Omit<LifeOptions, "city" | "test" | "server">): Promise<Life> {
  const restore = numbersFrom(options.seed);
  try {
    return await live({ ...options, city, test: await fresh(), server });
  } catch (cause) {
    throw new Error(`the world ended early. Again: ${again}`, { cause });
  } finally {
    restore();
  }
}

test(
  `${many} payments in a world where everything goes wrong: in the end every fen has one home`,
  async () => {
    const before = many < 100_000 ? {} : machine();
    const began = performance.now();
    const since = () => Math.round((performance.now() - began) / 1_000);
    const life = await lead({
      ...{ seed, payments: many, rush: isLong ? 2_000 : Math.ceil(many / 5), deadly: 1 / 1_500 },
      databaseKills: Math.max(2, Math.floor(many / 5_000)),
      progress: (line) => isLong && console.log(`${since()} s: ${line}`),
    });
    const seconds = since();
    const wrong = await broken(life);
    expect(wrong, again).toEqual([]);
    const { world, post } = life;
    expect(world.receipts.size).toBeGreaterThanOrEqual(many);
    expect(post.fakes.length, again).toBeGreaterThan(many / 100);
    // Every provider is in the story, with everything that may happen to a notification.
    for (const [key, { orders, refunds }] of world.gateways) {
      const paid = [...orders.values()].filter(({ state }) => state === "paid");
      expect(paid.length, `${key}: ${again}`).toBeGreaterThan(many / 40);
      if (isLong) expect(refunds.size, `${key}: ${again}`).toBeGreaterThan(many / 1_000);
      const missed = letterFaults.filter((fault) => !post.met.has(`${key} ${fault}`));
      expect([key, missed], again).toEqual([key, []]);
    }
    if (many < 100_000) return;
    keepResult("simulation", {
      ...{ benchmark: "simulation", machine: before, seed, payments: world.receipts.size, seconds },
      ...{ statements: world.scheduler.statements, story: world.scheduler.digest() },
      happened: Object.fromEntries([...world.counts].sort()),
      refusedOfFakes: post.fakes.length,
      broken: wrong,
    });
  },
  isLong ? 6 * hour : 600_000,
);

test("the same seed gives the same story, another one another", async () => {
  const digests: string[] = [];
  for (const own of [seed, seed, seed + 1]) {
    const life = await lead({ seed: own, payments: 60, rush: 60, databaseKills: 1, deadly: 1 / 400 });
    expect(await broken(life), `${again} (a small world, seed ${own})`).toEqual([]);
    digests.push(life.world.scheduler.digest());
  }
  expect(digests[1], again).toBe(digests[0]);
  expect(digests[2]).not.toBe(digests[0]);
}, 600_000);

test("with statements really in flight together, and the database killed under them, the same laws hold", async () => {
  const life = await lead({ seed, payments: 150, rush: 150, databaseKills: 2, deadly: 1 / 800, slots: 6 });
  expect(await broken(life), again).toEqual([]);
}, 600_000);

test("killed at any statement of a payment's whole story, before it or after it, it ends right", async () => {
  const test = await fresh();
  let place = 500_000;
  const told = (kill?: Parameters<typeof oneStory>[1]) => {
    place += 1;
    return oneStory({ seed, city: String(place), test }, kill);
  };
  const whole = await told();
  expect(whole.wrong).toEqual([]);
  expect(whole.statements).toBeGreaterThan(60);
  // In the long run every statement, before it and after it; here every sixth, and the seed says which and how.
  const everyStep = isLong || thorough;
  const [first, step] = everyStep ? [1, 1] : [1 + (seed % 6), 6];
  for (let at = first; at <= whole.statements; at += step) {
    const fates = (["before", "after"] as const).filter((_, index) => everyStep || (at + (seed >> 4)) % 2 === index);
    for (const fate of fates) {
      const { wrong, died } = await told({ at, fate });
      expect([at, fate, died, wrong], again).toEqual([at, fate, true, []]);
    }
  }
}, 1_800_000);
