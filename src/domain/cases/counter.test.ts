import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { permitAnswers } from "../../../tests/helpers/cases.ts";
import { type TestDatabase, testDatabase } from "../../../tests/helpers/database.ts";
import { fileUnder, regimeCases, underRegime } from "../../../tests/helpers/regimes.ts";
import {
  type Act,
  type Actor,
  atTheCounter,
  type CaseContext,
  feeOfCase,
  perform,
  transitionsFrom,
  viewCase,
} from "./index.ts";

let db: TestDatabase;
let context: CaseContext;
beforeAll(async () => {
  db = await testDatabase();
  context = await regimeCases(db);
});
afterAll(() => db.close());

const city = "430621";
const wang: Actor = { kind: "clerk", id: randomUUID() };
const text = (zh: string) => ({ zh, en: zh });
const visit = { say: text("采集照片，带身份证。"), before: "decide" } as const;
const basis = "湘发改价费〔2020〕1号";
const amounts = [
  { when: `housing_kind = "lease"`, say: text("租房的"), amount_fen: 2000 },
  { say: text("其他"), amount_fen: 500 },
] as const;
const byAnswers = underRegime("licence", { fee: { basis, amounts }, visit });

async function act(number: string, type: Act["type"], input: Record<string, unknown> = {}, by: Actor = wang) {
  const { row } = await viewCase(context, city, number);
  return perform(context, { city, number, type, revision: row.revision, by, input });
}
const read = async (number: string) => (await viewCase(context, city, number)).row;
const codeOf = (done: Promise<unknown>) =>
  done.then(
    () => "done",
    (error: { code?: string }) => error.code,
  );

test("fee and visit are recorded once, and a clerk decides only then", async () => {
  const { number } = await fileUnder(context, byAnswers);
  expect(atTheCounter(await read(number))).toEqual({ fee: { amount_fen: 2000, charge: "decide" }, visit: "decide" });
  await act(number, "accept");
  expect(await codeOf(act(number, "approve"))).toBe("fee_not_recorded");
  const program: Actor = { kind: "agency", id: "demo-agency", asClerk: true };
  expect(await codeOf(act(number, "approve", {}, program))).toBe("fee_not_recorded");
  expect(await codeOf(act(number, "record", { what: "fee_paid", amount_fen: 1000 }))).toBe("act_input");
  expect(await codeOf(act(number, "record", { what: "fee_paid", amount_fen: -1 }))).toBe("act_input");
  expect(await codeOf(act(number, "record", { what: "fee_paid", amount: "二十" }))).toBe("act_input");
  expect(await codeOf(act(number, "record", { what: "tea" }))).toBe("act_input");
  await act(number, "record", { what: "fee_paid", amount: "20", receipt_number: "430001234" });
  expect(await codeOf(act(number, "record", { what: "fee_paid", amount_fen: 2000 }))).toBe("already_recorded");
  expect(await codeOf(act(number, "approve"))).toBe("visit_not_recorded");
  await act(number, "record", { what: "visited" });
  expect(await codeOf(act(number, "record", { what: "visited" }))).toBe("already_recorded");
  await act(number, "approve");
  const { row, timeline } = await viewCase(context, city, number);
  expect(row).toMatchObject({ state: "approved", counter: { paid: { amount_fen: 2000, for: 2000 } } });
  expect(atTheCounter(row)).toEqual({});
  expect(timeline.filter(({ type }) => type === "record").map(({ words }) => words)).toEqual([
    { recorded: "visited" },
    { recorded: "fee_paid", amount_fen: 2000, receipt: "430001234" },
  ]);
});

test("another amount is taken with a reason and settles the fee; refusing needs neither", async () => {
  const { number } = await fileUnder(context, byAnswers);
  await act(number, "record", { what: "fee_paid", amount_fen: 0, reason: "低保家庭免收" });
  await act(number, "record", { what: "visited" });
  await act(number, "accept");
  await act(number, "approve");
  expect((await read(number)).state).toBe("approved");
  const other = (await fileUnder(context, byAnswers)).number;
  await act(other, "accept");
  await act(other, "refuse", { reason: "不符合条件" });
  expect((await read(other)).state).toBe("refused");
});

