import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { permitSubmission, testCases } from "../../../tests/helpers/cases.ts";
import { asOwner, type TestDatabase, testCities, testDatabase } from "../../../tests/helpers/database.ts";
import { cityScope } from "../../foundation/database/index.ts";
import { Refusal } from "../../foundation/refusal.ts";
import {
  type Accepted,
  type CaseContext,
  filedOr,
  findCases,
  listAccepted,
  perform,
  projectElsewhere,
  submitFrom,
  viewCase,
} from "./index.ts";

let db: TestDatabase;
let context: CaseContext;
beforeAll(async () => {
  db = await testDatabase();
  context = await testCases(db);
});
afterAll(() => db.close());

const [here, there, third] = testCities;
const agency = "public-security";

/** The same filing each time, decided in this city. */
function filing(key: string = randomUUID()) {
  return (city: string) => permitSubmission({ city, idempotency: { caller: "rLiMinghua", key, bodyHash: key } });
}

async function countOf(caller: string, city: string): Promise<number> {
  const { rows } = await asOwner(db, (owner) =>
    owner.query("select count(*)::int as n from cases where city = $1 and filed_by = $2", [city, caller]),
  );
  return rows[0].n;
}

test("the case belongs to the city that decides, and says where it was taken in", async () => {
  const sent = await submitFrom(context, here, filing()(there));
  expect(sent.city).toBe(there);
  expect(sent.number.startsWith(there)).toBe(true);
  const { row, timeline } = await viewCase(context, there, sent.number);
  expect(row.accepted_in).toBe(here);
  expect(timeline[0]?.data.elsewhere).toBe(true);
  await expect(viewCase(context, here, sent.number)).rejects.toMatchObject({ status: 404 });
});

test("one key makes one case: tapped twice at once, repeated, and sent again with another city or this one", async () => {
  const before = await countOf("rLiMinghua", there);
  const send = filing();
  const taps = await Promise.all(Array.from({ length: 5 }, () => submitFrom(context, here, send(there))));
  expect(new Set(taps.map(({ number }) => number)).size).toBe(1);
  expect(await submitFrom(context, here, send(third))).toEqual(taps[0]);
  expect(await submitFrom(context, here, send(here))).toEqual(taps[0]);
  expect(await countOf("rLiMinghua", there)).toBe(before + 1);
  const other = { ...send(there), idempotency: { ...send(there).idempotency, bodyHash: "another" } };
  await expect(submitFrom(context, here, other)).rejects.toMatchObject({ code: "idempotency_key_reused" });
});

test("what was filed here stays here, whatever city the repeat names", async () => {
  const send = filing();
  const first = await submitFrom(context, here, send(here));
  expect(first.city).toBe(here);
  expect(await submitFrom(context, here, send(there))).toEqual(first);
  expect(await submitFrom(context, here, send(here))).toEqual(first);
});

test("what is refused now and was filed before, here or in another city, keeps its receipt", async () => {
  const refusal = new Refusal({ code: "service_not_offered", status: 404, say: { zh: "没有。", en: "None." } });
  for (const city of [here, there]) {
    const send = filing();
    const { idempotency } = send(city);
    await expect(filedOr(context, here, idempotency, refusal)).rejects.toBe(refusal);
    const first = await submitFrom(context, here, send(city));
    expect(await filedOr(context, here, idempotency, refusal)).toEqual(first);
    const fault = new Error("broken");
    await expect(filedOr(context, here, idempotency, fault)).rejects.toBe(fault);
  }
});

test("a filing that came to nothing may go to another city", async () => {
  const send = filing();
  await expect(submitFrom(context, here, { ...send(there), delivery: null })).rejects.toMatchObject({ status: 422 });
  const made = await submitFrom(context, here, send(third));
  expect(made.city).toBe(third);
  expect(await submitFrom(context, here, send(there))).toEqual(made);
});

test("the same key in the deciding city itself is another filing", async () => {
  const key = randomUUID();
  const direct = await submitFrom(context, there, filing(key)(there));
  const across = await submitFrom(context, here, filing(key)(there));
  expect(across.number).not.toBe(direct.number);
});

test("the accepting city lists number, service and state alone, the newest state whatever the order", async () => {
  const { number } = await submitFrom(context, here, filing()(there));
  const project = async () => {
    const rows = await findCases(context, there, [number]);
    return [...rows.values()].filter((row): row is Accepted => row.accepted_in !== null);
  };
  const early = await project();
  await perform(context, {
    ...{ city: there, number, type: "accept", revision: 1 },
    by: { kind: "clerk", id: randomUUID() },
  });
  const late = await project();
  const scope = cityScope(there, here);
  const agencyOf = new Map([[number, agency]]);
  for (const rows of [late, early]) {
    await context.database.transaction(scope, (tx) => projectElsewhere(tx, rows, agencyOf));
  }
  const { items } = await listAccepted(context, { city: here, agency });
  const [line] = items.filter((one) => one.number === number);
  expect(line).toEqual({
    ...{ number, decided_in: there, service: "residence-permit", state: "accepted", closed_at: null },
    submitted_at: expect.any(Date),
  });
  expect((await listAccepted(context, { city: here, agency: "court" })).items).toEqual([]);
  expect((await listAccepted(context, { city: there, agency })).items).toEqual([]);
  const { rows } = await asOwner(db, (owner) => owner.query("select * from accepted_elsewhere"));
  expect(JSON.stringify(rows)).not.toMatch(/rLiMinghua|李明华|sealed/);
});
