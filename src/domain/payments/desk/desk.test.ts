import { afterAll, beforeAll, expect, test } from "vitest";
import { asOwner, type TestDatabase, testDatabase } from "../../../../tests/helpers/database.ts";
import { sharedScope } from "../../../foundation/database/index.ts";
import { openSequence } from "../../../foundation/events/index.ts";
import { Refusal } from "../../../foundation/refusal.ts";
import { begin, type MoneyFixture, moneyFixture, owe, paid } from "../fixtures.ts";
import {
  approveRefund,
  askProvider,
  askRefund,
  closesOf,
  confirmPayment,
  contestPayment,
  correct,
  findPayment,
  findRefund,
  listPayments,
  listRefunds,
  listStopped,
  moneyOverview,
  paymentsWithNumber,
  recordOf,
  refundsWaiting,
  reversedByHand,
  runPaymentTasks,
  runReconciliation,
  settlePayment,
  unproven,
  writeOffByHand,
} from "../index.ts";

const city = "430621";
const payer = { kind: "resident", id: "rPayer" } as const;
const clerk = (id: string) => ({ kind: "clerk", id }) as const;
let db: TestDatabase;
let money: MoneyFixture;

beforeAll(async () => {
  db = await testDatabase();
  await db.database.run(sharedScope, openSequence, { city });
  money = moneyFixture(db);
});
afterAll(() => db.close());

async function settle() {
  while ((await runPaymentTasks(money.context, [city])) > 0);
}
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error: unknown) => (error instanceof Refusal ? error.code : String(error)),
  );
const transfersOf = async (number: string) =>
  (
    await asOwner(db, (owner) =>
      owner.query("select reason, day::text, amount_fen::text from transfers where subject = $1 order by reason", [
        number,
      ]),
    )
  ).rows;
async function refunded(amount_fen: bigint, by: Parameters<typeof askRefund>[1]["by"] = payer) {
  const { number, bill } = await paid(money, { city, amount_fen });
  await settle();
  const asked = await askRefund(money.context, { city, number, by, amount_fen, reason: "交重了" });
  return { number, bill, refund: asked.refunds[0]?.number ?? "" };
}

test("a payment is found by every number it has, and by state, provider, agency, day and amount", async () => {
  const bill = await owe(money, { city, amount_fen: 7_700n, reference: "notice-77" });
  const number = await begin(money, city, bill);
  money.wallet.pay(number, 7_700n);
  await confirmPayment(money.context, city, money.wallet.told(number));
  const { refunds } = await askRefund(money.context, { city, number, by: payer, amount_fen: 1n, reason: "多了" });
  for (const each of [number, bill, "notice-77", `w${number}`, refunds[0]?.number ?? ""]) {
    expect((await paymentsWithNumber(money.context, city, each)).map((line) => line.number)).toEqual([number]);
  }
  expect(await paymentsWithNumber(money.context, city, "nothing")).toEqual([]);
  const found = async (filter: Parameters<typeof listPayments>[1]["filter"]) =>
    (await listPayments(money.context, { city, filter })).items.map((line) => line.number);
  expect(await found({ amount_fen: 7_700n })).toEqual([number]);
  expect(await found({ state: "succeeded", provider: "demo", agency: "power-supply" })).toContain(number);
  expect(await found({ state: "disputed" })).toEqual([]);
  expect(await found({ from: "2020-01-01", until: "2020-01-31" })).toEqual([]);
});

test("pages by key show each payment once", async () => {
  for (let n = 0; n < 5; n += 1) await begin(money, city, await owe(money, { city, amount_fen: 11n }));
  const seen: string[] = [];
  let after: Awaited<ReturnType<typeof listPayments>>["next"];
  do {
    const page = await listPayments(money.context, { city, filter: {}, after, limit: 2 });
    seen.push(...page.items.map(({ number }) => number));
    after = page.next;
  } while (after !== undefined);
  expect(seen.length).toBeGreaterThanOrEqual(6);
  expect(new Set(seen).size).toBe(seen.length);
});

