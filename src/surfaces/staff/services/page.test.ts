import { afterAll, beforeAll, expect, test } from "vitest";
import { testHouse } from "../../../../tests/helpers/house.ts";
import { type TestDesk, testDesk } from "../../../../tests/helpers/staff-desk.ts";
import { auditEntries } from "../../../domain/audit/index.ts";
import { clerksOf } from "../../../domain/identity/index.ts";

const city = "430621";
const path = "/staff/office/services/residence-permit";
let desk: TestDesk;
beforeAll(async () => {
  desk = testDesk(await testHouse());
});
afterAll(() => desk.close());

const terms = {
  "agencyName.zh": "岳阳县公安局",
  "agencyName.en": "Yueyang County Public Security Bureau",
  promise: "",
  unit: "working_days",
  fee: "",
  basis: "",
  visible: "yes",
};

test("the office changes promise, name and visibility, live at once", async () => {
  const office = await desk.signedIn("430621-office");
  expect((await office.get("/staff/office/services")).text).toContain("居住证申领");
  await office.get(path);
  const saved = await office.send(path, { ...terms, promise: "3", "agencyName.zh": "岳阳县公安局人口管理大队" });
  expect(saved.text).toContain("已保存，马上生效");
  expect((await office.get("/staff/office/services")).text).toContain("3 个工作日 本地规定");
  expect((await desk.house.offerings.one(city, "residence-permit")).offering.agencyName.zh).toContain("人口管理大队");
  await office.get(path);
  await office.send(path, { ...terms, visible: "no" });
  await expect(desk.house.offerings.one(city, "residence-permit")).rejects.toThrow("service_not_offered");
  expect((await office.get(path)).text).toContain("未开通");
  const { items } = await auditEntries(desk.house.database, city);
  expect(items.filter((entry) => entry.act === "offering.change" && entry.subject === "residence-permit")).toHaveLength(
    2,
  );
  expect((await desk.house.offerings.one("130982", "residence-permit")).offering.visible).toBe(true);
  await office.get(path);
  await office.send(path, terms);
});

test("what the law does not allow, or is no number, comes back with what was typed", async () => {
  const office = await desk.signedIn("430621-office");
  await office.get(path);
  const long = await office.send(path, { ...terms, promise: "40" });
  expect([long.status, long.text.includes("承诺的时间不能比法定期限长")]).toEqual([422, true]);
  expect(long.main).toContain('value="40"');
  const wrong = await office.send(path, { ...terms, promise: "三天", fee: "12.345", "agencyName.en": " " });
  expect(wrong.text).toContain("请填写 0 到 999 的整数天数");
  expect(wrong.text).toContain("请填写金额");
  const noBasis = await office.send(path, { ...terms, fee: "20" });
  expect(noBasis.text).toContain("请写明金额和收费依据");
  const noName = await office.send(path, { ...terms, "agencyName.en": " " });
  expect(noName.text).toContain("请写机关名称");
  const priced = await office.send(path, { ...terms, fee: "20.50", basis: "本地规定" });
  expect(priced.main).toContain('value="20.50"');
  await office.send(path, terms);
  expect((await office.get("/staff/office/services/no-such-thing")).status).toBe(404);
  expect((await office.get("/staff/office/services/..%2F..")).status).toBe(404);
});

test("a service that lacks something needed is not shown, and the page says what and where", async () => {
  const office = await desk.signedIn("430621-office");
  await policeClerk("suspend");
  await office.get(path);
  // Residents see it already: what is changed meanwhile is kept.
  expect((await office.send(path, { ...terms, promise: "4" })).text).toContain("已保存，马上生效");
  await office.get(path);
  expect((await office.send(path, { ...terms, visible: "no" })).text).toContain("已保存");
  await office.get(path);
  const refused = await office.send(path, { ...terms, promise: "2" });
  expect(refused.status).toBe(422);
  expect(refused.text).toContain("现在还不能开通");
  expect(refused.text).toContain("没有工作人员");
  expect(refused.main).toContain('href="/staff/office/clerks"');
  expect(refused.main).toContain('value="2"');
  // A day of withdrawal in the future would show it as well.
  const announcement = { "withdrawal.announcement.zh": "停办。", "withdrawal.announcement.en": "It ends." };
  const withdrawn = { ...terms, ...announcement, visible: "withdrawn", "withdrawal.on": "2027-01-01" };
  expect((await office.send(path, withdrawn)).status).toBe(422);
  await expect(desk.house.offerings.one(city, "residence-permit")).rejects.toThrow("service_not_offered");
  await policeClerk("resume");
  await office.get(path);
  // What warns lets pass: an English name in Chinese.
  const warned = { ...terms, "agencyName.en": "公安局" };
  expect((await office.send(path, warned)).text).toContain("已保存，马上生效");
  await office.get(path);
  expect((await office.send(path, terms)).text).toContain("已保存，马上生效");
  expect((await desk.house.offerings.one(city, "residence-permit")).offering.visible).toBe(true);
});

/** Sends the police's clerk away, or has them back, by the clerks' pages. */
async function policeClerk(step: "suspend" | "resume"): Promise<void> {
  const office = await desk.signedIn("430621-office");
  const { items } = await clerksOf(desk.house.identity, city, { limit: 100 });
  const page = `/staff/office/clerks/${items.find(({ login }) => login === "430621-clerk")?.id}/${step}`;
  await office.get(page);
  await office.send(page, {});
}
