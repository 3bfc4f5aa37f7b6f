import { afterAll, beforeAll, expect, test } from "vitest";
import { submitPermit, testCases, testService } from "../../../tests/helpers/cases.ts";
import { asOwner, type TestDatabase, testDatabase } from "../../../tests/helpers/database.ts";
import { forgetOldKeys } from "../../foundation/idempotency/index.ts";
import { type CaseContext, perform, retain, viewCase } from "./index.ts";

let db: TestDatabase;
let context: CaseContext;
beforeAll(async () => {
  db = await testDatabase(new Date("2026-03-02T02:00:00Z"));
  context = await testCases(db);
});
afterAll(() => db.close());

const permit = testService("residence-permit");
const withdrawn = async () => {
  const { number } = await submitPermit(context);
  const by = { kind: "resident", id: "rLiMinghua" } as const;
  await perform(context, { city: "430621", number, type: "withdraw", revision: 1, by });
  return number;
};

test("when the time of keeping is over, what was sent goes and the record of acts stays without the person", async () => {
  const number = await withdrawn();
  const open = (await submitPermit(context)).number;
  db.clock.now = new Date("2031-03-01T02:00:00Z");
  expect(await retain(context, "430621", [permit])).toEqual([]);
  db.clock.now = new Date("2031-03-03T02:00:00Z");
  expect(await retain(context, "430621", [permit])).toEqual([number]);
  expect(await retain(context, "430621", [permit])).toEqual([]);
  const view = await viewCase(context, "430621", number);
  expect(view.row).toMatchObject({ state: "archived", applicant: "erased" });
  expect(view.answers).toEqual({});
  expect(view.applicant.name).toBe("");
  expect(view.timeline.map((event) => event.type)).toEqual(["archive", "withdraw", "submit"]);
  // What is open is nobody's to erase, however old.
  expect((await viewCase(context, "430621", open)).answers).not.toEqual({});
});

test("idempotency keys are kept thirty days", async () => {
  db.clock.now = new Date("2032-01-05T02:00:00Z");
  await submitPermit(context);
  const count = () =>
    asOwner(db, async (client) => (await client.query("select count(*)::int as n from idempotency_keys")).rows[0].n);
  await forgetOldKeys(context.database, "430621", context.clock());
  expect(await count()).toBe(1);
  db.clock.now = new Date("2032-02-03T02:00:00Z");
  expect(await forgetOldKeys(context.database, "430621", context.clock())).toBe(0);
  db.clock.now = new Date("2032-02-05T02:00:00Z");
  expect(await forgetOldKeys(context.database, "430621", context.clock())).toBe(1);
});

test("services kept equally long are asked for together: a nation's nightly look is a few statements a city", async () => {
  const asked: string[] = [];
  const { observer } = db.database;
  db.database.observer = (made) => asked.push(made.name);
  try {
    const services = [permit, testService("suggestion"), permit, permit];
    await retain(context, "430621", services);
    const lengths = new Set(services.map(({ definition }) => definition.keep.months));
    expect(asked.filter((name) => name === "cases.expired")).toHaveLength(lengths.size);
  } finally {
    db.database.observer = observer;
  }
});
