import { afterAll, beforeAll, expect, test } from "vitest";
import { testHouse } from "../../../../tests/helpers/house.ts";
import { type TestDesk, testDesk } from "../../../../tests/helpers/staff-desk.ts";
import { clerksOf } from "../../../domain/identity/index.ts";

const city = "430621";
let desk: TestDesk;
beforeAll(async () => {
  desk = testDesk(await testHouse());
});
afterAll(() => desk.close());

async function idOf(login: string, where = city): Promise<string> {
  const { items } = await clerksOf(desk.house.identity, where);
  return items.find((each) => each.login === login)?.id ?? "";
}

test("suspending ends the session at once, after one is asked; resuming lets them in again", async () => {
  const clerk = await desk.signedIn("430621-clerk");
  const office = await desk.signedIn("430621-office");
  const id = await idOf("430621-clerk");
  const path = `/staff/office/clerks/${id}`;
  expect((await office.get(path)).text).toContain("何静");
  const asked = await office.get(`${path}/suspend`);
  expect(asked.text).toContain("所有登录立即结束");
  expect((await clerk.get("/staff")).status).toBe(200);
  const suspended = await office.send(`${path}/suspend`, {});
  expect(suspended.text).toContain("已停用");
  expect(suspended.text).toContain("停用账号");
  expect((await clerk.get("/staff")).status).toBe(303);
  const denied = desk.visitor();
  await denied.get("/staff/sign-in");
  expect((await denied.post("/staff/sign-in/demonstration", { person: "430621-clerk" })).status).toBe(404);
  await office.get(`${path}/resume`);
  await office.send(`${path}/resume`, {});
  expect((await (await desk.signedIn("430621-clerk")).get("/staff")).status).toBe(200);
});

test("roles change at once, and what cannot be changed is explained", async () => {
  const office = await desk.signedIn("430621-office");
  const lead = await desk.signedIn("430621-lead");
  const path = `/staff/office/clerks/${await idOf("430621-lead")}`;
  await office.get(path);
  const wrong = await office.send(path, { name: "罗建国", roles: ["lead", "auditor"], agency: "public-security" });
  expect([wrong.status, wrong.text.includes("审计员不能兼任其他岗位")]).toEqual([422, true]);
  const changed = await office.send(path, { name: "罗建国", roles: ["auditor"], agency: "" });
  expect(changed.text).toContain("已保存");
  expect((await lead.get("/staff")).location).toBe("/staff/office/clerks");
  const own = `/staff/office/clerks/${await idOf("430621-office")}`;
  const page = await office.get(own);
  expect(page.text).toContain("这是您自己的账号");
  expect(page.main).not.toContain("/suspend");
  const lastOffice = await office.post(`${own}/suspend`, {});
  expect([lastOffice.status, lastOffice.text.includes("没有办理")]).toEqual([409, true]);
});

test("a lost phone: a new code, shown once", async () => {
  const office = await desk.signedIn("430621-office");
  const path = `/staff/office/clerks/${await idOf("430621-auditor")}`;
  await office.get(`${path}/reset`);
  const code = await office.send(`${path}/reset`, {});
  expect(code.text).toMatch(/[0-9A-Z]{4}(-[0-9A-Z]{4}){3}/);
  expect((await office.get(path)).text).not.toMatch(/[0-9A-Z]{4}(-[0-9A-Z]{4}){3}/);
});

test("nobody reaches another city's people, clerks nobody's", async () => {
  const id = await idOf("430621-clerk");
  const other = await desk.signedIn("130982-office");
  for (const path of [
    `/staff/office/clerks/${id}`,
    `/staff/office/clerks/${id}?city=${city}`,
    `/staff/office/clerks?city=${city}`,
    `/staff/office/clerks/new?city=${city}`,
    `/staff/office/clerks/${id}/suspend?city=${city}`,
  ]) {
    expect((await other.get(path)).status).toBe(404);
  }
  await other.get("/staff/office/clerks/new");
  const planted = await other.post("/staff/office/clerks", {
    city,
    login: "in.between",
    name: "某人",
    roles: "office",
  });
  expect(planted.status).toBe(404);
  expect((await other.post(`/staff/office/clerks/${id}/suspend`, { city })).status).toBe(404);
  const clerk = await desk.signedIn("430621-clerk");
  for (const path of ["/staff/office/clerks", "/staff/office/services", "/staff/audit"]) {
    expect((await clerk.get(path)).status).toBe(403);
  }
});

test("an operator looks after every place, and gives only an office its people", async () => {
  const operator = await desk.signedIn("000000-operator");
  expect((await operator.get("/staff/office/clerks")).text).toContain("韩朗");
  const found = await operator.get(`/staff/office/clerks?city=${encodeURIComponent("岳阳县")}`);
  expect(found.text).toContain("岳阳县的人员");
  expect(found.text).toContain("这个地方有自己的管理人员");
  expect((await operator.get("/staff/office/clerks?city=Atlantis")).text).toContain("没有找到已开通的这个地方");
  const form = await operator.get("/staff/office/clerks/new?city=419001");
  expect(form.main).not.toContain('value="lead"');
  const added = await operator.send("/staff/office/clerks", { name: "新任", login: "new.office", roles: "office" });
  expect(added.text).toContain("启用码");
  expect(await idOf("new.office", "419001")).not.toBe("");
});
