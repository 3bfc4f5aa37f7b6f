import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../../../../tests/helpers/database.ts";
import { novemberAt as at, cityWithBooks, november as dated, settleAll } from "../../../../tests/helpers/money.ts";
import { cityScope } from "../../../foundation/database/index.ts";
import { Refusal } from "../../../foundation/refusal.ts";
import { confirmPayment } from "../confirm.ts";
import { begin, type MoneyFixture, owe, paid } from "../fixtures.ts";
import { cancelPayment } from "../hand-over.ts";
import type { BillLine } from "../provider.ts";
import { approveRefund, askRefund } from "../refunds.ts";
import {
  askAgain,
  balanceOf,
  closeDay,
  closesOf,
  correct,
  type Difference,
  differencesOf,
  eachHandOverLine,
  explainDifference,
  handOvers,
  listDays,
  listDifferences,
  reconcile,
  runReconciliation,
  sourceDaysOf,
  sourceOf,
  startRemedy,
  trialBalance,
  unproven,
} from "./index.ts";

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
const named = (items: readonly Difference[]) =>
  items.map(({ name, kind, number, state }) => `${kind} ${number} ${name} ${state}`).sort();
const found = async (day: number, from = source) =>
  (await differencesOf(money.context, { city, source: from, day: dated(day), limit: 1_000 })).items;
const one = async (day: number, from = source): Promise<Difference> => {
  const [first, second] = await found(day, from);
  if (!first || second) throw new Error("not one difference");
  return first;
};
const refusalOf = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error: unknown) => (error instanceof Refusal ? error.code : String(error)),
  );
const balance = (account: string, day: number) => balanceOf(money.context, { city, account, day: dated(day) });

test("a clean day is fetched after ten the next morning, compared, and closes by itself", async () => {
  const first = await paid(money, { city, amount_fen: 10_000n });
  await paid(money, { city, amount_fen: 2_000n, agency: "water-supply" });
  await workTasks();
  await askRefund(money.context, { city, number: first.number, by: clerk, amount_fen: 4_000n, reason: "重复" });
  set(at(17, 9, 59, 59));
  expect(await run()).toEqual({ fetched: 0, compared: 0, closed: 0 });
  set(at(17, 10));
  expect(await run()).toEqual({ fetched: 3, compared: 3, closed: 1 });
  expect(await found(16)).toEqual([]);
  const [close] = await closesOf(money.context, city, dated(16), dated(16));
  expect(close).toMatchObject({
    ...{ closed_by_kind: "system", received_fen: 12_000n, refunded_fen: 0n, fees_fen: 60n, paid_out_fen: 11_940n },
    ...{ handed_over_fen: 12_000n, explained: 0 },
  });
  expect(await handOvers(money.context, city, dated(16))).toEqual([
    { agency: "power-supply", amount_fen: 10_000n },
    { agency: "water-supply", amount_fen: 2_000n },
  ]);
  expect(await balance(source, 16)).toBe(0n);
  expect(await balance("bank", 16)).toBe(11_940n);
  expect(await balance("fees/demo", 16)).toBe(60n);
  expect(await balance("due/power-supply", 16)).toBe(0n);
  expect(await balance("handed_over/power-supply", 20)).toBe(-10_000n);
  expect(await run()).toEqual({ fetched: 0, compared: 0, closed: 0 });

  // The refund is paid out the next day: more goes back than comes in, so the provider and the agency owe us.
  const { number } = first;
  const view = await askRefund(money.context, { city, number, by: clerk, amount_fen: 1n, reason: "x" }).catch(
    () => undefined,
  );
  expect(view).toBeUndefined();
  const [asked] = await db.database.raw(
    cityScope(city),
    async (client) => (await client.query("select number from refunds")).rows,
  );
  const by = { kind: "clerk", id: "second" } as const;
  await approveRefund(money.context, { city, number, refund: asked.number, by });
  await workTasks();
  const reversal = { agency: "power-supply", reference: await referenceOf(first.bill), key: number, at: at(17, 11) };
  money.biller.file.push({ ...reversal, amount_fen: 4_000n, state: "reversed" });
  set(at(18, 10));
  expect(await run()).toMatchObject({ closed: 1 });
  expect(await balance("due/power-supply", 17)).toBe(4_000n);
  expect(await balance("bank", 17)).toBe(11_940n - 4_000n + 20n);
  expect(await balance("fees/demo", 17)).toBe(40n);
  expect(await unproven(money.context, city, dated(1), dated(30))).toEqual([]);
  for (const day of [15, 16, 17, 18]) {
    const trial = await trialBalance(money.context, city, dated(day));
    expect(trial.reduce((sum, { balance_fen }) => sum + balance_fen, 0n)).toBe(0n);
  }
});

