import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ScriptedAgencies, scriptedAgencies } from "../../../tests/helpers/agencies.ts";
import { type TestHouse, testHouse } from "../../../tests/helpers/house.ts";
import { BookWallet } from "../../domain/payments/fixtures.ts";
import {
  approveRefund,
  confirmPayment,
  keepOwed,
  noteReceiptsDue,
  runPaymentTasks,
  runReceipts,
  takeRefund,
} from "../../domain/payments/index.ts";
import { cityScope } from "../../foundation/database/index.ts";
import { receiptParts } from "../pay/receipts.ts";

const city = "430621";
const account = "4301622875";

let t: TestHouse;
let agencies: ScriptedAgencies;
let wallet: BookWallet;
let bearer = "";

beforeAll(async () => {
  agencies = scriptedAgencies();
  const adapter = {
    name: "demo",
    check: () => [],
    secretsOf: () => [],
    open: ({ clock }: { clock: () => Date }) => {
      wallet = new BookWallet(clock);
      return wallet;
    },
  } as const;
  t = await testHouse({ adapters: agencies.adapters, providers: new Map([["demo", adapter]]) });
  await agencies.connect(t.house, ["power"]);
  const by = { kind: "system", id: "tests" } as const;
  await t.house.accounts.set({ city, provider: "demo", account: "main", agency: "", config: {}, secrets: {}, by });
  const body = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: "demo-channel",
    client_secret: "demo-channel-secret",
  });
  const response = await fetch(`${t.baseUrl}/demo/oidc/token`, { method: "POST", body });
  bearer = ((await response.json()) as { access_token: string }).access_token;
});
afterAll(() => t?.close());

// biome-ignore lint/suspicious/noExplicitAny: answers of all shapes are looked into.
type Answer = { readonly status: number; readonly json: any; readonly headers: Headers };

