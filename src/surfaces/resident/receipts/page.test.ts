import { afterAll, beforeAll, expect, test } from "vitest";
import { type ScriptedAgencies, scriptedAgencies } from "../../../../tests/helpers/agencies.ts";
import { type TestHouse, testHouse } from "../../../../tests/helpers/house.ts";
import { Browsing } from "../../../../tests/helpers/own-pages.ts";
import { testDesk } from "../../../../tests/helpers/staff-desk.ts";
import { type Visitor, visitor } from "../../../../tests/helpers/visitor.ts";
import { textOfPdf } from "../../../domain/documents/fixtures.ts";
import { BookWallet } from "../../../domain/payments/fixtures.ts";
import {
  approveRefund,
  askRefund,
  confirmPayment,
  findPayment,
  noteReceiptsDue,
  receiptsOf,
  runPaymentTasks,
  runReceipts,
} from "../../../domain/payments/index.ts";
import { cityScope } from "../../../foundation/database/index.ts";
import { receiptParts } from "../../pay/receipts.ts";

const city = "430621";
const account = "4301622875";
let t: TestHouse;
let agencies: ScriptedAgencies;
let wallet: BookWallet;

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
  const found = t.house.catalogue.service("electricity")?.definition.samples[0]?.agency_says;
  if (found === undefined || found === "nothing") throw new Error("the sample finds nothing");
  agencies.says = { found };
});
afterAll(() => t?.close());

async function signedIn(sub: "worker" | "student"): Promise<Visitor> {
  const browser = new Browsing(t.baseUrl);
  await browser.signIn(sub);
  const who = visitor(t.baseUrl);
  for (const [name, value] of browser.cookies) who.cookies.set(name, value);
  return who;
}

/** What the relay, the reaction and the loops do. */
async function work(number: string): Promise<void> {
  const { house } = t;
  for (let round = 0; round < 3; round += 1) await runPaymentTasks(house.payments, [city]);
  await house.database.transaction(cityScope(city), (tx) => noteReceiptsDue(tx, city, [number], house.clock()));
  await runReceipts(receiptParts(house), [city]);
}

let bill = 0;
async function pays(who: Visitor, amount_fen: number): Promise<string> {
  bill += 1;
  agencies.owes = [
    { reference: `${account}-${bill}`, amount_fen, due_on: "2026-11-28", period: "2026-10", holder: "王*" },
  ];
  await who.get(`/${city}/services/electricity/start`);
  await who.press("查询", { 供电公司: "国家电网", 电费户号: account });
  await who.follow("去交费");
  await who
    .press("用演示钱包付", { 下次接着用: ["记住这个户号，下次不用再填"] })
    .catch(() => who.press("用演示钱包付"));
  const number = /\/pay\/(430621-\d{8}-P[0-9A-Z-]+)/.exec(who.page.html)?.[1] ?? "";
  const { payment } = await findPayment(t.house.payments, city, number);
  wallet.pay(number, payment.amount_fen);
  await confirmPayment(t.house.payments, city, wallet.told(number));
  await work(number);
  return number;
}

