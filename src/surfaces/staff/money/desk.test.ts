import { afterAll, beforeAll, expect, test } from "vitest";
import { asOwner } from "../../../../tests/helpers/database.ts";
import { type TestHouse, testHouse } from "../../../../tests/helpers/house.ts";
import { type TestDesk, testDesk } from "../../../../tests/helpers/staff-desk.ts";
import { begin, type MoneyFixture, moneyFixture, owe, paid } from "../../../domain/payments/fixtures.ts";
import {
  approveRefund,
  askProvider,
  askRefund,
  confirmPayment,
  findPayment,
  ProviderRefusal,
  runPaymentTasks,
  takeRefund,
} from "../../../domain/payments/index.ts";

const city = "430621";
let whole: TestHouse;
let desk: TestDesk;
let money: MoneyFixture;
const payer = { kind: "resident", id: "rPayer" } as const;

beforeAll(async () => {
  whole = await testHouse();
  desk = testDesk(whole);
  money = moneyFixture({ ...whole.test, secrets: whole.house.secrets });
});
afterAll(() => desk.close());

const settle = async () => {
  while ((await runPaymentTasks(money.context, [city])) > 0);
};
async function asked(amount_fen: bigint, reason = "交重了") {
  const { number, bill } = await paid(money, { city, amount_fen });
  await settle();
  const { refunds } = await askRefund(money.context, { city, number, by: payer, amount_fen, reason });
  return { number, bill, refund: refunds[0]?.number ?? "" };
}
const audited = async (act: string) =>
  (
    await asOwner(whole.test, (owner) =>
      owner.query("select subject from audit_entries where city = $1 and act = $2", [city, act]),
    )
  ).rows.map((row) => row.subject);

test("a payment is found, read whole and exported", async () => {
  const { number } = await paid(money, { city, amount_fen: 43_210n });
  const finance = await desk.signedIn("430621-finance");
  const list = await finance.get("/staff/money/payments?amount=432.10");
  expect(list.text).toContain(number);
  expect(list.main.match(/<tr data-row/g)).toHaveLength(1);
  expect((await finance.get(`/staff/money/payments?q=w${number}`)).text).toContain(number);
  expect((await finance.get("/staff/money/payments?q=nothing")).text).toContain("没有符合条件的缴费");
  expect((await finance.get("/staff/money/payments?state=disputed")).text).toContain("没有符合条件的缴费");
  const page = await finance.get(`/staff/money/payments/${number}`);
  for (const words of ["432.10", "支付机构确认收到钱", "等收费单位确认", "待清算款", "没有收到通知"]) {
    expect(page.text).toContain(words);
  }
  const file = await finance.get("/staff/money/payments.csv?amount=432.10");
  expect(file.body.toString("utf8").trim().split("\r\n")).toHaveLength(2);
  expect(await audited("money.export")).toContain("payments");
});

test("over 1,000 yuan two clerks approve on the page, with the box ticked; the first one cannot twice", async () => {
  const { number, refund } = await asked(120_000n, "一次交了两个月");
  const first = await desk.signedIn("430621-finance");
  const overview = await first.get("/staff/money");
  expect(overview.text).toContain("退款申请等批准");
  const queue = await first.get("/staff/money/refunds");
  expect(queue.text).toContain("1,200.00");
  expect(queue.text).toContain("已批 0 人，要 2 人");
  const at = `/staff/money/refunds/${refund}`;
  const page = await first.get(at);
  for (const words of ["一次交了两个月", "超过 1,000.00 元的退款要两位工作人员批准", "请它冲正"])
    expect(page.text).toContain(words);
  const unticked = await first.send(`${at}/approve`, {});
  expect(unticked.status).toBe(422);
  expect(unticked.text).toContain("请先核对金额和原因");
  expect((await first.send(`${at}/approve`, { confirm: "yes" })).text).toContain("您已批准，等另一位工作人员");
  expect((await first.post(`${at}/approve`, { confirm: "yes" })).status).toBe(409);
  expect((await first.get("/staff/money/refunds?show=second")).text).toContain("已批 1 人，要 2 人");
  const second = await desk.signedIn("430621-finance-finance");
  await second.get(at);
  const done = await second.send(`${at}/approve`, { confirm: "yes" });
  expect(done.text).toContain("已批准，钱开始退回");
  expect(done.text).toContain("钱敏");
  await settle();
  expect((await findPayment(money.context, city, number)).payment.state).toBe("refunded");
  expect(await audited("refund.approve")).toEqual([refund, refund]);
  const all = await second.get("/staff/money/refunds.csv?show=all");
  expect(all.body.toString("utf8")).toContain("一次交了两个月");
});

