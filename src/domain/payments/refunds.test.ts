import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../../../tests/helpers/database.ts";
import { balancesOf, clerk, codeOf, payer, payTogether, settleAll, stateOf } from "../../../tests/helpers/money.ts";
import { sharedScope } from "../../foundation/database/index.ts";
import { openSequence } from "../../foundation/events/index.ts";
import { begin, givenBackByHand, type MoneyFixture, moneyFixture, owe, paid } from "./fixtures.ts";
import {
  approveRefund,
  askRefund,
  confirmPayment,
  contestPayment,
  declineRefund,
  findBill,
  findPayment,
  isSettled,
  ProviderRefusal,
  recordOf,
  refundReason,
  reversedByHand,
  runPaymentTasks,
  settlePayment,
} from "./index.ts";
import { takeRefund } from "./refunds.ts";
import { takeWriteOff } from "./write-off.ts";
import { numberOfKey } from "./write-off-key.ts";

const city = "430621";
let db: TestDatabase;
let money: MoneyFixture;

beforeAll(async () => {
  db = await testDatabase();
  await db.database.run(sharedScope, openSequence, { city });
  money = moneyFixture(db);
});
afterAll(() => db?.close());

const state = (number: string) => stateOf(money, city, number);
const settle = () => settleAll(money, city);
const balances = (number: string) => balancesOf(db, number);
const beginSeveral = (bills: readonly string[]) => payTogether(money, city, bills);
const later = (milliseconds: number) => {
  db.clock.now = new Date(db.clock.now.getTime() + milliseconds);
};

test("a wrong amount never completes a payment; a clerk gives it back", async () => {
  const bill = await owe(money, { city, amount_fen: 1_000n });
  const number = await begin(money, city, bill);
  money.wallet.pay(number, 1n);
  await confirmPayment(money.context, city, money.wallet.told(number));
  expect(await state(number)).toBe("disputed");
  expect((await findBill(money.context, city, bill)).paid_fen).toBe(0n);
  expect(await balances(number)).toEqual({ clearing: "-1", "provider/demo/main": "1" });
  await askRefund(money.context, { city, number, by: clerk("a"), amount_fen: 1n, reason: "金额不对" });
  const [refund] = (await findPayment(money.context, city, number)).refunds;
  await approveRefund(money.context, { city, number, refund: refund?.number ?? "", by: clerk("b") });
  await settle();
  expect([await state(number), await balances(number)]).toEqual(["refunded", {}]);
});

test("a wrong amount of which a part went back is still in dispute, and cannot stand", async () => {
  const bill = await owe(money, { city, amount_fen: 1_000n });
  const number = await begin(money, city, bill);
  money.wallet.pay(number, 1_500n);
  await confirmPayment(money.context, city, money.wallet.told(number));
  await askRefund(money.context, { city, number, by: clerk("a"), amount_fen: 500n, reason: "多付" });
  const [refund] = (await findPayment(money.context, city, number)).refunds;
  await approveRefund(money.context, { city, number, refund: refund?.number ?? "", by: clerk("b") });
  await settle();
  expect(await state(number)).toBe("disputed");
  const stands = () => settlePayment(money.context, { city, number, by: clerk("a") });
  expect(await codeOf(stands())).toBe("refund_not_possible");
  await givenBackByHand(money, city, number);
  expect([await state(number), await balances(number)]).toEqual([
    "refunded",
    { bank: "-1000", "provider/demo/main": "1000" },
  ]);
});

