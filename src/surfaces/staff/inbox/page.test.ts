import { afterAll, beforeAll, expect, test } from "vitest";
import { testHouse } from "../../../../tests/helpers/house.ts";
import { type TestDesk, testDesk } from "../../../../tests/helpers/staff-desk.ts";
import { auditEntries } from "../../../domain/audit/index.ts";
import { residentKey } from "../../../domain/identity/index.ts";

let desk: TestDesk;
beforeAll(async () => {
  desk = testDesk(await testHouse());
});
afterAll(() => desk.close());

test("without a session one is led to sign in and back", async () => {
  const visitor = desk.visitor();
  const asked = await visitor.get("/staff?view=new");
  expect([asked.status, asked.location]).toEqual([303, "/staff/sign-in?return=%2Fstaff%3Fview%3Dnew"]);
  await visitor.get(asked.location ?? "");
  const back = await visitor.send("/staff/sign-in/demonstration", { person: "430621-clerk" });
  expect(back.status).toBe(200);
  expect(back.main).toContain('aria-current="page">待受理');
});

test("shows what a resident filed, masked, with its deadline in words", async () => {
  const number = await desk.file();
  const clerk = await desk.signedIn("430621-clerk");
  const page = await clerk.get("/staff?view=new");
  expect(page.text).toContain(number);
  expect(page.text).toContain("居住证申领");
  expect(page.text).toContain("李**");
  expect(page.text).not.toContain("李明华");
  expect(page.text).toContain("受理：还剩 5 个工作日");
  expect((await clerk.get("/staff?view=deliver")).text).not.toContain(number);
  expect((await clerk.get("/staff?view=mine")).text).toContain("没有分给您的办件");
  const english = await desk.signedIn("430621-lead", "en");
  expect((await english.get("/staff")).text).toContain("Accept: 5 working days left");
});

test("marks what is overdue with a word and a shape", async () => {
  const before = desk.clock.now;
  const number = await desk.file();
  desk.clock.now = new Date("2026-11-24T02:00:00Z");
  const clerk = await desk.signedIn("430621-clerk");
  const page = await clerk.get("/staff?view=overdue");
  expect(page.text).toContain(number);
  expect(page.text).toContain("已超期，应于 2026年11月23日 完成");
  expect(page.main).toContain("#i-alert-circle");
  desk.clock.now = before;
});

test("another agency, another city and an unknown number are told apart by nobody", async () => {
  const number = await desk.file();
  const elsewhere = await desk.signedIn("130982-clerk");
  const office = await desk.signedIn("430621-office");
  const auditor = await desk.signedIn("430621-auditor");
  const clerk = await desk.signedIn("430621-clerk");
  const unknown = "430621-20261116-C0000000000-0";
  const heading = (html: string) => /<main[\s\S]*?<p class="hint">/.exec(html)?.[0];
  const nothing = heading((await clerk.get(`/staff/cases/${unknown}`)).html);
  expect(nothing).toContain("没有找到这件办件");
  for (const visitor of [elsewhere, office, auditor]) {
    const page = await visitor.get(`/staff/cases/${number}`);
    expect(page.status).toBe(404);
    expect(heading(page.html)).toBe(nothing);
  }
  expect((await elsewhere.get("/staff")).text).not.toContain(number);
  expect((await office.get("/staff")).text).not.toContain(number);
  expect((await auditor.get("/staff")).location).toBe("/staff/office/clerks");
});

test("finds an exact number and an exact person, and nothing by less", async () => {
  const { secrets } = desk.house;
  const idNumber = "11010519491231002X";
  const resident = residentKey(secrets, { idType: "resident_id", idNumber });
  const number = await desk.file({ resident, by: { kind: "resident", id: resident } });
  const clerk = await desk.signedIn("430621-clerk");
  await clerk.get("/staff");
  expect((await clerk.post("/staff/search", { q: number.toLowerCase().replaceAll("-", " ") })).location).toBe(
    `/staff/cases/${number}`,
  );
  await clerk.get("/staff");
  const found = await clerk.post("/staff/search", { q: "110105 19491231 002x" });
  expect(found.text).toContain(number);
  const { items } = await auditEntries(desk.house.database, "430621");
  const looked = items.filter((entry) => entry.act === "case.look_up");
  expect(looked).toMatchObject([{ resident, detail: { found: 1 } }]);
  for (const q of ["李明华", "11010519491231", "", "' or 1=1", number.slice(0, -1)]) {
    expect((await clerk.post("/staff/search", { q })).text).toContain("没有找到");
  }
  const elsewhere = await desk.signedIn("130982-clerk");
  await elsewhere.get("/staff");
  for (const q of [number, idNumber]) {
    expect((await elsewhere.post("/staff/search", { q })).text).toContain("没有找到");
  }
});

test("finds exactly a telephone however it is written, of the own agency and city, and each person has the line", async () => {
  const { secrets } = desk.house;
  const of = (idNumber: string) => residentKey(secrets, { idType: "passport", idNumber });
  const family = [of("E10000001"), of("E10000002")];
  const numbers: string[] = [];
  for (const [index, resident] of family.entries()) {
    const idNumber = `E1000000${index + 1}`;
    const applicant = { name: "欧阳小明", id_type: "passport", id_number: idNumber, phone: "+86 139-1234-5678" };
    numbers.push(await desk.file({ resident, by: { kind: "resident", id: resident }, applicant }));
  }
  const clerk = await desk.signedIn("430621-clerk");
  await clerk.get("/staff");
  for (const q of ["13912345678", "139 1234 5678", "+86 13912345678", "１３９１２３４５６７８"]) {
    const found = await clerk.post("/staff/search", { q });
    for (const number of numbers) expect(found.text).toContain(number);
    expect(found.html).not.toContain("139-1234");
  }
  const looked = async (subject: string) =>
    (await auditEntries(desk.house.database, "430621")).items.filter(
      (entry) => entry.act === "case.look_up" && entry.subject === subject,
    );
  expect(new Set((await looked("phone")).map(({ resident }) => resident))).toEqual(new Set(family));
  expect((await looked("phone"))[0]).toMatchObject({ detail: { found: 2 } });
  for (const q of ["1391234567", "9123", "13912345679"]) {
    expect((await clerk.post("/staff/search", { q })).text).toContain("没有找到");
  }
  // One nobody gave is on record too.
  expect((await looked("phone")).filter(({ detail }) => detail["found"] === 0)).toHaveLength(1);
  for (const stranger of ["130982-clerk", "430621-clerk-hotline"]) {
    const elsewhere = await desk.signedIn(stranger);
    await elsewhere.get("/staff");
    expect((await elsewhere.post("/staff/search", { q: "13912345678" })).text).not.toContain(numbers[0]);
  }
});

test("goes through many cases page by page, each once", async () => {
  for (let made = 0; made < 52; made += 1) await desk.file();
  const clerk = await desk.signedIn("430621-clerk");
  const seen: string[] = [];
  for (let path: string | undefined = "/staff?view=new"; path !== undefined; ) {
    const page = await clerk.get(path);
    seen.push(...[...page.main.matchAll(/\/staff\/cases\/([\w-]+)/g)].map(([, number = ""]) => number));
    path = /href="([^"]+)" rel="next"/.exec(page.main)?.[1]?.replaceAll("&amp;", "&");
  }
  expect(seen.length).toBeGreaterThan(52);
  expect(new Set(seen).size).toBe(seen.length);
});
