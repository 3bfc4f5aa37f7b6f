import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asOwner, type TestHouse, testHouse } from "../../../../tests/helpers/house.ts";
import { act, Browsing, eventually, fileCase, keyOf } from "../../../../tests/helpers/own-pages.ts";
import { addConsents, viewCase } from "../../../domain/cases/index.ts";
import { profileOf } from "../../../domain/identity/index.ts";

let t: TestHouse;
let worker: Browsing;

beforeAll(async () => {
  t = await testHouse({ jobs: true });
  worker = new Browsing(t.baseUrl);
  await worker.signIn("worker");
});
afterAll(async () => {
  await t.close();
});

const profile = () => profileOf(t.house.identity, keyOf(t.house, "worker"));

describe("without signing in", () => {
  test("explains what is kept how long, which rights one has and whom to ask", async () => {
    const browser = new Browsing(t.baseUrl);
    const { status, text } = await browser.get("/me/privacy");
    expect(status).toBe(200);
    for (const part of [
      "为什么收集",
      "谁能看到",
      "您的权利",
      "居住证申领",
      "办结后",
      "12345",
      "/sign-in?return=/me/privacy",
    ])
      expect(text).toContain(part);
    browser.language = "en";
    expect((await browser.get("/me/privacy")).text).toContain("years after the case is closed");
  });

  test("nothing else here is open", async () => {
    for (const path of ["/me/privacy/correct", "/me/privacy/export.json"]) {
      expect((await new Browsing(t.baseUrl).get(path, false)).status).toBe(303);
    }
  });
});

describe("what is kept about me", () => {
  test("each item has its source, and the document number is masked", async () => {
    const { text } = await worker.get("/me/privacy");
    expect(text).toContain("李建军");
    expect(text).toContain("511***********911X");
    expect(text).not.toContain("51132519910708911X");
    expect(text).toContain("四川省南充市西充县");
    expect(text).toContain("来源：身份认证平台");
    expect(text).toContain("来源：证件号码");
  });

  test("telephone and household are corrected directly, and only what changed is mine from then on", async () => {
    const form = await worker.get("/me/privacy/correct");
    const done = await worker.submit(form, "/correct", {
      phone: "139 0000 8888",
      hukou: "岳阳县",
      "hukou-was": "511325",
      address: (await profile())?.address ?? "",
    });
    expect(done.url).toBe(`${t.baseUrl}/me/privacy?done=corrected`);
    expect(done.text).toContain("已经更正");
    expect(done.text).toContain("来源：您自己填写");
    expect(await profile()).toMatchObject({
      phone: "13900008888",
      hukouDivision: "430621",
      stated: ["hukou_division", "phone"],
    });
    await worker.signIn("worker");
    expect((await profile())?.phone).toBe("13900008888");
  });

  test("a household left as it was shown stays the provider's", async () => {
    const trader = new Browsing(t.baseUrl);
    await trader.signIn("trader");
    const form = await trader.get("/me/privacy/correct");
    const hukou = /name="hukou"[^>]*value="([^"]*)"|value="([^"]*)"[^>]*name="hukou"/.exec(form.text);
    const address = "河南省济源市演示巷 28 号";
    await trader.submit(form, "/correct", { phone: "13900009005", hukou: hukou?.[1] ?? hukou?.[2] ?? "", address });
    const kept = await profileOf(t.house.identity, keyOf(t.house, "trader"));
    expect(kept).toMatchObject({ address, hukouDivision: "419001", stated: ["address"] });
  });

  test("what cannot be is named at its field and nothing is lost or kept", async () => {
    const before = await profile();
    const form = await worker.get("/me/privacy/correct");
    const wrong = await worker.submit(form, "/correct", {
      phone: "一二三",
      hukou: before?.hukouDivision ?? "",
      address: "演示路 <script>1</script>",
    });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain("请填写电话号码");
    expect(wrong.text).toContain('href="#f-phone"');
    expect(wrong.text).toContain("一二三");
    expect(wrong.text).toContain("演示路 &lt;script>1&lt;/script>");
    expect(wrong.text).not.toContain("<script>1");
    const place = await worker.submit(form, "/correct", { phone: "13900008888", hukou: "长沙", address: "甲" });
    expect(place.status).toBe(422);
    expect(place.text).toContain('name="hukou-choice"');
    const empty = await worker.submit(form, "/correct", { phone: "", hukou: "430621", address: "甲" });
    expect(empty.status).toBe(422);
    expect(empty.text).toContain("不能留空");
    expect(await profile()).toEqual(before);
    expect((await worker.post("/me/privacy/correct", { phone: "13900001111", _csrf: "x" })).status).toBe(403);
    expect(await profile()).toEqual(before);
  });
});