test("several bills of one payment are each a write-off, and a reversal, of their own to their biller", async () => {
  money = moneyFixture(db);
  const amounts = [600n, 400n, 500n];
  const bills = await Promise.all(amounts.map((amount_fen) => owe(money, { city, amount_fen })));
  const number = await beginSeveral(bills);
  money.wallet.pay(number, 1_500n);
  await confirmPayment(money.context, city, money.wallet.told(number));
  await settle();
  expect(await balances(number)).toEqual({ "due/power-supply": "-1500", "provider/demo/main": "1500" });
  const keys = [number, `${number}-2`, `${number}-3`];
  const written = new Map(money.biller.file.map(({ key, reference }) => [key, reference]));
  expect([...written.keys()].sort()).toEqual(keys);
  expect(new Set(written.values()).size).toBe(3);
  expect(keys.every((key) => key.length <= 32 && numberOfKey(key) === number)).toBe(true);
  const told: string[] = [];
  money.biller.reverse = async ({ reference, key, reversal }) => {
    expect(written.get(key)).toBe(reference);
    told.push(reversal);
    return { kind: "done" };
  };
  const asked = await askRefund(money.context, { city, number, by: payer, amount_fen: 1_500n, reason: "退" });
  const refund = asked.refunds[0]?.number ?? "";
  await approveRefund(money.context, { city, number, refund, by: clerk("a") });
  await settle();
  expect(told.sort()).toEqual([refund, `${refund}-2`, `${refund}-3`]);
  expect([await state(number), await balances(number)]).toEqual(["refunded", {}]);
});

test("a biller that says for ever that it has not decided is a person's to ask, about a write-off and a reversal", async () => {
  money = moneyFixture(db);
  const threeDays = async (from: number) => {
    for (let hours = from; hours < 72; hours += 1) {
      later(3_600_000);
      await settle();
    }
  };
  const stopped = async (number: string) =>
    (await recordOf(money.context, city, number)).tasks.map(({ kind, state, last_reason }) => [
      kind,
      state,
      last_reason,
    ]);

  const { number } = await paid(money, { city, amount_fen: 700n });
  await settle();
  money.biller.reverse = async () => ({ kind: "waiting" });
  const asked = await askRefund(money.context, { city, number, by: payer, amount_fen: 700n, reason: "退" });
  const refund = asked.refunds[0]?.number ?? "";
  await approveRefund(money.context, { city, number, refund, by: clerk("a") });
  await threeDays(48);
  expect(await stopped(number)).toEqual([["reverse", "waiting", "waiting"]]);
  await threeDays(0);
  expect(await stopped(number)).toEqual([["reverse", "dead", "waiting"]]);
  expect(await state(number)).toBe("refunded");
  const because = "电话里已冲正";
  expect(await reversedByHand(money.context, { city, number, refund, by: clerk("a"), because })).toBe(true);
  expect(await stopped(number)).toEqual([]);

  money.biller.mood = "waiting";
  const other = (await paid(money, { city, amount_fen: 800n })).number;
  money.biller.queryWriteOff = async () => ({ kind: "waiting" });
  await settle();
  for (let days = 0; days < 4; days += 1) await threeDays(0);
  expect(await stopped(other)).toEqual([["write_off_query", "dead", "waiting"]]);
  money = moneyFixture(db);
});

test("two refunds of one payment end as they end, whichever fails", async () => {
  const bills = [await owe(money, { city, amount_fen: 600n }), await owe(money, { city, amount_fen: 400n })];
  const number = await beginSeveral(bills);
  money.wallet.pay(number, 1_000n);
  await confirmPayment(money.context, city, money.wallet.told(number));
  money.biller.writeOff = async () => ({ kind: "refused", code: "closed", say: "已销户" });
  const { refund } = money.wallet;
  money.wallet.refund = async (request) =>
    request.amount_fen === 600n ? { refund: request.refund, state: "failed" } : refund(request, AbortSignal.timeout(1));
  await settle();
  const { payment, refunds } = await findPayment(money.context, city, number);
  expect([payment.state, payment.refunded_fen, payment.refunding_fen]).toEqual(["disputed", 400n, 0n]);
  expect(refunds.map(({ amount_fen, state: at }) => `${amount_fen} ${at}`).sort()).toEqual([
    "400 succeeded",
    "600 failed",
  ]);
  await givenBackByHand(money, city, number);
  expect(await balances(number)).toEqual({ bank: "-600", "provider/demo/main": "600" });
  money = moneyFixture(db);
});

