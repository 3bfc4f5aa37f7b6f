import { afterAll, beforeAll, expect, test } from "vitest";
import { asOwner } from "../../../../tests/helpers/database.ts";
import { type TestHouse, testHouse } from "../../../../tests/helpers/house.ts";
import { type TestDesk, testDesk } from "../../../../tests/helpers/staff-desk.ts";
import { begin, type MoneyFixture, moneyFixture, owe, paid } from "../../../domain/payments/fixtures.ts";
import { listDifferences, runPaymentTasks, runReconciliation } from "../../../domain/payments/index.ts";

const city = "430621";
let whole: TestHouse;
let desk: TestDesk;
let money: MoneyFixture;
const at = (day: number, hour: number) => new Date(Date.UTC(2026, 10, day, hour - 8));

/** A day with two payments that agree and one the wallet has and we do not. */
beforeAll(async () => {
  whole = await testHouse({ now: at(16, 9) });
  desk = testDesk(whole);
  money = moneyFixture({ ...whole.test, secrets: whole.house.secrets });
  money.wallet.feeOf = (amount) => amount / 100n;
  for (const amount_fen of [12_300n, 4_500n]) await paid(money, { city, amount_fen });
  const number = await begin(money, city, await owe(money, { city, amount_fen: 800n }));
  money.wallet.pay(number, 800n, at(16, 9));
  while ((await runPaymentTasks(money.context, [city])) > 0);
  whole.clock.now = at(17, 10);
  await runReconciliation(money.context, [city]);
});
afterAll(() => desk.close());

test("the finance clerk finds the day, explains what differs, closes it, and takes the hand-over along", async () => {
  const finance = await desk.signedIn("430621-finance");
  expect((await finance.get("/staff/money")).text).toContain("没有说明的差异");
  const days = await finance.get("/staff/money/days");
  expect(days.text).toContain("2026年11月16日");
  expect(days.text).toContain("1 条差异待处理");
  expect((await finance.get("/staff/money/days?filter=closed")).text).toContain("2026年11月15日");
  const day = await finance.get("/staff/money/days/2026-11-16");
  expect(day.text).toContain("还不能日结");
  expect(day.text).toContain("还有 1 条差异没有处理或说明");
  expect(day.text).toContain("176.00");
  expect(day.text).toContain("168.00");
  expect(day.text).toContain("对方有，我方没有");
  expect((await finance.post("/staff/money/days/2026-11-16/close", {})).status).toBe(409);

  const href = /href="(\/staff\/money\/differences\/[\w-]+)"/.exec(day.main)?.[1] ?? "";
  const difference = await finance.get(href);
  expect(difference.text).toContain("8.00");
  expect(difference.text).toContain("问对方");
  const short = await finance.post(`${href}/explain`, { words: "嗯" });
  expect(short.status).toBe(422);
  expect(short.text).toContain("请写明原因");
  await finance.get(href);
  const explained = await finance.send(`${href}/explain`, { words: "已与演示钱包核对，次日退回" });
  expect(explained.text).toContain("说明已保存");
  expect(explained.text).toContain("钱敏");
  const list = await finance.get("/staff/money/differences?state=explained");
  expect(list.main.match(/<tr data-row/g)).toHaveLength(1);
  expect((await finance.get("/staff/money/differences")).text).toContain("没有符合条件的差异");
  const exported = await finance.get("/staff/money/differences.csv?state=all");
  expect(exported.body.toString("utf8")).toContain("8.00");
  expect(exported.body.toString("utf8")).toContain("已与演示钱包核对");

  await finance.get("/staff/money/days/2026-11-16");
  const closed = await finance.send("/staff/money/days/2026-11-16/close", {});
  expect(closed.text).toContain("这一天已经日结");
  expect(closed.text).toContain("由钱敏办理");
  const handed = await finance.get("/staff/money/hand-over");
  expect(handed.text).toContain("合计：168.00");
  const handedLines = await finance.get("/staff/money/hand-over/2026-11-16/power-supply");
  expect(handedLines.text).toContain("123.00");
  expect(handedLines.main.match(/<tr data-row/g)).toHaveLength(3);
  expect((await finance.get("/staff/money/hand-over/2026-11-16/tax")).status).toBe(404);
  const file = await finance.get("/staff/money/days/2026-11-16/hand-over.csv?agency=power-supply");
  const lines = file.body.toString("utf8").trim().split("\r\n");
  expect(lines).toHaveLength(4);
  expect(lines.at(-1)).toContain("168.00");
  expect((await finance.get("/staff/money/days/2026-11-16/hand-over.csv?agency=tax")).status).toBe(404);
});

