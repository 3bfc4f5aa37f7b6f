import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ScriptedAgencies, scriptedAgencies } from "../helpers/agencies.ts";
import { choose, chooseIn, enterDay, saveAndContinue, sendIt, signInAt } from "./support/resident.ts";
import { device, furtherWays, openTelling, see, type Telling, untilItSays, wordsOf } from "./support/telling.ts";

let telling: Telling;
let agencies: ScriptedAgencies;
beforeAll(async () => {
  agencies = scriptedAgencies();
  telling = await openTelling({ adapters: agencies.adapters });
  await agencies.connect(telling.house.house, ["human-resources", "natural-resources"]);
});
afterAll(() => telling.close());

const months = [
  { month: "2026-10", employer: "岳阳县演示机械有限公司", base: 450_000, own_share: 36_000, employer_share: 72_000 },
  { month: "2026-08", employer: "岳阳县演示机械有限公司", base: 450_000, own_share: 36_000, employer_share: 72_000 },
];
const record = {
  status: "insured",
  months_paid: 2,
  first_month: "2026-08",
  last_month: "2026-10",
  own_total: 72_000,
  months,
  as_of: "2026-11-10",
};

describe.each(furtherWays)("agencies' records answer at once, $way", ({ scripts }) => {
  test("what was paid for the pension, month by month; and who looked stands in the log", async () => {
    agencies.says = { found: record };
    const phone = await device(telling, { scripts });
    const { page } = phone;
    await signInAt(page, "/me", "李建军");
    await page.goto("/430621/services/contribution-record");
    await see(page, "社保参保缴费查询");
    await page.getByRole("link", { name: "查询", exact: true }).click();
    await see(page, "社保参保缴费查询");
    await chooseIn(page, "哪种保险", "养老保险");
    await enterDay(page, "从哪一天", "2026-08-01");
    await enterDay(page, "到哪一天", "2026-13-31");
    await page.getByRole("button", { name: "查询", exact: true }).click();
    await page.locator("[data-focus]").waitFor();
    await enterDay(page, "到哪一天", "2026-10-31");
    await page.getByRole("button", { name: "查询", exact: true }).click();
    await see(page, "查询结果");
    const told = await wordsOf(page);
    expect(told).toContain("正常参保");
    expect(told).toContain("岳阳县演示机械有限公司");
    expect(told).toContain("720.00");
    expect(told).toContain("4,500.00");
    await page.goto("/me/readings");
    expect(await wordsOf(page)).toContain("人力资源和社会保障局");
    await phone.putAway();
  }, 60_000);

  test("that somebody owns no home, as a certificate anybody can check", async () => {
    agencies.says = {
      found: { property_count: 0, people: "李建军", searched_area: "岳阳县行政区域", searched_on: "2026-11-16" },
    };
    const phone = await device(telling, { scripts });
    const { page } = phone;
    await signInAt(page, "/me", "李建军");
    await page.goto("/430621/services/no-property-certificate");
    await page.getByRole("link", { name: "开具" }).click();
    await page.getByRole("button", { name: "开始填写" }).click();
    await see(page, "证明用在哪里");
    await choose(page, "提取公积金付房租");
    await choose(page, "只查我");
    await saveAndContinue(page);
    await see(page, "请核对");
    await sendIt(phone, { button: "开具", arrives: "已经有结果" });
    await untilItSays(page, "下载证照（PDF）");
    const told = await wordsOf(page);
    expect(told).toContain("岳阳县行政区域");
    const href = (await page.getByRole("link", { name: "下载证照（PDF）" }).getAttribute("href")) ?? "";
    const pdf = await phone.context.request.get(href);
    expect((await pdf.body()).subarray(0, 4).toString()).toBe("%PDF");
    const stranger = await device(telling, { scripts });
    await stranger.page.goto(`/verify/${/certificates\/(.+)\.pdf$/.exec(href)?.[1]}`);
    const checked = await wordsOf(stranger.page);
    expect(checked).toContain("有效");
    expect(checked).not.toContain("李建军");
    await stranger.putAway();
    await phone.putAway();
  }, 60_000);
});
