import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  eachHandOverLine,
  listDays,
  listDifferences,
  runReconciliation,
  trialBalance,
} from "../../src/domain/payments/index.ts";
import { connectStandIns } from "../../src/surfaces/cli/demonstration-agencies.ts";
import { sandboxFor } from "../helpers/sandbox.ts";
import { choose, signInAt } from "./support/resident.ts";
import { device, openTelling, see, type Telling, untilItSays, wordsOf } from "./support/telling.ts";

const city = "430621";
const billers = ["power", "tax", "court", "registers"] as const;
const gateways = ["wechat-pay", "alipay", "treasury"] as const;
const day = "2026-11-21";
const noon = Date.parse(`${day}T04:00:00Z`);
const wholeDay = 86_400_000;

const sandbox = sandboxFor([...billers, ...gateways], { today: day });
let telling: Telling;

/** Everybody's clock goes on from here: who signs is believed for minutes only. */
async function setClocks(to: number): Promise<void> {
  const ahead = to - Date.now();
  Object.defineProperty(telling.house.clock, "now", { configurable: true, get: () => new Date(Date.now() + ahead) });
  const told = { ahead: Math.round(ahead / 1_000) };
  for (const name of [...billers, ...gateways]) await sandbox().control(name, "POST /control/time", told);
}

beforeAll(async () => {
  telling = await openTelling();
  await setClocks(noon);
  await connectStandIns(
    telling.house.serving,
    sandbox().data,
    sandbox().file().processes as Parameters<typeof connectStandIns>[2],
  );
});
afterAll(() => telling?.close());

/** From the bill to the wallet's own page elsewhere, through the page in between that needs no script. */
async function openWallet(page: Page, way: string): Promise<void> {
  await page.getByRole("button", { name: way, exact: true }).click();
  await page.waitForURL((url) => url.origin !== new URL(telling.house.baseUrl).origin);
}

/** Says yes in the wallet, comes back, and sees it through until the biller has confirmed it. */
async function payThere(page: Page, yes: RegExp, amount: string): Promise<void> {
  expect(await page.textContent("body")).toContain(amount);
  await page.getByRole("button", { name: yes }).click();
  await page.waitForURL((url) => url.pathname.startsWith("/pay/"));
  await untilItSays(page, "交好了");
  const words = await wordsOf(page);
  expect(words).toContain(`${amount} 元`);
  expect(words).toContain("收费单位已经确认");
  await untilItSays(page, "（PDF）");
  const file = await page
    .getByRole("link", { name: /下载.+（PDF）/ })
    .first()
    .getAttribute("href");
  const paper = await page.request.get(file ?? "");
  expect([paper.status(), (await paper.body()).subarray(0, 5).toString()]).toEqual([200, "%PDF-"]);
}

async function lookUpElectricity(page: Page): Promise<void> {
  await page.goto(`/${city}/services/electricity/start`);
  await choose(page, "国家电网");
  await page.getByLabel("电费户号").fill("4306210009001");
  await page.getByRole("button", { name: "查询", exact: true }).click();
  await see(page, "查询结果");
}

