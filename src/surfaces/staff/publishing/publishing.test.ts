import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freePort, type TestHouse, testHouse } from "../../../../tests/helpers/house.ts";
import { uploadFiles } from "../../../../tests/helpers/service-files.ts";
import { type TestDesk, testDesk } from "../../../../tests/helpers/staff-desk.ts";
import { visitor } from "../../../../tests/helpers/visitor.ts";
import { answersOf, fillInAndSend } from "../../../../tests/journeys/support/sample-pages.ts";
import { signInAsSampled } from "../../../../tests/journeys/support/sample-person.ts";
import { auditEntries } from "../../../domain/audit/index.ts";
import { findCase } from "../../../domain/cases/index.ts";
import { offer, publicationsOf } from "../../../domain/catalogue/index.ts";
import { serve } from "../../../serve.ts";
import { readSettings } from "../../../settings.ts";

const city = "430621";
const other = "130982";
const permit = "/staff/office/services/residence-permit";
const path = "/staff/office/publishing";
const file = readFileSync(resolve("catalogue/policing/residence-permit.yaml"), "utf8");

let whole: TestHouse;
let desk: TestDesk;
beforeAll(async () => {
  whole = await testHouse();
  desk = testDesk(whole);
}, 180_000);
afterAll(() => desk.close());

type Office = Awaited<ReturnType<TestDesk["signedIn"]>>;

const upload = (office: Office, service: string, name = "residence-permit.yaml") =>
  uploadFiles(desk, office, { service: { text: service, name } });

const versionHere = async (where: string) => (await desk.house.offerings.one(where, "residence-permit")).service;

describe("a city's own version of a national service", () => {
  const changed = file.replace("  zh: 居住证申领\n", "  zh: 居住证申领（岳阳县）\n");

  test("is refused with every problem in one list, by line, with the remedy", async () => {
    const office = await desk.signedIn(`${city}-office`);
    const broken = changed.replace("agency: public-security", "agency: police").replace("fee: none", "fee: nothing");
    const answer = await upload(office, broken);
    expect(answer.status).toBe(422);
    expect(answer.text).toMatch(/处要改，没有发布/);
    for (const at of ["fee: nothing"]) {
      const line = broken.slice(0, broken.indexOf(at)).split("\n").length;
      expect(answer.text).toContain(`residence-permit.yaml 第 ${line} 行`);
    }
    const kind = await upload(office, changed.replace("kind: apply", "kind: certificate"));
    expect(kind.text).toContain("请写回“apply”");
    expect((await upload(office, "")).text).toContain("请选择事项文件");
    expect(await publicationsOf(desk.house.database, city, "residence-permit")).toEqual([]);
  });

  test("a sample that does not get through the pages is a problem of its line", async () => {
    const office = await desk.signedIn(`${city}-office`);
    const wrong = '      address: { division: "430699"';
    const broken = file.replace('      address: { division: "430621"', wrong);
    const answer = await upload(office, broken);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(`第 ${broken.slice(0, broken.indexOf(wrong)).split("\n").length} 行`);
    expect(answer.text).toContain("页面说");
  });

  test("shows differences and a trial run, goes live here alone, and comes back", async () => {
    const office = await desk.signedIn(`${city}-office`);
    const number = await desk.file();
    const national = (await versionHere(city)).version;
    const sent = await upload(office, changed);
    expect([sent.status, sent.text]).toEqual([303, expect.anything()]);
    const review = await office.get(sent.location);
    expect(review.text).toContain("居住证申领（岳阳县）");
    expect(review.text).toMatch(/最近 1 件办件里，1 件照新版本也能办/);
    expect((await versionHere(city)).version).toBe(national);
    const done = await office.send(sent.location, { note: "县里另有叫法" });
    expect(done.text).toContain("已发布，一秒之内生效");
    expect(done.text).toContain("县里另有叫法");
    const own = await versionHere(city);
    expect(own.definition.name.zh).toBe("居住证申领（岳阳县）");
    expect((await versionHere(other)).version).toBe(national);
    expect((await desk.visitor().get(`/${city}/services/residence-permit`)).text).toContain("（岳阳县）");
    expect((await desk.visitor().get(`/${other}/services/residence-permit`)).text).not.toContain("（岳阳县）");
    // The other city's office sees neither the version nor its review.
    const neighbour = await desk.signedIn(`${other}-office`);
    expect((await neighbour.get(sent.location)).status).toBe(404);
    expect((await neighbour.get(`${permit}/versions`)).text).not.toContain(own.version);
    // What was filed stays on its version.
    expect((await findCase(desk.house.cases, city, number)).service_version).toBe(national);
    const versions = await office.get(`${permit}/versions`);
    expect(versions.text).toContain(own.version);
    const compared = await office.get(`${permit}/versions/compare?a=${national}&b=${own.version}`);
    expect(compared.text).toContain("居住证申领（岳阳县）");
    await office.get(`${permit}/versions`);
    const back = await office.send(`${permit}/versions`, { version: national, note: "" });
    expect(back.text).toContain("已换回");
    expect((await versionHere(city)).version).toBe(national);
    const acts = (await publicationsOf(desk.house.database, city, "residence-permit")).map(({ act }) => act);
    expect(acts).toEqual(["rolled_back", "published", "checked"]);
    const { items } = await auditEntries(desk.house.database, city);
    const audited = items.filter(({ subject }) => subject === "residence-permit").map(({ act }) => act);
    for (const act of ["service.check", "service.trial", "service.publish", "service.roll_back"])
      expect(audited).toContain(act);
  });

  test("a trial run counts who would be refused, lack an answer or pay something else, by number alone", async () => {
    const office = await desk.signedIn(`${city}-office`);
    const number = await desk.file();
    const stricter = changed
      .replace("lives_since, today()) < 6", "lives_since, today()) < 900")
      .replace("fee: none", "fee: { basis: 本地规定, amount: 20 }");
    const answer = await upload(office, stricter);
    // Its samples would be refused too: that is a problem of the file, so the trial never comes.
    expect(answer.status).toBe(422);
    const paid = await upload(
      office,
      changed.replace("fee: none", "fee: { basis: 湖南省价格主管部门文件, amount: 20 }"),
    );
    expect(paid.status, paid.text).toBe(303);
    const review = await office.get(paid.location);
    expect(review.text).toContain("收费会不同");
    expect(review.text).toContain(number);
    expect(review.text).not.toContain("李明华");
  });
});