const referenceOf = async (bill: string): Promise<string> =>
  db.database.raw(cityScope(city), async (client) =>
    String((await client.query("select reference from bills where number = $1", [bill])).rows[0]?.reference),
  );

test("every kind of difference with a provider has its name, a repeated comparison finds the same, and the close waits", async () => {
  const pays: string[] = [];
  for (let n = 0; n < 7; n += 1) pays.push((await paid(money, { city, amount_fen: 1_000n + BigInt(n) })).number);
  await workTasks();
  const [clean = "", missing = "", amount = "", state = "", twice = "", late = ""] = pays;
  money.wallet.pay("unknown-number", 77n, at(16));
  money.wallet.tamper = (day, lines) =>
    day === dated(16)
      ? lines
          .filter((line) => line.number !== missing)
          .map((line) => (line.number === amount ? { ...line, amount_fen: line.amount_fen + 1n } : line))
          .map((line): BillLine => (line.number === state ? { ...line, state: "processing" } : line))
          .flatMap((line) => (line.number === twice ? [line, line] : [line]))
      : day === dated(17)
        ? [...lines, ...money.wallet.linesOf(dated(16)).filter((line) => line.number === late)]
        : lines;
  set(at(17, 10));
  expect(await run()).toMatchObject({ closed: 0 });
  const expected = [
    `payment ${missing} missing_there open`,
    `payment ${amount} amount open`,
    `payment ${state} state open`,
    `payment ${twice} duplicate open`,
    "payment unknown-number missing_here open",
  ].sort();
  expect(named(await found(16))).toEqual(expected);
  expect(clean).not.toBe("");
  await askAgain(money.context, { city, day: dated(16), source });
  await reconcile(money.context, { city, day: dated(16), source: mustSource() });
  expect(named(await found(16))).toEqual(expected);
  expect(await refusalOf(closeDay(money.context, { city, day: dated(16), by: clerk }))).toBe("differences_open");

  const words = "与微信客服核对过，次日入账";
  for (const key of (await listDifferences(money.context, { city, state: "open" })).items) {
    await explainDifference(money.context, { city, key, by: clerk, words });
  }
  // What a clerk explained, a clerk closes; comparing again keeps the words.
  await askAgain(money.context, { city, day: dated(16), source });
  expect((await found(16)).map(({ explanation }) => explanation)).toEqual(Array(5).fill(words));
  expect(await run()).toMatchObject({ closed: 0 });
  const close = await closeDay(money.context, { city, day: dated(16), by: clerk });
  expect(close).toMatchObject({ closed_by: "finance", explained: 5 });
  expect(await closeDay(money.context, { city, day: dated(16), by: { kind: "clerk", id: "another" } })).toEqual(close);
  expect(await refusalOf(askAgain(money.context, { city, day: dated(16), source }))).toBe("day_closed");

  // The next day's file has one a second time.
  set(at(18, 10));
  await run();
  expect(named(await found(17))).toEqual([`payment ${late} duplicate open`]);
});

const mustSource = (name = source) => {
  const known = sourceOf(name);
  if (!known) throw new Error(`no source ${name}`);
  return known;
};

test("what stands on neighbouring days around midnight is one thing, whichever side is earlier", async () => {
  // The provider has it on the 16th; we hear of it on the 17th.
  set(at(16, 23, 59, 50));
  const bill = await owe(money, { city, amount_fen: 500n });
  const number = await begin(money, city, bill);
  money.wallet.pay(number, 500n, at(16, 23, 59, 58));
  set(at(17, 0, 0, 2));
  await confirmPayment(money.context, city, money.wallet.told(number));
  await workTasks();
  set(at(17, 10));
  expect(await run()).toMatchObject({ closed: 1 });
  expect(await one(16)).toMatchObject({ name: "date", state: "matched", our_day: dated(17), ended_by: dated(17) });
  set(at(18, 10));
  expect(await run()).toMatchObject({ closed: 1 });
  expect(await found(17)).toEqual([]);

  // Our clock is ahead: we have it on the 18th, the provider on the 19th.
  set(at(18, 23, 59, 59));
  const ahead = await paid(money, { city, amount_fen: 700n });
  const order = money.wallet.orders.get(ahead.number);
  if (order) order.paidAt = at(19, 0, 0, 1);
  await workTasks();
  set(at(19, 10));
  expect(await run()).toMatchObject({ closed: 0 });
  expect(await one(18)).toMatchObject({ name: "missing_there", state: "open", ours_fen: 700n });
  set(at(20, 10));
  // The 19th has it: the 18th ends with a reference to it, and both close.
  expect(await run()).toMatchObject({ closed: 0 });
  expect(await one(18)).toMatchObject({ name: "date", state: "matched", ended_by: dated(19) });
  expect(await run()).toMatchObject({ closed: 2 });
});

