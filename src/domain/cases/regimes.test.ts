import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { permitAnswers } from "../../../tests/helpers/cases.ts";
import { type TestDatabase, testDatabase } from "../../../tests/helpers/database.ts";
import { fileUnder, regimeCases, underRegime } from "../../../tests/helpers/regimes.ts";
import { publicNumber } from "../../foundation/ids/index.ts";
import type { Regime } from "../catalogue/index.ts";
import type { Actor, CaseContext } from "./index.ts";
import { perform, regimes, type State, type Transition, tick, viewCase } from "./index.ts";

let db: TestDatabase;
let context: CaseContext;
beforeAll(async () => {
  db = await testDatabase();
  context = await regimeCases(db);
});
afterAll(() => db.close());

const city = "430621";
const people: Readonly<Record<string, Actor>> = {
  resident: { kind: "resident", id: "rLiMinghua" },
  clerk: { kind: "clerk", id: randomUUID() },
  lead: { kind: "clerk", id: randomUUID(), lead: true },
  hotline: { kind: "clerk", id: randomUUID(), desk: "hotline" },
  hotline_lead: { kind: "clerk", id: randomUUID(), lead: true, desk: "hotline" },
  system: { kind: "system", id: "test" },
};

/** More time is granted or refused once it was asked for. */
const askFirst = new Set(["complaint extend", "complaint refuse_extension"]);

/** What each act may ask; an act reads only its own. */
const input = {
  reason: "理由充分",
  where: "市人社局",
  note: "已经办理",
  items: ["照片"],
  to: randomUUID(),
  tracking: "EMS1234567890CN",
  certificate: publicNumber(city, "2026-11-16", "Z"),
  for: "down",
  say: { zh: "系统的理由", en: "A reason of the system" },
  agency: "housing",
  report: publicNumber(city, "2026-11-16", "C"),
  result: "satisfied",
  what: "fee_paid",
  amount_fen: 2_000,
};

/** Something to record; it holds up nothing but the handing over. */
const charged = { basis: "湘发改价费〔2020〕1号", amount_fen: 2_000, charge: "deliver" } as const;

async function step(number: string, row: Transition): Promise<void> {
  const { revision } = (await viewCase(context, city, number)).row;
  const [who] = row.who;
  const by = people[who ?? ""];
  if (!by) throw new Error(`nobody is ${who}`);
  const outcome = row.act === "approve" ? "disclosed" : "not_disclosed";
  const more = row.act === "correct" ? { answers: permitAnswers() } : { ...input, outcome };
  await perform(context, { city, number, type: row.act, revision, by, input: more });
}

/** The shortest way through a table to a state. */
function wayTo(table: readonly Transition[], state: State): readonly Transition[] {
  const ways = new Map<string, readonly Transition[]>([["submitted", []]]);
  const from: State[] = ["submitted"];
  for (let at = from.shift(); at !== undefined; at = from.shift()) {
    for (const row of table.filter((one) => one.from === at)) {
      if (ways.has(row.to)) continue;
      ways.set(row.to, [...(ways.get(at) ?? []), row]);
      from.push(row.to);
    }
  }
  const way = ways.get(state);
  if (!way) throw new Error(`no way to ${state}`);
  return way;
}

const after = {
  start: "running",
  start_from_submission: "running",
  resume: "running",
  extend: "running",
  stop: "stopped",
  fire: "fired",
  pause: "paused",
} as const;

describe.each(Object.entries(regimes))("every row of %s can be walked", (regime, table) => {
  test.concurrent.each(
    table.filter((row) => row.from !== "new").map((row) => [`${row.from} ${row.act} ${row.who.join()}`, row] as const),
  )("%s", async (_name, row) => {
    const { number } = await fileUnder(
      context,
      underRegime(regime as Regime, row.act === "record" ? { fee: charged } : {}),
    );
    for (const before of wayTo(table, row.from as State)) await step(number, before);
    if (askFirst.has(`${regime} ${row.act}`)) await step(number, { ...row, act: "ask_extension", who: ["clerk"] });
    const before = new Map((await viewCase(context, city, number)).clocks.map((clock) => [clock.kind, clock.state]));
    await step(number, row);
    const view = await viewCase(context, city, number);
    expect(view.row.state).toBe(row.to);
    expect(view.timeline[0]).toMatchObject({ type: row.act });
    const clocks = new Map(view.clocks.map((clock) => [clock.kind, clock.state]));
    for (const kind of ["accept", "correct", "decide", "deliver", "consult"] as const) {
      const effect = row.clocks[kind];
      if (effect === undefined) expect(clocks.get(kind)).toBe(before.get(kind));
      else if (before.has(kind) || effect.startsWith("start")) expect(clocks.get(kind)).toBe(after[effect]);
    }
  });
});

const until = async (number: string) => {
  const { row } = await viewCase(context, city, number);
  return row.due_at === null ? null : context.calendarOf(city).dayOf(new Date(row.due_at));
};
/** 29 September 2026, a Tuesday; the National Day holiday is 1 to 7 October, 10 October is worked. */
const beforeHoliday = new Date("2026-09-29T02:00:00Z");