test("a refund is declined with a reason; a clerk starts one and another approves it", async () => {
  const { refund } = await asked(500n);
  const first = await desk.signedIn("430621-finance");
  const at = `/staff/money/refunds/${refund}`;
  await first.get(at);
  expect((await first.send(`${at}/decline`, { reason: "" })).status).toBe(422);
  await first.get(at);
  expect((await first.send(`${at}/decline`, { reason: "账单没有交重" })).text).toContain("账单没有交重");
  const { number } = await paid(money, { city, amount_fen: 8_000n });
  await settle();
  const record = `/staff/money/payments/${number}`;
  await first.get(record);
  const much = await first.send(`${record}/refund`, { "refund-amount": "80.01", "refund-reason": "多交" });
  expect(much.status).toBe(422);
  expect(much.text).toContain("退款金额不能超过实际付的钱");
  const started = await first.send(`${record}/refund`, { "refund-amount": "30", "refund-reason": "多交三十元" });
  expect(started.text).toContain("已提出退款，等另一位工作人员批准");
  expect(started.text).toContain("这是您自己提出的");
  const own = /\d{6}-\d{8}-R[0-9A-Z]+-[0-9A-Z]/.exec(started.text)?.[0] ?? "";
  const second = await desk.signedIn("430621-finance-finance");
  await second.get(`/staff/money/refunds/${own}`);
  expect((await second.send(`/staff/money/refunds/${own}/approve`, { confirm: "yes" })).text).toContain("钱开始退回");
});

test("a part of several bills goes back of the bills the clerk names", async () => {
  const bills = [await owe(money, { city, amount_fen: 600n }), await owe(money, { city, amount_fen: 400n })].sort();
  const number = await begin(money, city, ...bills);
  money.wallet.pay(number, 1_000n);
  await confirmPayment(money.context, city, money.wallet.told(number));
  await settle();
  const first = await desk.signedIn("430621-finance");
  const at = `/staff/money/payments/${number}`;
  expect((await first.get(at)).text).toContain("退哪张账单的钱");
  const part = { "refund-amount": "3", "refund-reason": "多交三元" };
  const unsaid = await first.send(`${at}/refund`, part);
  expect([unsaid.status, unsaid.text]).toEqual([422, expect.stringContaining("请选退哪张账单的钱")]);
  await first.get(at);
  const much = await first.send(`${at}/refund`, { ...part, "refund-amount": "7", "refund-bill": bills[1] ?? "" });
  expect(much.text).toContain("不能超过所选账单付的钱");
  await first.get(at);
  const started = await first.send(`${at}/refund`, { ...part, "refund-bill": bills[1] ?? "" });
  const { bills: parts, refunds } = await findPayment(money.context, city, number);
  expect(refunds.map((refund) => refund.bills)).toEqual([[bills[1]]]);
  expect(started.text).toContain(parts[1]?.reference);
});

test("what could not be refunded goes another way by two; a dispute is settled; write-offs by hand keep their reason", async () => {
  const { number, refund } = await asked(7_000n);
  const first = await desk.signedIn("430621-finance");
  const second = await desk.signedIn("430621-finance-finance");
  await first.get(`/staff/money/refunds/${refund}`);
  money.wallet.refund = async (request) => ({ refund: request.refund, state: "failed" });
  await first.send(`/staff/money/refunds/${refund}/approve`, { confirm: "yes" });
  await settle();
  money.wallet.refund = moneyFixture({ ...whole.test, secrets: whole.house.secrets }).wallet.refund;
  expect((await first.get("/staff/money")).text).toContain("没有退成的退款");
  expect((await first.get(`/staff/money/refunds/${refund}`)).text).toContain("支付机构没有退成");
  const record = `/staff/money/payments/${number}`;
  await first.get(record);
  // What the failed refund left free stands for no bill: only giving it back is offered.
  const offered = (await first.get(record)).text;
  expect([offered.includes("用别的办法退还"), offered.includes("核对以后，钱继续用于它的账单")]).toEqual([true, false]);
  const asks = { "by-hand-reason": "账户已注销", "by-hand-confirm": "yes" };
  const filed = await first.send(`${record}/by-hand`, asks);
  const other = /\d{6}-\d{8}-R[0-9A-Z]+-[0-9A-Z]/.exec(filed.text)?.[0] ?? "";
  const at = `/staff/money/refunds/${other}`;
  await second.get(at);
  const without = await second.send(`${at}/approve`, { confirm: "yes", reference: "" });
  expect(without.text).toContain("请写银行转账的流水号");
  const done = await second.send(`${at}/approve`, { confirm: "yes", reference: "B7788" });
  expect(done.text).toContain("按转账退还入账");
  expect((await first.get(record)).text).toContain("人工退还");

  // Somebody completed the first on the merchant's own pages: it went back twice.
  money.wallet.refunds.set(refund, { number, amount_fen: 7_000n, state: "succeeded", at: whole.test.clock.now });
  expect(await askProvider(money.context, city, number)).toBe("paid");
  const twice = await first.get(record);
  for (const word of ["有争议", "多退了 70.00 元", "多退，待收回"]) expect(twice.text).toContain(word);
  const reason = { "settle-because": "缴费人已转回", "settle-confirm": "yes" };
  expect((await first.send(`${record}/settle`, reason)).text).toContain("请写银行流水号");
  await first.get(record);
  const back = await first.send(`${record}/settle`, { ...reason, "settle-reference": "B9911" });
  for (const word of ["已登记收回，争议结束", "多退的钱已收回"]) expect(back.text).toContain(word);

  const { number: two, bill } = await paid(money, { city, amount_fen: 900n });
  const page = `/staff/money/payments/${two}`;
  await first.get(page);
  const byHand = { [`reference-${bill}`]: "D-9", [`because-${bill}`]: "营业厅已登记", [`confirm-${bill}`]: "yes" };
  expect((await first.send(`${page}/write-off`, byHand)).text).toContain("营业厅已登记");
  await first.get(page);
  expect((await first.send(`${page}/contest`, { "contest-because": "" })).status).toBe(422);
  await first.get(page);
  expect((await first.send(`${page}/contest`, { "contest-because": "本人否认" })).text).toContain("有争议");
  expect((await first.get("/staff/money")).text).toContain("有争议的缴费");
  await first.get(page);
  const stands = { "settle-because": "查了流水，是本人", "settle-confirm": "yes" };
  expect((await first.send(`${page}/settle`, stands)).text).toContain("争议已结束，缴费有效");
  const stopped = await first.get("/staff/money/stopped");
  expect(stopped.text).toContain("请收费单位冲正");
  await first.get(record);
  const noted = await first.send(`${record}/reversed`, { "reversed-because": "电话里已冲正" });
  expect(noted.text).toContain("已登记冲正");
});

