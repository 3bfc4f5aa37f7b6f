import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { asOwner, type TestDatabase, testDatabase } from "../../../../tests/helpers/database.ts";
import { Database } from "../../../foundation/database/index.ts";
import { givenBackByHand, moneyFixture, paid } from "../fixtures.ts";
import { findPayment } from "../perform.ts";
import { contestPayment } from "../refunds.ts";
import { runPaymentTasks } from "../tasks.ts";
import { china, clerk, openReceiptDesk, partsOver, type ReceiptDesk, receiptWords as words } from "./fixtures.ts";
import {
  findReceipt,
  proveNumbers,
  type ReceiptParts,
  receiptLimits,
  receiptsGivenUp,
  receiptsOf,
  runReceipts,
  tryReceiptsAgain,
  yearsOfReceipts,
} from "./index.ts";
import type { IssueStep } from "./issue.ts";

let db: TestDatabase;
let city: ReceiptDesk["city"];
let money: ReceiptDesk["money"];
let parts: ReceiptDesk["parts"];
let note: ReceiptDesk["note"];
let work: ReceiptDesk["work"];
let settled: ReceiptDesk["settled"];
let all: ReceiptDesk["all"];
let giveBack: ReceiptDesk["giveBack"];
let opened = 620100;

const set = (text: string) => {
  db.clock.now = china(text);
};

beforeAll(async () => {
  db = await testDatabase(china("2026-11-16T09:00:00"));
});
afterAll(() => db?.close());

/** Each test has a city of its own. */
beforeEach(async () => {
  opened += 1;
  ({ city, money, parts, note, work, settled, all, giveBack } = await openReceiptDesk(db, String(opened)));
});

test("a payment has its receipt once the biller has written it off, and not before", async () => {
  money.biller.mood = "waiting";
  const { number, bill } = await paid(money, { city, amount_fen: 13_674n });
  await runPaymentTasks(money.context, [city]);
  await note(number);
  expect(await runReceipts(parts, [city])).toBe(0);
  expect(await receiptsOf(money.context, city, number)).toEqual([]);
  money.biller.mood = "well";
  set("2026-11-16T09:30:00");
  await work();
  await note(number);
  expect(await runReceipts(parts, [city])).toBe(1);
  const [receipt] = await receiptsOf(money.context, city, number);
  expect(receipt).toMatchObject({
    ...{ city, kind: "payment", year: 2026, serial: 1n, payment: number, amount_fen: 13_674n, original: null },
    ...{ happenedAt: china("2026-11-16T09:00:00"), issuedAt: china("2026-11-16T09:30:00"), payer: "tester" },
    facts: { payer: "欧阳小华", provider: "demo", reference: `w${number}`, service: words.service },
  });
  expect(receipt?.facts.lines).toMatchObject([{ bill, amount_fen: "13674", period: null }]);
  expect(receipt?.number).toMatch(new RegExp(`^${city}-20261116-Q`));
  await note(number);
  expect(await runReceipts(parts, [city])).toBe(0);
  expect(await findReceipt(money.context, city, receipt?.number ?? "")).toEqual(receipt);
});

test("what no biller wrote off and went back at once has neither a receipt nor one of its refund", async () => {
  money.biller.writeOff = async () => ({ kind: "refused", code: "closed", say: "已销户" });
  const { number } = await settled(500n);
  expect((await findPayment(money.context, city, number)).payment.state).toBe("refunded");
  await note(number);
  expect(await runReceipts(parts, [city])).toBe(0);
  expect(await all()).toEqual([]);
});

test("a refund has a receipt of its own that names the payment's; a refund of the rest another; by hand too", async () => {
  const { number } = await settled(1_000n);
  const refund = await giveBack(number, 300n);
  await note(number);
  // Both were due when the numbers were given: the payment's comes first.
  expect(await runReceipts(parts, [city])).toBe(2);
  const [own, first] = await receiptsOf(money.context, city, number);
  expect(own).toMatchObject({ kind: "payment", serial: 1n, amount_fen: 1_000n });
  expect(first).toMatchObject({
    ...{ kind: "refund", serial: 2n, amount_fen: 300n, original: own?.number },
    facts: {
      reference: `w${refund}`,
      refund: { number: refund, original: { number: own?.number, name: "2026-00000001" } },
    },
  });
  // What is left is given back out of the city's account.
  await contestPayment(money.context, { city, number, by: clerk, because: "销户" });
  const hand = await givenBackByHand(money, city, number);
  await note(number);
  expect(await runReceipts(parts, [city])).toBe(1);
  const [, , last] = await receiptsOf(money.context, city, number);
  expect(last).toMatchObject({
    ...{ kind: "refund", serial: 3n, amount_fen: 700n },
    facts: { reference: "B20261116-1", refund: { number: hand, way: "by_hand" } },
  });
});

