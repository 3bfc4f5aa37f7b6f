import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { act, clerkAtTheDesk, openFromInbox, putClerkTo } from "./support/clerk.ts";
import { beginAt, chooseIn, enterDay, saveAndContinue, sendIt, signInAt } from "./support/resident.ts";
import { device, furtherWays, openTelling, see, type Telling, untilItSays, wordsOf } from "./support/telling.ts";

let telling: Telling;
beforeAll(async () => {
  telling = await openTelling();
  await putClerkTo(telling, "marriage-booking");
});
afterAll(() => telling.close());

const answer = "约好了，2026 年 11 月 27 日上午 9 点，请两个人带身份证到岳阳县婚姻登记处。";

describe.each(furtherWays)("an appointment is made for a wedding, $way", ({ scripts }) => {
  test("who may not marry yet is told at once; who may asks for a day, and the registry names the hour", async () => {
    const phone = await device(telling, { scripts });
    const { page } = phone;
    await signInAt(page, "/me", "李建军");
    await page.goto("/430621/services/marriage-booking");
    await see(page, "结婚登记预约");
    await beginAt(page, "先核对几件事");

    // Who cannot marry yet is told before anything else is asked.
    await chooseIn(page, "两个人都是内地居民吗", "是");
    await chooseIn(page, "男方满 22 周岁", "否");
    await saveAndContinue(page);
    await see(page, "现在还办不了");
    expect(await wordsOf(page)).toContain("请等双方都满了年龄，再来预约");
    await page.getByRole("main").getByRole("link", { name: "男方满 22 周岁" }).click();
    await chooseIn(page, "两个人都是内地居民吗", "是");
    await chooseIn(page, "男方满 22 周岁", "是");
    await chooseIn(page, "两个人现在都没有配偶吗", "是");
    await chooseIn(page, "两个人是近亲吗", "否");
    await saveAndContinue(page);

    await see(page, "另一方是谁");
    await page.getByLabel("另一方的姓名").fill("王芳");
    await page.getByLabel("另一方的身份证号").fill("430621199611053247");
    await saveAndContinue(page);
    await see(page, "想去哪里、哪一天");
    await page.getByLabel("想去哪个区县的婚姻登记处").fill("岳阳县");
    await enterDay(page, "最想约的日子", "2026-11-27");
    await chooseIn(page, "上午还是下午", "上午");
    await saveAndContinue(page);
    await see(page, "请核对");
    expect(await wordsOf(page)).toContain("2026年11月27日");
    const number = await sendIt(phone);
    expect(await wordsOf(page)).toContain("最迟");

    const desk = await clerkAtTheDesk(telling, scripts);
    await openFromInbox(desk, number, "待受理", "结婚登记预约");
    expect(await wordsOf(desk.page)).toContain("王芳");
    await act(desk, "受理");
    await act(desk, "由我办理");
    await act(desk, "办理", { 给申请人的话: answer });
    await page.goto("/me/inbox");
    await untilItSays(page, "结婚登记预约");
    await page.goto(`/me/cases/${number}`);
    await see(page, "已办好");
    const told = await wordsOf(page);
    expect(told).toContain(answer);
    // The visit is still to come: the page says so, where, and what to bring, not that all is over.
    expect(told).toContain("接下来请您按约好的时间来");
    expect(told).toContain("请两个人在约好的时间一起到婚姻登记处，带上身份证和合影。");
    expect(told).toContain("岳阳县民政局的窗口");
    expect(told).not.toContain("这件事已经结束");
    await desk.putAway();
    await phone.putAway();
  }, 60_000);
});