async function ask(method: "GET" | "POST", path: string, body?: unknown, key = randomUUID()): Promise<Answer> {
  const response = await fetch(`${t.baseUrl}/api/v1/cities/${city}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${bearer}`,
      ...(body === undefined ? {} : { "content-type": "application/json", "idempotency-key": key }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, json: await response.json(), headers: response.headers };
}

const bills = () => ask("GET", `/bills?service=electricity&account=${account}&answers={"company":"state_grid"}`);

test("a channel lists what is owed, pays it once, reads how it stands and asks for the money back", async () => {
  agencies.owes = [{ reference: "a-1", amount_fen: 13_674, due_on: "2026-11-28", period: "2026-10", holder: "王*" }];
  const { status, json } = await bills();
  expect(status).toBe(200);
  expect(json).toMatchObject({
    outcome: "found",
    items: [
      {
        ...{ service: "electricity", state: "open", payee: "merchant", amount_fen: 13_674, least_fen: 1_000 },
        ...{ late_fee_fen: 0, due_on: "2026-11-28", period: "2026-10", holder: "王*", providers: ["demo"] },
      },
    ],
  });
  const wish = { bills: [{ number: json.items[0].number }], provider: "demo", from: "phone" };
  const key = randomUUID();
  const begun = await ask("POST", "/payments", wish, key);
  expect(begun.status).toBe(201);
  const { number } = begun.json.payment;
  expect(begun.headers.get("location")).toBe(`/api/v1/cities/${city}/payments/${number}`);
  expect(begun.json).toMatchObject({
    payment: { state: "handed_over", amount_fen: 13_674, received_fen: 0, paid_at: null },
    started: { kind: "redirect", url: `http://127.0.0.1/${number}` },
  });
  const again = await ask("POST", "/payments", wish, key);
  expect(again.json.payment.number).toBe(number);
  expect((await ask("POST", "/payments", { ...wish, from: "desktop" }, key)).status).toBe(422);
  wallet.pay(number, 13_674n);
  await confirmPayment(t.house.payments, city, wallet.told(number));
  const paid = await ask("GET", `/payments/${number}`);
  expect(paid.json).toMatchObject({ state: "succeeded", received_fen: 13_674, bills: [{ amount_fen: 13_674 }] });
  expect((await ask("POST", "/payments", wish)).json.code).toBe("bill_being_settled");
  // The first request again, late: the same payment, which waits for nobody any more.
  const late = await ask("POST", "/payments", wish, key);
  expect(late).toMatchObject({ status: 201, json: { payment: { number, state: "succeeded" }, started: null } });
  expect((await ask("POST", `/payments/${number}/refunds`, { reason: "x", amount_fen: 13_675 })).json.code).toBe(
    "refund_amount",
  );
  const asked = await ask("POST", `/payments/${number}/refunds`, { reason: "交重了" });
  expect(asked.status).toBe(201);
  expect(asked.json.refunds).toMatchObject([{ amount_fen: 13_674, state: "asked", done_at: null }]);
  expect((await ask("POST", `/payments/${number}/refunds`, { reason: "交重了" })).json.code).toBe(
    "refund_asked_already",
  );
});

/** Refunds stand in the order in which they were asked for; those of one instant in none. */
function aMinuteLater(): void {
  t.clock.now = new Date(t.clock.now.getTime() + 60_000);
}

test("of several bills those are asked back that are named; one whose money has gone back is refused", async () => {
  agencies.owes = [1_000, 2_000].map((amount_fen, index) => ({
    ...{ reference: `named-${index}`, amount_fen, period: `2026-0${index + 8}` },
  }));
  const { items } = (await bills()).json as { items: { number: string }[] };
  const wish = { bills: items.map(({ number }) => ({ number })), provider: "demo", from: "phone" };
  const { number, bills: paid } = (await ask("POST", "/payments", wish)).json.payment;
  wallet.pay(number, 3_000n);
  const { payments } = t.house;
  await confirmPayment(payments, city, wallet.told(number));
  for (let round = 0; round < 3; round += 1) await runPaymentTasks(payments, [city]);
  const small = paid.find((bill: { amount_fen: number }) => bill.amount_fen === 1_000).number;
  const path = `/payments/${number}/refunds`;
  const asked = await ask("POST", path, { reason: "交重了", bills: [small] });
  expect(asked.json.refunds).toMatchObject([{ amount_fen: 1_000, bills: [small] }]);
  const refund = asked.json.refunds[0].number;
  await approveRefund(payments, { city, number, refund, by: { kind: "clerk", id: randomUUID() } });
  await takeRefund(payments, { city, number }, { refund, state: "succeeded", amount_fen: 1_000n });
  const both = await ask("POST", path, { reason: "都退", bills: wish.bills.map((bill) => bill.number) });
  expect(both).toMatchObject({ status: 422, json: { code: "refund_bills" } });
  const after = (await ask("GET", `/payments/${number}`)).json.bills as { number: string; returned_fen: number }[];
  expect(after.map((bill) => [bill.number === small, bill.returned_fen]).sort()).toEqual([
    [false, 0],
    [true, 1_000],
  ]);
  aMinuteLater();
  expect((await ask("POST", path, { reason: "其余的" })).json.refunds[1]).toMatchObject({
    amount_fen: 2_000,
    bills: null,
  });
});

test("one key asks for one refund, at once and long after; another body is refused, another key asks anew", async () => {
  agencies.owes = [{ reference: "again-1", amount_fen: 9_000, period: "2026-10" }];
  const { json } = await bills();
  const wish = { bills: [{ number: json.items[0].number }], provider: "demo", from: "phone" };
  const { number } = (await ask("POST", "/payments", wish)).json.payment;
  wallet.pay(number, 9_000n);
  const { payments } = t.house;
  await confirmPayment(payments, city, wallet.told(number));
  for (let round = 0; round < 3; round += 1) await runPaymentTasks(payments, [city]);
  const path = `/payments/${number}/refunds`;
  const part = { reason: "多交了", amount_fen: 1_000 };
  const key = randomUUID();
  const both = await Promise.all([ask("POST", path, part, key), ask("POST", path, part, key)]);
  expect(both.map(({ status, json: { refunds } }) => [status, refunds.length])).toEqual([
    [201, 1],
    [201, 1],
  ]);
  const [first, second] = both;
  expect(second?.json).toEqual(first?.json);
  expect((await ask("POST", path, part, key)).json).toEqual(first?.json);
  const other = { ...part, amount_fen: 2_000 };
  expect(await ask("POST", path, other, key)).toMatchObject({ status: 422, json: { code: "idempotency_key_reused" } });
  expect((await ask("POST", path, part)).json.code).toBe("refund_asked_already");

  const refund = first?.json.refunds[0].number;
  const by = { kind: "clerk", id: randomUUID() } as const;
  await approveRefund(payments, { city, number, refund, by });
  await takeRefund(payments, { city, number }, { refund, state: "succeeded", amount_fen: 1_000n });
  const late = await ask("POST", path, part, key);
  expect(late.status).toBe(201);
  expect(late.json).toMatchObject({ refunded_fen: 1_000, refunds: [{ number: refund, state: "succeeded" }] });
  expect(late.json.refunds).toHaveLength(1);
  expect((await ask("POST", path, other, key)).json.code).toBe("idempotency_key_reused");
  aMinuteLater();
  expect((await ask("POST", path, part)).json.refunds).toMatchObject([{ state: "succeeded" }, { state: "asked" }]);
});

test("a part, other providers, unknown numbers and services of persons are answered as the description says", async () => {
  agencies.owes = [{ reference: "b-1", amount_fen: 5_000 }];
  const { json } = await bills();
  const [bill] = json.items;
  const of = (more: object) => ({ bills: [{ number: bill.number, ...more }], provider: "demo", from: "phone" });
  expect((await ask("POST", "/payments", of({ amount_fen: 999 }))).json.code).toBe("amount_not_allowed");
  expect((await ask("POST", "/payments", of({ amount_fen: 1_000 }))).json.payment.amount_fen).toBe(1_000);
  expect((await ask("POST", "/payments", { ...of({}), provider: "treasury" })).json.code).toBe("provider_not_offered");
  const none = { ...of({}), bills: [{ number: "430621-20261116-BAAAAAAAAAA-A" }] };
  expect((await ask("POST", "/payments", none)).json.code).toBe("bill_not_found");
  expect((await ask("GET", "/payments/430621-20261116-PAAAAAAAAAA-A")).json.code).toBe("payment_not_found");
  expect((await ask("GET", "/bills?service=social-contributions&account=1")).json.code).toBe("bills_not_by_account");
  expect((await ask("GET", "/bills?service=electricity&account=1&answers=[]")).json.code).toBe("answers_invalid");
  const [person] = await keepOwed(
    t.house.payments,
    {
      ...{ city, biller: "tax", service: "social-contributions", payee: "merchant", account: "rSomebody:x" },
      ...{ operation: "social-contributions", parameters: {} },
    },
    [{ reference: "p-1", amount_fen: 100n, late_fee_fen: 0n, items: [] }],
  );
  const theirs = { bills: [{ number: person?.number }], provider: "demo", from: "phone" };
  expect((await ask("POST", "/payments", theirs)).json.code).toBe("bill_not_found");
  agencies.owes = [];
  expect((await bills()).json).toMatchObject({ outcome: "found", items: [] });
  agencies.owes = undefined;
  expect((await bills()).json.code).toBe("agency_unavailable");
});

test("the receipts of a payment: none before the biller has confirmed, then the data and the PDF; nobody else's", async () => {
  agencies.owes = [{ reference: "receipt-1", amount_fen: 4_200, period: "2026-10" }];
  const { json } = await bills();
  const wish = { bills: [{ number: json.items[0].number }], provider: "demo", from: "phone" };
  const { number } = (await ask("POST", "/payments", wish)).json.payment;
  wallet.pay(number, 4_200n);
  const { house } = t;
  await confirmPayment(house.payments, city, wallet.told(number));
  expect((await ask("GET", `/payments/${number}/receipt`)).json).toEqual({ items: [], fiscal: null });
  for (let round = 0; round < 3; round += 1) await runPaymentTasks(house.payments, [city]);
  await house.database.transaction(cityScope(city), (tx) => noteReceiptsDue(tx, city, [number], house.clock()));
  await runReceipts(receiptParts(house), [city]);
  const read = await ask("GET", `/payments/${number}/receipt`);
  const [receipt] = read.json.items;
  expect(receipt).toMatchObject({
    ...{ kind: "payment", serial: "2026-00000001", amount_fen: 4_200, payer: null, original: null },
    lines: [{ reference: "receipt-1", account: "******2875", period: "2026-10", amount_fen: 4_200 }],
  });
  expect(receipt.verify).toBe(`${t.baseUrl}/receipts/${receipt.number}?check=${receipt.check}`);
  const headers = { authorization: `Bearer ${bearer}` };
  const pdf = await fetch(`${t.baseUrl}${receipt.pdf}`, { headers });
  expect(pdf.headers.get("content-type")).toBe("application/pdf");
  expect(
    Buffer.from(await pdf.arrayBuffer())
      .subarray(0, 5)
      .toString(),
  ).toBe("%PDF-");
  expect((await fetch(`${t.baseUrl}${receipt.pdf}`)).status).toBe(401);
  const other = receipt.pdf.replace(receipt.number, `${city}-20261116-Q0000000000-0`);
  expect((await fetch(`${t.baseUrl}${other}`, { headers })).status).toBe(404);
  expect((await ask("GET", "/payments/430621-20261116-PAAAAAAAAAA-A/receipt")).json.code).toBe("payment_not_found");
});
