import { afterAll, beforeAll, expect, test } from "vitest";
import { submitPermit, testCases } from "../../../tests/helpers/cases.ts";
import { asOwner, type TestDatabase, testDatabase } from "../../../tests/helpers/database.ts";
import { cityScope } from "../../foundation/database/index.ts";
import { eraseApplicant } from "./erase-store.ts";
import { type CaseContext, listCases, listCasesByPhone, maskedName, perform } from "./index.ts";

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

test("a telephone finds the cases it was given for, however it is written, and no part of it does", async () => {
  const phone = "13911112222";
  const applicant = { name: "王小燕", id_type: "", id_number: "", phone };
  const first = await submitPermit(context, { applicant });
  const second = await submitPermit(context, { applicant: { ...applicant, phone: "+86 139-1111-2222" } });
  await submitPermit(context, { applicant: { ...applicant, phone: "" } });
  const of = { city: "430621", agencies: ["public-security"] };
  const found = async (typed: string, more = {}) =>
    (await listCasesByPhone(context, { ...of, phone: typed, ...more }))?.items.map(({ number }) => number);
  const both = [first.number, second.number].sort();
  for (const typed of [phone, " 139 1111 2222", "１３９１１１１２２２２", "0086 13911112222"])
    expect((await found(typed))?.sort(), typed).toEqual(both);
  for (const typed of ["13911112223", "0730-8881234"]) expect(await found(typed), typed).toEqual([]);
  // A part of a number is no telephone, nor is anything else.
  for (const typed of ["", "1391111", "139%", "王小燕", "\u0000"]) expect(await found(typed), typed).toBeUndefined();
  expect(await found(phone, { agencies: ["tax"] })).toEqual([]);
  expect(await found(phone, { city: "130982" })).toEqual([]);
  // The number itself stands nowhere, and without the key nobody can test one.
  const stored = await asOwner(db, (owner) => owner.query("select * from cases where number = any($1)", [both]));
  expect(stored.rows.map((row) => row.phone_hash)).toEqual([expect.stringMatching(/^[\w-]{22}$/), expect.anything()]);
  expect(JSON.stringify(stored.rows)).not.toContain("1111");
  await db.database.run(cityScope("430621"), eraseApplicant, { city: "430621", number: first.number, by_person: true });
  expect(await found(phone)).toEqual([second.number]);
});

test("a list names nobody in full", () => {
  expect([maskedName("李明华"), maskedName("欧阳"), maskedName("𠮷田"), maskedName("")]).toEqual([
    "李**",
    "欧*",
    "𠮷*",
    "",
  ]);
});
