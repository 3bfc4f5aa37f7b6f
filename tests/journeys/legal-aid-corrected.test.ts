import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { travel } from "../helpers/browser.ts";
import { act, clerkAtTheDesk, openFromInbox, putClerkTo } from "./support/clerk.ts";
import { type Paper, pdfOf, photographOf } from "./support/papers.ts";
import { beginAt, choose, chooseIn, saveAndContinue, sendIt, signInAt } from "./support/resident.ts";
import { device, furtherWays, openTelling, see, type Telling, untilItSays, wordsOf } from "./support/telling.ts";

let telling: Telling;
let badge: Paper;
let payslip: Paper;
beforeAll(async () => {
  telling = await openTelling();
  await putClerkTo(telling, "legal-aid");
  badge = await photographOf(telling.browser, "工牌");
  payslip = await pdfOf(telling.browser, "工资单");
});
afterAll(() => telling.close());

const answer = "您补的材料收到了，法律援助批准了，3 日内为您指派律师。";

describe.each(furtherWays)("legal aid is granted after one correction, $way", ({ scripts }) => {
  test("a worker hurt at work gets a lawyer; the badge nobody could read is replaced by a payslip", async () => {
    const phone = await device(telling, { scripts });
    const { page } = phone;
    await signInAt(page, "/me", "李建军");
    await page.goto("/430621/services/legal-aid");
    await see(page, "法律援助申请");
    await beginAt(page, "先核对两件事");

    // Whoever has a lawyer is told at once; a slip is put right from there.
    await chooseIn(page, "这件事您是不是已经请了律师", "是");
    await page.getByLabel("办理这件事的机关在哪里").fill("岳阳县");
    await saveAndContinue(page);
    await see(page, "现在还办不了");
    expect(await wordsOf(page)).toContain("法律援助是给还没有请律师的人准备的");
    await page.getByRole("main").getByRole("link", { name: "这件事您是不是已经请了律师" }).click();
    await chooseIn(page, "这件事您是不是已经请了律师", "否");
    await saveAndContinue(page);

    await see(page, "您遇到了什么事");
    await page.getByLabel("是哪一类事").selectOption({ label: "工伤赔偿" });
    await chooseIn(page, "事情到了哪一步", "正在劳动仲裁");
    await chooseIn(page, "离起诉、申请仲裁或者复议的最后期限", "否");
    await page.getByLabel("对方是谁").fill("岳阳县演示机械有限公司");
    await page.getByLabel("事情的经过和您的要求").fill("2026 年 5 月 20 日上班时左手被机器压伤，想要赔偿。");
    await saveAndContinue(page);
    await see(page, "经济情况");
    await choose(page, "进城务工，要的是工资或者工伤赔偿");
    await saveAndContinue(page);
    await page.getByLabel("能证明这一点的材料").setInputFiles(badge);
    await saveAndContinue(page);
    await see(page, "请核对");
    expect(await wordsOf(page)).toContain("工牌.jpg");
    const number = await sendIt(phone);
    expect(await wordsOf(page)).toContain("最迟");

    // The legal aid centre asks once for everything, and the clock waits.
    const desk = await clerkAtTheDesk(telling, scripts);
    await openFromInbox(desk, number, "待受理", "法律援助申请");
    expect(await wordsOf(desk.page)).toContain("岳阳县演示机械有限公司");
    await act(desk, "一次告知补正", { "缺什么、怎么补": "工牌看不清，请换一份工资单或者合同。" });
    await page.goto("/me/inbox");
    await untilItSays(page, "补正");
    await page.goto(`/me/cases/${number}`);
    await see(page, "请您补正");
    expect(await wordsOf(page)).toContain("工牌看不清，请换一份工资单或者合同。");
    await page.getByRole("link", { name: "去补正" }).click();
    await see(page, "请补正");
    expect(await page.getByLabel("对方是谁").inputValue()).toBe("岳阳县演示机械有限公司");
    await page.getByLabel("能证明这一点的材料").setInputFiles(payslip);
    await page.getByRole("button", { name: "提交补正" }).click();
    await see(page, "已收到您的申请");

    // Accepted, examined, granted: each step in plain words on the person's own page.
    await openFromInbox(desk, number, "待受理", "法律援助申请");
    expect(await wordsOf(desk.page)).toContain("工资单.pdf");
    await act(desk, "受理");
    await travel(page, "reload");
    await see(page, "已受理，等待审核");
    await act(desk, "由我办理");
    await act(desk, "核准", { 给申请人的话: answer });
    await page.goto("/me/inbox");
    await untilItSays(page, "法律援助");
    await page.goto(`/me/cases/${number}`);
    await see(page, "已核准");
    expect(await wordsOf(page)).toContain(answer);
    await desk.putAway();
    await phone.putAway();
  }, 60_000);
});
