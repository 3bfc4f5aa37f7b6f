import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { permitAnswers, submitPermit, testCases } from "../../../tests/helpers/cases.ts";
import { type TestDatabase, testDatabase } from "../../../tests/helpers/database.ts";
import { type Act, type Actor, type CaseContext, type CaseRow, fold, perform, viewCase } from "./index.ts";

let db: TestDatabase;
let context: CaseContext;
beforeAll(async () => {
  db = await testDatabase();
  context = await testCases(db);
});
afterAll(() => db.close());

const wang: Actor = { kind: "clerk", id: randomUUID() };
const zhao: Actor = { kind: "clerk", id: randomUUID(), lead: true };
const resident: Actor = { kind: "resident", id: "rLiMinghua" };
const system: Actor = { kind: "system", id: "test" };

/** Does acts one after the other, each on the newest revision. */
async function walk(number: string, acts: readonly (readonly [Act["type"], Actor, Record<string, unknown>?])[]) {
  let revision = (await viewCase(context, "430621", number)).row.revision;
  for (const [type, by, input] of acts) {
    const answer = await perform(context, { city: "430621", number, type, revision, by, input: input ?? {} });
    revision = answer.revision;
  }
  return viewCase(context, "430621", number);
}

test("granted: taken, accepted, approved, delivered by post with its number", async () => {
  const { number } = await submitPermit(context, { delivery: "post" });
  const view = await walk(number, [
    ["take", wang],
    ["accept", wang],
    ["approve", wang],
  ]);
  expect(view.row).toMatchObject({ state: "approved", assignee: wang.id, due_kind: "deliver", closed_at: null });
  await expect(walk(number, [["deliver", wang, {}]])).rejects.toMatchObject({ fields: [{ field: "tracking" }] });
  const delivered = await walk(number, [["deliver", wang, { tracking: "EMS1234567890CN" }]]);
  expect(delivered.row).toMatchObject({ state: "delivered", tracking: "EMS1234567890CN", due_at: null });
  expect(delivered.row.closed_at).not.toBeNull();
});

test("what is missing is asked for once, and the corrected answers are kept beside the first", async () => {
  const { number } = await submitPermit(context);
  const asked = await walk(number, [["ask_correction", wang, { items: ["租房合同第二页", "  "] }]]);
  expect(asked.row).toMatchObject({ state: "correction_asked", due_kind: "correct", corrections: 1 });
  expect(asked.timeline[0]?.words.items).toEqual(["租房合同第二页"]);
  const answers = { ...permitAnswers(), phone: "13900139000" };
  const corrected = await walk(number, [["correct", resident, { answers }]]);
  expect(corrected.row).toMatchObject({ state: "submitted", due_kind: "accept" });
  expect(corrected.answers["phone"]).toBe("13900139000");
  await expect(walk(number, [["ask_correction", wang, { items: ["还有"] }]])).rejects.toMatchObject({
    code: "correction_asked_before",
  });
});

test("refused in writing, withdrawn, declined, transferred, extended once, stopped and resumed", async () => {
  const refused = (await submitPermit(context)).number;
  await expect(
    walk(refused, [
      ["accept", wang],
      ["refuse", wang, { reason: " " }],
    ]),
  ).rejects.toMatchObject({
    fields: [{ field: "reason" }],
  });
  const view = await walk(refused, [["refuse", wang, { reason: "居住时间不足半年" }]]);
  expect(view.row).toMatchObject({ state: "refused", due_at: null });
  expect(view.timeline[0]?.words.reason).toBe("居住时间不足半年");
  const withdrawn = await walk((await submitPermit(context)).number, [["withdraw", resident]]);
  expect(withdrawn.row.state).toBe("withdrawn");
  const elsewhere = { reason: "不属于本局", where: "市人社局" };
  expect((await walk((await submitPermit(context)).number, [["decline", wang, elsewhere]])).row.state).toBe(
    "not_accepted",
  );
  expect((await walk((await submitPermit(context)).number, [["transfer", wang, elsewhere]])).row.state).toBe(
    "transferred",
  );
  const { number } = await submitPermit(context);
  await walk(number, [
    ["accept", wang],
    ["suspend", wang, { reason: "实地核查" }],
    ["resume", wang],
  ]);
  const extended = await walk(number, [["extend", zhao, { reason: "需要核实居住情况" }]]);
  expect(extended.row.extensions).toBe(1);
  await expect(walk(number, [["extend", zhao, { reason: "再次" }]])).rejects.toMatchObject({ code: "extended_before" });
});

test("nobody does what is not theirs", async () => {
  const { number } = await submitPermit(context);
  for (const [type, by] of [
    ["accept", resident],
    ["withdraw", wang],
    ["assign", wang],
    ["approve", wang],
    ["lapse", system],
  ] as const) {
    await expect(walk(number, [[type, by, { to: randomUUID() }]])).rejects.toMatchObject({ code: "act_not_possible" });
  }
});

test("of two clerks deciding at once, the second is told who did", async () => {
  const { number } = await submitPermit(context);
  await walk(number, [["accept", wang]]);
  const act = (by: Actor, type: Act["type"]): Act => ({
    city: "430621",
    number,
    type,
    revision: 2,
    by,
    input: { reason: "不符合" },
  });
  const results = await Promise.allSettled([
    perform(context, act(wang, "approve")),
    perform(context, act(zhao, "refuse")),
  ]);
  const [won, lost] = results[0].status === "fulfilled" ? results : [...results].reverse();
  expect(won?.status).toBe("fulfilled");
  expect(lost).toMatchObject({ status: "rejected", reason: { code: "case_changed" } });
  const view = await viewCase(context, "430621", number);
  expect(lost).toMatchObject({ reason: { actor: view.timeline[0]?.actor, act: view.timeline[0]?.type } });
});

test("an act repeated with its key is done once and answered twice", async () => {
  const { number } = await submitPermit(context);
  const act: Act = {
    city: "430621",
    number,
    type: "accept",
    revision: 1,
    by: wang,
    idempotency: { caller: wang.id, key: "k1", bodyHash: "h" },
  };
  const first = await perform(context, act);
  expect(await perform(context, act)).toEqual(first);
  expect((await viewCase(context, "430621", number)).timeline).toHaveLength(2);
});

test("the row is the fold of its events", async () => {
  const { number } = await submitPermit(context, { delivery: "post" });
  const first = (await viewCase(context, "430621", number)).row;
  const view = await walk(number, [
    ["take", wang],
    ["ask_correction", wang, { items: ["照片"] }],
    ["correct", resident, { answers: permitAnswers() }],
    ["accept", wang],
    ["suspend", wang, { reason: "核查" }],
    ["resume", wang],
    ["assign", zhao, { to: wang.id }],
    ["extend", zhao, { reason: "核实" }],
    ["approve", wang, { note: "符合条件" }],
    ["deliver", wang, { tracking: "EMS1" }],
  ]);
  const replayed = [...view.timeline].reverse().reduce<CaseRow>((row, event) => fold(row, event), first);
  expect(replayed).toEqual(view.row);
});
