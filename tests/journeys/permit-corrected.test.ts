import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { travel } from "../helpers/browser.ts";
import { act, attempt, clerkAtTheDesk, openFromInbox } from "./support/clerk.ts";
import { pdfOf } from "./support/papers.ts";
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
beforeAll(async () => {
  telling = await openTelling();
});
afterAll(() => telling.close());

const missing = ["劳动合同：请上传写有双方签名的那几页。", "单位名称：请和营业执照写得一样。"];

describe.each(withAndWithoutScripts)("a residence permit is corrected once, then granted, $way", ({ scripts }) => {
  test("everything that is missing is asked for at once, and nothing has to be entered again", async () => {
    const contract = await pdfOf(telling.browser, "劳动合同");
    const phone = await device(telling, { scripts });
    const { page } = phone;
    await signInAt(page, "/me", "李建军");
    await findThePermit(page, "岳阳");
    await begin(page);

    // What the register of households knows is shown with its source and not asked.
    const first = await wordsOf(page);
    expect(first).toContain("四川省南充市西充县");
    expect(first).toMatch(/来自.+2026年11月16日/);
    expect(await page.getByRole("textbox", { name: "户口所在地" }).count()).toBe(0);
    await sayWhereILive(page, { since: "2026-02-10" });
    await see(page, "您因为什么住在这里");
    await choose(page, "我在这里工作或者做生意");
    await saveAndContinue(page);
    await see(page, "您的工作");
    await choose(page, "在单位上班");
    await page.getByRole("checkbox", { name: "我书面承诺符合条件" }).check();
    await saveAndContinue(page);
    await page.getByLabel("单位或者店铺名称").fill("岳阳演示机械公司");
    await saveAndContinue(page);
    await see(page, "照片和联系方式");
    await saveAndContinue(page);
    await see(page, "怎么领取");
    await choose(page, "我到窗口领取");
    await saveAndContinue(page);
    await see(page, "请核对");
    expect(await wordsOf(page)).toContain("承诺");
    const number = await sendIt(phone);

    // The clerk must say what is missing; then the clock waits for the applicant.
    const desk = await clerkAtTheDesk(telling, scripts);
    await openFromInbox(desk, number);
    await act(desk, "由我办理");
    await attempt(desk, "一次告知补正", { "缺什么、怎么补": "" });
    await desk.page.locator("[data-focus]").waitFor();
    await act(desk, "一次告知补正", { "缺什么、怎么补": missing.join("\n") });
    expect(await wordsOf(desk.page)).toContain("等待申请人");
    expect(await desk.page.getByRole("button", { name: "一次告知补正" }).count()).toBe(0);

    // A message, the case, everything in one list, and until when.
    await page.goto("/me/inbox");
    await untilItSays(page, "补正");
    await page.goto(`/me/cases/${number}`);
    await see(page, "请您补正");
    const asked = await wordsOf(page);
    for (const item of missing) expect(asked).toContain(item);
    expect(asked).toContain("现在轮到您");
    expect(asked).toMatch(/请最迟在 2026年12月\d+日补正/);
    await page.getByRole("link", { name: "去补正" }).click();

    // What was sent stands there; only what is wrong is put right.
    await see(page, "请补正");
    expect(await page.getByLabel("详细地址").inputValue()).toBe("荣家湾镇演示路 18 号 2 栋 501 室");
    await page.getByLabel("单位或者店铺名称").fill("");
    await page.getByLabel("劳动合同、营业执照").setInputFiles(contract);
    await page.getByRole("button", { name: "提交补正" }).click();
    await page.locator("[data-focus]").waitFor();
    expect(await wordsOf(page)).toContain("劳动合同.pdf");
    await page.getByLabel("单位或者店铺名称").fill("岳阳县演示机械有限公司");
    await page.getByRole("button", { name: "提交补正" }).click();
    await see(page, "已收到您的申请");
    expect(await wordsOf(page)).toContain("您补正了内容");

    // The clerk sees the contract and grants; it is handed over at the counter.
    await openFromInbox(desk, number, "我的");
    const corrected = await wordsOf(desk.page);
    expect(corrected).toContain("劳动合同.pdf");
    expect(corrected).toContain("岳阳县演示机械有限公司");
    expect(corrected).toContain("不能再次要求");
    const href = (await desk.page.getByRole("link", { name: "劳动合同.pdf" }).getAttribute("href")) ?? "";
    const received = await (await desk.context.request.get(href)).body();
    expect(received.equals(contract.buffer)).toBe(true);
    await act(desk, "受理");
    await act(desk, "准予");
    await page.goto(`/me/cases/${number}`);
    await untilItSays(page, "下载证照（PDF）");
    expect(await wordsOf(page)).toContain("请带上身份证件，到岳阳县公安局窗口领取");
    await travel(desk.page, "reload");
    await act(desk, "送达，办结");
    await travel(page, "reload");
    await see(page, "已办结");
    await desk.putAway();
    await phone.putAway();
  }, 60_000);
});
