import { afterAll, beforeAll, expect, test } from "vitest";
import { submitPermit, testCases } from "../../../tests/helpers/cases.ts";
import { type TestDatabase, testDatabase } from "../../../tests/helpers/database.ts";
import { type CaseContext, listCases, maskedName, perform } from "./index.ts";

let db: TestDatabase;
let context: CaseContext;
beforeAll(async () => {
  db = await testDatabase();
  context = await testCases(db);
});
afterAll(() => db.close());

const clerk = { kind: "clerk", id: "0198c0de-0000-7000-8000-000000000001" } as const;

test("every open case stands on exactly one page, also those whose clock is stopped", async () => {
  const numbers: string[] = [];
  for (let index = 0; index < 7; index += 1) {
    const { number } = await submitPermit(context);
    numbers.push(number);
    if (index % 3 !== 0) continue;
    const act = { city: "430621", number, by: clerk };
    await perform(context, { ...act, type: "accept", revision: 1 });
    await perform(context, { ...act, type: "suspend", revision: 2, input: { reason: "实地核查" } });
  }
  const seen: string[] = [];
  for (let after: string | undefined; ; ) {
    const page = await listCases(context, {
      city: "430621",
      agencies: ["public-security"],
      limit: 2,
      ...(after === undefined ? {} : { after }),
    });
    seen.push(...page.items.map((item) => item.number));
    if (page.next === null) break;
    after = page.next;
  }
  expect([...seen].sort()).toEqual([...numbers].sort());
  // What has a deadline comes before what waits with a stopped clock.
  expect(seen.slice(-3).sort()).toEqual([numbers[0], numbers[3], numbers[6]].sort());
});

test("another agency and another city list nothing", async () => {
  expect((await listCases(context, { city: "430621", agencies: ["tax"] })).items).toEqual([]);
  expect((await listCases(context, { city: "130982", agencies: ["public-security"] })).items).toEqual([]);
});

test("the city's own promise, as it stood at filing, rules the clock", async () => {
  const { number } = await submitPermit(context, { promise: { days: 2, unit: "working_days" } });
  await perform(context, { city: "430621", number, type: "accept", revision: 1, by: clerk });
  const { items } = await listCases(context, { city: "430621", agencies: ["public-security"], limit: 1 });
  // Monday and two working days: the end of Wednesday in China.
  expect(items[0]).toMatchObject({ number, due_at: new Date("2026-11-18T15:59:59.999Z") });
});

test("a list names nobody in full", () => {
  expect([maskedName("李明华"), maskedName("欧阳"), maskedName("𠮷田"), maskedName("")]).toEqual([
    "李**",
    "欧*",
    "𠮷*",
    "",
  ]);
});