test("a payment is settled when one of its billers has confirmed and the other's part went back", async () => {
  const bills = [await owe(money, { city, amount_fen: 610n }), await owe(money, { city, amount_fen: 410n })];
  const number = await beginSeveral(bills);
  money.wallet.pay(number, 1_020n);
  await confirmPayment(money.context, city, money.wallet.told(number));
  const { writeOff } = money.biller;
  money.biller.writeOff = async (request, signal) =>
    request.amount_fen === 610n ? { kind: "refused", code: "closed", say: "已销户" } : writeOff(request, signal);
  await settle();
  const { payment, bills: parts } = await findPayment(money.context, city, number);
  expect([payment.state, payment.refunded_fen, parts.map((part) => part.write_off).sort()]).toEqual([
    ...["succeeded", 610n],
    ["done", "refused"],
  ]);
  expect(isSettled(parts)).toBe(true);
  expect(isSettled(parts.filter((part) => part.write_off === "refused"))).toBe(false);
  money = moneyFixture(db);
});

test("what is in dispute is not given back by hand while the biller may still write it off", async () => {
  const { number } = await paid(money, { city, amount_fen: 800n });
  await contestPayment(money.context, { city, number, by: clerk("a"), because: "said_so" });
  const hand = { city, number, by: clerk("a"), amount_fen: 800n, reason: "销户", way: "by_hand" } as const;
  const [asked] = (await askRefund(money.context, hand)).refunds;
  const approve = () =>
    approveRefund(money.context, { city, number, refund: asked?.number ?? "", by: clerk("b"), reference: "B1" });
  expect(await codeOf(approve())).toBe("write_off_under_way");
  await settle();
  await approve();
  expect([await state(number), await balances(number)]).toEqual([
    "refunded",
    { bank: "-800", "provider/demo/main": "800" },
  ]);
});

test("a dispute may end before the biller has answered: what it says afterwards counts", async () => {
  money.biller.mood = "waiting";
  const [one, two] = [await paid(money, { city, amount_fen: 900n }), await paid(money, { city, amount_fen: 950n })];
  await settle();
  for (const { number } of [one, two]) {
    await contestPayment(money.context, { city, number, by: clerk("a"), because: "said_so" });
    await settlePayment(money.context, { city, number, by: clerk("a") });
    expect(await state(number)).toBe("succeeded");
  }
  const said = (bill: string) => ({ city, bill, by: { kind: "agency", id: "power-supply" } }) as const;
  await takeWriteOff(money.context, { ...said(one.bill), number: one.number }, { kind: "done", at: db.clock.now });
  expect(await balances(one.number)).toEqual({ "due/power-supply": "-900", "provider/demo/main": "900" });
  // The payer had asked for it too; now it goes back by itself, and what was asked can still be answered.
  await askRefund(money.context, { city, number: two.number, by: payer, amount_fen: 950n, reason: "退" });
  const no = { kind: "refused", code: "closed", say: "已销户" } as const;
  await takeWriteOff(money.context, { ...said(two.bill), number: two.number }, no);
  await settle();
  expect([await state(two.number), await balances(two.number)]).toEqual(["refunded", {}]);
  const refund = (await findPayment(money.context, city, two.number)).refunds.find((row) => row.state === "asked");
  const answer = { city, number: two.number, refund: refund?.number ?? "", by: clerk("a"), reason: "已经退给您" };
  const { payment, refunds } = await declineRefund(money.context, answer);
  expect([payment.state, refunds.map((row) => row.state).sort()]).toEqual(["refunded", ["declined", "succeeded"]]);
  money = moneyFixture(db);
});

test("what the biller will not write off goes back, and the bill says so", async () => {
  const { number, bill } = await paid(money, { city, amount_fen: 700n, agency: "water-supply" });
  money.biller.writeOff = async () => ({ kind: "refused", code: "paid_elsewhere", say: "已在营业厅交清" });
  await settle();
  const { payment, refunds } = await findPayment(money.context, city, number);
  expect(payment.state).toBe("refunded");
  expect(refunds.map(({ cause, state: at }) => [cause, at])).toEqual([["write_off_refused", "succeeded"]]);
  expect(refunds.map((refund) => refundReason(money.context, city, refund).asked)).toEqual(["已在营业厅交清"]);
  expect((await findBill(money.context, city, bill)).state).toBe("withdrawn");
  expect(await balances(number)).toEqual({});
  money = moneyFixture(db);
});

