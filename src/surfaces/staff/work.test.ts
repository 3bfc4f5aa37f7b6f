import { afterAll, beforeAll, expect, test } from "vitest";
import { asOwner } from "../../../tests/helpers/database.ts";
import { testHouse } from "../../../tests/helpers/house.ts";
import { type TestDesk, testDesk } from "../../../tests/helpers/staff-desk.ts";
import { auditEntries } from "../../domain/audit/index.ts";
import { routeCases, turnAbsences } from "../../domain/caseload/index.ts";
import { findCase, perform, viewCase } from "../../domain/cases/index.ts";
import { addClerk, type Clerk, clerksOf } from "../../domain/identity/index.ts";
import { newId } from "../../foundation/ids/index.ts";

const city = "430621";
let desk: TestDesk;
let owner: Awaited<ReturnType<typeof testHouse>>["test"];
/** 何静 and 罗建国 of public security, and 周敏, added here. */
let he: Clerk;
let luo: Clerk;
let zhou: string;
beforeAll(async () => {
  const house = await testHouse();
  owner = house.test;
  desk = testDesk(house);
  const { items } = await clerksOf(desk.house.identity, city);
  const of = (login: string) => items.find((one) => one.login === login) as Clerk;
  he = of(`${city}-clerk`);
  luo = of(`${city}-lead`);
  const office = of(`${city}-office`);
  const input = { city, login: "zhou.min", name: "周敏", agency: "public-security", roles: ["clerk"] };
  zhou = (await addClerk(desk.house.identity, office, input, desk.clock.now)).clerk;
});
afterAll(() => desk.close());

const rowOf = (number: string) => findCase(desk.house.cases, city, number);

test("new cases go by area and rule to whoever is there and has least, and say where they belong", async () => {
  const lead = await desk.signedIn(`${city}-lead`);
  await lead.get("/staff/load/rules");
  const area = {
    ...{ "area-area": "rongjiawan", "area-name": "荣家湾片区", "area-division": "", "area-part": "荣家湾" },
    "area-clerks": [he.id, zhou],
  };
  expect((await lead.post("/staff/load/rules/area", { ...area, "area-part": "" })).status).toBe(422);
  expect((await lead.post("/staff/load/rules/area", area)).status).toBe(303);
  const rule = { place: "10", service: "residence-permit", area: "rongjiawan", target: "area" };
  expect((await lead.post("/staff/load/rules/rule", { ...rule, target: "clerk:nobody" })).status).toBe(422);
  expect((await lead.post("/staff/load/rules/rule", rule)).status).toBe(303);
  const shown = await lead.get("/staff/load/rules");
  expect(shown.text).toContain("荣家湾片区");
  expect(shown.text).toContain("负责这个片区的人");

  const numbers: string[] = [];
  for (let made = 0; made < 4; made += 1) numbers.push(await desk.file());
  await routeCases(desk.house, city, numbers);
  // Again is the same.
  await routeCases(desk.house, city, numbers);
  const rows = await Promise.all(numbers.map(rowOf));
  expect(rows.map(({ area }) => area)).toEqual(Array(4).fill("rongjiawan"));
  expect(rows.map(({ revision }) => revision)).toEqual([2, 2, 2, 2]);
  const counts = Map.groupBy(rows, (row) => row.assignee);
  expect(counts.get(he.id)?.length).toBe(2);
  expect(counts.get(zhou)?.length).toBe(2);
  // Nobody's move is taken away by it: what was seen before can still be decided on.
  const [first = ""] = numbers;
  const by = { kind: "clerk", id: he.id } as const;
  await perform(desk.house.cases, { city, number: first, type: "accept", revision: 1, by });

  const clerk = await desk.signedIn(`${city}-clerk`);
  expect((await clerk.get("/staff?area=rongjiawan")).text).toContain(numbers[1]);
  expect((await clerk.get("/staff?area=elsewhere")).text).not.toContain(numbers[1]);
  expect((await clerk.get("/staff/load")).status).toBe(403);
  const load = await lead.get("/staff/load");
  expect(load.text).toMatch(/周敏 2/);
});