describe("clocks across the National Day holiday", () => {
  test("benefit: nobody is deemed accepted; the passed limit is marked, and deciding still has its own", async () => {
    db.clock.now = beforeHoliday;
    const { number, due_at } = await fileUnder(context, underRegime("benefit"));
    expect(await until(number)).toBe("2026-10-12");
    db.clock.now = new Date(due_at);
    await tick(context, [city]);
    const late = await viewCase(context, city, number);
    expect(late.row).toMatchObject({ state: "submitted", accepted_at: null, due_kind: "accept" });
    expect(late.timeline[0]).toMatchObject({ type: "overdue", actor_kind: "system" });
    expect(await tick(context, [city])).toBe(0);
    await perform(context, { city, number, type: "accept", revision: late.row.revision, by: people["clerk"] as Actor });
    expect((await viewCase(context, city, number)).row).toMatchObject({ state: "accepted", due_kind: "decide" });
  });

  test("disclosure: twenty working days from receipt, asked once within seven, anew from the day the answer arrives", async () => {
    db.clock.now = beforeHoliday;
    const service = underRegime("disclosure", {
      time: { accept: { law: { days: 0, unit: "days" } }, decide: { law: { days: 20, unit: "working_days" } } },
    });
    const { number } = await fileUnder(context, service);
    const calendar = context.calendarOf(city);
    expect((await viewCase(context, city, number)).row.due_kind).toBe("decide");
    expect(calendar.workingDaysBetween("2026-09-29", (await until(number)) ?? "")).toBe(20);
    const ask = () =>
      perform(context, { city, number, type: "ask_correction", revision: 1, by: people["clerk"] as Actor, input });
    // Seven working days end on 14 October.
    db.clock.now = new Date("2026-10-14T16:00:00Z");
    await expect(ask()).rejects.toMatchObject({ code: "correction_too_late" });
    db.clock.now = new Date("2026-10-14T15:59:59Z");
    await ask();
    expect((await viewCase(context, city, number)).row.due_kind).toBe("correct");
    db.clock.now = new Date("2026-10-20T02:00:00Z");
    const by = people["resident"] as Actor;
    await perform(context, { city, number, type: "correct", revision: 2, by, input: { answers: permitAnswers() } });
    expect(calendar.workingDaysBetween("2026-10-20", (await until(number)) ?? "")).toBe(20);
    const before = (await until(number)) ?? "";
    await perform(context, { city, number, type: "extend", revision: 3, by: people["lead"] as Actor, input });
    expect(calendar.workingDaysBetween(before, (await until(number)) ?? "")).toBe(20);
  });

  test("disclosure: what is not made clear in time counts as given up; a silent third party stops the clock for fifteen days only", async () => {
    db.clock.now = beforeHoliday;
    const service = underRegime("disclosure", {
      time: { accept: { law: { days: 0, unit: "days" } }, decide: { law: { days: 20, unit: "working_days" } } },
    });
    const act = (number: string, type: "ask_correction" | "suspend", by = "clerk") =>
      perform(context, { city, number, type, revision: 1, by: people[by] as Actor, input });
    const unclear = (await fileUnder(context, service)).number;
    await act(unclear, "ask_correction");
    const third = (await fileUnder(context, service)).number;
    await act(third, "suspend");
    const asked = await viewCase(context, city, third);
    expect(asked.row).toMatchObject({ state: "suspended", due_kind: "consult" });
    const calendar = context.calendarOf(city);
    expect(calendar.workingDaysBetween("2026-09-29", (await until(third)) ?? "")).toBe(15);
    db.clock.now = new Date(asked.row.due_at ?? "");
    await tick(context, [city]);
    const goesOn = await viewCase(context, city, third);
    expect(goesOn.row).toMatchObject({ state: "in_review", due_kind: "decide" });
    expect(goesOn.timeline[0]).toMatchObject({ type: "resume", actor_kind: "system" });
    const today = calendar.dayOf(db.clock.now);
    expect(calendar.workingDaysBetween(today, (await until(third)) ?? "")).toBe(20);
    expect((await viewCase(context, city, unclear)).row.state).toBe("lapsed");
  });

  test("court: seven days from receipt, anew when the supplement arrives, never a limit that ends within the holiday", async () => {
    db.clock.now = beforeHoliday;
    const service = underRegime("court", {
      time: { accept: { law: { days: 0, unit: "days" } }, decide: { law: { days: 7, unit: "days" } } },
    });
    const { number } = await fileUnder(context, service);
    // 6 October is a holiday; 8 October is the first day that is worked.
    expect(await until(number)).toBe("2026-10-08");
    db.clock.now = new Date("2026-09-30T02:00:00Z");
    await perform(context, { city, number, type: "ask_correction", revision: 1, by: people["clerk"] as Actor, input });
    db.clock.now = new Date("2026-10-09T02:00:00Z");
    const by = people["resident"] as Actor;
    await perform(context, { city, number, type: "correct", revision: 2, by, input: { answers: permitAnswers() } });
    expect(await until(number)).toBe("2026-10-16");
    db.clock.now = new Date("2026-10-16T16:00:00Z");
    await tick(context, [city]);
    expect((await viewCase(context, city, number)).timeline[0]?.type).toBe("overdue");
  });

  test("instant: a limit of no days never fires before anybody could look; it waits with a reason and is marked late", async () => {
    db.clock.now = new Date("2026-09-30T15:59:00Z");
    const service = underRegime("instant", {
      time: { accept: { law: { days: 0, unit: "days" } }, decide: { law: { days: 0, unit: "days" } } },
    });
    const { number } = await fileUnder(context, service);
    expect(await until(number)).toBe("2026-10-08");
    db.clock.now = new Date("2026-09-30T16:00:01Z");
    expect(await tick(context, [city])).toBe(0);
    db.clock.now = new Date("2026-10-08T16:00:00Z");
    expect(await tick(context, [city])).toBe(1);
    const late = await viewCase(context, city, number);
    expect(late.row).toMatchObject({ state: "submitted", due_kind: "decide" });
    expect(late.timeline[0]?.type).toBe("overdue");
  });
});
