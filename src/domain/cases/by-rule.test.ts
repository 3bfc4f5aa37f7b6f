import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { permitAnswers, permitSubmission } from "../../../tests/helpers/cases.ts";
import { asOwner, type TestDatabase, testDatabase } from "../../../tests/helpers/database.ts";
import { regimeCases, underRegime } from "../../../tests/helpers/regimes.ts";
import { cityScope } from "../../foundation/database/index.ts";
import type { ServiceVersion } from "../catalogue/index.ts";
import {
  type CaseContext,
  decideFiled,
  figuresOfRules,
  findCases,
  findCheck,
  isDrawn,
  listChecks,
  perform,
  recordCheck,
  recordRuleEvents,
  resealCheckNotes,
  submitCase,
  viewCase,
  waitFor,
} from "./index.ts";

let db: TestDatabase;
let context: CaseContext;
beforeAll(async () => {
  db = await testDatabase();
  context = await regimeCases(db);
});
afterAll(() => db.close());

const city = "430621";
const say = { zh: "房屋租赁满六个月，按公开规则办理。", en: "Rented for six months: decided by the published rule." };
const ruled: ServiceVersion = underRegime("confirmation", {
  by_rule: { approve_when: `housing_kind = "lease"`, say, check_percent: 50 },
});
const unruled = { ...permitAnswers(), housing_kind: "lodging" };

const submission = (over: object = {}) => permitSubmission({ service: ruled, ...over });

test("what fulfils the rule is decided with the filing; reason, rule and version are kept with the event", async () => {
  const sent = submission();
  const receipt = await submitCase(context, sent);
  expect(receipt).toMatchObject({ state: "approved", revision: 2 });
  expect(await submitCase(context, sent)).toEqual(receipt);
  const { row, timeline, clocks } = await viewCase(context, city, receipt.number);
  expect(row).toMatchObject({
    state: "approved",
    decided_at: row.submitted_at,
    due_kind: "deliver",
    waiting_for: null,
  });
  expect(timeline.map((event) => [event.type, event.actor_kind, event.actor])).toEqual([
    ["approve", "system", "rule"],
    ["submit", "resident", "rLiMinghua"],
  ]);
  expect(timeline[0]?.words).toEqual({ say, rule: { when: `housing_kind = "lease"`, version: ruled.version } });
  expect(clocks.map((clock) => [clock.kind, clock.state])).toEqual([
    ["accept", "stopped"],
    ["deliver", "running"],
  ]);
  const stored = await asOwner(db, (client) =>
    client.query("select data::text as data from events where subject = $1 and type = 'approve'", [receipt.number]),
  );
  expect(stored.rows[0].data).not.toContain("六个月");
});

test("what the rule does not approve goes to a clerk as usual", async () => {
  const receipt = await submitCase(context, submission({ answers: unruled }));
  expect(receipt).toMatchObject({ state: "submitted", revision: 1 });
  expect(await decideFiled(context, city, receipt.number)).toBeUndefined();
  const by = { kind: "clerk", id: randomUUID() } as const;
  await perform(context, { city, number: receipt.number, type: "accept", revision: 1, by });
});

test("a program that died between filing and deciding: the next who looks decides, once, and every repeat is told the same", async () => {
  // As if the process had ended right after the commit of the filing: the rule is not asked.
  const sent = submission();
  const died = await submitCase(context, { ...sent, service: { ...ruled, approveWhen: undefined } });
  expect(died.state).toBe("submitted");
  const [first, second, repeated] = await Promise.all([
    decideFiled(context, city, died.number),
    decideFiled(context, city, died.number),
    submitCase(context, sent),
  ]);
  expect(first).toEqual(second);
  expect(repeated).toMatchObject({ number: died.number, state: "approved", revision: 2 });
  expect((await viewCase(context, city, died.number)).timeline).toHaveLength(2);
});

test("a rule is asked as of the day of filing, and never after a person has acted", async () => {
  const sent = submission();
  const { number } = await submitCase(context, { ...sent, service: { ...ruled, approveWhen: undefined } });
  const by = { kind: "clerk", id: randomUUID() } as const;
  await perform(context, { city, number, type: "take", revision: 1, by });
  expect(await decideFiled(context, city, number)).toBeUndefined();
  expect((await viewCase(context, city, number)).row.state).toBe("submitted");
});

test("the sample follows from the number alone, is of the size asked for, and counts are exact however often they are handed on", async () => {
  const numbers = Array.from({ length: 4000 }, (_, index) => `${city}-20261116-T${index}`);
  for (const percent of [1, 10, 50, 100]) {
    const drawn = numbers.filter((number) => isDrawn(context.secrets, city, number, percent));
    expect(drawn).toEqual(numbers.filter((number) => isDrawn(context.secrets, city, number, percent)));
    expect(Math.abs(drawn.length / numbers.length - percent / 100)).toBeLessThan(0.03);
  }
  expect(numbers.some((number) => isDrawn(context.secrets, city, number, 0))).toBe(false);

  const before = await figuresOfRules(context, city, "2026-01-01");
  const filed = await Promise.all([
    ...Array.from({ length: 12 }, () => submitCase(context, submission())),
    submitCase(context, submission({ answers: unruled })),
  ]);
  const cases = await findCases(
    context,
    city,
    filed.map((one) => one.number),
  );
  const events = filed.flatMap(({ number, state }) => [
    { type: "submit", subject: number, at: db.clock.now, actor_kind: "resident", actor: "rLiMinghua" },
    ...(state === "approved"
      ? [{ type: "approve", subject: number, at: db.clock.now, actor_kind: "system", actor: "rule" }]
      : []),
  ]);
  await db.database.transaction(cityScope(city), (tx) => recordRuleEvents(tx, context, city, events, cases));
  expect(before).toEqual([]);
  const drawn = filed.filter(({ number, state }) => state === "approved" && isDrawn(context.secrets, city, number, 50));
  expect(drawn.length).toBeGreaterThan(0);
  expect(await figuresOfRules(context, city, "2026-01-01")).toEqual([
    {
      service: "residence-permit",
      agency: "public-security",
      filed: 13,
      decided: 12,
      drawn: drawn.length,
      checked: 0,
      wrong: 0,
    },
  ]);
  expect(await figuresOfRules(context, city, "2026-11-17")).toEqual([]);
  const list = await listChecks(context, { city, agencies: ["public-security"] });
  expect(new Set(list.items.map((one) => one.number))).toEqual(new Set(drawn.map((one) => one.number)));
  expect((await listChecks(context, { city, agencies: ["court"] })).items).toEqual([]);
});