test("a provider's code is a sentence with the code beside it; one we do not know says so; a refund that failed says why", async () => {
  const finance = await desk.signedIn("430621-finance");
  const english = await desk.signedIn("430621-finance", "en");
  const approved = async () => {
    const { number, refund } = await asked(320n);
    const by = { kind: "clerk", id: "00000000-0000-7000-8000-000000000002" } as const;
    await approveRefund(money.context, { city, number, refund, by });
    return { number, refund };
  };
  const wallet = { refund: money.wallet.refund };
  for (const [code, zh, en] of [
    ["NOT_ENOUGH", "商户账户的余额不够退。请给商户账户充值，再试一次。", "The merchant account has too little money"],
    ["SOMETHING_NEW", "对方没有办理，只给出下面的代码", "gave only this code"],
  ] as const) {
    money.wallet.refund = () => Promise.reject(new ProviderRefusal(code, "as the test says"));
    const { number, refund } = await approved();
    await runPaymentTasks(money.context, [city]);
    const page = await finance.get(`/staff/money/payments/${number}`);
    expect(page.text).toContain(zh);
    expect(page.main).toContain(`<p class="quiet small number">${code}</p>`);
    expect((await english.get(`/staff/money/payments/${number}`)).text).toContain(en);
    await takeRefund(money.context, { city, number }, { refund, state: "failed" }, code);
    const failed = await finance.get(`/staff/money/refunds/${refund}`);
    expect(failed.text).toContain(`为什么没有退成`);
    expect(failed.text).toContain(`（${code}）`);
    expect((await finance.get(`/staff/money/payments/${number}`)).text).toContain(`（${code}）`);
  }
  money.wallet.refund = wallet.refund;
});

test("auditors read and act on nothing; others see nothing; another city's numbers belong to nothing", async () => {
  const { number, refund } = await asked(300n);
  const auditor = await desk.signedIn("430621-auditor");
  for (const path of [`payments/${number}`, `refunds/${refund}`]) {
    const page = await auditor.get(`/staff/money/${path}`);
    expect(page.status).toBe(200);
    expect(page.main).not.toContain("<button");
  }
  await auditor.get("/staff/me");
  for (const path of [`payments/${number}/contest`, `payments/${number}/refund`, `refunds/${refund}/approve`]) {
    expect((await auditor.post(`/staff/money/${path}`, {})).status).toBe(403);
  }
  const clerk = await desk.signedIn("430621-clerk");
  for (const path of ["", "/payments", "/payments.csv", "/refunds", "/refunds.csv", "/stopped"]) {
    expect((await clerk.get(`/staff/money${path}`)).status).toBe(403);
  }
  const elsewhere = await desk.signedIn("130982-finance");
  for (const path of [`payments/${number}`, `refunds/${refund}`]) {
    expect((await elsewhere.get(`/staff/money/${path}`)).status).toBe(404);
  }
  expect((await elsewhere.get(`/staff/money/payments?q=${number}`)).text).toContain("没有符合条件的缴费");
});

test("in English every page says the same", async () => {
  const { number, refund } = await asked(310n);
  const finance = await desk.signedIn("430621-finance", "en");
  expect((await finance.get("/staff/money")).text).toContain("What needs you");
  expect((await finance.get(`/staff/money/payments/${number}`)).text).toContain("The provider confirmed the money");
  expect((await finance.get(`/staff/money/refunds/${refund}`)).text).toContain("goes back to the payer at once");
});
