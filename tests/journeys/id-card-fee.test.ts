import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findCase } from "../../src/domain/cases/index.ts";
import { dayFromNumber, numberOf } from "../../src/domain/regions/index.ts";
import { travel } from "../helpers/browser.ts";
import { sandboxFor } from "../helpers/sandbox.ts";
import { act, clerkAtTheDesk, openFromInbox } from "./support/clerk.ts";
import { beginAt, choose, enterDay, saveAndContinue, sendIt, signInAt } from "./support/resident.ts";
import { device, openTelling, see, type Telling, untilItSays, wordsOf } from "./support/telling.ts";

/** A lost identity card: its 40 yuan, from the guide to the treasury and into the case. */
const city = "430621";
const sandbox = sandboxFor(["treasury"]);

let telling: Telling;
let ticking: NodeJS.Timeout;
beforeAll(async () => {
  // The treasury refuses what is signed by a clock five minutes off: here both have this machine's.
  telling = await openTelling({ now: new Date() });
  ticking = setInterval(() => {
    telling.house.clock.now = new Date();
  }, 200);
  const { address, cashiers = [] } = sandbox().at("treasury");
  const cashier = cashiers.find(({ algorithm }) => algorithm === "ed25519");
  if (!cashier) throw new Error("the treasury has no cashier");
  const { merchant, key_id, algorithm, private_key, treasury_key_id, treasury_public_key } = cashier;
  await telling.house.house.accounts.set({
    ...{ city, provider: "treasury", account: "main", agency: "" },
    config: {
      ...{ dialect: "cashier", base: `${address}/cashier`, merchant, algorithm, key_id },
      treasury_keys: [{ id: treasury_key_id, public_key: treasury_public_key }],
      unit: { code: "143009", name: "岳阳县公安局" },
    },
    secrets: { private_key },
    by: { kind: "system", id: "tests" },
  });
});
afterAll(async () => {
  clearInterval(ticking);
  await telling?.close();
});

const day = (after: number): string => {
  const { house } = telling.house;
  return dayFromNumber(numberOf(house.regions.calendarOf(city).dayOf(house.clock())) + after);
};

/** From the guide to the number of the case: lost two days ago, fingerprints next week. */
async function apply(page: Page, number: () => Promise<string>): Promise<string> {
  await page.goto(`/${city}/services/id-card`);
  await see(page, "居民身份证换领、补领");
  expect(await wordsOf(page)).toContain("开通了网上交费的地方，也可以在办件页面交。");
  await beginAt(page, "为什么要换证或者补证");
  await choose(page, "丢了或者被偷了");
  await saveAndContinue(page);
  await enterDay(page, "大概哪天丢的", day(-2));
  await saveAndContinue(page);
  await see(page, "给谁办");
  await choose(page, "我自己的");
  await saveAndContinue(page);
  await see(page, "照片和指纹");
  await choose(page, "来派出所时免费拍");
  await choose(page, "我到派出所来");
  await saveAndContinue(page);
  await enterDay(page, "打算哪天来", day(5));
  await saveAndContinue(page);
  await see(page, "怎么领取");
  await choose(page, "我到窗口领取");
  await saveAndContinue(page);
  await see(page, "请核对");
  expect(await wordsOf(page)).toContain("丢失补领、损坏换领：40.00 元");
  return number();
}

test("an identity card is replaced: 40 yuan, paid to the treasury, stand in the case, and the clerk goes on", async () => {
  const phone = await device(telling, { scripts: false });
  const { page } = phone;
  await signInAt(page, "/me", "李建军");
  const number = await apply(page, () => sendIt(phone, { arrives: /已收到/ }));
  expect(await wordsOf(page)).toContain("费用 40.00 元，受理以后可以在这里交，也可以到窗口交。现在不用交。");

  const desk = await clerkAtTheDesk(telling, false);
  await openFromInbox(desk, number, "待受理", "居民身份证换领、补领");
  await act(desk, "受理");

  // A message leads to the case, the case to the bill, the bill to the treasury's own page.
  await page.goto("/me/inbox");
  await untilItSays(page, "请缴纳费用");
  await page.getByRole("button", { name: "查看办件" }).first().click();
  await see(page, "已受理，等待审查");
  await page.getByRole("link", { name: "去交费 40.00 元" }).click();
  await see(page, "要交 40.00 元");
  expect(await wordsOf(page)).toContain("丢失补领、损坏换领");
  await page.getByRole("button", { name: "到财政缴款平台付" }).click();
  await page.getByText("演示替身，不是真的钱包").waitFor();
  expect(await page.locator("main").textContent()).toContain("¥40.00");
  const gone = page.url();
  await page.getByRole("button", { name: /银行卡/ }).click();
  await page.waitForURL((url) => url.href !== gone && url.pathname.startsWith("/pay/"));

  // The treasury tells, the case takes note, and the page says so without being asked.
  await untilItSays(page, "收费单位已经确认");
  await page.goto(`/me/cases/${number}`);
  const paid = await wordsOf(page);
  for (const words of ["已交费 40.00 元", "缴费编号", "收到您在网上交的 40.00 元"]) expect(paid).toContain(words);
  expect(paid).not.toContain("去交费");
  const { counter } = await findCase(telling.house.house.cases, city, number);
  expect(counter?.paid).toMatchObject({ amount_fen: 4_000, for: 4_000 });

  // The clerk sees it, sees the person, and decides.
  await travel(desk.page, "reload");
  const seen = await wordsOf(desk.page);
  for (const words of ["网上交费", "40.00 元 · 财政缴款", "已收 40.00 元"]) expect(seen).toContain(words);
  await act(desk, "登记缴费或到场");
  await act(desk, "办理");
  await travel(page, "reload");
  expect((await findCase(telling.house.house.cases, city, number)).state).toBe("approved");
  await phone.putAway();
  await desk.putAway();
}, 120_000);
