import { afterAll, beforeAll, expect, test } from "vitest";
import { asOwner } from "../../../../tests/helpers/database.ts";
import { type TestHouse, testHouse } from "../../../../tests/helpers/house.ts";
import { type TestDesk, testDesk } from "../../../../tests/helpers/staff-desk.ts";
import { sealAudit } from "../../../domain/audit/index.ts";

const city = "430621";
let whole: TestHouse;
let desk: TestDesk;
beforeAll(async () => {
  whole = await testHouse();
  desk = testDesk(whole);
});
afterAll(() => desk.close());

test("the auditor reads the record, narrows it and goes on page by page", async () => {
  const number = await desk.file();
  const clerk = await desk.signedIn("430621-clerk");
  await clerk.get(`/staff/cases/${number}`);
  const auditor = await desk.signedIn("430621-auditor");
  const page = await auditor.get("/staff/audit");
  expect(page.text).toContain("查看办件");
  expect(page.text).toContain("何静");
  const narrowed = await auditor.get(`/staff/audit?subject=${number}`);
  expect(narrowed.main.match(/<tr data-row/g)).toHaveLength(1);
  expect((await auditor.get("/staff/audit?act=clerk.suspend")).text).toContain("没有这样的记录");
  for (let made = 0; made < 60; made += 1) await clerk.post("/staff/search", { q: "11010519491231002X" });
  const first = await auditor.get("/staff/audit?act=case.look_up");
  const next = /href="([^"]+)" rel="next"/.exec(first.main)?.[1]?.replaceAll("&amp;", "&") ?? "";
  expect(first.main.match(/<tr data-row/g)).toHaveLength(50);
  expect((await auditor.get(next)).main.match(/<tr data-row/g)).toHaveLength(10);
  expect((await auditor.get("/staff/audit?city=130982")).status).toBe(404);
  expect((await (await desk.signedIn("430621-office")).get("/staff/audit")).status).toBe(403);
});

test("says whether the sealed record is whole, and where it is not", async () => {
  const auditor = await desk.signedIn("430621-auditor");
  desk.clock.now = new Date(desk.clock.now.getTime() + 10 * 60_000);
  await sealAudit(desk.house.database, desk.house.secrets, city, desk.clock.now);
  await auditor.get("/staff/audit");
  expect((await auditor.send("/staff/audit/check", {})).text).toContain("封存完好");
  await asOwner(whole.test, (owner) =>
    owner.query("update audit_entries set act = 'case.nothing' where city = $1 and act = 'case.read'", [city]),
  );
  const broken = await auditor.send("/staff/audit/check", {});
  expect(broken.text).toContain("第 1 道封存：记录被改动、删除或插入");
});