test("whoever is away has a deputy, whose deputy stands in when they are away too; what is open comes back", async () => {
  const clerk = await desk.signedIn(`${city}-clerk`);
  const held = await desk.file();
  const by = { kind: "clerk", id: he.id } as const;
  await perform(desk.house.cases, { city, number: held, type: "take", revision: 1, by });
  await clerk.get("/staff/absences");
  const days = { "from.year": "2026", "from.month": "11", "from.day": "16", "until.year": "2026", "until.month": "11" };
  const wrong = await clerk.post("/staff/absences", { ...days, "until.day": "15", deputy: he.id });
  expect([wrong.status, wrong.text]).toEqual([422, expect.stringContaining("请从同部门的人员中选择代理人")]);
  expect((await clerk.post("/staff/absences", { ...days, "until.day": "18", deputy: zhou })).status).toBe(303);
  expect((await clerk.post("/staff/absences", { ...days, "until.day": "17", deputy: zhou })).status).toBe(422);
  const { house, clock } = desk;
  await turnAbsences(house, [city], clock.now);
  expect((await rowOf(held)).assignee).toBe(zhou);

  // 周敏 falls ill as well: 罗建国 has it, and new ones come to him.
  const lead = await desk.signedIn(`${city}-lead`);
  await lead.get("/staff/absences");
  const next = { ...days, "until.day": "17", clerk: zhou, deputy: luo.id };
  expect((await lead.post("/staff/absences", next)).status).toBe(303);
  await turnAbsences(house, [city], clock.now);
  expect((await rowOf(held)).assignee).toBe(luo.id);
  const fresh = await desk.file();
  await routeCases(house, city, [fresh]);
  const row = await rowOf(fresh);
  expect(row.assignee).toBe(luo.id);

  const before = clock.now;
  clock.now = new Date("2026-11-18T16:00:01Z");
  await turnAbsences(house, [city], clock.now);
  await turnAbsences(house, [city], clock.now);
  clock.now = before;
  expect((await rowOf(held)).assignee).toBe(he.id);
  expect([he.id, zhou]).toContain((await rowOf(fresh)).assignee);
  const view = await viewCase(house.cases, city, held);
  expect(view.timeline.filter(({ type }) => type === "assign").map(({ actor }) => actor)).toEqual(
    Array(3).fill("absence"),
  );
});

test("a lead passes several on at once, the most urgent first", async () => {
  const lead = await desk.signedIn(`${city}-lead`);
  const number = await desk.file();
  await perform(desk.house.cases, { city, number, type: "take", revision: 1, by: { kind: "clerk", id: luo.id } });
  await lead.get("/staff/load");
  expect((await lead.post("/staff/load/move", { from: luo.id, to: luo.id, count: "3" })).status).toBe(422);
  const answer = await lead.send("/staff/load/move", { from: luo.id, to: zhou, count: "50" });
  expect(answer.text).toContain("转了");
  expect((await rowOf(number)).assignee).toBe(zhou);
});

test("chosen cases are named, then each is decided by itself; refusing is no bulk act and approving only where allowed", async () => {
  const clerk = await desk.signedIn(`${city}-clerk`);
  const [one, two, taken] = [await desk.file(), await desk.file(), await desk.file()];
  const elsewhere = await desk.signedIn("130982-clerk");
  await elsewhere.get("/staff");
  const revision = async (number: string) => `${number}~${(await rowOf(number)).revision}`;
  const cases = [await revision(one), await revision(two), await revision(taken)];
  // Another city's clerk is told nothing of them.
  expect((await elsewhere.post("/staff/bulk", { act: "accept", case: cases })).text).not.toContain(one);
  await clerk.get("/staff?view=new");
  expect((await clerk.post("/staff/bulk", { act: "refuse", case: cases })).status).toBe(303);
  const approve = await clerk.post("/staff/bulk", { act: "approve", case: cases });
  expect(approve.text).toContain("这些不能这样办理");
  const named = await clerk.post("/staff/bulk", { act: "accept", case: cases });
  expect(named.text).toContain("办理这 3 件");
  for (const number of [one, two, taken]) expect(named.text).toContain(number);
  // Somebody was faster with one of them.
  await perform(desk.house.cases, {
    ...{ city, number: taken, type: "accept", revision: (await rowOf(taken)).revision },
    by: { kind: "clerk", id: zhou },
  });
  const form = { act: "accept", case: cases, key: /name="key" value="([^"]+)"/.exec(named.html)?.[1] ?? "" };
  const result = await clerk.post("/staff/bulk/done", form);
  expect(result.text).toContain("办理了 2 件");
  expect(result.text).toContain("没有办理 1 件");
  expect([(await rowOf(one)).state, (await rowOf(two)).state]).toEqual(["accepted", "accepted"]);
  // Sent twice it is done once.
  const again = await clerk.post("/staff/bulk/done", form);
  expect(again.text).toContain("办理了 2 件");
  expect((await viewCase(desk.house.cases, city, one)).timeline.filter(({ type }) => type === "accept").length).toBe(1);
});

test("a filter is kept under a name, twenty at most, and is its owner's alone", async () => {
  const clerk = await desk.signedIn(`${city}-clerk`);
  await clerk.get("/staff?view=new");
  const query = "view=new&area=rongjiawan&evil=%22%3E";
  expect((await clerk.post("/staff/filters", { name: "", query })).status).toBe(422);
  const kept = await clerk.post("/staff/filters", { name: "荣家湾新件", query });
  expect(kept.location).toBe("/staff?view=new&area=rongjiawan");
  for (let made = 1; made < 20; made += 1) await clerk.post("/staff/filters", { name: `第 ${made} 个`, query });
  expect((await clerk.post("/staff/filters", { name: "多了", query })).text).toContain("最多保存 20 个");
  expect((await clerk.get("/staff")).text).toContain("荣家湾新件");
  const lead = await desk.signedIn(`${city}-lead`);
  expect((await lead.get("/staff")).text).not.toContain("荣家湾新件");
  const list = await clerk.get("/staff/filters");
  const [, id = ""] = /\/staff\/filters\/([\w-]+)\/remove/.exec(list.html) ?? [];
  await lead.get("/staff/filters");
  await lead.get("/staff");
  expect((await lead.post(`/staff/filters/${id}/remove`, {})).status).toBe(404);
  expect((await clerk.post(`/staff/filters/${id}/remove`, {})).status).toBe(303);
});