test("a refund is asked for, approved by others than who asked, by two over the limit, and paid once", async () => {
  const { number } = await paid(money, { city, amount_fen: 250_000n });
  const ask = (amount_fen: bigint) =>
    askRefund(money.context, { city, number, by: payer, amount_fen, reason: "交重了" });
  expect(await codeOf(ask(250_001n))).toBe("refund_amount");
  const { refunds } = await ask(150_000n);
  expect(await codeOf(ask(1n))).toBe("refund_asked_already");
  const refund = refunds[0]?.number ?? "";
  const approve = (id: string) => approveRefund(money.context, { city, number, refund, by: clerk(id) });
  expect(await codeOf(approve("a"))).toBe("write_off_under_way");
  await settle();
  await approve("a");
  expect(await state(number)).toBe("succeeded");
  expect(await codeOf(approve("a"))).toBe("second_clerk_needed");
  await approve("b");
  expect(await state(number)).toBe("refunding");
  await settle();
  expect(await state(number)).toBe("succeeded");
  expect(await balances(number)).toEqual({ "due/power-supply": "-100000", "provider/demo/main": "100000" });
  const again = await ask(1_000n);
  const declined = again.refunds.find((one) => one.state === "asked")?.number ?? "";
  await declineRefund(money.context, { city, number, refund: declined, by: clerk("a"), reason: "没有交重" });
  const row = (await findPayment(money.context, city, number)).refunds.find((one) => one.number === declined);
  expect(row && [row.state, refundReason(money.context, city, row)]).toEqual([
    "declined",
    { asked: "交重了", declined: "没有交重" },
  ]);
});

test("what went back before counts towards the limit of two clerks", async () => {
  const { number } = await paid(money, { city, amount_fen: 150_000n });
  await settle();
  const needed: number[] = [];
  for (const amount_fen of [60_000n, 40_000n, 1n]) {
    const view = await askRefund(money.context, { city, number, by: payer, amount_fen, reason: "多交" });
    const asked = view.refunds.find(({ state: at }) => at === "asked");
    needed.push(asked?.approvals_needed ?? 0);
    const of = { city, number, refund: asked?.number ?? "" };
    if (asked?.approvals_needed === 2) await declineRefund(money.context, { ...of, by: clerk("a"), reason: "不退" });
    else await approveRefund(money.context, { ...of, by: clerk("a") });
    // Whether the first is still on its way does not matter.
    if (amount_fen < 60_000n) await settle();
  }
  expect(needed).toEqual([1, 1, 2]);
});

test("a refund of a part is taken from the bills it names; without names first from what the biller refused", async () => {
  const bills = [await owe(money, { city, amount_fen: 600n }), await owe(money, { city, amount_fen: 400n })].sort();
  const [first = "", second = ""] = bills;
  const number = await beginSeveral(bills);
  money.wallet.pay(number, 1_000n);
  await confirmPayment(money.context, city, money.wallet.told(number));
  await settle();
  const rest = async () => (await findPayment(money.context, city, number)).bills.map((bill) => bill.returned_fen);
  const amount = (await findPayment(money.context, city, number)).bills.find(
    (bill) => bill.number === second,
  )?.amount_fen;
  const ask = (amount_fen: bigint, named?: string[]) =>
    askRefund(money.context, { city, number, by: payer, amount_fen, reason: "退", ...(named ? { bills: named } : {}) });
  expect(await codeOf(ask(1n, [`${first}x`]))).toBe("refund_bills");
  expect(await codeOf(ask((amount ?? 0n) + 1n, [second]))).toBe("refund_amount");
  const approved = async (view: Awaited<ReturnType<typeof ask>>) => {
    const refund = view.refunds.find(({ state: at }) => at === "asked")?.number ?? "";
    await approveRefund(money.context, { city, number, refund, by: clerk("a") });
    await settle();
  };
  await approved(await ask(300n, [second, second]));
  expect(await rest()).toEqual([0n, 300n]);
  expect((await findBill(money.context, city, second)).state).toBe("open");
  await approved(await ask(100n));
  expect(await rest()).toEqual([100n, 300n]);
  const whole = amount ?? 0n;
  await approved(await ask(whole - 300n, [second]));
  expect(await codeOf(ask(1n, [second]))).toBe("refund_bills");
  expect(await codeOf(ask(1n, [first, second]))).toBe("refund_bills");
  await approved(await ask(1_000n - whole - 100n, [first]));
  expect(await rest()).toEqual([1_000n - whole, whole]);
});

