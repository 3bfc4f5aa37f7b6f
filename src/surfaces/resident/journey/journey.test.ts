import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asOwner } from "../../../../tests/helpers/database.ts";
import { act } from "../../../../tests/helpers/own-pages.ts";
import { type ResidentWeb, residentWeb } from "../../../../tests/helpers/resident-web.ts";
import { type Entries, type PickedFile, type Visitor, visitor } from "../../../../tests/helpers/visitor.ts";
import { viewCase } from "../../../domain/cases/index.ts";
import { listCaseFiles } from "../../../domain/documents/index.ts";

let web: ResidentWeb;
beforeAll(async () => {
  web = await residentWeb();
});
afterAll(() => web.close());

const city = "430621";
const guide = `/${city}/services/residence-permit`;
const png: PickedFile = {
  name: "合同.png",
  type: "image/png",
  bytes: Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==",
    "base64",
  ),
};

function someone(): Visitor {
  return visitor(web.baseUrl);
}

/** Begins a permit and answers the first two pages. */
async function toHousing(who: Visitor, first: Entries): Promise<void> {
  await who.get(guide);
  await who.follow("开始办理");
  await who.press("开始填写");
  expect(who.page.title).toBe("您住在哪里");
  await who.press("保存并继续", first);
  expect(who.page.errors).toEqual([]);
  expect(who.page.title).toBe("您因为什么住在这里");
  await who.press("保存并继续", { 您符合哪一项: "housing" });
  expect(who.page.title).toBe("您的住处");
}

function dateEntries(day: string): Entries {
  const [year = "", month = "", date = ""] = day.split("-");
  return { "lives_since-year": year, "lives_since-month": month, "lives_since-day": date };
}

describe("the whole way", () => {
  test("a worker sends a permit with a photo of the lease, by post, and taps twice", async () => {
    const who = someone();
    const resident = await web.signIn(who, "worker");
    await who.get(guide);
    await who.follow("开始办理");
    await who.press("开始填写");
    // The household registration is known, shown with its source and not asked.
    expect(who.page.text).toContain("四川省南充市西充县");
    expect(who.page.text).toMatch(/来自.+，2026年11月16日/);
    expect(who.page.html).not.toContain('name="hukou"');
    expect(who.page.html).toContain('value="湖南省岳阳市岳阳县"');
    await who.press("保存并继续", { 详细地址: "荣家湾镇城关路 12 号", ...dateEntries("2025-03-01") });
    await who.press("保存并继续", { 您符合哪一项: "housing" });
    await who.press("保存并继续", { housing_kind: "lease", housing_proof: png });
    // The lease leads to one more question, which is optional, so it is asked once.
    expect(who.page.title).toBe("您的住处");
    expect(who.page.text).toContain("还有一点要问");
    expect(who.page.text).toContain("合同.png");
    await who.press("保存并继续", {});
    expect(who.page.title).toBe("照片和联系方式");
    await who.press("保存并继续", {});
    expect(who.page.title).toBe("怎么领取");
    await who.press("保存并继续", { delivery_way: "post" });
    expect(who.page.html).toContain('value="荣家湾镇城关路 12 号"');
    await who.press("保存并继续", {});
    expect(who.page.title).toBe("请核对");
    expect(who.page.text).toContain("2025年3月1日");
    expect(who.page.text).toContain("我在这里有稳定的住处");
    const twice = who.prepare("提交");
    const other = { ...who };
    await Promise.all([who.send(twice), other.send(twice)]);
    expect(who.page.at).toMatch(/^\/me\/cases\/430621-20261116-C/);
    const sent = await casesOf(resident);
    expect(sent).toHaveLength(1);
    const number = sent[0]?.number ?? "";
    const view = await viewCase(web.house.cases, city, number);
    expect(view.answers).toMatchObject({ hukou: "511325", ground: "housing", phone: "13900009002" });
    expect(Object.keys(view.answers)).not.toContain("delivery_way");
    expect(view.row.delivery).toBe("post");
    expect(view.applicant.name).toBe("李建军");
    const files = await listCaseFiles(web.house.documents, city, number);
    expect(files.map((file) => file.question)).toEqual(["housing_proof"]);
    // Coming back to any page of the draft leads to the case.
    await who.get(twice.action);
    expect(who.page.at).toBe(`/me/cases/${number}`);
  });

  test("a visitor fills in, is asked to sign in before sending, and finds everything again", async () => {
    const who = someone();
    await toHousing(who, { 详细地址: "荣家湾镇城关路 12 号", ...dateEntries("2025-03-01"), hukou: "四川西充" });
    await who.press("保存并继续", { housing_kind: "own", "housing_proof-promise": true });
    await who.press("保存并继续", { phone: "13800138000" });
    await who.press("保存并继续", { delivery_way: "collect" });
    expect(who.page.title).toBe("请核对");
    expect(who.page.buttons).not.toContain("提交");
    expect(who.page.text).toContain("提交前请登录");
    const check = who.page.at;
    const resident = await web.signIn(who, "student");
    await who.get(check);
    // What was typed before signing in stands against what is on record.
    expect(who.page.text).toContain("四川省南充市西充县");
    expect(who.page.text).toContain("13800138000");
    expect(who.page.text).toContain("记录的是：139****9003。您说不对");
    await who.press("提交");
    const [mine] = await casesOf(resident);
    const view = await viewCase(web.house.cases, city, mine?.number ?? "");
    expect(view.answers).toMatchObject({ hukou: "511325", phone: "13800138000", housing_proof: { promise: true } });
    expect(view.row.delivery).toBe("collect");
  });

  test("a complaint needs no sign-in; its number shows how it ended", async () => {
    const who = someone();
    await who.get(
      `/${city}/services/suggestion/start?about=${encodeURIComponent("/430621/services/residence-permit")}`,
    );
    await who.press("开始填写");
    expect(who.page.html).toContain('value="/430621/services/residence-permit"');
    await who.press("保存并继续", { matter: "broken", text: "按钮太小，看不清。" });
    await who.press("保存并继续", { phone: "" });
    expect(who.page.title).toBe("请核对");
    await who.press("提交");
    expect(who.page.at).toMatch(/^\/430621\/cases\/430621-20261116-C[0-9A-Z]{10}-[0-9A-Z]\/sent$/);
    expect(who.page.title).toBe("已经提交");
    expect(who.page.text).toContain("最晚 2026年11月18日");
    expect(who.page.text).not.toContain("按钮太小");
    const sent = who.page.at;
    const number = sent.split("/")[3] ?? "";
    await act(web.house, number, "accept");
    await act(web.house, number, "approve", { note: "已经改大，谢谢您。" });
    const later = someone();
    await later.get(sent);
    expect(later.page.text).toContain("已经改大，谢谢您。");
    expect((await later.get(sent.replace("430621-2026", "430621-2025"))).status).toBe(404);
  });
});

