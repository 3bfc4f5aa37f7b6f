import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { act, clerkAtTheDesk, openFromInbox } from "./support/clerk.ts";
import { begin, choose, findThePermit, saveAndContinue, sayWhereILive, sendIt, signInAt } from "./support/resident.ts";
import {
  device,
  openTelling,
  see,
  type Telling,
  untilItSays,
  withAndWithoutScripts,
  wordsOf,
} from "./support/telling.ts";

let telling: Telling;
// Tuesday, 29 September 2026, nine in the morning in China; the national holiday lies before the fifth working day.
beforeEach(async () => {
  telling = await openTelling({ now: new Date("2026-09-29T01:00:00Z") });
});
afterEach(() => telling.close());

describe.each(withAndWithoutScripts)("nobody answers for five working days, $way", ({ scripts }) => {
  test("by law it is accepted from the day it was sent, and everybody can see that", async () => {
    const phone = await device(telling, { scripts });
    const { page } = phone;
    await signInAt(page, "/me", "李建军");
    await findThePermit(page, "yueyangxian");
    await begin(page);
    await sayWhereILive(page, { since: "2025-03-01" });
    await see(page, "您因为什么住在这里");
    await choose(page, "我在这里有稳定的住处");
    await saveAndContinue(page);
    await see(page, "您的住处");
    await choose(page, "自己或者家人的房子");
    await page.getByRole("checkbox", { name: "我书面承诺符合条件" }).check();
    await saveAndContinue(page);
    await see(page, "照片和联系方式");
    await saveAndContinue(page);
    await see(page, "怎么领取");
    await choose(page, "我到窗口领取");
    await saveAndContinue(page);
    await see(page, "请核对");
    const number = await sendIt(phone);

    // 30 September, then seven days of holiday; 8, 9, 10 (a Saturday worked instead) and 12 October.
    expect(await wordsOf(page)).toMatch(/最迟 2026年10月12日告诉您是否受理/);
    expect(await wordsOf(page)).toContain("逾期没有告诉您的，视为已经受理");

    // On the last evening nothing has happened yet.
    telling.house.clock.now = new Date("2026-10-12T15:50:00Z");
    await page.waitForTimeout(2_500);
    await signInAt(page, `/me/cases/${number}`, "李建军");
    await see(page, "已收到您的申请");
    expect(await wordsOf(page)).toContain("今天到期");

    // Nobody has answered: after midnight it is accepted by itself, back to the day of submission.
    telling.house.clock.now = new Date("2026-10-12T16:00:30Z");
    await untilItSays(page, "依法视为已经受理，从提交那天算起");
    await see(page, /已受理/);
    const accepted = await wordsOf(page);
    expect(accepted).toContain("系统自动记录");
    // Nobody accepted, so nobody promised: the law's fifteen days run from that day.
    expect(accepted).toContain("2026年10月14日");
    expect(accepted).not.toContain("超过期限");
    await page.goto("/me/inbox");
    await untilItSays(page, "受理");

    // The clerk sees that it was deemed accepted, and still decides.
    telling.house.clock.now = new Date("2026-10-13T01:00:00Z");
    const desk = await clerkAtTheDesk(telling, scripts);
    await openFromInbox(desk, number, "本部门");
    const seen = await wordsOf(desk.page);
    expect(seen).toContain("依法视为自收到之日起受理");
    expect(await desk.page.getByRole("button", { name: "一次告知补正" }).count()).toBe(0);
    await act(desk, "由我办理");
    await act(desk, "准予");
    await signInAt(page, `/me/cases/${number}`, "李建军");
    await see(page, "已批准");
    await desk.putAway();
    await phone.putAway();
  }, 90_000);
});
