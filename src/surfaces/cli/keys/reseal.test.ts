import { afterAll, beforeAll, expect, test } from "vitest";
import { submitPermit, testCases } from "../../../../tests/helpers/cases.ts";
import { asOwner, type TestDatabase, testDatabase } from "../../../../tests/helpers/database.ts";
import { type CaseContext, eraseCase, perform, viewCase } from "../../../domain/cases/index.ts";
import { type PaymentContext, rememberAccount, rememberedAccounts } from "../../../domain/payments/index.ts";
import { cityScope, statement } from "../../../foundation/database/index.ts";
import { resealCity, resealKept } from "./reseal.ts";

const city = "430621";
let db: TestDatabase;
let context: CaseContext;
beforeAll(async () => {
  db = await testDatabase();
  context = await testCases(db);
});
afterAll(() => db.close());

/** What the program's own role must not be able to do. */
const rewriteEvents = statement({
  name: "test.rewrite_events",
  scope: "city",
  params: { city: "text" },
  row: {},
  text: `update events set data = '{}' where city = :city`,
});

const clerk = { kind: "clerk", id: "0198c0de-0000-7000-8000-000000000001" } as const;
const sealedOf = async (number: string) => {
  const { rows } = await asOwner(db, (owner) =>
    owner.query("select data, type, at, actor, seq from events where subject = $1 order by seq", [number]),
  );
  return rows as { data: { sealed?: string }; type: string; at: Date; actor: string; seq: string }[];
};

test("after a rotation nothing of a case lies under the old key, and everything reads as before", async () => {
  const { number } = await submitPermit(context);
  await perform(context, { city, number, type: "note", revision: 1, by: clerk, input: { note: "电话核实过地址" } });
  const input = { reason: "地址不在本县", where: "岳阳楼区" };
  await perform(context, { city, number, type: "decline", revision: 2, by: clerk, input });
  const read = async () => {
    const view = await viewCase(context, city, number);
    return {
      ...view,
      timeline: view.timeline.map(({ data: { sealed: _sealed, ...data }, ...event }) => ({ ...event, data })),
    };
  };
  const before = await read();
  expect(before.timeline.map(({ words }) => words)).toEqual([input, { note: "电话核实过地址" }, {}]);
  const recorded = await sealedOf(number);

  const old = db.secrets.sealKeyId(city);
  db.clock.now = new Date(db.clock.now.getTime() + 60_000);
  const kid = await db.secrets.addSealKey(city, "aes-256-gcm", db.clock.now);
  await db.secrets.load([city]);
  const sealed = { database: db.database, secrets: db.secrets };
  expect(await resealCity(sealed, city, db.owner)).toMatchObject({ answers: 1, applicants: 1, words: 2 });
  expect(await read()).toEqual(before);
  const after = await sealedOf(number);
  const plain = (events: typeof after) =>
    events.map(({ data: { sealed: _sealed, ...data }, ...rest }) => ({ data, ...rest }));
  // What happened, when and by whom is not touched.
  expect(plain(after)).toEqual(plain(recorded));
  expect(after.map(({ data }) => data.sealed?.split(".")[1])).toEqual([undefined, kid, kid]);
  const { rows } = await asOwner(db, (owner) =>
    owner.query("select c.applicant_sealed, a.answers from cases c join case_answers a using (city, number)"),
  );
  expect(JSON.stringify([rows, after])).not.toContain(`.${old}.`);
  // Again changes nothing.
  expect(await resealCity(sealed, city, db.owner)).toMatchObject({ answers: 0, applicants: 0, words: 0 });
  // The program itself may not.
  const change = db.database.transaction(cityScope(city), (tx) => tx.run(rewriteEvents, { city }));
  await expect(change).rejects.toThrow(/permission denied/);
});

test("what was erased stays erased through a rotation", async () => {
  const { number } = await submitPermit(context);
  await perform(context, { city, number, type: "note", revision: 1, by: clerk, input: { note: "电话核实过地址" } });
  const by = { kind: "resident", id: "rLiMinghua" } as const;
  await perform(context, { city, number, type: "withdraw", revision: 2, by, input: { reason: "不再需要" } });
  expect(await eraseCase(context, city, number, "erasure")).toBe(true);
  const erased = await sealedOf(number);
  expect(erased.map(({ type, data, actor }) => [type, data.sealed, actor])).toEqual([
    ["submit", undefined, "erased"],
    ["note", undefined, clerk.id],
    ["withdraw", undefined, "erased"],
    ["archive", undefined, "erasure"],
  ]);
  db.clock.now = new Date(db.clock.now.getTime() + 60_000);
  await db.secrets.addSealKey(city, "aes-256-gcm", db.clock.now);
  await db.secrets.load([city]);
  await resealCity({ database: db.database, secrets: db.secrets }, city, db.owner);
  expect(await sealedOf(number)).toEqual(erased);
});

test("a new signing key signs from its time on; what older keys signed stays genuine", async () => {
  const paper = Buffer.from("430621-20261121-Z7K2M9QX4TH-5 李明华");
  const before = db.secrets.sign(city, paper);
  const kid = await db.secrets.addSignKey(city, new Date(db.clock.now.getTime() + 90_000));
  await db.secrets.load([city]);
  // Known to every process before it is used by any.
  expect(db.secrets.sign(city, paper).kid).toBe(before.kid);
  const start = db.clock.now;
  db.clock.now = new Date(start.getTime() + 90_000);
  const after = db.secrets.sign(city, paper);
  expect(after.kid).toBe(kid);
  for (const signature of [before, after]) expect(db.secrets.verify(city, signature, paper)).toBe(true);
  expect(db.secrets.verify(city, { ...after, kid: before.kid }, paper)).toBe(false);
  const keys = db.secrets.signingKeys(city);
  expect(keys.map((key) => [key.kid, key.until])).toEqual([
    [before.kid, keys[1]?.from],
    [kid, undefined],
  ]);
  expect(keys[1]?.from).toEqual(db.clock.now);
  expect(keys.every(({ publicKey }) => publicKey.startsWith("-----BEGIN PUBLIC KEY-----"))).toBe(true);
  db.clock.now = start;
});

test("the accounts people keep are found with whoever keeps them, and sealed anew for the cities that were rotated", async () => {
  const other = "130982";
  await db.secrets.openCity(other, "aes-256-gcm");
  const parts = { database: db.database, secrets: db.secrets, clock: db.clock.read };
  const keep = (resident: string, where: string) =>
    rememberAccount(parts as PaymentContext, {
      ...{ resident, city: where, service: "electricity", account: `of ${resident}`, parameters: {}, own: true },
    });
  await keep("rOne", city);
  await keep("rTwo", other);
  await keep("rTwo", city);
  await keep("rThree", other);
  db.clock.now = new Date(db.clock.now.getTime() + 60_000);
  for (const where of [city, other]) await db.secrets.addSealKey(where, "aes-256-gcm", db.clock.now);
  await db.secrets.load([city, other]);
  const sealed = { database: db.database, secrets: db.secrets };
  expect(await resealKept(sealed, [city], db.owner)).toBe(2);
  expect(await resealKept(sealed, [city], db.owner)).toBe(0);
  expect(await resealKept(sealed, [city, other], db.owner)).toBe(2);
  for (const resident of ["rOne", "rTwo", "rThree"]) {
    const accounts = await rememberedAccounts(parts as PaymentContext, resident);
    expect(new Set(accounts.map(({ account }) => account))).toEqual(new Set([`of ${resident}`]));
  }
});