test("the year is the one in China in which the money came in, whenever the number is given", async () => {
  set("2026-12-31T23:59:00");
  const old = await paid(money, { city, amount_fen: 100n });
  set("2027-01-01T00:00:30");
  const young = await paid(money, { city, amount_fen: 200n });
  await work();
  await note(young.number);
  expect(await runReceipts(parts, [city])).toBe(1);
  set("2027-01-02T10:00:00");
  await note(old.number);
  expect(await runReceipts(parts, [city])).toBe(1);
  const [late] = await receiptsOf(money.context, city, old.number);
  expect(late).toMatchObject({ year: 2026, serial: 1n, issuedAt: china("2027-01-02T10:00:00") });
  const [first] = await receiptsOf(money.context, city, young.number);
  expect(first).toMatchObject({ year: 2027, serial: 1n });
  // 31 December in UTC, already the new year in China.
  expect(first?.happenedAt.toISOString()).toBe("2026-12-31T16:00:30.000Z");
  expect(await yearsOfReceipts(money.context, city)).toEqual([
    { year: 2027, last: 1n },
    { year: 2026, last: 1n },
  ]);
});

test("several runners that die at every step give each payment one number and leave none out", async () => {
  const numbers: string[] = [];
  for (let index = 0; index < 60; index += 1) numbers.push((await paid(money, { city, amount_fen: 100n })).number);
  await work();
  for (const number of numbers.slice(0, 20)) await giveBack(number, 40n);
  // Processes of their own: each has its connections.
  const processes = Array.from({ length: 4 }, () => new Database(db.app, { connections: 2 }));
  const steps: IssueStep[] = ["read", "locked", "counted", "written", "emptied"];
  const died = new Map<IssueStep, number>();
  let seed = 7;
  const random = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  // Dies the first time it comes to each step, and by chance after that.
  const runner = async (database: Database) => {
    const own = moneyFixture({ database, secrets: db.secrets, clock: db.clock });
    for (let round = 0; round < 40; round += 1) {
      await runReceipts(partsOver(own.context), [city], (step) => {
        const isFirst = !died.has(step);
        if (!isFirst && random() > 0.15) return;
        died.set(step, (died.get(step) ?? 0) + 1);
        throw new Error("killed");
      });
      // Events go on coming while numbers are given.
      if (round % 10 === 0) await note(...numbers.slice(round % 7, (round % 7) + 20));
    }
  };
  for (let from = 0; from < numbers.length; from += 7) await note(...numbers.slice(from, from + 7));
  await Promise.all(processes.map(runner));
  expect([...died.keys()].sort()).toEqual(steps.sort());
  await runReceipts(parts, [city]);
  await Promise.all(processes.map((one) => one.close()));
  const found = await all();
  expect(found.map(({ serial }) => serial)).toEqual(Array.from({ length: 80 }, (_, index) => BigInt(index + 1)));
  expect(new Set(found.map(({ kind, payment }) => `${kind} ${payment}`)).size).toBe(80);
  expect(await proveNumbers(money.context, city, 2026)).toEqual({ last: 80n, count: 80n, complete: true });
});

test("a connection that the server cuts in the middle loses no number", async () => {
  const numbers = [
    (await paid(money, { city, amount_fen: 1n })).number,
    (await paid(money, { city, amount_fen: 2n })).number,
  ];
  await work();
  await note(...numbers);
  const victim = new Database(db.app, { connections: 1, name: "victim" });
  const own = moneyFixture({ database: victim, secrets: db.secrets, clock: db.clock });
  let cut: Promise<unknown> = Promise.resolve();
  await runReceipts(partsOver(own.context), [city], (step) => {
    if (step !== "written") return;
    cut = asOwner(db, (owner) =>
      owner.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'victim'"),
    );
    const until = performance.now() + 1_500;
    while (performance.now() < until);
  });
  await cut;
  await victim.close();
  await note(...numbers);
  await runReceipts(parts, [city]);
  expect((await all()).map(({ serial }) => serial)).toEqual([1n, 2n]);
  expect(await proveNumbers(money.context, city, 2026)).toMatchObject({ complete: true, count: 2n });
});

test("a gap would be seen", async () => {
  for (const amount of [1n, 2n, 3n]) await note((await settled(amount)).number);
  await runReceipts(parts, [city]);
  expect(await proveNumbers(money.context, city, 2026)).toMatchObject({ complete: true });
  const [, second] = await all();
  await asOwner(db, async (owner) => {
    await owner.query("select set_config('app.cities', $1, false)", [city]);
    await owner.query("delete from receipt_bills where city = $1 and receipt = $2", [city, second?.number]);
    await owner.query("delete from receipts where city = $1 and number = $2", [city, second?.number]);
  });
  expect(await proveNumbers(money.context, city, 2026)).toEqual({ last: 3n, count: 2n, complete: false });
});

test("a payment whose receipt cannot be made holds up no other and is given up in the end, until a clerk asks again", async () => {
  const [bad, good] = [(await settled(5n)).number, (await settled(6n)).number];
  const failing: ReceiptParts = {
    ...parts,
    wordsOf: async (view) => {
      if (view.payment.number === bad) throw new Error("no words");
      return words;
    },
  };
  await note(bad, good);
  expect(await runReceipts(failing, [city])).toBe(1);
  expect(await runReceipts(failing, [city])).toBe(0);
  for (let attempt = 1; attempt < receiptLimits.attempts; attempt += 1) {
    expect(await receiptsGivenUp(money.context, city)).toEqual([]);
    db.clock.now = new Date(db.clock.now.getTime() + receiptLimits.longestPause);
    await runReceipts(failing, [city]);
  }
  expect(await receiptsGivenUp(money.context, city)).toEqual([bad]);
  await tryReceiptsAgain(money.context, city);
  expect(await runReceipts(parts, [city])).toBe(1);
  expect(await receiptsGivenUp(money.context, city)).toEqual([]);
});
