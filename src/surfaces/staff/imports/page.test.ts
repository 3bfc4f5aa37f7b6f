import { afterAll, beforeAll, expect, test } from "vitest";
import { testHouse } from "../../../../tests/helpers/house.ts";
import { type TestDesk, testDesk, type Visitor } from "../../../../tests/helpers/staff-desk.ts";
import { auditEntries } from "../../../domain/audit/index.ts";
import { setCityAgencies } from "../../../domain/catalogue/index.ts";
import { seedDemonstrationClerks } from "../../../domain/identity/index.ts";
import { openTenant } from "../../cli/tenants.ts";

const city = "430621";
const path = "/staff/office/imports";
let desk: TestDesk;
beforeAll(async () => {
  desk = testDesk(await testHouse());
});
afterAll(() => desk.close());

/** A form with files, as a browser sends it; ends on the page it leads to. */
async function upload(office: Visitor, files: Readonly<Record<string, string>>) {
  await office.get(path);
  const form = new FormData();
  form.set("_csrf", /name="_csrf" value="([^"]+)"/.exec(office.page)?.[1] ?? "");
  for (const [field, text] of Object.entries(files)) form.set(field, new Blob([text]), `${field}.csv`);
  const answer = await fetch(new URL(path, desk.baseUrl), {
    ...{ method: "POST", body: form, redirect: "manual" },
    headers: {
      accept: "text/html",
      "accept-language": "zh",
      cookie: [...office.cookies].map(([name, value]) => `${name}=${value}`).join("; "),
    },
  });
  return { status: answer.status, location: answer.headers.get("location") ?? "", html: await answer.text() };
}

const list = [
  "事项名称,实施主体,承诺时限,咨询电话,办理链接",
  "居住证申领,岳阳县公安局人口大队,4个工作日,0730-7622222,http://pc.example.gov.cn",
  "烟花爆竹经营许可,应急管理局,20个工作日,,",
  "测试事项,,,,",
].join("\n");

test("a list is checked without changing anything, read row by row, and taken", async () => {
  const office = await desk.signedIn("430621-office");
  expect((await office.get(path)).text).toContain("还没有导入过");
  const sent = await upload(office, { file: list });
  expect([sent.status, sent.location]).toEqual([
    303,
    expect.stringMatching(/^\/staff\/office\/imports\/[0-9a-f-]{36}$/),
  ]);
  const page = await office.get(sent.location);
  expect(page.text).toContain("还没有改动任何服务");
  expect(page.text).toContain("还没有服务文件");
  expect(page.text).toContain("这是测试数据");
  const phone = async () => (await desk.house.offerings.one(city, "residence-permit")).offering.phone;
  const before = await phone();
  expect(before).not.toBe("0730-7622222");
  expect((await office.get(`${sent.location}?outcome=refused`)).text).not.toContain("烟花爆竹");
  const csv = await office.get(`${sent.location}/report.csv`);
  expect(csv.headers.get("content-disposition")).toContain("import-430621.csv");
  expect(csv.html.trim().split("\r\n")).toHaveLength(4);
  expect(JSON.parse((await office.get(`${sent.location}/report.json`)).html)).toHaveLength(3);

  await office.get(sent.location);
  const taken = await office.send(`${sent.location}/take`, { show: "later" });
  expect(taken.text).toContain("已采用，马上生效");
  const { offering } = await desk.house.offerings.one(city, "residence-permit");
  expect([offering.phone, offering.promise, offering.agencyName.zh]).toEqual([
    "0730-7622222",
    { days: 4, unit: "working_days" },
    "岳阳县公安局人口大队",
  ]);
  // A list is taken once.
  expect((await office.post(`${sent.location}/take`, { show: "later" })).status).toBe(409);
  const { items } = await auditEntries(desk.house.database, city);
  expect(items.filter(({ act }) => act === "catalogue.import")).toHaveLength(1);

  // The same list once more changes nothing.
  const again = await upload(office, { file: list });
  expect((await office.get(again.location)).text).toMatch(/改动的服务\s*没有/);
});

test("what cannot be read says why, and another city sees nothing of it", async () => {
  const office = await desk.signedIn("430621-office");
  expect((await upload(office, {})).status).toBe(422);
  const strange = await upload(office, { file: "a,b\n1,2\n" });
  expect([strange.status, strange.html.includes("找不到事项名称那一列")]).toEqual([422, true]);
  const mapped = await upload(office, { file: "a,b\n居住证申领,1\n", mapping: "columns: { name: a, b: b }" });
  expect([mapped.status, mapped.html.includes("对照文件第 1 行")]).toEqual([422, true]);
  const good = await upload(office, { file: "a,b\n居住证申领,1\n", mapping: "columns: { name: a }" });
  expect(good.status).toBe(303);
  const elsewhere = await desk.signedIn("130982-office");
  expect((await elsewhere.get(good.location)).status).toBe(404);
  expect((await elsewhere.get(`${good.location}/report.csv`)).status).toBe(404);
  expect((await elsewhere.get(path)).text).toContain("还没有导入过");
  const clerk = await desk.signedIn("430621-clerk");
  expect((await clerk.get(path)).status).toBe(403);
});

test("of new services that are to be shown at once, those that lack something needed wait", async () => {
  const { house } = desk;
  const fresh = "430623";
  await openTenant(house.database, house.secrets, fresh, {}, house.clock());
  await seedDemonstrationClerks(house.identity, [fresh], house.clock());
  await house.regions.refresh();
  const office = await desk.signedIn(`${fresh}-office`);
  const venue = { zh: "政务大厅", en: "Hall" };
  const police = {
    name: { zh: "华容县公安局", en: "Huarong Police" },
    venues: [{ name: venue, address: venue, hours: venue }],
  };
  await setCityAgencies(
    house.database,
    house.catalogue,
    [{ city: fresh, agency: "public-security", ...police }],
    house.clock(),
  );
  const sent = await upload(office, { file: "事项名称,咨询电话\n居住证申领,0730-7622222\n结婚登记预约,12345\n" });
  await office.get(sent.location);
  const taken = await office.send(`${sent.location}/take`, { show: "now" });
  expect(taken.text).toContain("还不能上线");
  const shown = (await house.offerings.of(fresh)).map(({ offering }) => offering.service);
  expect(shown).toEqual(["residence-permit"]);
  const all = (await house.offerings.all(fresh)).map(({ offering }) => [offering.service, offering.visibility]);
  expect(all).toHaveLength(2);
  expect(all).toContainEqual(["residence-permit", "visible"]);
  const { items } = await auditEntries(house.database, fresh);
  expect(items.filter(({ act }) => act === "offering.change").map(({ subject }) => subject)).toEqual([
    "residence-permit",
  ]);
});