describe("reasons against come before the work", () => {
  test("less than half a year: said at once, and it can be corrected", async () => {
    const who = someone();
    await who.get(guide);
    expect(who.page.text).toContain("您在这里居住还不满半年");
    await who.follow("开始办理");
    await who.press("开始填写");
    await who.press("保存并继续", { 详细地址: "东方路 5 号", ...dateEntries("2026-07-01"), hukou: "武汉市" });
    expect(who.page.title).toBe("现在还办不了");
    expect(who.page.text).toContain("您在这里居住还不满半年");
    await who.follow("从哪一天开始住在本市");
    expect(who.page.html).toContain('value="2026"');
    await who.press("保存并继续", dateEntries("2026-01-01"));
    expect(who.page.title).toBe("您因为什么住在这里");
  });
});

describe("nothing entered is lost", () => {
  test("a wrong day and a place that may be several: 422, said on top and at the field, everything still there", async () => {
    const who = someone();
    await who.get(`${guide}/start`);
    await who.press("开始填写");
    await who.press("保存并继续", { 详细地址: "城关路 1 号", ...dateEntries("2026-02-31"), hukou: "朝阳" });
    expect(who.page.status).toBe(422);
    expect(who.page.errors).toHaveLength(2);
    expect(who.page.errors[1]).toBe("户口所在地：请在下面选出您说的地方，或者换个写法。");
    expect(who.page.html).toContain('value="31"');
    expect(who.page.html).toContain('value="城关路 1 号"');
    expect(who.page.html).toContain('value="朝阳"');
    expect(who.page.text).toContain("辽宁省朝阳市");
    await who.press("保存并继续", { ...dateEntries("2025-02-28"), "hukou-choice": "211300" });
    expect(who.page.title).toBe("您因为什么住在这里");
    await who.follow("返回");
    expect(who.page.html).toContain('value="辽宁省朝阳市"');
  });

  test("an optional sensitive photo: no consent needed without it, none taken for granted with it", async () => {
    const who = someone();
    await toHousing(who, { 详细地址: "城关路 2 号", ...dateEntries("2025-01-01"), hukou: "420100" });
    await who.press("保存并继续", { housing_kind: "own", "housing_proof-promise": true });
    expect(who.page.html).not.toMatch(/name="photo_consent"[^>]*checked/);
    const you = who.page.at;
    await who.press("保存并继续", { photo: png, phone: "13800138000" });
    expect(who.page.status).toBe(422);
    expect(who.page.errors).toEqual(["单独同意：近期正面免冠照片：请勾选同意；不同意的话，请删除上面的内容。"]);
    expect(who.page.text).toContain("合同.png");
    await who.press("保存并继续", { photo_consent: true });
    expect(who.page.title).toBe("怎么领取");
    // Removing the photo asks for no consent any more.
    await who.get(you);
    const { files } = linksOfFiles(who);
    expect((await who.get(files[0] ?? "")).status).toBe(200);
    await who.get(you);
    await who.press("删除");
    expect(who.page.at).toBe(you);
    expect(who.page.text).not.toContain("合同.png");
    expect((await who.get(files[0] ?? "")).status).toBe(404);
    await who.get(you);
    await who.press("保存并继续", { photo_consent: false });
    expect(who.page.title).toBe("怎么领取");
  });

  test("a file that lies about itself and one that is too large are refused at their field; the rest stays", async () => {
    const who = someone();
    await toHousing(who, { 详细地址: "城关路 3 号", ...dateEntries("2025-01-01"), hukou: "420100" });
    const liar = { name: "lease.png", type: "image/png", bytes: Buffer.from("<script>alert(1)</script>") };
    await who.press("保存并继续", { housing_kind: "own", housing_proof: liar });
    expect(who.page.status).toBe(422);
    expect(who.page.errors).toHaveLength(1);
    expect(who.page.html).toMatch(/value="own"[^>]*checked/);
    const large = { name: "lease.png", type: "image/png", bytes: Buffer.concat([png.bytes, Buffer.alloc(11_000_000)]) };
    await who.press("保存并继续", { housing_proof: large });
    expect(who.page.status).toBe(422);
    expect(who.page.errors[0]).toContain("10");
    await who.press("保存并继续", { housing_proof: png });
    expect(who.page.title).toBe("照片和联系方式");
  });

  test("two tabs, another browser and forged forms", async () => {
    const who = someone();
    await toHousing(who, { 详细地址: "城关路 4 号", ...dateEntries("2025-01-01"), hukou: "420100" });
    const at = who.page.at;
    const stranger = someone();
    expect((await stranger.get(at)).status).toBe(404);
    await stranger.get(`${guide}/start`);
    expect((await stranger.get(at)).status).toBe(404);
    const first = who.prepare("保存并继续", { housing_kind: "own", "housing_proof-promise": true });
    const old = who.prepare("保存并继续", { housing_kind: "lease" });
    await who.send(first);
    await who.send(old);
    expect(who.page.html).toMatch(/value="lease"[^>]*checked/);
    const forged = { ...first, body: new URLSearchParams({ housing_kind: "own", _csrf: "x".repeat(36) }) };
    expect((await who.send(forged)).status).toBe(403);
    expect((await who.get(`${at}x`)).status).toBe(404);
  });

  test("saved for later: said until when, and offered at the next start", async () => {
    const who = someone();
    await who.get(`${guide}/start`);
    await who.press("开始填写");
    await who.press("先存着", { 详细地址: "城关路 5 号" });
    expect(who.page.title).toBe("已经保存");
    expect(who.page.text).toContain("2026年11月23日");
    await who.get(`${guide}/start`);
    expect(who.page.text).toContain("您有一份没填完的申请");
    await who.follow("接着填");
    expect(who.page.html).toContain('value="城关路 5 号"');
    await who.get(`${guide}/start`);
    await who.press("删除没填完的这份");
    await who.get(`${guide}/start`);
    expect(who.page.text).not.toContain("您有一份没填完的申请");
  });

  test("what is known can be disputed, and taken back", async () => {
    const who = someone();
    await web.signIn(who, "trader");
    await who.get(`${guide}/start`);
    await who.press("开始填写");
    await who.press("这不对", { 详细地址: "城关路 6 号" });
    expect(who.page.html).toContain('name="hukou"');
    expect(who.page.html).toContain('value="城关路 6 号"');
    await who.press("仍用已有的信息");
    expect(who.page.html).not.toContain('name="hukou"');
  });
});

