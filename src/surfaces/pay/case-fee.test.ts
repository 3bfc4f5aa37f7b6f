import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bookWallets } from "../../../tests/helpers/book-wallets.ts";
import { type TestHouse, testHouse } from "../../../tests/helpers/house.ts";
import { act, Browsing, fileCase, keyOf } from "../../../tests/helpers/own-pages.ts";
import { passingOn } from "../../../tests/helpers/pass-on.ts";
import { findCase, viewCase } from "../../domain/cases/index.ts";
import { compileService, publishCatalogue, type ServiceVersion } from "../../domain/catalogue/index.ts";
import { inbox } from "../../domain/notifications/index.ts";
import {
  approveRefund,
  askRefund,
  type Bill,
  billsOf,
  confirmPayment,
  createPayment,
  findPayment,
  runPaymentTasks,
} from "../../domain/payments/index.ts";

const city = "430621";
const books = bookWallets(["treasury", "demo"]);

let t: TestHouse;
let passOn: () => Promise<void>;
let person: Browsing;
beforeAll(async () => {
  t = await testHouse({ providers: books.providers });
  await books.open(t.house, city);
  passOn = passingOn(t.house, city);
  person = new Browsing(t.baseUrl);
  await person.signIn("worker");
});
afterAll(() => t?.close());

const file = async (): Promise<string> => (await fileCase(t.house, "worker", { service: "id-card" })).number;

async function accepted(): Promise<string> {
  const number = await file();
  await act(t.house, number, "accept");
  await passOn();
  return number;
}

async function billOf(number: string): Promise<Bill> {
  const [bill, ...others] = await billsOf(t.house.payments, city, number);
  if (!bill) throw new Error(`${number} has no bill`);
  expect(others).toEqual([]);
  return bill;
}

let attempt = 0;
async function begun(bill: Bill): Promise<string> {
  attempt += 1;
  const payer = keyOf(t.house, "worker");
  const receipt = await createPayment(t.house.payments, {
    ...{ city, bills: [{ number: bill.number }], provider: "treasury", account: "main", from: "phone", payer },
    by: { kind: "resident", id: payer },
    channel: "web",
    idempotency: { caller: payer, key: `attempt-${attempt}`, bodyHash: "same" },
  });
  return receipt.number;
}

/** The money comes in; nothing has been asked or told of it yet. */
async function comesIn(number: string): Promise<void> {
  const { payment } = await findPayment(t.house.payments, city, number);
  books.wallet("treasury").pay(number, payment.amount_fen);
  await confirmPayment(t.house.payments, city, books.wallet("treasury").told(number));
}

async function paid(number: string): Promise<string> {
  const payment = await begun(await billOf(number));
  await comesIn(payment);
  await settle();
  return payment;
}

/** Every task that is due is done, and what follows from it follows. */
async function settle(): Promise<void> {
  for (let rounds = 0; rounds < 3; rounds += 1) {
    await runPaymentTasks(t.house.payments, [city]);
    await passOn();
  }
}

const clerkOfFinance = { kind: "clerk", id: "0190b7a0-0000-7000-8000-00000000000f" } as const;
async function givenBack(payment: string): Promise<void> {
  const { refunds } = await findPayment(t.house.payments, city, payment);
  const asked = refunds.find(({ state }) => state === "asked");
  await approveRefund(t.house.payments, { city, number: payment, refund: asked?.number ?? "", by: clerkOfFinance });
  await settle();
}

const templatesAbout = async (number: string) =>
  (await inbox(t.house.database, t.house.secrets, keyOf(t.house, "worker"))).items
    .filter(({ about }) => about === number)
    .map(({ template }) => template);
const page = async (number: string): Promise<string> => {
  const { text } = await person.get(`/me/cases/${number}`);
  return text
    .replaceAll(/<wbr *\/?>/g, "")
    .replaceAll(/<[^>]+>/g, " ")
    .replaceAll(/\s+/g, " ");
};

