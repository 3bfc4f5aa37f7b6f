import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listDays, listDifferences, runReconciliation } from "../../src/domain/payments/index.ts";
import { connectStandIns } from "../../src/surfaces/cli/demonstration-agencies.ts";
import { sandboxFor } from "../helpers/sandbox.ts";
import { choose, signInAt } from "./support/resident.ts";
import { type Device, device, openTelling, see, type Telling, untilItSays, wordsOf } from "./support/telling.ts";

/** Money that was paid by mistake goes back: asked for by the payer, approved by two, told to the agency, and closed with the day. */
const city = "430621";
const day = "2026-11-21";
const noon = Date.parse(`${day}T04:00:00Z`);
const account = "4306210009001";
const sandbox = sandboxFor(["power"], { today: day });
let telling: Telling;

async function setClocks(to: number): Promise<void> {
  const ahead = to - Date.now();
  Object.defineProperty(telling.house.clock, "now", { configurable: true, get: () => new Date(Date.now() + ahead) });
  await sandbox().control("power", "POST /control/time", { ahead: Math.round(ahead / 1_000) });
}

beforeAll(async () => {
  telling = await openTelling();
  await setClocks(noon);
  await connectStandIns(
    telling.house.serving,
    sandbox().data,
    sandbox().file().processes as Parameters<typeof connectStandIns>[2],
  );
  const bill = { reference: `${account}-twice`, amount: 120_000, due_on: "2026-12-20", period: "2026-11" };
  await sandbox().control("power", "POST /control/bills", { about: account, bill });
});
afterAll(() => telling?.close());

/** A finance clerk of the county before a screen of 1280 px. */
async function financeAtTheDesk(person: string): Promise<Device> {
  const desk = await device(telling, { scripts: false, width: 1280 });
  await desk.page.goto("/staff/sign-in");
  const button = desk.page.locator(`button[value="${person}"]`);
  // Clerks of a county's other agencies are folded away.
  if (!(await button.isVisible())) {
    await desk.page.locator("details", { has: button }).locator("summary").first().click();
  }
  await button.click();
  await desk.page.goto("/staff/money");
  await see(desk.page, "收费与对账");
  return desk;
}

async function approve(page: Page): Promise<void> {
  await page.getByRole("checkbox", { name: "我已核对金额和原因" }).check();
  await page.getByRole("button", { name: "批准退款", exact: true }).click();
}

test("1,200 yuan paid by mistake are approved by two clerks and go back to the wallet, and the day is closed", {
  timeout: 240_000,
}, async () => {
  const phone = await device(telling, { scripts: false, says: "phone" });
  const { page } = phone;
  await signInAt(page, "/me", "李建军");
  await page.goto(`/${city}/services/electricity/start`);
  await choose(page, "国家电网");
  await page.getByLabel("电费户号").fill(account);
  await page.getByRole("button", { name: "查询", exact: true }).click();
  await see(page, "查询结果");
  await page.locator(`a[href*="/bills/"]`, { hasText: "去交费" }).last().click();
  await see(page, /要交/);
  if (!(await wordsOf(page)).includes("1,200.00")) {
    await page.goBack();
    await page.locator(`a[href*="/bills/"]`, { hasText: "去交费" }).first().click();
  }
  await see(page, "要交 1,200.00 元");
  await page.getByRole("button", { name: "用演示钱包付", exact: true }).click();
  await page.waitForURL((url) => url.pathname.startsWith("/demo/wallet"));
  await page.getByRole("button", { name: /确认付款/ }).click();
  await page.waitForURL((url) => url.pathname.startsWith("/pay/"));
  await untilItSays(page, "交好了");
  const own = page.url();

  await page.locator("summary", { hasText: "申请退款" }).click();
  await page.getByLabel("为什么要退").fill("这个户号不是我家的");
  await page.getByRole("button", { name: "申请退款" }).click();
  await page.waitForURL(own.split("?")[0] ?? own);
  expect(await wordsOf(page)).toContain("已经申请，5 个工作日内答复您");

  // Meanwhile the power company closes its books of that month: it will not take its write-off back by itself.
  await sandbox().control("power", "POST /control/bills", { reference: `${account}-twice`, state: "closed" });

  const first = await financeAtTheDesk("430621-finance");
  await first.page.getByRole("link", { name: /退款申请等批准/ }).click();
  await see(first.page, "退款");
  await first.page.locator("tbody th a").first().click();
  await see(first.page, "退款 1,200.00 元");
  const read = await wordsOf(first.page);
  for (const words of ["这个户号不是我家的", "要两位工作人员批准", "原路退回"]) expect(read).toContain(words);
  await approve(first.page);
  await first.page.waitForURL(/approvedFirst/);
  expect(await wordsOf(first.page)).toContain("您已经批准，等另一位工作人员。");

  const second = await financeAtTheDesk("430621-finance-finance");
  await second.page.getByRole("link", { name: /退款等第二位工作人员批准/ }).click();
  await second.page.locator("tbody th a").first().click();
  await approve(second.page);
  await second.page.waitForURL(/approvedLast/);

  await page.goto(own);
  await untilItSays(page, "已经退回");
  expect(await wordsOf(page)).toContain("钱已经原路退回");
  await page.goto("/me/inbox");
  await untilItSays(page, "退款");

  // Told that it was given back, it refuses: a clerk reads why, calls, and notes it.
  await first.page.goto("/staff/money/stopped");
  await untilItSays(first.page, "请收费单位冲正");
  await first.page.locator("tbody a").first().click();
  await see(first.page, /缴费/);
  const history = await wordsOf(first.page);
  for (const words of ["收费单位没有冲正", "该账期已结账，不能冲正"]) expect(history).toContain(words);
  await first.page.locator("summary", { hasText: "登记冲正已办" }).click();
  await first.page.getByLabel("原因和经过").first().fill("电话告知营业厅，次日冲正");
  await first.page.getByRole("button", { name: "登记冲正已办" }).click();
  await first.page.waitForURL(/doneReversed/);
  expect(await wordsOf(first.page)).toContain("电话告知营业厅");

  // The day after, its file still says paid: a difference with a name, which the clerk explains, and closes the day.
  const { payments } = telling.house.house;
  await setClocks(noon + 86_400_000);
  await runReconciliation(payments, [city]);
  const open = (await listDifferences(payments, { city, state: "open" })).items;
  expect(open.map(({ name, kind }) => `${name} ${kind}`)).toEqual(["missing_there reversal"]);
  const third = await financeAtTheDesk("430621-finance");
  await third.page.getByRole("link", { name: /没有说明的差异/ }).click();
  await third.page.locator("tbody th a").first().click();
  await third.page.locator('[name="words"]').fill("供电公司次日冲正，已电话核实");
  await third.page.locator('form[action$="/explain"] button').click();
  await third.page.waitForURL(/explained/);
  await third.page.goto(`/staff/money/days/${day}`);
  await third.page.locator('form[action$="/close"] button').click();
  await third.page.waitForURL(/dayClosed/);
  expect(await wordsOf(third.page)).toContain("这一天已经日结");
  const [closed] = (await listDays(payments, { city })).items;
  expect(closed).toMatchObject({
    day,
    open: 0,
    explained: 1,
    close: { received_fen: 120_000n, refunded_fen: 120_000n },
  });
  for (const each of [phone, first, second, third]) await each.putAway();
});
