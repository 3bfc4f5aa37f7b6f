import { afterAll, beforeAll, expect, test } from "vitest";
import { permitAnswers, permitSubmission, submitPermit, testCases } from "../../../tests/helpers/cases.ts";
import { asOwner, type TestDatabase, testDatabase } from "../../../tests/helpers/database.ts";
import { type CaseContext, submitCase, viewCase } from "./index.ts";

let db: TestDatabase;
let context: CaseContext;
beforeAll(async () => {
  db = await testDatabase();
  context = await testCases(db);
});
afterAll(() => db.close());

const count = async (table: string, number: string) =>
  asOwner(db, async (client) => {
    const column = table === "cases" || table === "case_answers" ? "number" : "subject";
    const result = await client.query(`select count(*)::int as n from ${table} where ${column} = $1`, [number]);
    return result.rows[0].n;
  });

test("a submission is a case with its answers, its clock and its event", async () => {
  const receipt = await submitPermit(context);
  expect(receipt).toMatchObject({ state: "submitted", revision: 1, city: "430621" });
  // Monday + 5 working days: the end of the next Monday in China.
  expect(receipt.due_at).toBe("2026-11-23T15:59:59.999Z");
  for (const table of ["cases", "case_answers", "clocks", "events"]) expect(await count(table, receipt.number)).toBe(1);
  const view = await viewCase(context, "430621", receipt.number);
  expect(view.answers).toEqual(permitAnswers());
  expect(view.applicant.name).toBe("李明华");
  expect(view.timeline.map((event) => event.type)).toEqual(["submit"]);
});

test("what lies in the database shows nothing of the person", async () => {
  const receipt = await submitPermit(context);
  const dump = await asOwner(db, async (client) => {
    const row = await client.query("select row_to_json(c) as c from cases c where number = $1", [receipt.number]);
    const answers = await client.query("select row_to_json(a) as a from case_answers a where number = $1", [
      receipt.number,
    ]);
    const events = await client.query("select row_to_json(e) as e from events e where subject = $1", [receipt.number]);
    return JSON.stringify([row.rows, answers.rows, events.rows]);
  });
  for (const secret of ["李明华", "11010519491231002X", "13800138000", "荣家湾", '"housing"']) {
    expect(dump).not.toContain(secret);
  }
});

test("one key, one case: repeated, at once in one batch, and in two processes", async () => {
  const submission = permitSubmission();
  const other = await testCases(db);
  const receipts = await Promise.all([
    submitCase(context, submission),
    submitCase(context, submission),
    submitCase(other, submission),
    submitCase(context, submission),
    submitCase(other, submission),
  ]);
  expect(new Set(receipts.map((receipt) => receipt.number)).size).toBe(1);
  const again = await submitCase(context, submission);
  expect(again).toEqual(receipts[0]);
  expect(await count("cases", again.number)).toBe(1);
  expect(await count("events", again.number)).toBe(1);
});

test("the same key with another body is refused; another caller's key is another key", async () => {
  const submission = permitSubmission();
  const first = await submitCase(context, submission);
  const { caller, key } = submission.idempotency;
  await expect(
    submitCase(context, { ...submission, idempotency: { caller, key, bodyHash: "other" } }),
  ).rejects.toMatchObject({ code: "idempotency_key_reused" });
  const another = await submitCase(context, {
    ...submission,
    idempotency: { caller: "somebody-else", key, bodyHash: "other" },
  });
  expect(another.number).not.toBe(first.number);
});

test("event numbers of a city have no gaps, whatever was refused in between", async () => {
  await Promise.all(
    Array.from({ length: 60 }, (_, index) =>
      submitPermit(context, { city: index % 3 === 0 ? "130982" : "430621" }).catch(() => undefined),
    ),
  );
  const gaps = await asOwner(db, async (client) => {
    const result = await client.query(
      `select e.city, count(*)::int as n, max(seq)::int as last, s.last_seq::int as counter
       from events e join city_sequences s on s.city = e.city group by e.city, s.last_seq`,
    );
    return result.rows;
  });
  for (const row of gaps) expect([row.last, row.counter]).toEqual([row.n, row.n]);
});

test("answers that cannot be right are refused with every field named, and nothing is stored", async () => {
  const before = await asOwner(db, (client) => client.query("select count(*)::int as n from cases"));
  const answers = { ...permitAnswers(), phone: "12", lives_since: "2026-02-30", secret: "x" };
  await expect(submitPermit(context, { answers })).rejects.toMatchObject({
    code: "answers_invalid",
    fields: expect.arrayContaining([
      expect.objectContaining({ field: "phone" }),
      expect.objectContaining({ field: "lives_since" }),
      expect.objectContaining({ field: "secret" }),
    ]),
  });
  const early = { ...permitAnswers(), lives_since: "2026-10-01" };
  await expect(submitPermit(context, { answers: early })).rejects.toMatchObject({ code: "not_eligible" });
  await expect(submitPermit(context, { delivery: null })).rejects.toMatchObject({ fields: [{ field: "delivery" }] });
  const after = await asOwner(db, (client) => client.query("select count(*)::int as n from cases"));
  expect(after.rows).toEqual(before.rows);
});

test("a row the database refuses fails alone", async () => {
  const bad = permitSubmission({ channel: "x".repeat(200) });
  const results = await Promise.allSettled([
    submitPermit(context),
    submitPermit(context),
    submitCase(context, bad),
    submitPermit(context),
  ]);
  expect(results.map((result) => result.status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
});