describe("a service of a city's own", () => {
  const own = file
    .replace("code: residence-permit", "code: lake-fishing-rest")
    .replace("  zh: 居住证申领\n", "  zh: 洞庭湖休渔补贴\n")
    .replace(/also:[\s\S]*?\naudience/, "also:\n  zh: [休渔补贴]\n  en: [fishing rest]\naudience");

  test("is seen in that city only, and its code is taken", async () => {
    const office = await desk.signedIn(`${city}-office`);
    const sent = await upload(office, own, "lake-fishing-rest.yaml");
    expect(sent.status, sent.text).toBe(303);
    await office.get(sent.location);
    await office.send(sent.location, { note: "" });
    const visitor = desk.visitor();
    expect((await visitor.get(`/${city}/services/lake-fishing-rest`)).status).toBe(200);
    expect((await visitor.get(`/${city}/fields/policing`)).text).toContain("洞庭湖休渔补贴");
    expect((await visitor.get(`/${city}/search?q=${encodeURIComponent("休渔补贴")}`)).text).toContain("洞庭湖休渔补贴");
    expect((await visitor.get(`/${other}/services/lake-fishing-rest`)).status).toBe(404);
    expect((await visitor.get(`/${other}/search?q=${encodeURIComponent("休渔补贴")}`)).text).not.toContain("洞庭湖");
    const national = await fetch(new URL("/api/v1/services?limit=100", desk.baseUrl)).then((answer) => answer.text());
    expect(national).not.toContain("lake-fishing-rest");
    const local = await fetch(
      new URL(`/api/v1/cities/${city}/services?q=${encodeURIComponent("休渔补贴")}`, desk.baseUrl),
    );
    expect(await local.text()).toContain("lake-fishing-rest");
    const neighbour = await desk.signedIn(`${other}-office`);
    expect((await neighbour.get("/staff/office/services/lake-fishing-rest")).status).toBe(404);
    expect((await neighbour.get("/staff/office/services/lake-fishing-rest/versions")).status).toBe(404);
    expect((await neighbour.get(`${path}/choose`)).text).not.toContain("洞庭湖");
    const taken = await upload(neighbour, own, "lake-fishing-rest.yaml");
    expect([taken.status, taken.text.includes("已被别处的事项使用")]).toEqual([422, true]);
    const put = offer(desk.house.database, desk.house.catalogue, other, "lake-fishing-rest", {}, desk.clock.now);
    await expect(put).rejects.toThrow("service_not_found");
  });

  test("that nobody could work on is published, and waits hidden until somebody can", async () => {
    const office = await desk.signedIn(`${city}-office`);
    const code = "lake-moorings";
    const text = own
      .replace("code: lake-fishing-rest", `code: ${code}`)
      .replace("洞庭湖休渔补贴", "洞庭湖泊位")
      .replace("agency: public-security", "agency: gas");
    const sent = await upload(office, text, `${code}.yaml`);
    expect(sent.status, sent.text).toBe(303);
    await office.get(sent.location);
    const done = await office.send(sent.location, { note: "" });
    expect(done.text).toContain("还不能上线");
    expect(done.text).toContain("没有工作人员");
    expect((await desk.visitor().get(`/${city}/services/${code}`)).status).toBe(404);
    expect((await desk.house.offerings.any(city, code))?.offering.visibility).toBe("hidden");
  });
});

