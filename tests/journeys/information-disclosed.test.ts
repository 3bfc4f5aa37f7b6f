import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { travel } from "../helpers/browser.ts";
import { act, clerkAtTheDesk, openFromInbox, putClerkTo } from "./support/clerk.ts";
import { beginAt, choose, chooseIn, saveAndContinue, sendIt, signInAt } from "./support/resident.ts";
import { device, furtherWays, openTelling, see, type Telling, untilItSays, wordsOf } from "./support/telling.ts";

let telling: Telling;
beforeAll(async () => {
  telling = await openTelling();
  await putClerkTo(telling, "information-disclosure");
});
afterAll(() => telling.close());

describe.each(furtherWays)("information is asked for and disclosed, $way", ({ scripts }) => {
  test("the time runs from the day it arrived; the answer can be read where it was asked", async () => {
    const phone = await device(telling, { scripts });
    const { page } = phone;
    await signInAt(page, "/me", "赵国梁");
    await page.goto("/430621/services/information-disclosure");
    await see(page, "政府信息公开申请");
    await beginAt(page, "您想要什么");
    await choose(page, "机关制作或者保存的文件、记录");
    await saveAndContinue(page);
    await see(page, "要哪些信息");
    await page.getByLabel("您要的信息").fill("2025 年荣家湾镇城东片区征收土地的批准文件。");
    await saveAndContinue(page);
    await see(page, "怎么给您");
    await chooseIn(page, "要什么形式", "电子文件");
    await saveAndContinue(page);
    await chooseIn(page, "怎么拿到", "在“我的办件”里看");
    await saveAndContinue(page);
    await see(page, "请核对");
    const number = await sendIt(phone, { arrives: "已收到您的信息公开申请" });
    // Twenty working days from receipt, on Monday the 16th of November.
    expect(await wordsOf(page)).toContain("最迟 2026年12月14日答复您");

    const desk = await clerkAtTheDesk(telling, scripts);
    await openFromInbox(desk, number, "待受理", "政府信息公开申请");
    await act(desk, "由我办理");
    await travel(page, "reload");
    await see(page, "正在查找和审查");
    await act(desk, "答复，公开", { 答复的种类: "予以公开", 答复内容: "批准文件是湘政地〔2025〕8 号，全文附后。" });
    await page.goto("/me/inbox");
    await untilItSays(page, "政府信息公开申请");
    await page.goto(`/me/cases/${number}`);
    await see(page, "已经答复：予以公开");
    const told = await wordsOf(page);
    expect(told).toContain("批准文件是湘政地〔2025〕8 号，全文附后。");
    expect(told).toContain("可以向上一级机关或者政府信息公开工作主管部门投诉");
    await desk.putAway();
    await phone.putAway();
  }, 60_000);
});