describe("a copy of my data", () => {
  test("holds profile, cases with answers, messages, certificates and readings, of this person alone", async () => {
    const mine = await fileCase(t.house, "worker", {
      answers: { address: { division: "430621", detail: "荣家湾镇 7 号" } },
    });
    await act(t.house, mine.number, "note", { note: "内部备注" });
    await act(t.house, mine.number, "accept");
    await act(t.house, mine.number, "approve");
    const theirs = await fileCase(t.house, "student");
    await eventually(
      () => worker.get(`/me/cases/${mine.number}`),
      ({ text }) => text.includes(".pdf"),
    );
    const copy = await eventually(
      () => worker.get("/me/privacy/export.json"),
      ({ text }) => text.includes('"approved"') && text.includes("已批准"),
    );
    expect(copy.headers.get("content-disposition")).toMatch(
      /^attachment; filename="onewindow-my-data-2026-11-16\.json"$/,
    );
    expect(copy.headers.get("cache-control")).toContain("no-store");
    const data = JSON.parse(copy.text);
    expect(data.profile).toMatchObject({ name: "李建军", idNumber: expect.stringMatching(/^511325/) });
    expect(data.cases.complete).toBe(true);
    const [one] = data.cases.items;
    expect(one).toMatchObject({
      number: mine.number,
      service: "residence-permit",
      answers: { address: { division: "430621", detail: "荣家湾镇 7 号" } },
    });
    expect(one.events.map((event: { act: string }) => event.act)).toEqual(["issue", "approve", "accept", "submit"]);
    expect(data.messages.items.length).toBeGreaterThan(1);
    expect(data.certificates.items[0]).toMatchObject({ case: mine.number });
    expect(data.readings).toEqual({ items: [], complete: true });
    for (const hidden of ["内部备注", theirs.number, "assignee", "陈雨桐"]) expect(copy.text).not.toContain(hidden);
    const recorded = await asOwner(t.test, (client) =>
      client.query("select count(*)::int as count from audit_entries where act = 'resident.export'"),
    );
    expect(recorded.rows[0].count).toBeGreaterThan(0);
  });
});

test("a copy holds what was filled in and not sent, right or wrong, for whoever filled it in alone", async () => {
  const browser = new Browsing(t.baseUrl);
  await browser.signIn("trader");
  const start = await browser.get("/430621/services/residence-permit/start");
  const page = await browser.submit(start, "/start");
  const action = new URL(page.url).pathname;
  const typed = { shown: "address lives_since", "address-division": "430621", "address-detail": "草稿里的地址 3 号" };
  await browser.submit(page, action, {
    ...typed,
    "lives_since-year": "2025",
    "lives_since-month": "2",
    "lives_since-day": "30",
  });
  const copy = await browser.get("/me/privacy/export.json");
  const { drafts } = JSON.parse(copy.text);
  expect(drafts.complete).toBe(true);
  expect(drafts.items).toMatchObject([
    {
      service: "residence-permit",
      city: "430621",
      answers: { address: { division: "430621", detail: "草稿里的地址 3 号" } },
      typed: { lives_since: { year: "2025", month: "2", day: "30" } },
    },
  ]);
  const others = new Browsing(t.baseUrl);
  await others.signIn("grandmother");
  expect((await others.get("/me/privacy/export.json")).text).not.toContain("草稿里的地址");
  // What lies in the database says nothing of it.
  const stored = await asOwner(t.test, (client) => client.query("select answers from drafts"));
  expect(JSON.stringify(stored.rows)).not.toContain("草稿里的地址");
});

