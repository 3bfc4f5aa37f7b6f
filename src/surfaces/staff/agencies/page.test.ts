import { afterAll, beforeAll, expect, test } from "vitest";
import { testHouse } from "../../../../tests/helpers/house.ts";
import { type TestDesk, testDesk } from "../../../../tests/helpers/staff-desk.ts";
import { auditEntries } from "../../../domain/audit/index.ts";
import { changesOf, setStandingAgencies } from "../../../domain/catalogue/index.ts";

const city = "430621";
const list = "/staff/office/agencies";
const path = `${list}/public-security`;
let desk: TestDesk;
beforeAll(async () => {
  desk = testDesk(await testHouse());
}, 180_000);
afterAll(() => desk.close());

const blank = { "name.zh": "", "name.en": "", phone: "", promise: "", unit: "working_days", connector: "" };
const venue = (name: string) => ({
  "venues.0.nameZh": name,
  "venues.0.nameEn": "Household registration hall",
  "venues.0.addressZh": "荣家湾镇天鹅南路 8 号",
  "venues.0.addressEn": "8 Tian'e South Road, Rongjiawan",
  "venues.0.hoursZh": "周一至周六 8:30–17:00",
  "venues.0.hoursEn": "Monday to Saturday 8:30–17:00",
});
const permitHere = async () => (await desk.house.offerings.one(city, "residence-permit")).offering;

test("what an agency says holds for all its services at once, with who says it and a history", async () => {
  const office = await desk.signedIn(`${city}-office`);
  const before = await permitHere();
  await office.get(path);
  const saved = await office.send(path, {
    ...{ ...blank, ...venue("岳阳县户政大厅") },
    ...{ "name.zh": "岳阳县公安局", "name.en": "Yueyang County Public Security Bureau" },
    ...{ phone: "0730-7621110", promise: "2" },
  });
  expect(saved.text).toContain("已保存，马上生效");
  const now = await permitHere();
  expect([now.phone, now.promise, now.venues.map(({ name }) => name.zh)]).toEqual([
    ...["0730-7621110", { days: 2, unit: "working_days" }],
    ["岳阳县户政大厅"],
  ]);
  expect([now.from.phone.by, now.from.promise.by, before.from.promise.by]).toEqual(["city", "city", "catalogue"]);
  const guide = await desk.visitor().get(`/${city}/services/residence-permit`);
  expect(guide.text).toContain("岳阳县户政大厅");
  expect(guide.text).toContain("2 个工作日");
  expect(saved.text).toContain("电话：");
  expect(saved.text).toContain("承诺天数：不另外规定 → 2。");
  const [line] = await changesOf(desk.house.database, { city, about: "agency", code: "public-security" });
  expect(line?.values.map(({ key }) => key)).toContain("promise_days");
  // Saying the same again is no change.
  await office.get(path);
  await office.send(path, { ...blank, ...venue("岳阳县户政大厅"), phone: "0730-7621110", promise: "2" });
  const two = await changesOf(desk.house.database, { city, about: "agency", code: "public-security" });
  await office.get(path);
  await office.send(path, { ...blank, ...venue("岳阳县户政大厅"), phone: "0730-7621110", promise: "2" });
  expect(await changesOf(desk.house.database, { city, about: "agency", code: "public-security" })).toEqual(two);
  const { items } = await auditEntries(desk.house.database, city);
  expect(items.some(({ act, subject }) => act === "agency.change" && subject === "public-security")).toBe(true);
  // Another city says what it said before.
  expect((await desk.house.offerings.one("130982", "residence-permit")).offering.phone).not.toBe("0730-7621110");
});

test("left empty, the place above is followed and named; what all agencies share goes before it", async () => {
  const office = await desk.signedIn(`${city}-office`, "en");
  const { house, clock } = desk;
  await setStandingAgencies(
    house.database,
    house.catalogue,
    [{ place: "430000", agency: "public-security", phone: "0731-12389" }],
    clock.now,
  );
  house.offerings.forget(city);
  await office.get(path);
  const emptied = await office.send(path, blank);
  expect(emptied.text).toContain("Empty means: 0731-12389 (set by Hunan");
  expect((await permitHere()).phone).toBe("0731-12389");
  await office.get(`${list}/all`);
  const shared = await office.send(`${list}/all`, { ...blank, phone: "0730-12345" });
  expect(shared.text).toContain("Saved, live at once");
  expect((await permitHere()).phone).toBe("0730-12345");
  const all = await office.get(list);
  expect(all.text).toContain("What all agencies share");
  expect(all.text).toContain("0730-12345 set here");
  await office.get(`${list}/all`);
  await office.send(`${list}/all`, blank);
});

test("a promise of an agency only shortens", async () => {
  const office = await desk.signedIn(`${city}-office`);
  const before = await permitHere();
  await office.get(path);
  await office.send(path, { ...blank, promise: "90", unit: "days" });
  expect((await permitHere()).promise).toEqual(before.promise);
  await office.get(path);
  await office.send(path, blank);
});

test("what is wrong is said at its field, in the reader's language, with what was typed", async () => {
  const office = await desk.signedIn(`${city}-office`, "en");
  await office.get(path);
  const wrong = await office.send(path, { ...blank, "name.zh": "岳阳县公安局", phone: "call us", promise: "" });
  expect(wrong.status).toBe(422);
  expect(wrong.text).toContain("Please write it in Chinese and in English.");
  expect(wrong.text).toContain("Write a telephone number");
  expect(wrong.main).toContain('value="call us"');
  expect((await office.send(path, { ...blank, promise: "soon" })).text).toContain("Enter a whole number of days");
  const half = await office.send(path, { ...blank, "venues.0.nameZh": "大厅" });
  expect(half.main).toMatch(
    /venues.0.nameEn[\s\S]{0,400}aria-invalid="true"|aria-invalid="true"[\s\S]{0,400}venues.0.nameEn/,
  );
  expect((await office.get(`${list}/no-such`)).status).toBe(404);
  const clerk = await desk.signedIn(`${city}-clerk`);
  expect((await clerk.get(list)).status).toBe(403);
});