test("over the limit two clerks stand behind a refund: a clerk who asked is one of them, and never approves it", async () => {
  const byPayer = await refunded(120_000n);
  const byClerk = await refunded(120_000n, clerk("a"));
  const approve = (of: { number: string; refund: string }, id: string) =>
    approveRefund(money.context, { city, number: of.number, refund: of.refund, by: clerk(id) });
  await approve(byPayer, "a");
  expect((await findRefund(money.context, city, byPayer.refund)).refund.state).toBe("asked");
  expect((await moneyOverview(money.context, city)).refunds.second).toBe(1);
  await approve(byPayer, "b");
  expect(await codeOf(approve(byClerk, "a"))).toBe("second_clerk_needed");
  await approve(byClerk, "b");
  await settle();
  for (const { number } of [byPayer, byClerk]) {
    expect((await findPayment(money.context, city, number)).payment.state).toBe("refunded");
  }
  const { items } = await listRefunds(money.context, { city, filter: { state: "succeeded" } });
  expect(items.map(({ number }) => number)).toEqual(expect.arrayContaining([byPayer.refund, byClerk.refund]));
});

test("what the provider cannot give back goes another way, by two clerks and the bank's number, and is no move of the wallet", async () => {
  const { number, refund } = await refunded(6_600n);
  money.wallet.refund = async (request) => ({ refund: request.refund, state: "failed" });
  await approveRefund(money.context, { city, number, refund, by: clerk("a") });
  await settle();
  const queue = await refundsWaiting(money.context, { city });
  expect(queue.items.find((line) => line.number === refund)?.state).toBe("failed");
  const hand = { city, number, by: clerk("a"), reason: "账户已注销", way: "by_hand" } as const;
  expect(await codeOf(askRefund(money.context, { ...hand, amount_fen: 600n }))).toBe("refund_not_possible");
  expect(await codeOf(askRefund(money.context, { ...hand, by: payer, amount_fen: 6_600n }))).toBe(
    "refund_not_possible",
  );
  const asked = await askRefund(money.context, { ...hand, amount_fen: 6_600n });
  const other = asked.refunds.find(({ way }) => way === "by_hand")?.number ?? "";
  const approve = (id: string, reference?: string) =>
    approveRefund(money.context, {
      ...{ city, number, refund: other, by: clerk(id) },
      ...(reference === undefined ? {} : { reference }),
    });
  expect(await codeOf(approve("a", "B1"))).toBe("second_clerk_needed");
  expect(await codeOf(approve("b"))).toBe("refund_reference");
  await approve("b", "B20261116-7");
  const { payment, refunds } = await findPayment(money.context, city, number);
  expect([payment.state, payment.refunded_fen]).toEqual(["refunded", 6_600n]);
  expect(refunds.find((row) => row.number === other)).toMatchObject({ state: "succeeded", reference: "B20261116-7" });
  expect((await transfersOf(number)).map(({ reason }) => reason)).toEqual([
    ...["applied", "given_back_by_hand", "received", "unapplied", "written_off"],
  ]);
  expect((await refundsWaiting(money.context, { city })).items.map((line) => line.number)).not.toContain(refund);
  money = moneyFixture(db);
});

test("a biller is told once that what it wrote off was given back; what it will not take back a person settles", async () => {
  const told: string[] = [];
  const reverse = (answer: "done" | "refused") => {
    money.biller.reverse = async ({ key, reversal, amount_fen }) => {
      told.push(`${key} ${reversal} ${amount_fen}`);
      return answer === "done" ? { kind: "done" } : { kind: "refused", say: "本期已结账" };
    };
  };
  reverse("done");
  const one = await refunded(900n);
  await approveRefund(money.context, { city, number: one.number, refund: one.refund, by: clerk("a") });
  await settle();
  expect(told).toEqual([`${one.number} ${one.refund} 900`]);
  const after = await recordOf(money.context, city, one.number);
  expect(after.events.map(({ act }) => act)).toContain("reverse");
  expect([after.view.payment.state, after.tasks]).toEqual(["refunded", []]);

  reverse("refused");
  const two = await refunded(800n);
  await approveRefund(money.context, { city, number: two.number, refund: two.refund, by: clerk("a") });
  await settle();
  const stopped = (await listStopped(money.context, { city })).items.find(({ subject }) => subject === two.number);
  expect(stopped).toMatchObject({ kind: "reverse", part: two.refund, last_reason: "refused" });
  const { events } = await recordOf(money.context, city, two.number);
  const why = events.find(({ act }) => act === "refuse_reversal");
  expect(why).toMatchObject({ actor: "power-supply", said: { because: "本期已结账" } });
  const by = { city, number: two.number, refund: two.refund, by: clerk("a"), because: "电话里已冲正" };
  expect([await reversedByHand(money.context, by), await reversedByHand(money.context, by)]).toEqual([true, false]);
  const [newest] = (await recordOf(money.context, city, two.number)).events;
  expect(newest).toMatchObject({ act: "reverse", actor: "a", said: { because: "电话里已冲正" } });
  const left = (await listStopped(money.context, { city })).items.map(({ subject }) => subject);
  expect(left).not.toContain(two.number);
  money = moneyFixture(db);
});