describe("requests and consents", () => {
  test("a request leads to the city's journey; its state and its clock stand here", async () => {
    const browser = new Browsing(t.baseUrl);
    browser.cookies.set("city", "130982");
    await browser.signIn("grandmother");
    expect((await browser.get("/me/privacy")).text).toContain("/130982/services/personal-data-request/start");
    const { number } = await fileCase(t.house, "grandmother", { service: "personal-data-request" });
    await act(t.house, number, "accept");
    const page = await eventually(
      () => browser.get("/me/privacy"),
      ({ text }) => text.includes(number) && text.includes("已受理"),
    );
    expect(page.text).toContain("最迟 2026年12月7日");
    expect(page.text).toContain("/430621/services/personal-data-request/start");
  });

  test("what was separately agreed to is named with the case it was given for", async () => {
    const photo = { file: "0190b7a0-0000-7000-8000-00000000abcd", name: "a.png", size: 10, type: "image/png" };
    const { number } = await fileCase(t.house, "student", { answers: { photo }, consents: ["photo"] });
    const browser = new Browsing(t.baseUrl);
    await browser.signIn("student");
    const page = await eventually(
      () => browser.get("/me/privacy"),
      ({ text }) => text.includes("生物识别信息"),
    );
    expect(page.text).toContain(`href="/me/cases/${number}"`);
  });

  test("and so is what was agreed to later, with a correction", async () => {
    const photo = { file: "0190b7a0-0000-7000-8000-00000000abce", name: "a.png", size: 10, type: "image/png" };
    const { number } = await fileCase(t.house, "foreigner", { answers: { photo } });
    await addConsents(t.house.cases, {
      city: "430621",
      number,
      consents: [{ question: "photo", kind: "biometric" }],
    });
    const browser = new Browsing(t.baseUrl);
    await browser.signIn("foreigner");
    const page = await eventually(
      () => browser.get("/me/privacy"),
      ({ text }) => text.includes("生物识别信息"),
    );
    expect(page.text).toContain(`href="/me/cases/${number}"`);
    const { cases } = JSON.parse((await browser.get("/me/privacy/export.json")).text);
    expect(cases.items[0]).toMatchObject({
      number,
      applicant: { consents: { to: [{ question: "photo", kind: "biometric", at: expect.any(String) }] } },
    });
  });
});

describe("a consent to sensitive data is taken back", () => {
  const photo = { file: "0190b7a0-0000-7000-8000-00000000abcf", name: "a.png", size: 10, type: "image/png" };
  const withConsent = async () => {
    const { number } = await fileCase(t.house, "trader", { answers: { photo }, consents: ["photo"] });
    const browser = new Browsing(t.baseUrl);
    await browser.signIn("trader");
    const page = await eventually(
      () => browser.get("/me/privacy"),
      ({ text }) => text.includes(`/me/cases/${number}`),
    );
    return { number, browser, page };
  };
  const viewOf = (number: string) => viewCase(t.house.cases, "430621", number);

  test("before the decision the answer goes, and whoever works on the case reads so", async () => {
    const { number, browser, page } = await withConsent();
    expect((await viewOf(number)).answers["photo"]).toEqual(photo);
    const done = await browser.submit(page, "/consents");
    expect(done.text).toContain("已经从办件里删除");
    const { answers, timeline, applicant } = await viewOf(number);
    expect(answers["photo"]).toBeUndefined();
    expect(answers["address"]).toBeDefined();
    expect(timeline[0]?.words.note).toMatch(/收回了对“.+”的同意，这一项和它的文件已经删除/);
    expect(applicant.consents?.to[0]?.withdrawn_at).toBeDefined();
    expect(done.text).toContain("收回");
    expect(done.text).not.toContain(`name="case" value="${number}"`);
  });

  test("after the decision it is stored for its time, and the person reads that", async () => {
    const { number, browser, page } = await withConsent();
    await act(t.house, number, "accept");
    await act(t.house, number, "refuse", { reason: "居住不满半年" });
    const done = await browser.submit(page, "/consents");
    expect(done.text).toContain("只保存，不作他用，到期自动删除");
    expect((await viewOf(number)).answers["photo"]).toEqual(photo);
    expect(done.text).not.toContain(`name="case" value="${number}"`);
  });
});

describe("signing out everywhere", () => {
  test("ends the sessions of every device of this person, and of nobody else", async () => {
    const [phone, hall, other] = [new Browsing(t.baseUrl), new Browsing(t.baseUrl), new Browsing(t.baseUrl)];
    await phone.signIn("foreigner");
    await hall.signIn("foreigner");
    await other.signIn("student");
    const done = await phone.submit(await phone.get("/me/privacy"), "/sign-out-everywhere");
    expect(done.text).toContain("已经在所有设备上退出");
    for (const browser of [phone, hall]) expect((await browser.get("/me")).url).toContain("/sign-in");
    expect((await other.get("/me")).url).toBe(`${t.baseUrl}/me`);
    expect((await other.post("/me/privacy/sign-out-everywhere", {})).status).toBe(403);
  });
});
