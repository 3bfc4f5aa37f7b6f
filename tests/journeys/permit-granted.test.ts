import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { getCertificate, verifyAddress } from "../../src/domain/documents/index.ts";
import { travel } from "../helpers/browser.ts";
import { asOwner } from "../helpers/database.ts";
import { act, clerkAtTheDesk, openFromInbox } from "./support/clerk.ts";
import { type Paper, photographOf } from "./support/papers.ts";
import {
  begin,
  choose,
  enterDay,
  findThePermit,
  saveAndContinue,
  sayWhereILive,
  sendIt,
  signInAt,
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
let lease: Paper;
let portrait: Paper;
beforeAll(async () => {
  telling = await openTelling();
  lease = await photographOf(telling.browser, "租房合同");
  portrait = await photographOf(telling.browser, "照片");
});
afterAll(() => telling.close());

const city = "430621";

describe.each(withAndWithoutScripts)("a residence permit is granted, $way", ({ scripts }) => {
  test("from the first search to a certificate in the post that anybody can check", async () => {
    const phone = await device(telling, { scripts });
    const { page } = phone;

    // He finds the county by its initials and the service by the name people use.
    await findThePermit(page, "yyx");
    const guide = await wordsOf(page);
    expect(guide).toContain("免费");
    expect(guide).toContain("您在这里居住还不满半年");
    expect(guide).toContain("行政复议");
    await begin(page);

    // A day that does not exist: said on top and at the field, and nothing he entered is gone.
    await sayWhereILive(page, { since: "2025-02-31", hukou: "四川西充" });
    const summary = page.locator("[data-focus]");
    await summary.waitFor();
    expect(await summary.textContent()).toContain("2025 年 2 月只有 28 天");
    expect(await page.getByLabel("详细地址").inputValue()).toBe("荣家湾镇演示路 18 号 2 栋 501 室");
    expect(await page.getByRole("group", { name: "从哪一天" }).getByLabel("日").inputValue()).toBe("31");
    expect(await page.getByLabel("户口所在地").inputValue()).toContain("西充");
    if (scripts) expect(await summary.evaluate((one) => document.activeElement === one)).toBe(true);
    // The link in the summary leads to the field.
    await summary.getByRole("link").first().click();
    expect(await page.evaluate(() => document.activeElement?.getAttribute("name"))).toMatch(/^lives_since-/);
    await enterDay(page, "从哪一天开始住在本市", "2025-03-01");
    await saveAndContinue(page);
    await see(page, "您因为什么住在这里");

    // Back by the page's own link and by the browser's button: what was entered stands there.
    await page.getByRole("link", { name: "返回" }).click();
    await see(page, "您住在哪里");
    expect(await page.getByRole("group", { name: "从哪一天" }).getByLabel("日").inputValue()).toBe("1");
    await travel(page, "goBack");
    await see(page, "您因为什么住在这里");

    // A second tab goes on from where the first one is, and the first one follows.
    const tab = await phone.tab();
    await tab.goto(`/${city}/services/residence-permit/start`);
    await tab.getByRole("link", { name: "接着填" }).click();
    await see(tab, "您因为什么住在这里");
    await choose(tab, "我在这里有稳定的住处");
    await saveAndContinue(tab);
    await see(tab, "您的住处");
    await travel(tab, "goBack");
    await see(tab, "您因为什么住在这里");
    await tab.close();
    await travel(page, "reload");
    await see(page, "您因为什么住在这里");
    expect(await page.getByRole("radio", { name: "我在这里有稳定的住处" }).isChecked()).toBe(true);
    await saveAndContinue(page);

    // The lease as a photograph; a further question opens because it is a lease.
    await see(page, "您的住处");
    await choose(page, "租的房子");
    await page.getByLabel("租房合同、房产证").setInputFiles(lease);
    if (scripts) expect(await wordsOf(page)).toContain("已选择 1 个文件");
    await saveAndContinue(page);
    await page.getByLabel("房东的联系电话").waitFor();
    expect(await wordsOf(page)).toContain("租房合同.jpg");
    await saveAndContinue(page);

    // A portrait is sensitive: without separate consent it is not taken.
    await see(page, "照片和联系方式");
    await page.getByLabel("近期正面免冠照片", { exact: false }).first().setInputFiles(portrait);
    await page.getByLabel("您的手机号").fill("13900009002");
    await saveAndContinue(page);
    await page.locator("[data-focus]").waitFor();
    expect(await wordsOf(page)).toContain("请勾选同意");
    expect(await page.getByLabel("您的手机号").inputValue()).toBe("13900009002");
    await page.getByRole("checkbox", { name: "我同意为上面写明的用途使用" }).check();
    await saveAndContinue(page);
    await see(page, "怎么领取");
    await choose(page, "请邮寄给我");
    await saveAndContinue(page);
    await page.getByLabel("详细地址").waitFor();
    await saveAndContinue(page);

    // He checks, signs in with the identity service and comes back to the same page; what the register knows comes with its source.
    await see(page, "请核对");
    expect(await page.getByRole("button", { name: "提交", exact: true }).count()).toBe(0);
    await signInThere(page, "李建军");
    await see(page, "请核对");
    const check = await wordsOf(page);
    expect(check).toContain("四川省南充市西充县");
    expect(check).toMatch(/来自.+2026年11月16日/);
    expect(check).toContain("您已单独同意使用");
    const before = await casesInTheHouse();
    const number = await sendIt(phone);
    expect(await casesInTheHouse()).toBe(before + 1);
    const sent = await wordsOf(page);
    expect(sent).toMatch(/最迟 2026年11月23日/);
    expect(sent).toContain("现在由岳阳县公安局办理");

    // The clerk takes it, looks at the lease, accepts and approves.
    const desk = await clerkAtTheDesk(telling, scripts);
    await openFromInbox(desk, number);
    expect(await wordsOf(desk.page)).toContain("租房合同.jpg");
    const picture = desk.page.getByRole("img", { name: "租房合同" });
    expect(await picture.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))).toBe(
      480,
    );
    await act(desk, "由我办理");
    await act(desk, "受理");
    await act(desk, "准予", { 给申请人的话: "欢迎您来岳阳县生活。" });

    // He sees it, downloads the certificate, and reads who has looked at his file.
    await untilItSays(page, "下载证照（PDF）");
    await see(page, "已批准");
    expect(await wordsOf(page)).toContain("欢迎您来岳阳县生活。");
    const href = (await page.getByRole("link", { name: "下载证照（PDF）" }).getAttribute("href")) ?? "";
    const pdf = await phone.context.request.get(href);
    expect(pdf.headers()["content-type"]).toContain("application/pdf");
    expect((await pdf.body()).subarray(0, 4).toString()).toBe("%PDF");
    await page.goto("/me/readings");
    expect(await wordsOf(page)).toContain("岳阳县公安局");
    expect(await wordsOf(page)).toContain("查看您上传的文件");
    await page.goto("/me/inbox");
    await see(page, "消息");
    await page.getByText("居住证").first().waitFor();

    // Somebody else, not signed in, checks the paper: by its code, by its number, and one that was altered.
    const certificate = /certificates\/(.+)\.pdf$/.exec(href)?.[1] ?? "";
    const issued = await getCertificate(telling.house.house.documents, city, certificate);
    const code = new URL(verifyAddress(telling.house.baseUrl, certificate, issued?.paper));
    const stranger = await device(telling, { scripts });
    await stranger.page.goto(code.href);
    const genuine = await wordsOf(stranger.page);
    expect(genuine).toContain("真实有效");
    expect(genuine).toContain("李建军");
    await stranger.page.goto("/verify");
    await stranger.page.getByLabel("证照编号").fill(certificate.toLowerCase());
    await stranger.page.getByRole("button", { name: "核验" }).click();
    await stranger.page.getByRole("status").filter({ hasText: "已签发，目前有效" }).waitFor();
    expect(await wordsOf(stranger.page)).not.toContain("李建军");
    const last = code.href.at(-2) === "A" ? "B" : "A";
    await stranger.page.goto(`${code.href.slice(0, -2)}${last}${code.href.at(-1)}`);
    expect(await wordsOf(stranger.page)).toContain("与签发内容不符");
    await stranger.putAway();

    // It goes into the post; with that the case is closed.
    await travel(desk.page, "reload");
    await act(desk, "送达，办结", { 快递单号: "EMS1234567890CN" });
    await page.goto(`/me/cases/${number}`);
    await see(page, "已办结");
    expect(await wordsOf(page)).toContain("EMS1234567890CN");
    await desk.putAway();
    await phone.putAway();
  }, 90_000);

  test("begun on one phone before signing in, finished on another", async () => {
    const first = await device(telling, { scripts });
    await first.page.goto(`/${city}/services/residence-permit`);
    await begin(first.page);
    await sayWhereILive(first.page, { since: "2024-09-01", hukou: "河北任丘" });
    await see(first.page, "您因为什么住在这里");
    await choose(first.page, "我在这里上学");
    await first.page.getByRole("button", { name: "先存着，以后再填" }).click();
    await see(first.page, "已经保存");
    await signInThere(first.page, "陈雨桐");
    await see(first.page, "您的学校");
    await first.putAway();

    const second = await device(telling, { scripts });
    const { page } = second;
    await signInAt(page, "/me", "陈雨桐");
    await see(page, "我的");
    await page.getByRole("main").getByRole("link", { name: "居住证申领" }).first().click();
    await see(page, "您的学校");
    await page.getByLabel("学校名称").fill("岳阳县演示职业学院");
    await page.getByRole("checkbox", { name: "我书面承诺符合条件" }).check();
    await saveAndContinue(page);
    await see(page, "照片和联系方式");
    await saveAndContinue(page);
    await see(page, "怎么领取");
    await choose(page, "我到窗口领取");
    await saveAndContinue(page);
    await see(page, "请核对");
    expect(await wordsOf(page)).toContain("荣家湾镇演示路 18 号 2 栋 501 室");
    await sendIt(second);
    await second.putAway();
  }, 60_000);
});

/** A double tap must not make two: looked at behind the policies. */
async function casesInTheHouse(): Promise<number> {
  const found = await asOwner(telling.house.test, (owner) => owner.query("select count(*)::int as count from cases"));
  return found.rows[0]?.count as number;
}
