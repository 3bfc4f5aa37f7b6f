import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ScriptedAgencies, scriptedAgencies } from "../../../../tests/helpers/agencies.ts";
import {
  expectNoAxeViolations,
  expectNoSidewaysScroll,
  launchBrowser,
  travel,
} from "../../../../tests/helpers/browser.ts";
import { type TestHouse, testHouse } from "../../../../tests/helpers/house.ts";
import { Browsing } from "../../../../tests/helpers/own-pages.ts";

const bill = "/430621/services/electricity";

let t: TestHouse;
let agencies: ScriptedAgencies;
let browser: Browser;

beforeAll(async () => {
  agencies = scriptedAgencies();
  t = await testHouse({ adapters: agencies.adapters });
  await agencies.connect(t.house, ["power", "tax"]);
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  await t.close();
});

const says = (service: string) => {
  const said = t.house.catalogue.service(service)?.definition.samples[0]?.agency_says;
  if (said === undefined || said === "nothing") throw new Error(service);
  return { found: said };
};

async function looks(page: Page): Promise<void> {
  await expectNoSidewaysScroll(page);
  await expectNoAxeViolations(page);
}

test.each(["standard", "largest"])(
  "on the narrowest phone (%s) rows stand as blocks and nothing scrolls sideways",
  async (mode) => {
    const context = await browser.newContext({ viewport: { width: 320, height: 640 } });
    const page = await context.newPage();
    agencies.says = says("electricity");
    await page.goto(`${t.baseUrl}${bill}/start?lang=en&mode=${mode}`);
    await looks(page);
    await page.getByRole("radio", { name: "State Grid" }).check();
    await page.getByLabel("Account number").fill("4301622875");
    await page.getByRole("button", { name: "Look up" }).click();
    await page.getByRole("heading", { name: "The answer" }).waitFor();
    await looks(page);
    expect(await page.getByText("CNY 117.60").count()).toBe(1);
    agencies.says = { fails: "down" };
    await travel(page, "reload");
    await page.getByRole("heading", { name: "It cannot be looked up now" }).waitFor();
    await looks(page);
    await context.close();
  },
);

test("a wide screen shows each row on one line; the certificate's page holds the code", async () => {
  const signedIn = new Browsing(t.baseUrl);
  await signedIn.signIn("trader");
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 } });
  await context.addCookies([...signedIn.cookies].map(([name, value]) => ({ name, value, url: t.baseUrl })));
  const page = await context.newPage();
  agencies.says = says("tax-payment-proof");
  t.clock.now = new Date(t.clock.now.getTime() + 600_000);
  await page.goto(`${t.baseUrl}/430621/services/tax-payment-proof/start?lang=zh`);
  await page.getByRole("button", { name: "开始填写" }).click();
  await page.locator('[name="tax_kind"]').and(page.locator("select")).selectOption("deed");
  for (const [question, day] of [
    ["从哪一天缴的算起", "2022-01-01"],
    ["算到哪一天", "2023-12-31"],
  ] as const) {
    const group = page.getByRole("group", { name: question });
    const [year = "", month = "", date = ""] = day.split("-");
    await group.getByLabel("年").fill(year);
    await group.getByLabel("月").fill(month);
    await group.getByLabel("日").fill(date);
  }
  await page.getByRole("button", { name: "保存并继续" }).click();
  // A double tap is one case and one certificate.
  await page.getByRole("button", { name: "开具" }).dblclick();
  await page.getByRole("heading", { name: "已经有结果" }).waitFor();
  await looks(page);
  await page.getByRole("img", { name: "核对真伪的二维码" }).waitFor();
  const tops = await page
    .locator("section", { hasText: "每笔税款" })
    .locator(".facts > div")
    .evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().top)));
  expect(tops.length).toBe(5);
  expect(new Set(tops).size).toBe(1);
  await context.close();
});
