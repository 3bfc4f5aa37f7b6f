import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { residentIdCheck } from "../../src/domain/identity/index.ts";
import { choose, saveAndContinue, signInAt } from "./support/resident.ts";
import { device, furtherWays, openTelling, see, type Telling, untilItSays, wordsOf } from "./support/telling.ts";

let telling: Telling;
beforeAll(async () => {
  telling = await openTelling();
});
afterAll(() => telling.close());

const first17 = "43062119440312902";
const idNumber = first17 + residentIdCheck(first17);

describe.each(furtherWays)("an allowance is filed by a community worker, $way", ({ scripts }) => {
  test("who acted for whom is on the case, and the old woman finds it when she signs in", async () => {
    const helper = await device(telling, { scripts, width: scripts ? 1280 : 360 });
    const { page } = helper;
    await page.goto("/staff/sign-in");
    await page.getByRole("button", { name: /岳阳县 社区工作人员/ }).click();
    await see(page, "帮办代办");

    // Nothing but filing for people: no inbox, no case of anybody.
    await page.goto("/staff");
    await see(page, "帮办代办");
    await page.getByRole("link", { name: "替一位群众申请" }).click();
    await see(page, "替谁办、办什么");

    // Without the person's word there is no filing for them.
    await page.getByLabel("办什么事").selectOption({ label: "高龄津贴" });
    await page.getByLabel("申请人姓名").fill("王秀兰");
    await page.getByLabel("证件号码").fill(`${first17}${idNumber.endsWith("0") ? "1" : "0"}`);
    await page.getByRole("button", { name: "开始填写" }).click();
    await page.locator("[data-focus]").waitFor();
    const wrong = await wordsOf(page);
    expect(wrong).toContain("证件号码不对");
    expect(wrong).toContain("请选择本人怎样同意由您代办");
    expect(await page.getByLabel("申请人姓名").inputValue()).toBe("王秀兰");
    await page.getByLabel("证件号码").fill(idNumber);
    await choose(page, "口头：当面说了同意");
    await page.getByRole("button", { name: "开始填写" }).click();

    // The same pages as the person's own, which say for whom they are.
    await see(page, "老人的情况");
    const known = await wordsOf(page);
    expect(known).toContain("您正在替王秀兰填写");
    expect(known).not.toContain(idNumber);
    expect(known).toContain("当面出示的证件和本人所说");
    expect(known).toContain("岳阳县");
    await choose(page, "否");
    await page.getByLabel("详细地址").fill("荣家湾镇长丰社区 6 组 18 号");
    const place = page.getByLabel(/省、市|所在地区|哪个县|县区/).first();
    if ((await place.count()) > 0 && (await place.inputValue()) === "") await place.fill("岳阳县");
    await saveAndContinue(page);
    await see(page, "津贴发到哪里");
    await choose(page, "老人的社会保障卡");
    await saveAndContinue(page);
    await see(page, "怎么联系");
    await page.getByLabel("老人的电话").fill("13900009001");
    await saveAndContinue(page);
    await see(page, "请核对");
    expect(await wordsOf(page)).toContain("请把以上内容念给王秀兰听");
    await page.getByRole("button", { name: "提交", exact: true }).click();

    // Paper to hand over: the number, and how to follow it without a phone.
    await see(page, "收件回执");
    const receipt = await wordsOf(page);
    const number = /430621-\d{8}-C[0-9A-Z]+-[0-9A-Z]/.exec(receipt.replaceAll(/\s/g, ""))?.[0] ?? "";
    expect(number).not.toBe("");
    expect(receipt).toContain("没有手机，怎么知道办到哪一步");
    expect(receipt).toContain("王**");
    expect(receipt).not.toContain("王秀兰");
    expect(receipt).toContain("口头：当面说了同意");
    await page.goto("/staff/assist");
    expect(await wordsOf(page)).toContain("待受理");
    // What was filed is not opened again by whoever filed it.
    expect((await page.goto(`/staff/cases/${number}`))?.status()).toBe(404);

    // Her own record says that somebody acted for her, and who looked.
    const phone = await device(telling, { scripts });
    await signInAt(phone.page, "/me", "王秀兰");
    await untilItSays(phone.page, "高龄津贴");
    await phone.page.goto(`/me/cases/${number}`);
    await see(phone.page, /已收到/);
    expect(await wordsOf(phone.page)).toContain("工作人员在窗口或者社区替您提交");
    await phone.page.goto("/me/inbox");
    await untilItSays(phone.page, "工作人员替您提交了申请");
    await phone.page.goto("/me/readings");
    const readings = await wordsOf(phone.page);
    expect(readings).toContain("按您的意思替您填写和提交申请");
    expect(readings).toContain("刘敏");
    await phone.putAway();
    await helper.putAway();
  }, 60_000);
});