test("what a biller refuses is taken from its own bill, whatever else lies free", async () => {
  const bills = [await owe(money, { city, amount_fen: 600n }), await owe(money, { city, amount_fen: 400n })].sort();
  const number = await beginSeveral(bills);
  money.wallet.pay(number, 1_000n);
  await confirmPayment(money.context, city, money.wallet.told(number));
  money.wallet.refund = async (request) => ({ refund: request.refund, state: "failed" });
  money.biller.mood = "waiting";
  const refused = { kind: "refused", code: "closed", say: "已销户" } as const;
  for (const bill of bills) {
    const by = { kind: "agency", id: "power-supply" } as const;
    await takeWriteOff(money.context, { city, number, bill, by }, refused);
    await runPaymentTasks(money.context, [city]);
  }
  const { payment, bills: parts } = await findPayment(money.context, city, number);
  expect([payment.state, payment.refunding_fen]).toEqual(["disputed", 0n]);
  expect(parts.map((bill) => bill.amount_fen - bill.returned_fen)).toEqual([0n, 0n]);
  money = moneyFixture(db);
});

test("a refund the provider cannot make is settled by hand, out of the bank account", async () => {
  const { number } = await paid(money, { city, amount_fen: 5_000n });
  await settle();
  await askRefund(money.context, { city, number, by: payer, amount_fen: 5_000n, reason: "退" });
  const [refund] = (await findPayment(money.context, city, number)).refunds;
  money.wallet.refund = async (request) => ({ refund: request.refund, state: "failed" });
  await approveRefund(money.context, { city, number, refund: refund?.number ?? "", by: clerk("a") });
  await settle();
  expect(await state(number)).toBe("disputed");
  await givenBackByHand(money, city, number);
  expect(await state(number)).toBe("refunded");
  expect(await balances(number)).toEqual({ bank: "-5000", "provider/demo/main": "5000" });
  money = moneyFixture(db);
});

test("a refund the provider keeps refusing and knows nothing of has failed, so that it can go by hand", async () => {
  const { number } = await paid(money, { city, amount_fen: 5_000n });
  await settle();
  const asked = await askRefund(money.context, { city, number, by: payer, amount_fen: 5_000n, reason: "退" });
  money.wallet.refund = async () => {
    throw new ProviderRefusal("TRADE_HAS_FINISHED", "the trade is finished");
  };
  await approveRefund(money.context, { city, number, refund: asked.refunds[0]?.number ?? "", by: clerk("a") });
  for (let hours = 0; hours < 24; hours += 1) {
    await settle();
    later(3_600_000);
  }
  // A refusal that somebody may still put right.
  expect(await state(number)).toBe("refunding");
  for (let hours = 0; hours < 36; hours += 1) {
    later(3_600_000);
    await settle();
  }
  const { payment, refunds } = await findPayment(money.context, city, number);
  expect([payment.state, payment.refunding_fen, refunds[0]?.state]).toEqual(["disputed", 0n, "failed"]);
  const { events, tasks } = await recordOf(money.context, city, number);
  expect(events.find(({ act }) => act === "refund_failed")?.words).toEqual({ because: "TRADE_HAS_FINISHED" });
  expect(tasks.filter(({ kind }) => kind === "refund")).toEqual([]);
  await givenBackByHand(money, city, number);
  expect(await state(number)).toBe("refunded");
  money = moneyFixture(db);
});