test("a biller that only people can tell leaves a task for them", async () => {
  const { number, refund } = await refunded(700n);
  await approveRefund(money.context, { city, number, refund, by: clerk("a") });
  await settle();
  const task = (await listStopped(money.context, { city })).items.find(({ subject }) => subject === number);
  expect(task).toMatchObject({ kind: "reverse", subject: number, last_reason: "not_connected" });
  await reversedByHand(money.context, { city, number, refund, by: clerk("a"), because: "已书面通知" });
});

test("a clerk's words stand with the event, sealed", async () => {
  const { number, bill } = await paid(money, { city, amount_fen: 2_200n });
  await writeOffByHand(money.context, { city, number, bill, by: clerk("a"), reference: "D-1", because: "电话核实" });
  await contestPayment(money.context, { city, number, by: clerk("a"), because: "张三说没有付过" });
  await settlePayment(money.context, { city, number, by: clerk("a"), because: "查了流水" });
  const { events, writeOffs } = await recordOf(money.context, city, number);
  expect(events.slice(0, 3).map(({ act, said }) => [act, said["because"]])).toEqual([
    ["settle", "查了流水"],
    ["contest", "张三说没有付过"],
    ["write_off", "电话核实"],
  ]);
  expect(writeOffs.get(bill)?.reference).toBe("D-1");
  const { rows } = await asOwner(db, (owner) =>
    owner.query("select data::text from events where subject = $1", [number]),
  );
  expect(rows.map((row) => row.data).join()).not.toContain("张三");
});

test("asking the provider books what it says", async () => {
  const number = await begin(money, city, await owe(money, { city, amount_fen: 60n }));
  expect(await askProvider(money.context, city, number)).toBe("absent");
  money.wallet.pay(number, 60n);
  expect(await askProvider(money.context, city, number)).toBe("paid");
  expect((await findPayment(money.context, city, number)).payment.state).toBe("succeeded");
});

test("no money is booked into a day that is closed, even by a clock that went back", async () => {
  const other = "130982";
  await db.database.run(sharedScope, openSequence, { city: other });
  money = moneyFixture(db);
  const { number: late } = await paid(money, { city: other, amount_fen: 500n });
  const begun = await begin(money, other, await owe(money, { city: other, amount_fen: 300n }));
  while ((await runPaymentTasks(money.context, [other])) > 0);
  const evening = db.clock.now;
  const [first] = await transfersOf(late);
  const day = first?.day ?? "";
  db.clock.now = new Date(evening.getTime() + 2 * 86_400_000);
  await runReconciliation(money.context, [other]);
  expect((await closesOf(money.context, other, day, day)).length).toBe(1);
  db.clock.now = evening;
  money.wallet.pay(begun, 300n);
  await confirmPayment(money.context, other, money.wallet.told(begun));
  const next = new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
  expect((await transfersOf(begun)).map((row) => row.day)).toEqual([next, next]);
  const correction = { city: other, key: "k", debit: "bank", credit: "clearing", amount_fen: 1n };
  expect(await correct(money.context, { ...correction, by: clerk("a"), because: "差一分" })).toBe(true);
  expect((await transfersOf("correction k")).map((row) => row.day)).toEqual([next]);
  expect(await unproven(money.context, other, "2000-01-01", "2099-12-31")).toEqual([]);
});
