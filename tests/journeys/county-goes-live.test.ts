import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { auditEntries } from "../../src/domain/audit/index.ts";
import { seedDemonstrationClerks } from "../../src/domain/identity/index.ts";
import { openTenant } from "../../src/surfaces/cli/tenants.ts";
import { device, furtherWays, openTelling, see, type Telling, wordsOf } from "./support/telling.ts";

/** Two counties that were opened this morning and offer nothing yet. */
const counties = { "without scripts": "430623", "with scripts": "430624" } as const;

let telling: Telling;
beforeAll(async () => {
  telling = await openTelling();
  const { house } = telling.house;
  const now = house.clock();
  for (const city of Object.values(counties)) {
    await openTenant(house.database, house.secrets, city, {}, now);
  }
  await seedDemonstrationClerks(house.identity, Object.values(counties), now);
  await house.regions.refresh();
}, 180_000);
afterAll(() => telling.close());

const pictures = process.env["PICTURES"];

/** A picture for a reader, where one asks for it. */
async function picture(page: Page, name: string): Promise<void> {
  if (pictures === undefined) return;
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
}

describe.each(furtherWays)("a county goes live, $way", ({ scripts, way }) => {
  const city = counties[way];

  test("from nothing to a live service, and to the end of one, by pages alone", async () => {
    const desk = await device(telling, { scripts, width: scripts ? 1280 : 360, height: 860 });
    const { page } = desk;
    const name = telling.house.house.regions.divisions.get(city)?.name.zh ?? "";
    await page.goto("/staff/sign-in");
    await page.getByRole("button", { name: new RegExp(`${name}.*市县管理人员|市县管理人员.*${name}`) }).click();
    // The police's clerk is away today.
    const clerk = await stepOfClerk(page, city, "停用账号");
    await page.goto("/staff/office/publishing");
    await see(page, "发布");
    expect(await wordsOf(page)).toContain("准备中 0 项，已上线 0 项");
    await picture(page, `1-checklist-${scripts}`);

    // Residents find nothing yet.
    const phone = await device(telling, { scripts });
    const guide = `/${city}/services/residence-permit`;
    expect((await phone.page.goto(guide))?.status()).toBe(404);

    await page.getByRole("link", { name: "选择事项" }).click();
    await see(page, "选择事项");
    const permit = page.locator('input[name="service"][value="residence-permit"]');
    expect(await permit.isChecked()).toBe(true);
    await picture(page, `2-choose-${scripts}`);
    // What is recommended stays ticked, but for one.
    await page.locator('input[name="service"][value="suggestion"]').uncheck();
    await page.getByRole("button", { name: "准备选中的事项" }).click();
    await see(page, "发布");
    expect(await wordsOf(page)).toMatch(/已准备 \d+ 项事项/);
    expect((await phone.page.goto(guide))?.status()).toBe(404);

    await page.getByRole("link", { name: "补齐信息" }).click();
    await see(page, "补齐信息");
    await picture(page, `3-fill-${scripts}`);
    await page.getByRole("link", { name: /公安/ }).first().click();
    await page.getByRole("button", { name: "保存" }).waitFor();
    expect(await page.getByLabel("办公时间（中文）").inputValue()).toContain("周一至周五");
    await picture(page, `4-agency-${scripts}`);
    await page.getByLabel("地址（中文）").fill("演示路 1 号");
    await page.getByRole("button", { name: "保存" }).click();
    await see(page, "补齐信息");
    expect(await wordsOf(page)).toContain("已保存");

    await page.goto("/staff/office/publishing/preview");
    await see(page, "按居民的样子看一遍");
    await picture(page, `5-preview-${scripts}`);
    await page.locator('a[href*="residence-permit/preview?in=en&as=large"]').first().click();
    await see(page, "Residence permit");
    expect(await wordsOf(page)).toContain("Preview: residents do not see this page");
    await picture(page, `6-seen-${scripts}`);
    await page.goto("/staff/office/services/residence-permit/preview/first?in=zh&as=standard");
    await see(page, "您住在哪里");

    // Nobody would work on what residents send: the permit cannot be ticked, and the page says why and where to mend it.
    await page.goto("/staff/office/publishing/go-live");
    await see(page, "上线");
    await picture(page, `7-blocked-${scripts}`);
    expect(await permit.count()).toBe(0);
    const missing = page.locator("tr", { hasText: "公安局没有工作人员" });
    expect(await missing.filter({ hasText: "居住证申领" }).count()).toBe(1);
    // Nor does the service's own page show it.
    await page.goto("/staff/office/services/residence-permit");
    await page.getByRole("radio", { name: /^开通/ }).check();
    await page.getByRole("button", { name: "保存" }).click();
    await see(page, "居住证申领");
    expect(await wordsOf(page)).toContain("现在还不能开通");
    expect((await phone.page.goto(guide))?.status()).toBe(404);

    await page
      .getByRole("row", { name: /公安局没有工作人员/ })
      .getByRole("link", { name: "去处理" })
      .click();
    await page.getByRole("link", { name: clerk }).click();
    await confirmStep(page, "恢复账号");
    await page.goto("/staff/office/publishing/go-live");
    await see(page, "上线");
    expect(await missing.count()).toBe(0);
    expect(await permit.isChecked()).toBe(true);
    await picture(page, `7-live-${scripts}`);
    await page.getByRole("button", { name: "上线" }).click();
    await see(page, "发布");
    expect(await wordsOf(page)).toMatch(/项事项已上线/);

    expect((await phone.page.goto(guide))?.status()).toBe(200);
    const seen = await wordsOf(phone.page);
    expect(seen).toContain("演示路 1 号");
    expect(seen).toContain("周一至周五");

    await page.getByRole("link", { name: "停办并公告" }).click();
    await see(page, "停办并公告");
    await page.getByLabel("停办哪一项").selectOption("residence-permit");
    await page.getByLabel("公告（中文）").fill("居住证改在派出所窗口办理。");
    await picture(page, `8-withdraw-${scripts}`);
    await page.getByRole("button", { name: "停办并公告" }).click();
    await see(page, "发布");
    await picture(page, `9-done-${scripts}`);
    expect((await phone.page.goto(guide))?.status()).toBe(200);
    expect(await wordsOf(phone.page)).toContain("居住证改在派出所窗口办理。");

    const { items } = await auditEntries(telling.house.house.database, city);
    expect(items.filter(({ act }) => act === "offering.change").length).toBeGreaterThanOrEqual(4);
    await phone.putAway();
    await desk.putAway();
  }, 120_000);
});

/** Takes a step of an account on the clerks' pages; the name of the police's only clerk. */
async function stepOfClerk(page: Page, city: string, step: string): Promise<string> {
  await page.goto("/staff/office/clerks");
  const row = page.locator("tr", { hasText: `${city}-clerk` }).filter({ hasText: "公安" });
  const link = row.getByRole("link").first();
  const name = ((await link.textContent()) ?? "").trim();
  await link.click();
  await confirmStep(page, step);
  return name;
}

async function confirmStep(page: Page, step: string): Promise<void> {
  await page.getByRole("link", { name: step }).click();
  await page.getByRole("button", { name: step }).click();
  await page.waitForURL(/done/);
}
