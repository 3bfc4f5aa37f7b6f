import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../../../../tests/helpers/database.ts";
import { novemberAt as at, cityWithBooks, november as dated, settleAll } from "../../../../tests/helpers/money.ts";
import { type MoneyFixture, paid } from "../fixtures.ts";
import { approveRefund, askRefund } from "../refunds.ts";
import { askAgain, differencesOf, explainDifference, runReconciliation } from "./index.ts";

// What a biller takes back stands in its file when it heard of it, often on another day than ours, and several may be of one bill.

const clerk = { kind: "clerk", id: "finance" } as const;
const payer = { kind: "resident", id: "rTester" } as const;
const biller = "biller/power-supply";
let db: TestDatabase;
let money: MoneyFixture;
let city: string;
/** A payment of 1,000 fen that was written off on the 16th. */
let number: string;
let reference: string;

const set = (now: Date) => {
  db.clock.now = now;
};
const run = () => runReconciliation(money.context, [city]);
const found = async (day: number) =>
  (await differencesOf(money.context, { city, source: biller, day: dated(day), limit: 100 })).items;
const names = async (day: number) =>
  (await found(day)).map(({ kind, name, state, our_day }) => [kind, name, state, our_day ?? ""].join(" "));

beforeAll(async () => {
  db = await testDatabase(at(16));
});
afterAll(() => db?.close());
beforeEach(async () => {
  set(at(16));
  ({ city, money } = await cityWithBooks(db));
  ({ number } = await paid(money, { city, amount_fen: 1_000n }));
  await settleAll(money, city);
  reference = money.biller.file[0]?.reference ?? "";
});
afterEach(() => expect(money.errors).toEqual([]));

async function goesBack(amount_fen: bigint, when: Date): Promise<void> {
  set(when);
  const view = await askRefund(money.context, { city, number, by: payer, amount_fen, reason: "多交了" });
  const refund = view.refunds.find(({ state }) => state === "asked")?.number ?? "";
  await approveRefund(money.context, { city, number, refund, by: clerk });
  await settleAll(money, city);
}

const heard = (amount_fen: bigint, when: Date) =>
  money.biller.file.push({ agency: "power-supply", reference, key: number, amount_fen, state: "reversed", at: when });

async function explainAll(day: number): Promise<void> {
  for (const key of await found(day)) {
    if (key.state !== "open") continue;
    await explainDifference(money.context, { city, key, by: clerk, words: "已与供电公司核对" });
  }
}

test.each([
  [300n, 200n],
  [300n, 300n],
])("two refunds of one bill (%s and %s fen), each heard of a day later, are each its own", async (first, second) => {
  await goesBack(first, at(17));
  heard(first, at(18));
  await goesBack(second, at(20));
  heard(second, at(21));
  for (const day of [18, 19, 20, 21, 22]) {
    set(at(day, 10));
    await run();
  }
  expect(await names(17)).toEqual([`reversal date matched ${dated(17)}`]);
  expect(await names(18)).toEqual([`reversal date matched ${dated(17)}`]);
  expect(await names(20)).toEqual([`reversal date matched ${dated(20)}`]);
  expect(await names(21)).toEqual([`reversal date matched ${dated(20)}`]);
});

test("what the biller took back in one sum, and we booked in two a day later, is one thing", async () => {
  heard(500n, at(17, 23));
  await goesBack(300n, at(18, 0, 10));
  await goesBack(200n, at(18, 0, 20));
  set(at(18, 10));
  await run();
  expect(await names(17)).toEqual([`reversal date matched ${dated(18)}`]);
  set(at(19, 10));
  await run();
  expect(await names(17)).toEqual([`reversal date matched ${dated(18)}`]);
  expect(await names(18)).toEqual([]);
});

test("what a biller once took back by mistake, and withdrew from its file, hides no refund it does not know", async () => {
  heard(300n, at(16, 20));
  set(at(17, 10));
  await run();
  expect(await names(16)).toEqual(["reversal missing_here open "]);
  money.biller.file.pop();
  await askAgain(money.context, { city, day: dated(16), source: biller });
  expect(await names(16)).toEqual(["reversal missing_here resolved "]);
  await goesBack(300n, at(18));
  set(at(19, 10));
  await run();
  expect(await names(18)).toEqual(["reversal missing_there open "]);
  await explainAll(18);
});