const bytes = async (who: Visitor, path: string) => {
  const cookie = [...who.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const answer = await fetch(`${t.baseUrl}${path}`, { headers: { cookie }, redirect: "manual" });
  return {
    status: answer.status,
    type: answer.headers.get("content-type"),
    body: Buffer.from(await answer.arrayBuffer()),
  };
};

test("who paid has the receipt, its PDF, its check, and of a refund another; nobody else has", async () => {
  const who = await signedIn("worker");
  const number = await pays(who, 13_674);
  await who.get(`/pay/${number}`);
  expect(who.page.text).toContain("第 2026-00000001 号");
  const [receipt] = await receiptsOf(t.house.payments, city, number);
  if (!receipt) throw new Error("no receipt");
  expect(receipt.facts.payer).not.toBeNull();
  const pdf = await bytes(who, `/pay/${number}/receipts/${receipt.number}.pdf`);
  expect(pdf).toMatchObject({ status: 200, type: "application/pdf" });
  const text = textOfPdf(pdf.body);
  for (const said of ["人民币壹佰叁拾陆元柒角肆分", receipt.facts.payer ?? "", "******2875", "没有真实款项"]) {
    expect(text).toContain(said);
  }
  const other = await signedIn("student");
  expect((await bytes(other, `/pay/${number}/receipts/${receipt.number}.pdf`)).status).toBe(404);
  expect((await bytes(who, `/pay/${number}/receipts/${city}-20261116-Q0000000000-0.pdf`)).status).toBe(404);

  await who.follow("查看和核对缴费收据");
  expect(who.page.text).toContain("收据是真的");
  expect(who.page.text).toContain("人民币壹佰叁拾陆元柒角肆分");
  // The payer's name stands on the paper and only partly here.
  expect(who.page.text).not.toContain(receipt.facts.payer ?? "?");
  const stranger = visitor(t.baseUrl);
  await stranger.get(`/receipts/${receipt.number}?check=AAAAAAAA`);
  expect(stranger.page.text).toContain("和开具的不一样");
  expect(stranger.page.text).not.toContain("136.74");
  await stranger.get(`/receipts/${receipt.number}`);
  expect(stranger.page.text).toContain("还要校验码");
  await stranger.get("/receipts");
  await stranger.press("核对", { 收据编号: receipt.number.toLowerCase(), 校验码: receipt.check.toLowerCase() });
  expect(stranger.page.text).toContain("收据是真的");
  expect((await fetch(`${t.baseUrl}/receipts/${city}-20261116-Q0000000000-0?check=AAAAAAAA`)).status).toBe(404);

  const { payments } = t.house;
  const view = await askRefund(payments, {
    ...{ city, number, amount_fen: 74n, reason: "交重了" },
    by: { kind: "resident", id: receipt.payer },
  });
  const refund = view.refunds[0]?.number ?? "";
  await approveRefund(payments, { city, number, refund, by: { kind: "clerk", id: "finance" } });
  await work(number);
  await who.get(`/pay/${number}`);
  expect(who.page.text).toContain("下载退款收据（PDF）");
  await stranger.get(`/receipts/${receipt.number}?check=${receipt.check}`);
  expect(stranger.page.text).toContain("后来退回了 0.74 元");
});

test("what was paid to an account in a year, as page, CSV and PDF; another person's account is not there", async () => {
  const who = await signedIn("worker");
  const number = await pays(who, 2_000);
  const [receipt] = await receiptsOf(t.house.payments, city, number);
  await who.get("/me/bills");
  const path = /href="(\/me\/bills\/[0-9a-f-]+\/statement)"/.exec(who.page.html)?.[1] ?? "";
  await who.get(path);
  expect(who.page.title).toContain("2026 年");
  for (const said of [account, "156.74 元", "0.74 元", "156.00 元", receipt ? "2026-00000003" : ""]) {
    expect(who.page.text).toContain(said);
  }
  const csv = (await bytes(who, `${path}.csv?year=2026`)).body.toString("utf8");
  expect(csv.split("\r\n")).toHaveLength(8);
  expect(csv).toContain("合计,实际缴了,,,,,156.00");
  const pdf = await bytes(who, `${path}.pdf?year=2026`);
  expect(textOfPdf(pdf.body)).toContain("¥156.00");
  const other = await signedIn("student");
  for (const end of ["", ".csv", ".pdf"]) expect((await bytes(other, `${path}${end}`)).status).toBe(404);
});

test("the finance clerk lists, finds, proves and exports", async () => {
  const finance = await testDesk(t).signedIn("430621-finance");
  const list = await finance.get("/staff/money/receipts");
  expect(list.main.match(/<tr data-row/g)).toHaveLength(3);
  expect(list.text).toContain("这一年最后一号是 3");
  expect((await finance.get("/staff/money/receipts?year=2026&prove=1")).text).toContain("1 号到 3 号都在");
  expect((await finance.get("/staff/money/receipts?year=2026&number=2026-2")).text).toContain("退款");
  expect((await finance.get("/staff/money/receipts?number=2026-99")).text).toContain("没有这个编号的收据");
  const file = (await finance.get("/staff/money/receipts.csv?year=2026")).body.toString("utf8");
  expect(file).toContain("共 3 张，缺 0 号");
  const clerk = await testDesk(t).signedIn("430621-clerk");
  expect((await clerk.get("/staff/money/receipts")).status).toBe(403);
});