test("what one process publishes is live in another within a second", async () => {
  const port = await freePort();
  const settings = readSettings({
    ...{ PORT: String(port), BASE_URL: `http://localhost:${port}`, KEYS_FILE: whole.house.settings.keysFile },
    ...{ DATA_DIR: whole.house.settings.dataDir, LOG_LEVEL: "silent", ROLES: "web", RATE_LIMIT_FACTOR: "1000" },
  });
  const { app } = whole.test;
  const second = await serve({ settings, kind: "demonstration", app, jobs: app, clock: whole.test.clock.read });
  try {
    const guide = new URL(`/${city}/services/residence-permit`, settings.baseUrl);
    expect(await (await fetch(guide)).text()).not.toContain("第二个进程");
    const office = await desk.signedIn(`${city}-office`);
    const sent = await upload(office, file.replace("  zh: 居住证申领\n", "  zh: 居住证申领（第二个进程）\n"));
    await office.get(sent.location);
    await office.send(sent.location, { note: "" });
    const published = performance.now();
    let seen = false;
    while (!seen && performance.now() - published < 5_000) {
      seen = (await (await fetch(guide)).text()).includes("第二个进程");
      if (!seen) await setTimeout(50);
    }
    const waited = performance.now() - published;
    expect(seen).toBe(true);
    // A second between two looks, and what the looking itself takes on a busy machine.
    expect(waited).toBeLessThan(2_500);
    await office.get(`${permit}/versions`);
    await office.send(`${permit}/versions`, { act: "follow" });
  } finally {
    await second.stop();
  }
}, 60_000);

test("a draft begun before is told what is kept and what is asked again, and ends as a case of the new version", async () => {
  const before = await versionHere(city);
  const [sample] = before.definition.samples;
  if (!sample) throw new Error("the permit has no sample");
  const who = visitor(desk.baseUrl);
  await signInAsSampled(whole, who, before, sample);
  await who.get(`/${city}/services/residence-permit/start`);
  await who.press("开始填写");
  const since = { "lives_since-year": "2018", "lives_since-month": "1", "lives_since-day": "1" };
  await who.press("保存并继续", { 详细地址: "演示路 18 号 2 栋 501 室", ...since });
  const draft = /^.+\/drafts\/[^/]+/.exec(who.page.at)?.[0] ?? "";
  const filed = await desk.file();
  const office = await desk.signedIn(`${city}-office`);
  const publish = async (text: string) => {
    const sent = await upload(office, text);
    expect(sent.status, sent.text).toBe(303);
    await office.get(sent.location);
    await office.send(sent.location, { note: "" });
  };
  await publish(file.replace("  zh: 居住证申领\n", "  zh: 居住证办理\n"));
  await who.get(draft);
  expect(who.page.text).toContain("这项服务有了新版本");
  const asksAnew = /要填的是：[^。]*从哪一天开始住在本市/;
  expect(who.page.text).not.toMatch(asksAnew);
  await publish(
    file
      .replace("  zh: 居住证申领\n", "  zh: 居住证新办\n")
      .replace("max: today", 'min: "2019-01-01"\n        max: today'),
  );
  await who.get(draft);
  expect(who.page.text).toMatch(asksAnew);
  await who.press("改用新版本");
  const after = await versionHere(city);
  expect(after.version).not.toBe(before.version);
  await fillInAndSend(who, after, answersOf(after, sample), "zh");
  const number = /\d{6}-\d{8}-C[0-9A-Z]+-[0-9A-Z]/.exec(who.page.at)?.[0] ?? who.page.text;
  expect((await findCase(desk.house.cases, city, number)).service_version).toBe(after.version);
  expect((await findCase(desk.house.cases, city, filed)).service_version).toBe(before.version);
  await office.get(`${permit}/versions`);
  await office.send(`${permit}/versions`, { act: "follow" });
  expect((await versionHere(city)).version).toBe(before.version);
});

