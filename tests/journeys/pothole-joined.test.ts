import { mkdirSync } from "node:fs";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exifWithPlace } from "../../src/domain/documents/fixtures.ts";
import { changeClerk, signInDemonstrationClerk } from "../../src/domain/identity/index.ts";
import { travel } from "../helpers/browser.ts";
import { act, clerkAtTheDesk } from "./support/clerk.ts";
import { type Paper, photographOf } from "./support/papers.ts";
import { beginAt, chooseIn, numberOn, saveAndContinue, sendIt, signInAt } from "./support/resident.ts";
import {
  type Device,
  device,
  furtherWays,
  openTelling,
  see,
  type Telling,
  untilItSays,
  wordsOf,
} from "./support/telling.ts";

const city = "430621";
let telling: Telling;
let photo: Paper;

beforeAll(async () => {
  telling = await openTelling();
  const { house } = telling.house;
  const now = house.clock();
  const office = await signInDemonstrationClerk(house.identity, { city, role: "office" }, now);
  const { clerk } = await signInDemonstrationClerk(house.identity, { city, role: "clerk" }, now);
  const housing = { name: clerk.name, agency: "housing", roles: clerk.roles };
  await changeClerk(house.identity, office.clerk, { city, clerk: clerk.id }, housing, now);
  photo = withPlaceInside(await photographOf(telling.browser, "路坑"));
});
afterAll(() => telling.close());

/** As a telephone takes it: where it was taken stands inside. */
function withPlaceInside(paper: Paper): Paper {
  const exif = exifWithPlace();
  const length = Buffer.alloc(2);
  length.writeUInt16BE(exif.length + 2);
  const head = paper.buffer.subarray(0, 2);
  return { ...paper, buffer: Buffer.concat([head, Buffer.from([0xff, 0xe1]), length, exif, paper.buffer.subarray(2)]) };
}

/** Pictures to look at, where somebody asks for them. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env["PICTURES"];
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

/** From the guide to the check page: the same form, whoever fills it in. */
async function tell(
  page: Page,
  said: { story: string; spot: Readonly<Record<string, string>>; photo?: Paper; secret?: boolean },
  shot?: string,
): Promise<void> {
  await page.goto(`/${city}/services/report-a-problem`);
  await beginAt(page, "先问一句");
  await chooseIn(page, "现在是不是有人受伤", "否");
  await saveAndContinue(page);
  await see(page, "您想说什么");
  await chooseIn(page, "这是", "投诉");
  await page.getByLabel("和什么有关").selectOption({ label: "道路、人行道、井盖" });
  await page.getByLabel("请您说一说").fill(said.story);
  await saveAndContinue(page);
  await see(page, "在什么地方");
  await chooseIn(page, "这件事是不是发生在某个地方", "是");
  const words = page.getByLabel("怎么找到它，用您自己的话说");
  if (!(await words.isVisible())) {
    await saveAndContinue(page);
    await words.waitFor();
  }
  for (const [label, text] of Object.entries(said.spot)) await page.getByLabel(label).fill(text);
  if (shot !== undefined) await picture(page, shot);
  await saveAndContinue(page);
  await see(page, "照片");
  if (said.photo) await page.getByLabel("第一张照片").setInputFiles(said.photo);
  await saveAndContinue(page);
  await see(page, "怎么回复您");
  if (said.secret) await chooseIn(page, "是不是要对被反映的单位保密", "是");
  await saveAndContinue(page);
  await see(page, "请核对");
}

async function officeAtTheDesk(scripts: boolean): Promise<Device> {
  const desk = await device(telling, { scripts, width: 1280, height: 860 });
  await desk.page.goto("/staff/sign-in");
  await desk.page
    .getByRole("button", { name: /岳阳县 机构管理员|岳阳县 .*(管理|办公)/ })
    .first()
    .click();
  await desk.page.waitForURL(/\/staff(?!\/sign-in)/);
  return desk;
}

