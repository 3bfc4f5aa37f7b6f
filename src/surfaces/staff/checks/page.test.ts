import { afterAll, beforeAll, expect, test } from "vitest";
import { asOwner, type TestHouse, testHouse } from "../../../../tests/helpers/house.ts";
import { type TestDesk, testDesk, type Visitor } from "../../../../tests/helpers/staff-desk.ts";
import { auditEntries, readingsOf } from "../../../domain/audit/index.ts";
import { findCase, findCases, perform, recordRuleEvents, ruleActor } from "../../../domain/cases/index.ts";
import { cityScope } from "../../../foundation/database/index.ts";

const city = "430621";
const rule = { when: 'ground = "housing"', version: "v1" };
const say = { zh: "符合公开的规则。", en: "The published rule is fulfilled." };

let running: TestHouse;
let desk: TestDesk;
let clerk: Visitor;
let lead: Visitor;
beforeAll(async () => {
  running = await testHouse();
  desk = testDesk(running);
  clerk = await desk.signedIn("430621-clerk");
  lead = await desk.signedIn("430621-lead");
});
afterAll(() => desk.close());

/** A permit as if a rule had decided it and it had been drawn. */
async function decidedAndDrawn(over: object = {}): Promise<string> {
  const { house } = running;
  const number = await desk.file(over);
  const input = { say, rule };
  await perform(house.cases, { city, number, type: "approve", revision: 1, by: ruleActor, input });
  const cases = await findCases(house.cases, city, [number]);
  const permit = house.catalogue.service("residence-permit");
  if (!permit) throw new Error("the permit is not published");
  const by_rule = { approve_when: rule.when, say, check_percent: 100 };
  const ruled = { ...permit, definition: { ...permit.definition, by_rule } };
  const parts = { secrets: house.secrets, calendarOf: house.cases.calendarOf, serviceOf: () => ruled };
  const events = ["submit", "approve"].map((type) => ({
    type,
    subject: number,
    at: house.clock(),
    actor_kind: "system",
    actor: ruleActor.id,
  }));
  await house.database.transaction(cityScope(city), (tx) => recordRuleEvents(tx, parts, city, events, cases));
  return number;
}

test("what is drawn stands in the list with the figures; looking is on record for the person", async () => {
  const number = await decidedAndDrawn();
  const list = await clerk.get("/staff/checks");
  expect(list.text).toContain("秒批抽查");
  expect(list.text).toMatch(/居住证申领 1 1 100% 1 0 0/);
  expect(list.main).toContain(`/staff/checks/${number}`);
  const page = await clerk.get(`/staff/checks/${number}`);
  expect(page.text).toContain('ground = "housing"');
  expect(page.text).toContain("符合公开的规则。");
  expect(page.text).toContain("荣家湾镇城关路 12 号");
  expect(page.main).not.toContain('name="reopen"');
  const readings = await readingsOf(running.house.database, "rLiMinghua");
  expect(readings.items.some((one) => one.purpose === "check" && one.subject === number)).toBe(true);
  expect((await clerk.get(`/staff/cases/${number}`)).main).toContain(`href="/staff/checks/${number}"`);
});

test("a verdict is needed, wrong needs words; once given it leaves the list and is in the record", async () => {
  const number = await decidedAndDrawn();
  const path = `/staff/checks/${number}`;
  await clerk.get(path);
  const none = await clerk.send(path, {});
  expect(none.status).toBe(422);
  expect(none.text).toContain("请选择决定是否正确");
  const wordless = await clerk.send(path, { verdict: "wrong", note: " " });
  expect(wordless.status).toBe(422);
  expect(wordless.text).toContain("请填写备注");
  const done = await clerk.send(path, { verdict: "right", note: "" });
  expect(done.text).toContain("已记录：决定正确");
  expect(done.main).not.toContain(path);
  const again = await clerk.get(path);
  expect(again.text).toContain("已经核查过");
  expect(again.main).not.toContain('name="verdict"');
  const late = await clerk.post(path, { verdict: "wrong", note: "住址不符" });
  expect(late.status).toBe(409);
  const { items } = await auditEntries(running.house.database, city, {});
  expect(items.some((line) => line.act === "case.check" && line.subject === number)).toBe(true);
});

test("a lead finds it wrong and opens the case again", async () => {
  const number = await decidedAndDrawn();
  const path = `/staff/checks/${number}`;
  await lead.get(path);
  const done = await lead.send(path, { verdict: "wrong", note: "租期不满六个月", reopen: "1" });
  expect(done.text).toContain("决定有误，并已重新办理");
  expect(await findCase(running.house.cases, city, number)).toMatchObject({ state: "in_review", decided_at: null });
  expect((await lead.get("/staff/checks")).text).toMatch(/居住证申领 3 3 100% 3 2 1/);
});

test("who filed it for somebody does not check it; what was not drawn, another city's and nonsense are not there", async () => {
  const { rows } = await asOwner(running.test, (owner) =>
    owner.query("select id from clerks where city = $1 and agency = 'public-security' and roles @> '{clerk}'", [city]),
  );
  const filer = rows[0]?.id as string;
  const number = await decidedAndDrawn({ by: { kind: "clerk", id: filer }, channel: "counter" });
  await clerk.get(`/staff/checks/${number}`);
  const own = await clerk.send(`/staff/checks/${number}`, { verdict: "right" });
  expect(own.status).toBe(403);
  expect(own.text).toContain("请由另一位同事核查");
  const undrawn = await desk.file();
  for (const other of [undrawn, number.replace(city, "130982"), "nonsense"]) {
    expect((await clerk.get(`/staff/checks/${other}`)).status).toBe(404);
  }
  const office = await desk.signedIn("430621-office");
  expect((await office.get(`/staff/checks/${number}`)).status).toBe(404);
});

test("the figures are open to everyone", async () => {
  const answer = await fetch(`${running.baseUrl}/api/v1/cities/${city}/rule-decisions`);
  expect(answer.status).toBe(200);
  const { since, items } = (await answer.json()) as { since: string; items: unknown[] };
  expect(since).toBe("2025-11-16");
  expect(items).toEqual([
    {
      service: "residence-permit",
      filed: 4,
      decided: 4,
      share_percent: 100,
      drawn: 4,
      checked: 2,
      wrong: 1,
    },
  ]);
});
