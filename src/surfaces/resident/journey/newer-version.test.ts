import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type ResidentWeb, residentWeb } from "../../../../tests/helpers/resident-web.ts";
import { visitor } from "../../../../tests/helpers/visitor.ts";
import {
  compileService,
  publishCatalogue,
  putVersion,
  type Question,
  type ServiceVersion,
} from "../../../domain/catalogue/index.ts";
import { openDraft } from "../../../domain/forms/index.ts";

let web: ResidentWeb;
beforeAll(async () => {
  web = await residentWeb();
}, 180_000);
afterAll(() => web.close());

const city = "430621";
const guide = `/${city}/services/residence-permit`;
const day = 24 * 60 * 60 * 1000;
const since = { "lives_since-year": "2025", "lives_since-month": "03", "lives_since-day": "01" };
let first: ServiceVersion;
const inForce = () => {
  const service = web.house.catalogue.service("residence-permit");
  if (!service) throw new Error("the permit is not published");
  return service;
};

/** The permit with one more question on its first page. */
function asking(label: string): ServiceVersion {
  const floor: Question = { id: "floor", type: "text", label: { zh: label, en: `${label} (en)` }, purpose: "decide" };
  const [where, ...others] = first.definition.ask;
  if (!where) throw new Error("the permit asks nothing");
  const purpose = where.questions[0]?.purpose ?? "";
  const pages = [{ ...where, questions: [...where.questions, { ...floor, purpose }] }, ...others];
  return compileService({ ...first.definition, ask: pages }, first.certificate);
}

async function publish(service: ServiceVersion): Promise<void> {
  const services = new Map([["residence-permit", service]]);
  await publishCatalogue(web.house.database, { services, problems: [] }, web.test.clock.now);
  await web.house.catalogue.refresh();
  web.house.offerings.forget(city);
}

beforeEach(async () => {
  first ??= inForce();
  await publish(first);
});

/** Somebody who has answered the first page, and the address of their draft. */
async function begun(button: string) {
  const who = visitor(web.baseUrl);
  const resident = await web.signIn(who, "worker");
  await who.get(guide);
  await who.follow("开始办理");
  await who.press(button);
  await who.press("保存并继续", { 详细地址: "荣家湾镇城关路 12 号", ...since });
  const path = /^(.*\/drafts\/[^/]+)/.exec(who.page.at)?.[1] ?? "";
  const id = path.split("/").at(-1) ?? "";
  const draft = () => openDraft(web.house, { owner: `resident:${resident}`, id, now: web.test.clock.now });
  return { who, path, draft };
}

test("a draft stays on its version and is offered the newer one, with what is kept and what is asked anew", async () => {
  const { who, path, draft } = await begun("开始填写");
  await publish(asking("住几楼"));
  await who.get(path);
  expect(who.page.title).toBe("您因为什么住在这里");
  expect(who.page.text).toContain("这项服务有了新版本");
  expect(who.page.text).toMatch(/您填过的 \d+ 项保留，要填的是：住几楼。/);
  expect(who.page.text).toContain("2026年12月16日");
  expect((await draft()).version).toBe(first.version);
  // What was asked before and left empty is not said to be new.
  await who.press("保存并继续", {});
  expect(who.page.text).toContain("要填的是：住几楼。");
  await who.press("接着用原来的");
  expect(who.page.text).not.toContain("这项服务有了新版本");
  await who.press("保存并继续", { 您符合哪一项: "housing" });
  expect(who.page.text).not.toContain("新版本");
  expect((await draft()).version).toBe(first.version);
  // A still newer one is news again.
  await publish(asking("住第几层"));
  await who.get(path);
  expect(who.page.text).toContain("要填的是：住第几层。");
  await who.press("改用新版本");
  expect(who.page.title).toBe("您住在哪里");
  expect(who.page.html).toContain('value="荣家湾镇城关路 12 号"');
  expect(who.page.text).not.toContain("这项服务有了新版本");
  expect((await draft()).version).toBe(inForce().version);
  await who.press("保存并继续", { 住第几层: "三楼" });
  expect(who.page.title).toBe("您的住处");
});

test("after thirty days, or where the version was rolled back from, the one in force is taken", async () => {
  const { who, path } = await begun("重新填一份");
  const second = asking("楼层");
  await publish(second);
  web.test.clock.now = new Date(web.test.clock.now.getTime() + 31 * day);
  await web.signIn(who, "worker");
  await who.get(path);
  expect(who.page.title).toBe("您住在哪里");
  expect(who.page.text).toContain("这项服务更新了");
  expect(who.page.text).not.toContain("接着用原来的");
  // Begun under the second, which turns out to be wrong.
  await who.press("保存并继续", { 楼层: "三楼" });
  const by = { kind: "system", id: "test", name: "test" } as const;
  const back = { place: "000000", service: "residence-permit", version: first.version, back: true };
  await putVersion(web.house.database, back, by, web.test.clock.now);
  await web.house.catalogue.refresh();
  web.house.offerings.forget(city);
  await who.get(path);
  expect(who.page.text).not.toContain("接着用原来的");
  expect(who.page.text).toContain("这几项现在不用填了：楼层");
});