test("a payment we had given up and the provider took is asked about, and becomes a late success", async () => {
  await paid(money, { city, amount_fen: 10n });
  const bill = await owe(money, { city, amount_fen: 900n });
  const number = await begin(money, city, bill);
  await cancelPayment(money.context, { city, number, by: { kind: "visitor", id: "tester" } });
  money.wallet.pay(number, 900n, at(16, 12, 30));
  set(at(17, 10));
  await run();
  const open = await one(16);
  expect(open).toMatchObject({ name: "missing_here", state: "open", theirs_fen: 900n });
  const after = await startRemedy(money.context, { city, key: open, remedy: "ask", by: clerk });
  expect(after).toMatchObject({ name: "date", state: "matched", answer: "paid", remedy: "ask", our_day: dated(17) });
  await workTasks();
  expect(await run()).toMatchObject({ closed: 1 });
  set(at(18, 10));
  expect(await run()).toMatchObject({ closed: 1 });
  expect(await found(17)).toEqual([]);
  expect(await unproven(money.context, city, dated(1), dated(30))).toEqual([]);
});

test("a biller's file is compared with what it confirmed", async () => {
  const payments = [];
  for (let n = 0; n < 4; n += 1) payments.push(await paid(money, { city, amount_fen: 100n + BigInt(n) }));
  await workTasks();
  const [, lost, other, back] = payments;
  money.biller.tamper = (_day, lines) => [
    ...lines
      .filter(({ key }) => key !== lost?.number)
      .map((line) => (line.key === other?.number ? { ...line, amount_fen: 1n } : line)),
    ...lines.filter(({ key }) => key === back?.number).map((line) => ({ ...line, state: "reversed" as const })),
  ];
  set(at(17, 10));
  await run();
  const biller = "biller/power-supply";
  expect(named(await found(16, biller))).toEqual(
    [
      `write_off ${lost?.number} missing_there open`,
      `write_off ${other?.number} amount open`,
      `reversal ${back?.number} missing_here open`,
    ].sort(),
  );
  expect(await found(16)).toEqual([]);
  const [first] = (await found(16, biller)).filter(({ name }) => name === "missing_there");
  if (!first) throw new Error("nothing is missing there");
  expect(await startRemedy(money.context, { city, key: first, remedy: "write_off", by: clerk })).toMatchObject({
    ...{ state: "open", remedy: "write_off", answer: "done" },
  });
  // It is in the file after all when that is asked for again.
  money.biller.tamper = (_day, lines) => lines;
  await askAgain(money.context, { city, day: dated(16), source: biller });
  expect((await found(16, biller)).map(({ state }) => state)).toEqual(["resolved", "resolved", "resolved"]);
  expect(await run()).toMatchObject({ closed: 1 });
});

test("a biller that was not told of a refund differs on that day, and the day closes once a clerk has said why", async () => {
  const { number } = await paid(money, { city, amount_fen: 700n });
  await workTasks();
  const payer = { kind: "resident", id: "rTester" } as const;
  const asked = await askRefund(money.context, { city, number, by: payer, amount_fen: 700n, reason: "x" });
  await approveRefund(money.context, { city, number, refund: asked.refunds[0]?.number ?? "", by: clerk });
  await workTasks();
  set(at(17, 10));
  await run();
  const biller = "biller/power-supply";
  expect(named(await found(16, biller))).toEqual([`reversal ${number} missing_there open`]);
  expect(await refusalOf(closeDay(money.context, { city, day: dated(16), by: clerk }))).toBe("differences_open");
  const key = await one(16, biller);
  await explainDifference(money.context, { city, key, by: clerk, words: "电话里已请其冲正" });
  await closeDay(money.context, { city, day: dated(16), by: clerk });
  expect(await balanceOf(money.context, { city, account: "due/power-supply", day: dated(16) })).toBe(0n);
});

