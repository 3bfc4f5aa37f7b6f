import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { travel } from "../helpers/browser.ts";
import { act, attempt, clerkAtTheDesk, openFromInbox } from "./support/clerk.ts";
import {
  begin,
  choose,
  enterDay,
  findThePermit,
  saveAndContinue,
  sayWhereILive,
  sendIt,
  signInThere,
} from "./support/resident.ts";
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
beforeAll(async () => {
  telling = await openTelling();
});
afterAll(() => telling.close());

const reasons = "您写的住处登记在别人名下，房东说没有租给您，所以不能确认您住在这里。";

describe.each(withAndWithoutScripts)("a residence permit is refused, $way", ({ scripts }) => {
  test("what cannot succeed is said before the work; a refusal comes with reasons and with what one can do", async () => {
    const phone = await device(telling, { scripts });
    const { page } = phone;
    await findThePermit(page, "430621");
    await begin(page);

    // Four months are too short: said at once, after the first page, with the way to correct a slip.
    await sayWhereILive(page, { since: "2026-07-16", hukou: "河北省任丘市" });
    await see(page, "现在还办不了");
    expect(await wordsOf(page)).toContain("您在这里居住还不满半年");
    await page.getByRole("link", { name: "从哪一天开始住在本市" }).click();
    await see(page, "您住在哪里");
    await enterDay(page, "从哪一天开始住在本市", "2026-01-16");
    await saveAndContinue(page);
    await see(page, "您因为什么住在这里");
    await choose(page, "我在这里有稳定的住处");
    await saveAndContinue(page);
    await see(page, "您的住处");
    await choose(page, "租的房子");
    await page.getByRole("checkbox", { name: "我书面承诺符合条件" }).check();
    await saveAndContinue(page);
    await page.getByLabel("房东的联系电话").fill("13900009009");
    await saveAndContinue(page);
    await see(page, "照片和联系方式");
    await page.getByLabel("您的手机号").fill("13900009003");
    await saveAndContinue(page);
    await see(page, "怎么领取");
    await choose(page, "我到窗口领取");
    await saveAndContinue(page);
    await see(page, "请核对");
    await signInThere(page, "陈雨桐");
    await see(page, "请核对");
    const number = await sendIt(phone);

    // No refusal without reasons: what the clerk did is still open, and nothing was decided.
    const desk = await clerkAtTheDesk(telling, scripts);
    await openFromInbox(desk, number);
    await act(desk, "由我办理");
    await act(desk, "受理");
    await attempt(desk, "不予批准", { 理由: " " });
    const summary = desk.page.locator("[data-focus]");
    await summary.waitFor();
    if (scripts) expect(await summary.evaluate((one) => document.activeElement === one)).toBe(true);
    await travel(page, "reload");
    await see(page, /已受理|正在审查/);
    await act(desk, "不予批准", { 理由: reasons });
    expect(await wordsOf(desk.page)).toContain("不予批准");

    // She reads the reasons, what she can do about it and until when, and may apply again.
    await page.goto("/me/inbox");
    await untilItSays(page, "没有批准");
    await page.goto(`/me/cases/${number}`);
    await see(page, "没有批准");
    const refused = await wordsOf(page);
    expect(refused).toContain(reasons);
    expect(refused).toContain("60 日内");
    expect(refused).toContain("行政复议");
    expect(refused).toContain("6 个月内");
    expect(refused).toContain("这件事已经结束");
    expect(refused).not.toContain("下载证照");
    await page.getByRole("link", { name: "对这件事投诉或提建议" }).waitFor();
    await page.getByRole("link", { name: "重新申请" }).click();
    await see(page, "居住证申领");
    await desk.putAway();
    await phone.putAway();
  }, 60_000);
});