test("the ledger shows every account at a day and what moved on it; a correction is a transfer of today", async () => {
  const finance = await desk.signedIn("430621-finance");
  const ledger = await finance.get("/staff/money/ledger?day=2026-11-16");
  expect(ledger.text).toContain("合计：0.00");
  expect(ledger.text).toContain("已上缴");
  const statement = await finance.get(
    "/staff/money/ledger/statement?account=provider%2Fdemo%2Fmain&from=2026-11-16&until=2026-11-16",
  );
  expect(statement.text).toContain("123.00");
  expect(statement.text).toContain("手续费");
  expect((await finance.get("/staff/money/ledger/statement?account=nothing")).status).toBe(404);
  const form = await finance.get("/staff/money/ledger");
  const key = /name="key" value="([^"]+)"/.exec(form.main)?.[1] ?? "";
  const fields = { debit: "bank", credit: "clearing", amount: "1.05", because: "银行多到账" };
  const corrected = await finance.send("/staff/money/ledger/correct", fields);
  expect(corrected.text).toContain("更正已记下");
  const { rows } = await asOwner(whole.test, (owner) =>
    owner.query("select day::text, amount_fen::text from transfers where city = $1 and reason = 'correction'", [city]),
  );
  expect(rows).toEqual([{ day: "2026-11-17", amount_fen: "105" }]);
  expect((await finance.post("/staff/money/ledger/correct", { ...fields, amount: "x" })).status).toBe(422);
  // Back in the browser, another amount, and sent once more.
  expect((await finance.post("/staff/money/ledger/correct", { ...fields, key })).status).toBe(303);
  const other = await finance.post("/staff/money/ledger/correct", { ...fields, key, amount: "2.05" });
  expect([other.status, other.text]).toEqual([409, expect.stringContaining("这一笔没有记账")]);
});

test("auditors read and change nothing; others and other cities see nothing", async () => {
  const auditor = await desk.signedIn("430621-auditor");
  const page = await auditor.get("/staff/money/days/2026-11-16");
  expect(page.status).toBe(200);
  expect(page.main).not.toContain("<button");
  expect((await auditor.get("/staff/money/ledger")).status).toBe(200);
  await auditor.get("/staff/me");
  expect((await auditor.post("/staff/money/days/2026-11-16/close", {})).status).toBe(403);
  expect((await auditor.post("/staff/money/ledger/correct", {})).status).toBe(403);
  const clerk = await desk.signedIn("430621-clerk");
  for (const path of ["days", "days/2026-11-16", "differences", "differences.csv", "ledger"]) {
    expect((await clerk.get(`/staff/money/${path}`)).status).toBe(403);
  }
  const { items } = await listDifferences(money.context, { city });
  expect(items).toHaveLength(1);
  const elsewhere = await desk.signedIn("130982-finance");
  const own = await (await desk.signedIn("430621-finance")).get("/staff/money/differences?state=all");
  const href = /href="(\/staff\/money\/differences\/[\w-]+)"/.exec(own.main)?.[1] ?? "";
  expect((await elsewhere.get(href)).status).toBe(404);
  expect((await elsewhere.get("/staff/money/differences?state=all")).text).toContain("没有符合条件的差异");
  expect((await elsewhere.get("/staff/money/days/2026-02-30")).status).toBe(404);
});

test("in English every page says the same", async () => {
  const finance = await desk.signedIn("430621-finance", "en");
  const day = await finance.get("/staff/money/days/2026-11-16");
  expect(day.text).toContain("The books of 16 November 2026");
  expect((await finance.get("/staff/money/ledger?day=2026-11-16")).text).toContain("Held by Demonstration wallet");
});

test("a day whose bills nobody has asked for yet says so, and not that there is nothing to compare", async () => {
  whole.clock.now = at(18, 8);
  const finance = await desk.signedIn("430621-finance");
  const days = await finance.get("/staff/money/days");
  expect(days.text).toMatch(/2026年11月17日 等账单 – 0\.00 元 还没有取账单/);
  const day = await finance.get("/staff/money/days/2026-11-17");
  expect(day.text).toContain("取账单并核对");
  expect(day.text).not.toContain("重新取账单并核对");
});
