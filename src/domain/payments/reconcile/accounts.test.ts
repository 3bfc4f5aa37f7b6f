import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { asOwner, type TestDatabase, testDatabase } from "../../../../tests/helpers/database.ts";
import { novemberAt as at, cityWithBooks, november as dated, settleAll } from "../../../../tests/helpers/money.ts";
import { publicNumber } from "../../../foundation/ids/index.ts";
import { begin, givenBackByHand, type MoneyFixture, owe, paid } from "../fixtures.ts";
import { cancelPayment } from "../hand-over.ts";
import { contestPayment } from "../refunds.ts";
import { closeDay, closesOf, differencesOf, explainDifference, runReconciliation } from "./index.ts";

const clerk = { kind: "clerk", id: "finance" } as const;
const source = "provider/demo/main";
let db: TestDatabase;
let money: MoneyFixture;
let city: string;

const set = (now: Date) => {
  db.clock.now = now;
};

beforeAll(async () => {
  db = await testDatabase(at(16));
});
afterAll(() => db?.close());

/** Each test has a city of its own. */
beforeEach(async () => {
  ({ city, money } = await cityWithBooks(db));
});
afterEach(() => expect(money.errors).toEqual([]));

const workTasks = () => settleAll(money, city);
const run = () => runReconciliation(money.context, [city]);
const found = async (day: number, from = source) =>
  (await differencesOf(money.context, { city, source: from, day: dated(day), limit: 1_000 })).items;

test("of an account that several cities share each takes its own lines", async () => {
  await paid(money, { city, amount_fen: 10_000n });
  await workTasks();
  const neighbour = publicNumber("510699", dated(16), "P");
  const line = { kind: "payment", number: neighbour, reference: "w", amount_fen: 70_000n, fee_fen: 350n } as const;
  money.wallet.tamper = (day, lines) =>
    day === dated(16) ? [{ ...line, state: "succeeded", at: at(16) }, ...lines] : lines;
  set(at(17, 10));
  expect(await run()).toMatchObject({ closed: 1 });
  expect(await found(16)).toEqual([]);
  const [close] = await closesOf(money.context, city, dated(16), dated(16));
  expect(close).toMatchObject({ received_fen: 10_000n, fees_fen: 50n, paid_out_fen: 9_950n });
  // A bill that says less of itself than stands in it is not believed, whosever the lines are.
  await paid(money, { city, amount_fen: 1n });
  money.wallet.tamper = (_day, lines) => [...lines, { ...line, state: "succeeded", at: at(17) }];
  money.wallet.tamperTotals = (totals) => ({ ...totals, lines: totals.lines - 1 });
  set(at(18, 10));
  expect(await run()).toMatchObject({ closed: 0 });
});

const pause = () =>
  asOwner(db, (owner) => owner.query("update payment_accounts set enabled = false where city = $1", [city]));

test("the bill of a paused account is needed only for days on which money moved there, or may have", async () => {
  await paid(money, { city, amount_fen: 10_000n });
  await workTasks();
  await pause();
  money.wallet.mood = "down";
  set(at(17, 10));
  expect(await run()).toMatchObject({ closed: 0 });
  money.wallet.mood = "well";
  set(at(17, 12));
  expect(await run()).toMatchObject({ closed: 1 });
  // Nothing moved since.
  money.wallet.mood = "down";
  set(at(19, 12));
  expect(await run()).toMatchObject({ closed: 2 });
  // Begun before it was paused, and perhaps paid.
  const number = await begin(money, city, await owe(money, { city, amount_fen: 500n }));
  set(at(20, 12));
  expect(await run()).toMatchObject({ closed: 0 });
  await cancelPayment(money.context, { city, number, by: clerk });
  expect(await run()).toMatchObject({ closed: 1 });
});

/** Given back by hand on the 16th, which a clerk explained; the biller hears of it on the 18th, a day on which nothing else was its. */
async function heardLate(): Promise<string> {
  const { number, bill } = await paid(money, { city, amount_fen: 700n });
  await workTasks();
  await contestPayment(money.context, { city, number, by: clerk, because: "payer_says_so" });
  await givenBackByHand(money, city, number);
  await workTasks();
  set(at(17, 10));
  await run();
  const [key] = await found(16, biller);
  if (!key) throw new Error(`${bill} does not differ`);
  expect(key).toMatchObject({ kind: "reversal", name: "missing_there", state: "open" });
  await explainDifference(money.context, { city, key, by: clerk, words: "会打电话请其冲正" });
  await closeDay(money.context, { city, day: dated(16), by: clerk });
  const told = { agency: "power-supply", reference: key.part, key: number, amount_fen: 700n };
  money.biller.file.push({ ...told, state: "reversed", at: at(18, 9) });
  return number;
}
const biller = "biller/power-supply";

test("what a biller heard of days later ends the difference, though nothing of ours moved that day and it could not be asked at once", async () => {
  const number = await heardLate();
  money.biller.mood = "down";
  set(at(19, 10));
  // Of the 17th nobody waits for it any more: that day had a day to be asked about.
  expect(await run()).toMatchObject({ closed: 1 });
  expect(await found(18, biller)).toEqual([]);
  money.biller.mood = "well";
  set(at(19, 11));
  expect(await run()).toMatchObject({ closed: 1 });
  expect(await found(18, biller)).toMatchObject([
    { kind: "reversal", number, name: "date", state: "matched", our_day: dated(16) },
  ]);
  expect(await found(16, biller)).toMatchObject([{ name: "date", state: "explained", ended_by: dated(18) }]);
});

test("a day on which a biller had nothing of ours waits a day for it where it does not answer, and not at all where it has no file", async () => {
  await heardLate();
  money.biller.mood = "absent";
  set(at(18, 10));
  expect(await run()).toMatchObject({ closed: 1 });
  money.biller.mood = "down";
  set(at(19, 10));
  expect(await run()).toMatchObject({ closed: 0 });
  set(at(20, 9, 59));
  expect(await run()).toMatchObject({ closed: 0 });
  set(at(20, 10));
  expect(await run()).toMatchObject({ closed: 1 });
});