test("the city's own amount stands before the service's, as it was when the case was filed", async () => {
  const own = { amount_fen: 800n, basis: "县物价局 2024" };
  const { number } = await fileUnder(context, byAnswers, { fee: own });
  const view = await viewCase(context, city, number);
  expect(feeOfCase(byAnswers, view.row, view.answers, "2026-11-20")).toEqual({
    kind: "amount",
    ...own,
    charge: "decide",
  });
  const free = (await fileUnder(context, byAnswers, { fee: { amount_fen: 0n, basis: "免征" } })).number;
  expect(atTheCounter(await read(free))).toEqual({ visit: "decide" });
});

test("what is due follows a correction, and only the difference is left", async () => {
  const answers = { ...permitAnswers(), housing_kind: "lodging" };
  const { number } = await fileUnder(context, byAnswers, { answers });
  expect(atTheCounter(await read(number)).fee?.amount_fen).toBe(500);
  await act(number, "record", { what: "fee_paid", amount_fen: 500 });
  await act(number, "ask_correction", { items: ["住处写错了"] });
  await act(number, "correct", { answers: permitAnswers() }, { kind: "resident", id: "rLiMinghua" });
  expect(atTheCounter(await read(number)).fee?.amount_fen).toBe(1500);
  await act(number, "record", { what: "fee_paid", amount_fen: 1500 });
  expect((await read(number)).counter?.paid).toMatchObject({ amount_fen: 2000, for: 2000 });
});

test("what falls due on handing over holds up the handing over alone", async () => {
  const late = underRegime("licence", {
    fee: { basis, local: text("看地方"), charge: "deliver" },
    visit: { ...visit, before: "deliver" },
  });
  const { number } = await fileUnder(context, late);
  await act(number, "accept");
  await act(number, "approve");
  expect(await codeOf(act(number, "deliver"))).toBe("fee_not_recorded");
  await act(number, "record", { what: "fee_paid", amount: "12.50" });
  expect(await codeOf(act(number, "deliver"))).toBe("visit_not_recorded");
  await act(number, "record", { what: "visited" });
  await act(number, "deliver");
  expect((await read(number)).state).toBe("delivered");
});

test("rules and agencies' own systems are not held up, and nothing is recorded where nothing is asked", async () => {
  const ruled = underRegime("confirmation", {
    fee: { basis, amount_fen: 1000 },
    visit,
    by_rule: { approve_when: `housing_kind = "lease"`, say: text("按规则"), check_percent: 0 },
  });
  expect((await fileUnder(context, ruled)).state).toBe("approved");
  const kept = underRegime("licence", { fee: { basis, amount_fen: 1000 } });
  const { number } = await fileUnder(context, kept);
  await act(number, "accept");
  await act(number, "approve", {}, { kind: "agency", id: "traffic-police" });
  expect((await read(number)).state).toBe("approved");
  const plain = (await fileUnder(context, underRegime("licence", { fee: "none" }))).number;
  expect((await read(plain)).counter).toBeNull();
  expect(await codeOf(act(plain, "record", { what: "visited" }))).toBe("nothing_to_record");
  expect(await codeOf(act(plain, "record", { what: "fee_paid", amount_fen: 1 }))).toBe("nothing_to_record");
});

test("a clerk records wherever a clerk decides, and nowhere else", () => {
  const where = (regime: Parameters<typeof transitionsFrom>[0]) =>
    (["submitted", "in_review", "approved", "refused", "withdrawn"] as const).filter((state) =>
      transitionsFrom(regime, state).some((row) => row.act === "record"),
    );
  for (const regime of ["licence", "benefit", "confirmation", "disclosure", "court"] as const) {
    expect(where(regime)).toEqual(["submitted", "in_review", "approved"]);
  }
  expect(where("instant")).toEqual(["submitted", "approved"]);
  expect(where("complaint")).toEqual([]);
});
