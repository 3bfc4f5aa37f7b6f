import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { beginAt, choose, chooseIn, enterDay, saveAndContinue, sendIt, signInAt } from "./support/resident.ts";
import { device, furtherWays, openTelling, see, type Telling, untilItSays, wordsOf } from "./support/telling.ts";

let telling: Telling;
beforeAll(async () => {
  telling = await openTelling();
});
afterAll(() => telling.close());

const rule = "按公开的规则当场备案，不用等人工审核";

describe.each(furtherWays)("treatment elsewhere is filed at once by the published rule, $way", ({ scripts }) => {
  test("a grandmother who lives with her daughter in Guangzhou has it before she puts the phone down", async () => {
    const phone = await device(telling, { scripts });
    const { page } = phone;
    await signInAt(page, "/me", "王秀兰");
    await page.goto("/430621/services/out-of-area-treatment");
    await see(page, "异地就医备案");
    await beginAt(page, "您的情况");
    await chooseIn(page, "您的医保是在本地缴", "是");
    await choose(page, "退休了，长期住在外地");
    await saveAndContinue(page);
    await see(page, "去哪里、什么时候");

    // A name that may be several places is offered to choose from, nothing is guessed.
    await page.getByLabel("看病的城市").fill("白云区");
    await enterDay(page, "从哪一天开始", "2026-11-20");
    await saveAndContinue(page);
    await page.locator("[data-focus]").waitFor();
    expect(await page.getByRole("group", { name: "您说的是哪一个" }).getByRole("radio").count()).toBeGreaterThan(1);
    await page.getByLabel("看病的城市").fill("广州市");
    await saveAndContinue(page);
    await see(page, "在外地居住或者工作");
    await page.getByRole("checkbox", { name: "我书面承诺符合条件" }).check();
    await saveAndContinue(page);
    await see(page, "请核对");

    // Decided as it is sent, with the reason; a double tap makes one.
    const number = await sendIt(phone, { arrives: "已办好" });
    const told = await wordsOf(page);
    expect(told).toContain(rule);
    expect(told).toContain("这件事已经结束");
    expect(told).not.toContain("接下来");
    await page.goto("/me/inbox");
    await untilItSays(page, "异地就医备案");
    await page.goto(`/me/cases/${number}`);
    await see(page, "已办好");
    await phone.putAway();
  }, 60_000);
});