describe("paid on a phone without scripts", () => {
  const phone = () => device(telling, { scripts: false, says: "phone" });

  test("electricity by WeChat Pay, by somebody who has not signed in", async () => {
    const { page, putAway } = await phone();
    await lookUpElectricity(page);
    await page.getByRole("link", { name: "去交费" }).click();
    await see(page, "要交 109.37 元");
    await openWallet(page, "用微信付");
    await payThere(page, /确认支付/, "109.37");
    await putAway();
  });

  test("a part of another electricity bill by Alipay, and the rest remains owed", async () => {
    const { page, putAway } = await phone();
    const bill = {
      reference: "4306210009001-part",
      amount: 20_000,
      due_on: "2026-12-20",
      period: "2026-11",
      partial: true,
    };
    await sandbox().control("power", "POST /control/bills", { about: "4306210009001", bill });
    await lookUpElectricity(page);
    await page.getByRole("link", { name: "去交费" }).click();
    await see(page, "要交 200.00 元");
    await page.getByLabel("这一次交多少").fill("50");
    await openWallet(page, "用支付宝付");
    await payThere(page, /确认/, "50.00");
    await putAway();
  });

  test("the rest of that bill and a further one at once, each a write-off of its own", async () => {
    const { page, putAway } = await phone();
    const bill = { reference: "4306210009001-more", amount: 3_000, due_on: "2026-12-20", period: "2026-12" };
    await sandbox().control("power", "POST /control/bills", { about: "4306210009001", bill });
    await lookUpElectricity(page);
    await page.getByText("选几张一起交").click();
    await page.getByRole("button", { name: "一起交选中的" }).click();
    await see(page, "要交 180.00 元");
    await openWallet(page, "用微信付");
    await payThere(page, /确认支付/, "180.00");
    await putAway();
  });

  test("next year's medical insurance by Alipay, one's own after signing in", async () => {
    const { page, putAway } = await phone();
    await signInAt(page, `/${city}/services/social-contributions/start`, "李建军");
    await choose(page, "城乡居民医保");
    await page.getByRole("button", { name: /继续|查询/ }).click();
    await page.getByLabel("缴费年度").fill("2027");
    await page.getByRole("button", { name: /继续|查询/ }).click();
    await see(page, "查询结果");
    await page.getByRole("link", { name: "去交费" }).click();
    await see(page, "要交 400.00 元");
    await openWallet(page, "用支付宝付");
    await payThere(page, /确认/, "400.00");
    await putAway();
  });

  test("a traffic fine at the treasury", async () => {
    const { page, putAway } = await phone();
    await signInAt(page, `/${city}/services/traffic-fine/start`, "李建军");
    await choose(page, "是");
    await page.getByRole("button", { name: /继续|查询/ }).click();
    await page.getByLabel("决定书编号").fill("430621190318452");
    await page.getByRole("button", { name: /继续|查询/ }).click();
    await see(page, "查询结果");
    await page.getByRole("link", { name: "去交费" }).click();
    await see(page, "要交 200.00 元");
    await openWallet(page, "到财政缴款平台付");
    await payThere(page, /用银行卡支付/, "200.00");
    // Of what the treasury took, its own receipt is the one that counts.
    await untilItSays(page, "票据校验码");
    await putAway();
  });

  test("a court fee at the treasury", async () => {
    const { page, putAway } = await phone();
    await signInAt(page, `/${city}/services/court-fee/start`, "李建军");
    await page.getByLabel("交费通知书编号").fill("43062120261100042");
    await page.getByRole("button", { name: /继续|查询/ }).click();
    await see(page, "查询结果");
    await page.getByRole("link", { name: "去交费" }).click();
    await see(page, "要交 550.00 元");
    await openWallet(page, "到财政缴款平台付");
    await payThere(page, /用银行卡支付/, "550.00");
    await putAway();
  });
});

test("the day after, everybody's bills agree with the books, and the day closes by itself", async () => {
  const { payments } = telling.house.house;
  await setClocks(noon + wholeDay);
  await runReconciliation(payments, [city]);
  expect((await listDifferences(payments, { city })).items).toEqual([]);
  const [closed] = (await listDays(payments, { city })).items;
  expect(closed).toMatchObject({ day, open: 0, explained: 0, close: { day } });
  const balances = await trialBalance(payments, city, day);
  // Every fen has one home: the agencies' and the bank's, less what the wallets keep for themselves.
  expect(balances.reduce((sum, { balance_fen }) => sum + balance_fen, 0n)).toBe(0n);
  // The fine is asked for by the exchange of all agencies whose own system is not connected.
  const home = Object.fromEntries(
    balances.filter(({ balance_fen }) => balance_fen !== 0n).map((row) => [row.account, -row.balance_fen]),
  );
  const { bank = 0n, "fees/alipay": alipay = 0n, "fees/wechat": wechat = 0n, ...handedOver } = home;
  expect(handedOver).toEqual({
    "handed_over/power": 33_937n,
    "handed_over/tax": 40_000n,
    "handed_over/court": 55_000n,
    "handed_over/any": 20_000n,
  });
  expect(bank + alipay + wechat).toBe(-148_937n);
  // What the exchange handed over says for whom.
  for await (const lines of eachHandOverLine(payments, { city, agency: "any", day })) {
    expect(lines).toMatchObject([{ agency: "traffic-police", service: "traffic-fine", amount_fen: 20_000n }]);
  }
});