test("a reason kept ready fills the field of its act and is sent as it was changed", async () => {
  const lead = await desk.signedIn(`${city}-lead`);
  await lead.get("/staff/templates");
  const template = {
    act: "refuse",
    service: "residence-permit",
    name: "没有住满半年",
    zh: "您在本地居住还不满半年。",
    en: "You have not lived here for half a year yet.",
  };
  expect((await lead.post("/staff/templates", { ...template, en: "" })).status).toBe(422);
  expect((await lead.post("/staff/templates", template)).status).toBe(303);
  const clerk = await desk.signedIn(`${city}-clerk`);
  expect((await clerk.get("/staff/templates")).text).toContain("没有住满半年");
  expect((await clerk.post("/staff/templates", template)).status).toBe(403);
  const number = await desk.file();
  const by = { kind: "clerk", id: he.id } as const;
  await perform(desk.house.cases, { city, number, type: "accept", revision: 1, by });
  const page = await clerk.get(`/staff/cases/${number}`);
  const [, href = ""] = /href="([^"]*template=[^"]*)"/.exec(page.html) ?? [];
  const filled = await clerk.get(href.split("#")[0] ?? "");
  expect(filled.html).toMatch(/<textarea[^>]*name="refuse-reason"[^>]*>您在本地居住还不满半年。/);
  await clerk.send(`/staff/cases/${number}/acts`, { "refuse-reason": "您在本地居住还不满半年，差 12 天。" }, "refuse");
  const { timeline } = await viewCase(desk.house.cases, city, number);
  expect(timeline[0]?.words.reason).toBe("您在本地居住还不满半年，差 12 天。");
});

test("the list is exported with its filters: masked, safe for spreadsheet programs, and written down", async () => {
  const clerk = await desk.signedIn(`${city}-clerk`);
  const number = await desk.file({
    applicant: { name: "=HYPERLINK(1)", id_type: "passport", id_number: "E12345678", phone: "" },
  });
  const answer = await clerk.get("/staff/exports/cases.csv?view=new");
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  expect([...answer.body.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  const lines = answer.html.trim().split("\r\n");
  expect(lines[0]).toContain("办件编号");
  const line = lines.find((each) => each.startsWith(number));
  expect(line).toContain("居住证申领");
  expect(line).toContain("'=**");
  expect(answer.html).not.toContain("李明华");
  expect(answer.html).not.toContain("E12345678");
  const { items } = await auditEntries(desk.house.database, city);
  expect(items.find(({ act }) => act === "case.export")?.detail).toMatchObject({ state: "submitted" });
  const closed = await clerk.get("/staff/exports/cases.csv?view=closed");
  expect(closed.html.trim().split("\r\n").length).toBe(1);
  const community = await desk.signedIn(`${city}-community`);
  expect((await community.get("/staff/exports/cases.csv")).status).toBe(303);
});

test("what a community worker may not see is not there, and nobody else's help is either", async () => {
  const community = await desk.signedIn(`${city}-community`);
  const number = await desk.file();
  for (const path of [`/staff/cases/${number}`, `/staff/assist/${newId(desk.clock.now)}`]) {
    expect((await community.get(path)).status).toBe(404);
  }
  for (const path of ["/staff/load", "/staff/load/rules"]) expect((await community.get(path)).status).toBe(403);
  await community.get("/staff/assist/new");
  const person = { name: "王秀兰", id_type: "passport", id_number: "E12345678", phone: "", consent: "paper" };
  const begun = await community.post("/staff/assist", { ...person, service: "residence-permit" });
  expect(begun.location).toMatch(/^\/430621\/services\/residence-permit\/drafts\//);
  const path = begun.location ?? "";
  const next = (await community.get(path)).location ?? "";
  expect((await community.get(next)).text).toContain("您正在替王秀兰填写");
  // The draft is nobody else's: not another clerk's, not a visitor's.
  const clerk = await desk.signedIn(`${city}-clerk`);
  expect((await clerk.get(next)).text).not.toContain("王秀兰");
  expect((await desk.visitor().get(next)).text).not.toContain("王秀兰");
  const { rows } = await asOwner(owner, (db) => db.query("select id, person_sealed from assists"));
  expect(rows.length).toBe(1);
  expect(rows[0].person_sealed).not.toContain("王秀兰");
  expect((await clerk.get(`/staff/assist/${rows[0].id}`)).status).toBe(404);
});