test("a bill that is not there, cut, or wrong about itself holds the close with a named problem", async () => {
  for (let n = 0; n < 4; n += 1) await paid(money, { city, amount_fen: 100n });
  await workTasks();
  const stands = async () =>
    (await sourceDaysOf(money.context, city, dated(16), dated(16))).find((row) => row.source === source);
  money.wallet.mood = "absent";
  set(at(17, 10));
  await run();
  expect(await stands()).toMatchObject({
    bill: "waiting",
    problem: "not_there_yet",
    attempts: 1,
    due_at: at(17, 10, 5),
  });
  set(at(17, 10, 4, 59));
  const { asked } = money.wallet;
  await run();
  expect(money.wallet.asked).toBe(asked);
  set(at(17, 10, 5));
  money.wallet.mood = "cut";
  await run();
  expect(await stands()).toMatchObject({ bill: "problem", problem: "unreadable", lines: 0n });
  expect(await refusalOf(closeDay(money.context, { city, day: dated(16), by: clerk }))).toBe("bill_missing");
  money.wallet.mood = "well";
  money.wallet.tamperTotals = (totals) => ({ ...totals, paid_fen: totals.paid_fen + 1n });
  set(at(17, 12));
  await run();
  expect(await stands()).toMatchObject({ bill: "problem", problem: "totals", lines: 0n });
  money.wallet.tamperTotals = (totals) => totals;
  set(at(17, 14));
  expect(await run()).toMatchObject({ closed: 1 });
  expect(await stands()).toMatchObject({ bill: "fetched", problem: undefined, lines: 4n, moved: 4n, our_moved: 4n });
  // Nothing is left of the readings that were cut.
  const { rows } = await db.database.raw(cityScope(city), (client) =>
    client.query("select count(*)::int as n from source_lines where source = $1", [source]),
  );
  expect(rows[0]?.n).toBe(4);
});

test("days close in order, not before they are over, and never change afterwards", async () => {
  await paid(money, { city, amount_fen: 300n });
  await workTasks();
  expect(await refusalOf(closeDay(money.context, { city, day: dated(16), by: clerk }))).toBe("day_not_over");
  set(at(18, 10));
  expect(await refusalOf(closeDay(money.context, { city, day: dated(17), by: clerk }))).toBe("day_before_open");
  // The 17th had no business: the wallet gives no bill of it, and nobody waits longer than a day.
  const bill = money.wallet.bill;
  Object.assign(money.wallet, {
    bill: async (day: string, signal: AbortSignal) => (day === dated(16) ? bill(day, signal) : undefined),
  });
  expect(await run()).toMatchObject({ closed: 1 });
  set(at(19, 9, 59));
  expect(await run()).toMatchObject({ closed: 0 });
  set(at(19, 10, 30));
  expect(await run()).toMatchObject({ closed: 1 });
  const day16 = await trialBalance(money.context, city, dated(16));
  const correction = { city, key: "k1", debit: "bank", credit: "clearing", amount_fen: 5n, by: clerk, because: "核对" };
  expect(await correct(money.context, correction)).toBe(true);
  expect(await correct(money.context, correction)).toBe(false);
  expect(await refusalOf(correct(money.context, { ...correction, key: "k2", credit: "bank" }))).toBe("correction");
  expect(await trialBalance(money.context, city, dated(16))).toEqual(day16);
  expect(await balance("bank", 19)).toBe((day16.find(({ account }) => account === "bank")?.balance_fen ?? 0n) + 5n);
});

test("a clock that is behind books nothing on a closed day", async () => {
  const bill = await owe(money, { city, amount_fen: 300n });
  const number = await begin(money, city, bill);
  set(at(17, 10));
  expect(await run()).toMatchObject({ closed: 1 });
  set(at(16, 22));
  money.wallet.pay(number, 300n);
  await confirmPayment(money.context, city, money.wallet.told(number));
  expect(await balance(source, 16)).toBe(0n);
  expect(await balance(source, 17)).toBe(300n);
  expect(await unproven(money.context, city, dated(1), dated(30))).toEqual([]);
});

test("nor on a day that was compared and waits for a clerk", async () => {
  const bill = await owe(money, { city, amount_fen: 300n });
  const number = await begin(money, city, bill);
  money.wallet.tamper = (_day, lines) => [
    ...lines,
    {
      ...{ number: "nobodys", amount_fen: 5n, fee_fen: 0n, reference: "" },
      kind: "payment",
      state: "succeeded",
      at: at(16, 12),
    },
  ];
  set(at(17, 10));
  expect(await run()).toMatchObject({ compared: 1, closed: 0 });
  set(at(16, 22));
  money.wallet.pay(number, 300n);
  await confirmPayment(money.context, city, money.wallet.told(number));
  expect(await balance(source, 16)).toBe(0n);
  expect(await balance(source, 17)).toBe(300n);
});