test("another clerk than the filer checks, once; wrong needs a word, which is sealed and changes keys with the rest", async () => {
  const clerk = randomUUID();
  const filer = randomUUID();
  const receipt = await submitCase(context, submission({ by: { kind: "clerk", id: filer }, channel: "counter" }));
  const { number } = receipt;
  const check = (by: string, verdict: unknown, note: unknown = "") =>
    recordCheck(context, { city, number, by, verdict, note });
  await expect(check(clerk, "right")).rejects.toMatchObject({ code: "check_not_found" });
  await asOwner(db, (client) =>
    client.query(
      `insert into rule_checks (city, number, service, agency, drawn_at) values ($1, $2, 'residence-permit', 'public-security', $3)`,
      [city, number, db.clock.now],
    ),
  );
  await expect(check(filer, "right")).rejects.toMatchObject({ code: "checked_by_filer" });
  await expect(check(clerk, "perhaps")).rejects.toMatchObject({ fields: [{ field: "verdict" }] });
  await expect(check(clerk, "wrong", " ")).rejects.toMatchObject({ fields: [{ field: "note" }] });
  await check(clerk, "wrong", "李明华已搬走");
  await expect(check(randomUUID(), "right")).rejects.toMatchObject({ code: "checked_before" });
  expect(await findCheck(context, city, number)).toMatchObject({ verdict: "wrong", checked_by: clerk });
  const stored = await asOwner(db, (client) =>
    client.query("select note_sealed from rule_checks where number = $1", [number]),
  );
  expect(stored.rows[0].note_sealed).not.toContain("李明华");
  db.clock.now = new Date(db.clock.now.getTime() + 60_000);
  await db.secrets.addSealKey(city, "aes-256-gcm", db.clock.now);
  await db.secrets.load([city]);
  expect(await resealCheckNotes(context, city)).toBe(1);
  expect(await resealCheckNotes(context, city)).toBe(0);
  expect((await findCheck(context, city, number))?.note).toBe("李明华已搬走");
});

test("a decision taken back by a lead is open again, without its certificate, and a rule does not decide it a second time", async () => {
  const { number } = await submitCase(context, submission());
  const lead = { kind: "clerk", id: randomUUID(), lead: true } as const;
  const input = { reason: "抽查发现住址不符" };
  await perform(context, { city, number, type: "reopen", revision: 2, by: lead, input });
  const { row } = await viewCase(context, city, number);
  expect(row).toMatchObject({
    state: "in_review",
    decided_at: null,
    closed_at: null,
    certificate: null,
    due_kind: "decide",
  });
  expect(await decideFiled(context, city, number)).toMatchObject({ state: "approved", revision: 2 });
  expect((await viewCase(context, city, number)).row.state).toBe("in_review");
});

test("a case says what it waits for, once, until somebody moves it; a person's decision is not taken away by it", async () => {
  const service = underRegime("instant", {
    time: { accept: { law: { days: 0, unit: "days" } }, decide: { law: { days: 0, unit: "days" } } },
  });
  const { number } = await submitCase(context, permitSubmission({ service }));
  const wait = (reason: "down" | "paused" | null) => waitFor(context, { city, number, reason });
  expect(await wait("down")).toBe(true);
  expect(await wait("down")).toBe(false);
  expect(await wait("paused")).toBe(true);
  const { row, timeline } = await viewCase(context, city, number);
  expect(row).toMatchObject({ state: "submitted", waiting_for: "paused" });
  expect(timeline.map((event) => event.type)).toEqual(["wait", "wait", "submit"]);
  expect([...(await findCases(context, city, [number])).values()][0]?.waiting_for).toBe("paused");
  const by = { kind: "clerk", id: randomUUID() } as const;
  await perform(context, { city, number, type: "refuse", revision: 1, by, input: { reason: "查无记录" } });
  expect((await viewCase(context, city, number)).row).toMatchObject({ state: "refused", waiting_for: null });
  expect(await wait("down")).toBe(false);
});

test("the system decides with the agency's answer; people cannot make one up", async () => {
  const service = underRegime("instant");
  const found = { months: 26, last: "2026-10" };
  const decide = async (by: { kind: "system" | "clerk"; id: string }) => {
    const { number } = await submitCase(context, permitSubmission({ service }));
    await perform(context, { city, number, type: "approve", revision: 1, by, input: { found, say } });
    return viewCase(context, city, number);
  };
  expect((await decide({ kind: "system", id: "answering" })).found).toEqual(found);
  const byHand = await decide({ kind: "clerk", id: randomUUID() });
  expect(byHand.found).toBeUndefined();
  expect(byHand.timeline[0]?.words).toEqual({});
});