describe("English, and what is wrong in an address", () => {
  test("the first pages in English", async () => {
    const who = visitor(web.baseUrl, { language: "en" });
    await who.get(guide);
    expect(who.page.title).toBe("Residence permit");
    await who.follow("Start");
    await who.press("Begin");
    expect(who.page.title).toBe("Where you live");
    // Only the citations of the law are in Chinese.
    expect(who.page.text.split("Why we ask")[0]).not.toMatch(/\p{Script=Han}{2}/u);
    await who.press("Save and continue", { hukou: "nowhere at all" });
    expect(who.page.errors.length).toBeGreaterThan(1);
    expect(who.page.errors.join()).toContain("This place was not found");
  });

  test.each([
    `/${city}/services/nothing`,
    `/${city}/services/nothing/start`,
    "/999999/services/residence-permit/start",
    `/${city}/services/residence-permit/drafts/x`,
    `/${city}/services/residence-permit/drafts/0193a7c0-0000-7000-8000-000000000001/pages/where`,
    `/${city}/cases/nonsense/sent`,
  ])("%s is a kind 404", async (path) => {
    const page = await someone().get(path);
    expect(page.status).toBe(404);
    expect(page.title).not.toBe("");
  });
});

/** As the owner of the database sees it: the person's own list comes from a reaction, which does not run here. */
async function casesOf(resident: string): Promise<{ number: string; service: string }[]> {
  const found = await asOwner(web.test.test, (client) =>
    client.query("select number, service from cases where applicant = $1 order by submitted_at", [resident]),
  );
  return found.rows as { number: string; service: string }[];
}

function linksOfFiles(who: Visitor) {
  return { files: who.page.links.filter(({ href }) => href.includes("/files/")).map(({ href }) => href) };
}