test("a day that is not over is not asked about", async () => {
  const ask = () => askAgain(money.context, { city, day: dated(16), source });
  expect(await refusalOf(ask())).toBe("day_not_over");
  set(at(17, 2));
  expect(await refusalOf(ask())).toBe("done");
});

test("a day without accounts and without money closes by itself", async () => {
  const cities = [city, "130982", "419001"];
  set(at(17, 10));
  expect(await runReconciliation(money.context, cities)).toEqual({ fetched: 1, compared: 1, closed: 3 });
  const { items } = await listDays(money.context, { city });
  expect(items.map(({ day, close }) => [day, close?.transfers])).toEqual([
    [dated(16), 0n],
    [dated(15), 0n],
  ]);
  set(at(20, 10));
  expect(await runReconciliation(money.context, cities)).toMatchObject({ closed: 9 });
  expect((await listDays(money.context, { city, filter: "open" })).items).toEqual([]);
  expect((await listDays(money.context, { city, filter: "closed", before: dated(18) })).items).toHaveLength(3);
});

test("two at once fetch, compare and close once", async () => {
  for (let n = 0; n < 30; n += 1) await paid(money, { city, amount_fen: 100n + BigInt(n) });
  await workTasks();
  money.wallet.tamper = (_day, lines) => lines;
  set(at(17, 10));
  const totals = await Promise.all([run(), run(), run()]);
  await run();
  expect(totals.reduce((sum, { fetched }) => sum + fetched, 0)).toBe(2);
  expect(await closesOf(money.context, city, dated(16), dated(16))).toHaveLength(1);
  const closes = await Promise.all([1, 2, 3].map(() => closeDay(money.context, { city, day: dated(16), by: clerk })));
  expect(new Set(closes.map(({ closed_at }) => closed_at.toISOString())).size).toBe(1);
  expect(await handOvers(money.context, city, dated(16))).toEqual([{ agency: "power-supply", amount_fen: 3_435n }]);
  const lines = [];
  for await (const page of eachHandOverLine(money.context, { city, agency: "power-supply", day: dated(16) }))
    lines.push(...page);
  expect(lines).toHaveLength(30);
  expect(lines.reduce((sum, { amount_fen }) => sum + amount_fen, 0n)).toBe(3_435n);
  expect(lines[0]).toMatchObject({ provider: "demo", service: "electricity", reason: "written_off" });
});

test("asked about the second bill of a payment, the biller hears of the second", async () => {
  const bills = [
    await owe(money, { city, amount_fen: 600n, reference: "one" }),
    await owe(money, { city, amount_fen: 400n, reference: "two" }),
  ].sort();
  const number = await begin(money, city, ...bills);
  money.wallet.pay(number, 1_000n);
  await confirmPayment(money.context, city, money.wallet.told(number));
  await workTasks();
  // The biller loses what it knew of the second.
  const second = money.biller.file.findIndex(({ key }) => key === `${number}-2`);
  const [lost] = money.biller.file.splice(second, 1);
  set(at(17, 10));
  await run();
  const difference = await one(16, "biller/power-supply");
  expect(difference).toMatchObject({ name: "missing_there", kind: "write_off", part: lost?.reference });
  const remedied = (remedy: "ask" | "write_off") =>
    startRemedy(money.context, { city, key: difference, remedy, by: clerk });
  expect((await remedied("ask")).answer).toBe("absent");
  expect((await remedied("write_off")).answer).toBe("done");
  expect(money.biller.file.map(({ key }) => key).sort()).toEqual([number, `${number}-2`]);
});

test("a provider that knows no number of ours is asked by the notice", async () => {
  const bill = await owe(money, { city, amount_fen: 700n, payee: "treasury" });
  const number = await begin(money, city, bill);
  money.wallet.pay(number, 700n);
  set(at(17, 10));
  await run();
  const asked: unknown[] = [];
  const { query } = money.wallet;
  const wallet = {
    ...money.wallet,
    query: (...[which, signal, remembered]: Parameters<typeof query>) => {
      asked.push(remembered);
      return query(which, signal);
    },
  };
  const context = { ...money.context, providerOf: () => wallet };
  const difference = await startRemedy(context, { city, key: await one(16), remedy: "ask", by: clerk });
  expect([difference.answer, difference.state]).toEqual(["paid", "matched"]);
  expect(asked).toMatchObject([{ notice: { notice: bill, source: "unit", region: city } }]);
});
