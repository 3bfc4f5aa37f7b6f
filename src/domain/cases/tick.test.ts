import { afterAll, beforeAll, expect, test } from "vitest";
import { submitPermit, testCases } from "../../../tests/helpers/cases.ts";
import { type TestDatabase, testDatabase } from "../../../tests/helpers/database.ts";
import { type CaseContext, perform, tick, viewCase } from "./index.ts";

let db: TestDatabase;
let context: CaseContext;
beforeAll(async () => {
  // 29 September 2026: the National Day holiday lies within the five working days.
  db = await testDatabase(new Date("2026-09-29T02:00:00Z"));
  context = await testCases(db);
});
afterAll(() => db.close());

const clerk = { kind: "clerk", id: "0198c0de-0000-7000-8000-000000000001" } as const;

test("nobody answers over a holiday: accepted, from the day of submission", async () => {
  const { number, due_at } = await submitPermit(context);
  db.clock.now = new Date(new Date(due_at).getTime() - 1);
  expect(await tick(context, ["430621"])).toBe(0);
  db.clock.now = new Date(due_at);
  expect(await tick(context, ["430621", "130982"])).toBe(1);
  const { row, clocks, timeline } = await viewCase(context, "430621", number);
  expect(row).toMatchObject({ state: "accepted", accepted_at: row.submitted_at, due_kind: "decide" });
  expect(timeline[0]).toMatchObject({ type: "accept", actor_kind: "system" });
  expect(await tick(context, ["430621"])).toBe(0);
  // Nobody accepted, so nobody promised: the law's fifteen days run, from the same day.
  expect(row.due_at).toBe("2026-10-14T15:59:59.999Z");
  expect(clocks.find((clock) => clock.kind === "decide")?.started_at).toBe(row.submitted_at);
});

test("a correction that does not come lapses; a passed limit is marked and stays on top", async () => {
  db.clock.now = new Date("2026-11-02T02:00:00Z");
  const lapsing = await submitPermit(context);
  await perform(context, {
    city: "430621",
    number: lapsing.number,
    type: "ask_correction",
    revision: 1,
    by: clerk,
    input: { items: ["照片"] },
  });
  const slow = await submitPermit(context);
  await perform(context, { city: "430621", number: slow.number, type: "accept", revision: 1, by: clerk });
  db.clock.now = new Date("2026-12-20T02:00:00Z");
  await tick(context, ["430621"]);
  expect((await viewCase(context, "430621", lapsing.number)).row.state).toBe("lapsed");
  const late = await viewCase(context, "430621", slow.number);
  expect(late.row.state).toBe("accepted");
  expect(late.timeline[0]?.type).toBe("overdue");
  expect(late.row.due_at).not.toBeNull();
  expect(await tick(context, ["430621"])).toBe(0);
});

test("two tickers at once do each act once", async () => {
  db.clock.now = new Date("2026-11-02T02:00:00Z");
  const { number, due_at } = await submitPermit(context);
  db.clock.now = new Date(due_at);
  const other = await testCases(db);
  const done = await Promise.all([tick(context, ["430621"]), tick(other, ["430621"])]);
  expect(done[0] + done[1]).toBe(1);
  expect((await viewCase(context, "430621", number)).timeline).toHaveLength(2);
});
