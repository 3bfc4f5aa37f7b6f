import { afterAll, beforeAll, expect, test } from "vitest";
import { permitAnswers, submitPermit, testCases, testService } from "../../../tests/helpers/cases.ts";
import { asOwner, type TestDatabase, testDatabase } from "../../../tests/helpers/database.ts";
import { heldAbout } from "../../../tests/helpers/held.ts";
import { cityScope } from "../../foundation/database/index.ts";
import { forgetOldKeys } from "../../foundation/idempotency/index.ts";
import { eraseWords } from "./erase-store.ts";
import { type CaseContext, type CaseRow, eraseCase, fold, perform, retain, viewCase } from "./index.ts";

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

const clerk = { kind: "clerk", id: "0198c0de-0000-7000-8000-000000000001" } as const;
const city = "430621";

const everythingOf = (number: string) => heldAbout({ db, secrets: db.secrets, city }, number);

test("what was said on the way goes with it: no reason, item or note is left, not even for whoever has the keys", async () => {
  db.clock.now = new Date("2031-03-04T02:00:00Z");
  const { number } = await submitPermit(context, { draft: "0198c0de-0000-7000-8000-00000000d4af" });
  const own = { kind: "resident", id: "rLiMinghua" } as const;
  const acts = [
    ["ask_correction", clerk, { items: ["租房合同第二页"] }],
    ["correct", own, { answers: permitAnswers() }],
    ["accept", clerk, {}],
    ["note", clerk, { note: "电话核实过地址" }],
    ["refuse", clerk, { reason: "居住不满半年" }],
  ] as const;
  for (const [index, [type, by, input]] of acts.entries()) {
    await perform(context, { city, number, type, revision: index + 1, by, input });
  }
  const said = [
    "租房合同第二页",
    "电话核实过地址",
    "居住不满半年",
    "李明华",
    "rLiMinghua",
    "0198c0de-0000-7000-8000-00000000d4af",
  ];
  const before = await everythingOf(number);
  for (const word of said) expect(before).toContain(word);
  // Nobody but the archive takes words out of the record.
  const taken = () => db.database.run(cityScope(city), eraseWords, { city, number });
  expect(await taken()).toEqual([]);

  db.clock.now = new Date("2036-03-06T02:00:00Z");
  expect(await retain(context, city, [permit])).toEqual([number]);
  // Keys of repeated requests name their caller for thirty days, like every other.
  db.clock.now = new Date("2036-04-20T02:00:00Z");
  await forgetOldKeys(context.database, city, context.clock());
  const after = await everythingOf(number);
  for (const word of said) expect(after).not.toContain(word);
  expect(after).not.toContain("something sealed");
  const { timeline, row } = await viewCase(context, city, number);
  const steps = ["archive", "refuse", "note", "accept", "correct", "ask_correction", "submit"];
  expect(timeline.map(({ type, words }) => [type, words])).toEqual(steps.map((type) => [type, {}]));
  expect(timeline.find(({ type }) => type === "refuse")?.actor).toBe(clerk.id);
  expect(row.filed_by).toBe("erased");
  // The row is still the fold of its events.
  const folded = timeline
    .toReversed()
    .reduce((state, event) => fold(state, event), { ...row, state: "submitted", revision: 1 } as CaseRow);
  expect(folded).toEqual(row);
});

test("who died between the archive and the erasing is erased at the next look", async () => {
  db.clock.now = new Date("2036-05-05T02:00:00Z");
  const number = await withdrawn();
  db.clock.now = new Date("2041-05-07T02:00:00Z");
  await perform(context, { city, number, type: "archive", revision: 2, by: { kind: "system", id: "retention" } });
  expect((await viewCase(context, city, number)).row.applicant).toBe("rLiMinghua");
  expect(await retain(context, city, [permit])).toEqual([number]);
  expect((await viewCase(context, city, number)).row.applicant).toBe("erased");
  expect(await eraseCase(context, city, number, "retention")).toBe(false);
});

test("a case of another city is out of reach of the function that takes words out", async () => {
  const number = await withdrawn();
  await perform(context, { city, number, type: "archive", revision: 2, by: { kind: "system", id: "retention" } });
  const other = db.database.run(cityScope("130982"), eraseWords, { city, number });
  expect(await other).toEqual([]);
  expect(await db.database.run(cityScope(city), eraseWords, { city, number })).not.toEqual([]);
});

test("idempotency keys are kept thirty days", async () => {
  db.clock.now = new Date("2042-01-05T02:00:00Z");
  await submitPermit(context);
  const count = () =>
    asOwner(db, async (client) => (await client.query("select count(*)::int as n from idempotency_keys")).rows[0].n);
  await forgetOldKeys(context.database, "430621", context.clock());
  expect(await count()).toBe(1);
  db.clock.now = new Date("2042-02-03T02:00:00Z");
  expect(await forgetOldKeys(context.database, "430621", context.clock())).toBe(0);
  db.clock.now = new Date("2042-02-05T02:00:00Z");
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