describe("the fee of an identity card", () => {
  test("is no bill before acceptance, one with it, told once with a way to pay", async () => {
    const number = await file();
    await passOn();
    expect(await billsOf(t.house.payments, city, number)).toEqual([]);
    expect(await page(number)).toContain("费用 40.00 元，受理以后可以在这里交，也可以到窗口交。现在不用交。");
    await act(t.house, number, "accept");
    await passOn();
    expect(await billOf(number)).toMatchObject({
      ...{ state: "open", owed_fen: 4_000n, payee: "treasury", biller: "public-security", reference: number },
      facts: { operation: "case-fee", items: [{ name: "丢失补领、损坏换领", amount_fen: "4000" }] },
    });
    expect((await templatesAbout(number)).filter((one) => one === "fee_due")).toEqual(["fee_due"]);
    const shown = await page(number);
    expect(shown).toContain("去交费 40.00 元");
    // The visit is still at the counter; the fee need not be.
    expect(shown).toContain("您还要到窗口办的");
    expect(shown).not.toContain("缴费 40.00 元。");
    const other = new Browsing(t.baseUrl);
    await other.signIn("student");
    const bill = await billOf(number);
    expect((await other.get(`/pay/${city}/bills/${bill.number}`)).status).toBe(404);
    expect((await person.get(`/pay/${city}/bills/${bill.number}`)).text).toContain("到财政缴款平台付");
    expect((await person.get("/me/bills")).text).toContain(`/pay/${city}/bills/${bill.number}`);
  });

  test("paid online stands in the case by the number of its payment, and the clerk goes on", async () => {
    const number = await accepted();
    const payment = await begun(await billOf(number));
    await comesIn(payment);
    await passOn();
    const between = await page(number);
    expect(between).toContain("钱已收到，不用再交");
    expect(between).not.toContain("去交费");
    await settle();
    expect((await billOf(number)).state).toBe("settled");
    const { row, timeline } = await viewCase(t.house.cases, city, number);
    expect(row.counter?.paid).toMatchObject({ amount_fen: 4_000, for: 4_000 });
    expect(timeline[0]?.words).toMatchObject({ recorded: "fee_paid", receipt: payment });
    const after = await page(number);
    for (const words of ["已交费 40.00 元，2026年11月16日", "缴费编号：", payment, "收到您在网上交的 40.00 元"]) {
      expect(after).toContain(words);
    }
    for (const words of ["窗口已收到", "去交费", "票据号码"]) expect(after).not.toContain(words);
    await act(t.house, number, "record", { what: "visited" });
    await act(t.house, number, "approve");
    expect((await findCase(t.house.cases, city, number)).state).toBe("approved");
  });

  test.each([
    ["paid at the counter", { what: "fee_paid", amount_fen: 4_000 }],
    ["waived", { what: "fee_paid", amount_fen: 0, reason: "低保家庭免收" }],
  ])("%s, it is no bill any more", async (_how, input) => {
    const number = await accepted();
    await act(t.house, number, "record", input);
    await passOn();
    expect((await billOf(number)).state).toBe("withdrawn");
    expect(await page(number)).not.toContain("去交费");
    expect((await person.get("/me/bills")).text).not.toContain((await billOf(number)).number);
  });

  test("paid at the counter while the wallet is open: what comes in all the same goes back", async () => {
    const number = await accepted();
    const payment = await begun(await billOf(number));
    await act(t.house, number, "record", { what: "fee_paid", amount_fen: 4_000 });
    await passOn();
    expect((await billOf(number)).state).toBe("open");
    await comesIn(payment);
    await settle();
    const { payment: row, refunds } = await findPayment(t.house.payments, city, payment);
    expect(row).toMatchObject({ state: "refunded", refunded_fen: 4_000n });
    expect(refunds).toMatchObject([{ cause: "write_off_refused", state: "succeeded" }]);
    expect((await billOf(number)).state).toBe("withdrawn");
    expect((await findCase(t.house.cases, city, number)).counter?.paid?.amount_fen).toBe(4_000);
  });

  test.each([
    ["withdrawn", "withdraw", {}],
    ["refused", "refuse", { reason: "照片不是本人。" }],
    ["passed on", "transfer", { reason: "由市局负责", where: "岳阳市公安局" }],
  ] as const)("%s before it was paid, nothing is owed", async (_how, type, input) => {
    const number = await accepted();
    const by = { kind: "resident", id: keyOf(t.house, "worker") } as const;
    await act(t.house, number, type, input, ...(type === "withdraw" ? [by] : []));
    await passOn();
    expect((await billOf(number)).state).toBe("withdrawn");
    const reopened = type === "refuse";
    if (!reopened) return;
    await act(t.house, number, "reopen", { reason: "重新核对" });
    await passOn();
    expect((await billOf(number)).state).toBe("open");
  });

  test("refused after it was paid: its return is asked for, once, and a clerk of finance approves it", async () => {
    const number = await accepted();
    const payment = await paid(number);
    await act(t.house, number, "refuse", { reason: "照片不是本人。" });
    await passOn();
    const asked = await findPayment(t.house.payments, city, payment);
    expect(asked.refunds).toMatchObject([
      { cause: "case_ended", state: "asked", amount_fen: 4_000n, asked_kind: "system", approvals_needed: 1 },
    ]);
    expect(await page(number)).toContain("已经申请退回，工作人员核对以后原路退还");
    await givenBack(payment);
    expect((await findPayment(t.house.payments, city, payment)).payment.state).toBe("refunded");
    expect((await billOf(number)).state).toBe("withdrawn");
    expect(await page(number)).toContain("这笔钱已经原路退回。");
  });

  test("withdrawn while its money is under way: the case takes it no more, and it goes back by itself", async () => {
    const number = await accepted();
    const payment = await begun(await billOf(number));
    await comesIn(payment);
    const by = { kind: "resident", id: keyOf(t.house, "worker") } as const;
    await act(t.house, number, "withdraw", {}, by);
    await settle();
    const { payment: row, refunds } = await findPayment(t.house.payments, city, payment);
    expect(row.state).toBe("refunded");
    expect(refunds).toMatchObject([{ cause: "write_off_refused" }]);
    expect((await billOf(number)).state).toBe("withdrawn");
  });

  test("given back while the case goes on, it is owed again, and can be paid again", async () => {
    const number = await accepted();
    const payment = await paid(number);
    const by = { kind: "resident", id: keyOf(t.house, "worker") } as const;
    await askRefund(t.house.payments, { city, number: payment, by, amount_fen: 4_000n, reason: "交错了" });
    await givenBack(payment);
    const { row, timeline } = await viewCase(t.house.cases, city, number);
    expect(row.counter?.paid).toBeUndefined();
    expect(timeline[0]?.words).toMatchObject({ recorded: "fee_returned", amount_fen: 4_000 });
    expect(await billOf(number)).toMatchObject({ state: "open", owed_fen: 4_000n });
    expect(await page(number)).toContain("您交的 40.00 元退回了，这笔费用还要交");
    await expect(act(t.house, number, "approve")).rejects.toMatchObject({ code: "fee_not_recorded" });
    await paid(number);
    expect((await findCase(t.house.cases, city, number)).counter?.paid?.amount_fen).toBe(4_000);
    expect((await billOf(number)).state).toBe("settled");
  });

  test("where the city has no account it is paid at the counter, and its page says so", async () => {
    const { number } = await fileCase(t.house, "worker", { service: "id-card", city: "130982" });
    await act(t.house, number, "accept");
    const shown = await page(number);
    expect(shown).toContain("缴费 40.00 元。缴清以后才能作决定。");
    expect(shown).not.toContain("去交费");
    expect(shown).not.toContain("您现在不需要做什么");
  });

  test("a program reads the bill, how it was paid, and whether the case has it", async () => {
    const client = { client_id: "demo-agency", client_secret: "demo-agency-secret" };
    const body = new URLSearchParams({ grant_type: "client_credentials", ...client });
    const granted = await fetch(`${t.baseUrl}/demo/oidc/token`, { method: "POST", body });
    const { access_token: token } = (await granted.json()) as { access_token: string };
    const headers = { authorization: `Bearer ${token}` };
    const read = async (number: string) =>
      (await fetch(`${t.baseUrl}/api/v1/cities/${city}/cases/${number}`, { headers })).json();
    const number = await accepted();
    const bill = await billOf(number);
    expect(await read(number)).toMatchObject({
      fee: { kind: "amount", pay: "treasury" },
      fee_bill: { number: bill.number, page: `/pay/${city}/bills/${bill.number}`, online: true, payments: [] },
      counter: { fee_due_fen: 4_000 },
    });
    const payment = await paid(number);
    expect(await read(number)).toMatchObject({
      fee_bill: {
        number: null,
        page: null,
        payments: [{ number: payment, provider: "treasury", amount_fen: 4_000, returned_fen: 0, confirmed: true }],
      },
      counter: { fee_due_fen: 0, fee_paid_fen: 4_000 },
    });
  });
});