describe("the five steps", () => {
  test("lead from a choice to a live service and to its end, everything recorded", async () => {
    const place = "130982";
    const office = await desk.signedIn(`${place}-office`);
    const code = "lake-or-none";
    expect((await office.get(`${path}/agencies/${code}`)).status).toBe(404);
    expect((await office.get(path)).text).toContain("第 1 步：选择事项");
    const { offering, service } = await desk.house.offerings.one(place, "residence-permit");
    await offer(
      desk.house.database,
      desk.house.catalogue,
      place,
      offering.service,
      { visibility: "hidden" },
      desk.clock.now,
    );
    desk.house.offerings.forget(place);
    for (const query of ["in=zh&as=standard", "in=en&as=largest"]) {
      const guide = await office.get(`/staff/office/services/${offering.service}/preview?${query}`);
      const english = query.startsWith("in=en");
      expect(guide.text).toContain(english ? "Preview" : "预览");
      expect(guide.text).toContain(service.definition.name[english ? "en" : "zh"]);
      expect(guide.html).toContain(`data-mode="${english ? "largest" : "standard"}"`);
      const first = await office.get(`/staff/office/services/${offering.service}/preview/first?${query}`);
      expect(first.html).toContain('name="lives_since-year"');
    }
    const stranger = desk.visitor();
    expect((await stranger.get(`/staff/office/services/${offering.service}/preview`)).status).not.toBe(200);
    // A look-up whose agency has no connector would answer nobody: nothing of what was ticked with it goes live.
    const lookUp = "housing-fund-balance";
    const values = { visibility: "hidden" } as const;
    await offer(desk.house.database, desk.house.catalogue, place, lookUp, values, desk.clock.now);
    desk.house.offerings.forget(place);
    const page = await office.get(`${path}/go-live`);
    expect(page.main).toContain(`value="${offering.service}"`);
    expect(page.main).not.toContain(`value="${lookUp}"`);
    const both = await office.send(`${path}/go-live`, { service: [offering.service, lookUp] });
    expect(both.status).toBe(422);
    expect(both.text).toContain("一项也没有上线");
    expect(both.text).toContain("的系统还没有接入");
    expect(both.main).toContain('href="/staff/office/connectors"');
    expect((await stranger.get(`/${place}/services/residence-permit`)).status).toBe(404);
    await office.get(`${path}/go-live`);
    const live = await office.send(`${path}/go-live`, { service: offering.service });
    expect(live.text).toContain("1 项事项已上线");
    expect((await stranger.get(`/${place}/services/residence-permit`)).status).toBe(200);
    await office.get(`${path}/withdraw`);
    const wrong = await office.send(`${path}/withdraw`, { service: offering.service, "withdrawal.on": "明天" });
    expect([wrong.status, wrong.text.includes("日期写成")]).toEqual([422, true]);
    await office.send(`${path}/withdraw`, {
      ...{ service: offering.service, "withdrawal.on": "2026-12-20" },
      ...{ "withdrawal.announcement.zh": "请到窗口办理。", "withdrawal.announcement.en": "Please go to the counter." },
    });
    const ending = await stranger.get(`/${place}/services/residence-permit`);
    expect([ending.status, ending.text.includes("请到窗口办理。")]).toEqual([200, true]);
    const { items } = await auditEntries(desk.house.database, place);
    const visibility = items.filter(({ act }) => act === "offering.change").map(({ detail }) => detail["visibility"]);
    expect(visibility).toEqual(["withdrawn", "visible"]);
    await offer(desk.house.database, desk.house.catalogue, place, lookUp, {}, desk.clock.now);
  });
});

test("programs read versions and differences", async () => {
  const ask = async (at: string) => {
    const answer = await fetch(new URL(`/api/v1/services/${at}`, desk.baseUrl));
    return {
      status: answer.status,
      body: (await answer.json()) as { items?: { version?: string; in_force?: boolean }[] },
    };
  };
  const { status, body } = await ask("residence-permit/versions");
  expect([status, body.items?.map((each) => each.in_force)]).toEqual([200, [true]]);
  const version = body.items?.[0]?.version ?? "";
  expect(await ask(`residence-permit/versions/${version}/compare/${version}`)).toMatchObject({
    status: 200,
    body: { items: [] },
  });
  expect((await ask("lake-fishing-rest/versions")).status).toBe(404);
  expect((await ask(`residence-permit/versions/${version}/compare/000000000000`)).status).toBe(404);
});