describe.each(furtherWays)("a pothole with a photo, joined to a duplicate, $way", ({ scripts, way }) => {
  test("sent to the agency by rule, joined by the hotline, answered once, called back", async () => {
    const suffix = scripts ? "on" : "off";
    // The city office orders where reports of roads go.
    const office = await officeAtTheDesk(scripts);
    await office.page.goto("/staff/office/dispatch");
    await see(office.page, "派单规则");
    const roads = office.page.locator("tr", { hasText: "道路、人行道、井盖" });
    await roads.getByLabel("承办部门").selectOption({ label: "住房和城乡建设局" });
    await roads.getByLabel("几个工作日内答复").fill("0");
    await office.page.getByRole("button", { name: "保存" }).click();
    await see(office.page, "派单规则");
    expect(await wordsOf(office.page)).toContain("请写 1 到 60 之间的工作日数。");
    await roads.getByLabel("几个工作日内答复").fill("5");
    await office.page.getByRole("button", { name: "保存" }).click();
    await untilItSays(office.page, "已保存");
    await picture(office.page, `rules-${suffix}`);

    // The first: signed in, with words, the road and a photo that knows where it was taken.
    const first = await device(telling, { scripts });
    await signInAt(first.page, "/me", "李建军");
    await tell(
      first.page,
      {
        story: `机动车道上有一个大坑，下雨积水看不见，昨天有电动车摔倒。${way}`,
        spot: {
          怎么找到它: "公交站牌往北 50 米",
          "路名、小区、门牌号": "荣家湾镇东方路 8 号对面",
          经纬度: "113.1166, 29.1442",
        },
        photo,
        secret: true,
      },
      `place-${suffix}`,
    );
    const one = await sendIt(first, { arrives: "已收到您反映的情况" });
    await picture(first.page, `mine-${suffix}`);

    // The photo is shown in place, without where it was taken.
    const shown = first.page.getByRole("img", { name: "您传的照片 1" });
    await shown.scrollIntoViewIfNeeded();
    const source = (await shown.getAttribute("src")) ?? "";
    const bytes = await (await first.context.request.get(source)).body();
    expect(photo.buffer.includes("Exif")).toBe(true);
    expect(bytes.length).toBeGreaterThan(500);
    expect(bytes.includes("GPS")).toBe(false);
    expect(bytes.includes(exifWithPlace().subarray(-24))).toBe(false);

    // The second: nobody knows who, thirty metres on, by coordinates alone.
    const second = await device(telling, { scripts });
    await tell(second.page, {
      story: "这里路上有个大坑，骑电动车差点摔倒，请修一修。",
      spot: { 经纬度: "北纬29.1444 东经113.1167" },
    });
    const two = await sendIt(second, { arrives: "已经提交" });
    await picture(second.page, `sent-${suffix}`);
    await second.page.getByRole("link", { name: "公开的进展页面" }).click();
    await see(second.page, "已派给部门，等待签收");
    expect(await numberOn(second.page)).toBe(two);

    // The hotline sees that they are alike, and joins them.
    await office.page.goto("/staff/reports?view=open&category=road");
    await untilItSays(office.page, two);
    await picture(office.page, `reports-${suffix}`);
    await office.page.getByRole("link", { name: two }).click();
    await untilItSays(office.page, "可能是同一件事");
    expect(await wordsOf(office.page)).toContain(one);
    await picture(office.page, `alike-${suffix}`);
    await office.page.locator("li").filter({ hasText: one }).getByRole("button", { name: "把这一件并过去" }).click();
    await office.page.getByRole("status").filter({ hasText: "已完成" }).waitFor();
    await travel(second.page, "reload");
    await untilItSays(second.page, "2 人");
    const publicPage = await wordsOf(second.page);
    for (const secret of ["大坑", "公交站牌", "李建军", "113.1"]) expect(publicPage).not.toContain(secret);
    await picture(second.page, `public-${suffix}`);
    await first.page.goto("/me/inbox");
    await untilItSays(first.page, "又有人反映了同一件事");

    // Urged once; the second time within a working day is answered in words.
    await first.page.goto(`/me/cases/${one}`);
    await first.page.getByRole("button", { name: "催办" }).click();
    await untilItSays(first.page, "您在");

    // The agency signs it off and answers; both read the answer.
    const desk = await clerkAtTheDesk(telling, scripts);
    await desk.page.goto(`/staff/cases/${one}`);
    await untilItSays(desk.page, "反映人在催办");
    expect(await wordsOf(desk.page)).toContain("跟着这一件办理");
    expect(await desk.page.locator("img[src*='/files/']").count()).toBe(1);
    await picture(desk.page, `agency-${suffix}`);
    await act(desk, "签收");
    await act(desk, "答复", { 答复内容: "路面已经修好，谢谢您告诉我们。" });
    await first.page.goto(`/me/cases/${one}`);
    await see(first.page, "已经答复");
    expect(await wordsOf(first.page)).toContain("路面已经修好，谢谢您告诉我们。");
    await second.page.goto(`/${city}/cases/${two}/sent`);
    await untilItSays(second.page, "路面已经修好，谢谢您告诉我们。");
    await picture(second.page, `answered-${suffix}`);

    // The hotline calls back: not satisfied, so the agency has it once more.
    await office.page.goto("/staff/reports?view=call");
    await untilItSays(office.page, one);
    await office.page.goto(`/staff/cases/${one}`);
    const form = office.page.locator("form").filter({ has: office.page.getByRole("button", { name: "记录回访" }) });
    if (!(await form.isVisible())) await office.page.locator("summary").filter({ hasText: "记录回访" }).click();
    await form.getByLabel("反映人怎么说").selectOption({ label: "不满意" });
    await form.getByRole("button", { name: "记录回访" }).click();
    await office.page.getByRole("status").filter({ hasText: "已完成" }).waitFor();
    await travel(first.page, "reload");
    await see(first.page, "正在处理");
    await picture(first.page, `again-${suffix}`);
    for (const each of [office, first, second, desk]) await each.putAway();
  }, 120_000);
});