/** A payment whose refund the provider could not make. @returns number and refund */
async function failedRefund(amount_fen: bigint): Promise<{ readonly number: string; readonly refund: string }> {
  const { number } = await paid(money, { city, amount_fen });
  await settle();
  const asked = await askRefund(money.context, { city, number, by: payer, amount_fen, reason: "退" });
  const refund = asked.refunds[0]?.number ?? "";
  const { refund: well } = money.wallet;
  money.wallet.refund = async (request) => ({ refund: request.refund, state: "failed" });
  await approveRefund(money.context, { city, number, refund, by: clerk("a") });
  await settle();
  money.wallet.refund = well;
  return { number, refund };
}
const succeededLate = (number: string, refund: string) =>
  takeRefund(money.context, { city, number }, { refund, state: "succeeded", reference: "50300", at: db.clock.now });

test("a refund that failed and succeeds later is booked, and ends what was asked for by hand meanwhile", async () => {
  const { number, refund } = await failedRefund(5_000n);
  later(60_000);
  const hand = { city, number, by: clerk("a"), amount_fen: 5_000n, reason: "销户", way: "by_hand" } as const;
  const asked = (await askRefund(money.context, hand)).refunds.find(({ state: at }) => at === "asked");
  const { payment, refunds } = await succeededLate(number, refund);
  expect([payment.state, payment.refunded_fen, payment.over_fen]).toEqual(["refunded", 5_000n, 0n]);
  expect(refunds.map(({ way, state: at, reference }) => [way, at, reference])).toEqual([
    ["provider", "succeeded", "50300"],
    ["by_hand", "declined", null],
  ]);
  expect(await balances(number)).toEqual({});
  const late = { city, number, refund: asked?.number ?? "", by: clerk("b"), reference: "B1" };
  expect(await codeOf(approveRefund(money.context, late))).toBe("refund_not_possible");
  // Told again it is known.
  expect((await succeededLate(number, refund)).payment.revision).toBe(payment.revision);
});

test("what went back by hand and then by the provider too is disputed until it is got back", async () => {
  const { number, refund } = await failedRefund(5_000n);
  await givenBackByHand(money, city, number);
  const { payment } = await succeededLate(number, refund);
  expect([payment.state, payment.refunded_fen, payment.over_fen]).toEqual(["disputed", 5_000n, 5_000n]);
  expect(await balances(number)).toEqual({ bank: "-5000", clearing: "5000" });
  const settled = (reference?: string) =>
    settlePayment(money.context, { city, number, by: clerk("a"), ...(reference === undefined ? {} : { reference }) });
  expect(await codeOf(settled())).toBe("refund_reference");
  const after = await settled("B20261122-7");
  expect([after.payment.state, after.payment.over_fen, await balances(number)]).toEqual(["refunded", 0n, {}]);
});

test("a later refund that fails makes up for what went back twice before it", async () => {
  const { number, refund } = await failedRefund(1_000n);
  const again = await askRefund(money.context, { city, number, by: clerk("a"), amount_fen: 1_000n, reason: "再退" });
  const second = again.refunds.find(({ state: at }) => at === "asked")?.number ?? "";
  await approveRefund(money.context, { city, number, refund: second, by: clerk("b") });
  const over = await succeededLate(number, refund);
  expect([over.payment.state, over.payment.refunding_fen, over.payment.over_fen]).toEqual(["disputed", 1_000n, 1_000n]);
  const { payment } = await takeRefund(money.context, { city, number }, { refund: second, state: "failed" });
  expect([payment.state, payment.refunded_fen, payment.over_fen]).toEqual(["disputed", 1_000n, 0n]);
  const end = await settlePayment(money.context, { city, number, by: clerk("a") });
  expect([end.payment.state, await balances(number)]).toEqual(["refunded", {}]);
});