describe("a fee for the examination itself", () => {
  const examined: ServiceVersion["definition"]["fee"] = {
    ...{ basis: "国家发展改革委、财政部的收费标准", amount_fen: 4_000, charge: "submit" },
    ...{ pay: "treasury", goes_back: false },
  };
  beforeAll(async () => {
    const service = t.house.catalogue.service("id-card");
    if (!service) throw new Error("id-card is not published");
    const { certificate, definition } = service;
    const services = new Map([["id-card", compileService({ ...definition, fee: examined }, certificate)]]);
    // Not in the very instant in which the demonstration was published: the later publication is in force.
    t.clock.now = new Date(t.clock.now.getTime() + 60_000);
    await publishCatalogue(t.house.database, { services, problems: [] }, t.clock.now);
    await t.house.catalogue.refresh();
    t.house.offerings.forget(city);
  });

  test("is owed on sending, and stays paid when the case ends without a result, as the guide says before", async () => {
    const { text } = await person.get(`/${city}/services/id-card`);
    expect(text).toContain("这笔费用是审查费，不管办成没办成，交了都不退。");
    const number = await file();
    await passOn();
    expect(await billOf(number)).toMatchObject({ state: "open", owed_fen: 4_000n });
    const payment = await paid(number);
    await act(t.house, number, "accept");
    await act(t.house, number, "refuse", { reason: "照片不是本人。" });
    await settle();
    const { payment: kept, refunds } = await findPayment(t.house.payments, city, payment);
    expect([kept.state, refunds]).toEqual(["succeeded", []]);
    expect((await billOf(number)).state).toBe("settled");
    const shown = await page(number);
    expect(shown).toContain("已交费 40.00 元");
    expect(shown).not.toContain("申请退回");
  });
});
