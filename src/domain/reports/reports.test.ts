import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { testCases, testService } from "../../../tests/helpers/cases.ts";
import { type TestDatabase, testCities, testDatabase } from "../../../tests/helpers/database.ts";
import { feed, fileReport, potholeAnswers } from "../../../tests/helpers/reports.ts";
import { type Actor, type ActType, type CaseContext, perform, tick, viewCase } from "../cases/index.ts";
import {
  checkJoin,
  dispatchingOf,
  findAlike,
  findReport,
  followReport,
  listReports,
  routed,
  setDispatching,
} from "./index.ts";

const [city, other] = testCities;
let db: TestDatabase;
let context: CaseContext;
const monday = new Date("2026-11-16T02:00:00Z");
beforeAll(async () => {
  db = await testDatabase();
  context = await testCases(db);
});
afterAll(() => db.close());

const hotlineClerk: Actor = { kind: "clerk", id: randomUUID(), desk: "hotline" };
const hotlineLead: Actor = { ...hotlineClerk, lead: true };
const housing: Actor = { kind: "clerk", id: randomUUID() };
const reporter: Actor = { kind: "resident", id: "rLiMinghua" };

async function act(number: string, type: ActType, by: Actor, input: Record<string, unknown> = {}) {
  const { revision } = (await viewCase(context, city, number)).row;
  const answer = await perform(context, { city, number, type, revision, by, input });
  await feed(context, number);
  await followReport(context, city, number, type);
  return answer;
}
const row = async (number: string) => (await viewCase(context, city, number)).row;
const refusedWith = (code: string) => expect.objectContaining({ code });

async function dispatched(): Promise<string> {
  db.clock.now = monday;
  const number = await fileReport(context);
  await act(number, "dispatch", hotlineClerk, { agency: "housing" });
  return number;
}

describe("from the hotline to an agency and back", () => {
  it("is sent on, sent back with a reason, sent elsewhere and signed off; each has its own working day", async () => {
    const number = await dispatched();
    expect(await row(number)).toMatchObject({
      agency: "housing",
      state: "submitted",
      due_kind: "accept",
      assignee: null,
    });
    db.clock.now = new Date("2026-11-17T02:00:00Z");
    await expect(act(number, "send_back", housing)).rejects.toEqual(refusedWith("act_input"));
    await act(number, "send_back", housing, { reason: "这条路归交通运输局管。" });
    const back = await row(number);
    expect(back).toMatchObject({ agency: "hotline", state: "submitted", report: { sent_back: 1 } });
    expect(context.calendarOf(city).dayOf(new Date(back.due_at ?? 0))).toBe("2026-11-18");
    await expect(act(number, "send_back", hotlineClerk, { reason: "不归我们" })).rejects.toEqual(
      refusedWith("act_not_possible"),
    );
    await act(number, "dispatch", hotlineClerk, { agency: "transport", days: "5" });
    await act(number, "accept", housing);
    const taken = await row(number);
    expect(taken).toMatchObject({ agency: "transport", state: "accepted", due_kind: "decide", promise_days: 5 });
    expect(context.calendarOf(city).dayOf(new Date(taken.due_at ?? 0))).toBe("2026-11-24");
  });

  it("only the hotline sends on, and not to itself, nor to where it is", async () => {
    const number = await dispatched();
    await expect(act(number, "dispatch", housing, { agency: "transport" })).rejects.toEqual(
      refusedWith("act_not_possible"),
    );
    for (const agency of ["hotline", "housing", "Robert'); --", ""]) {
      await expect(act(number, "dispatch", hotlineClerk, { agency })).rejects.toEqual(refusedWith("act_input"));
    }
    await expect(act(number, "approve", hotlineClerk, { note: "好了" })).rejects.toEqual(
      refusedWith("act_not_possible"),
    );
  });

  it("what nobody signs off is taken on by itself, within what the matter has, from the day it was sent", async () => {
    const number = await dispatched();
    db.clock.now = new Date("2026-11-18T02:00:00Z");
    await tick(context, [city]);
    const late = await row(number);
    expect(late).toMatchObject({ state: "accepted", agency: "housing" });
    expect(context.calendarOf(city).dayOf(new Date(late.due_at ?? 0))).toBe("2026-12-03");
  });

  it("more time is asked for once, before the end, and decided by the hotline's lead", async () => {
    const number = await dispatched();
    await act(number, "accept", housing);
    const { due_at } = await row(number);
    await expect(act(number, "extend", hotlineLead, { reason: "要等材料" })).rejects.toEqual(
      refusedWith("extension_not_asked"),
    );
    await act(number, "ask_extension", housing, { reason: "要等沥青到货。" });
    expect((await row(number)).due_at).toBe(due_at);
    await expect(act(number, "ask_extension", housing, { reason: "再申请" })).rejects.toEqual(
      refusedWith("extended_before"),
    );
    await expect(act(number, "extend", hotlineClerk, { reason: "同意" })).rejects.toEqual(
      refusedWith("act_not_possible"),
    );
    await expect(act(number, "extend", { ...housing, lead: true }, { reason: "同意" })).rejects.toEqual(
      refusedWith("act_not_possible"),
    );
    const page = await listReports(context, { city, view: "extension" });
    expect(page.items.map((one) => one.number)).toContain(number);
    await act(number, "extend", hotlineLead, { reason: "情况属实" });
    const longer = await row(number);
    expect(longer.report?.extension).toBe("granted");
    expect(new Date(longer.due_at ?? 0) > new Date(due_at ?? 0)).toBe(true);

    const refused = await dispatched();
    await act(refused, "accept", housing);
    await act(refused, "ask_extension", housing, { reason: "人手不够" });
    await act(refused, "refuse_extension", hotlineLead, { reason: "不是延期的理由" });
    expect((await row(refused)).report?.extension).toBe("refused");
    const late = await dispatched();
    await act(late, "accept", housing);
    db.clock.now = new Date("2026-12-20T02:00:00Z");
    await expect(act(late, "ask_extension", housing, { reason: "来不及" })).rejects.toEqual(
      refusedWith("extension_too_late"),
    );
  });

  it("is urged by its reporter once a working day", async () => {
    const number = await dispatched();
    // Friday, Saturday, Sunday, Monday.
    db.clock.now = new Date("2026-11-20T02:00:00Z");
    await act(number, "urge", reporter);
    for (const weekend of ["2026-11-20T09:00:00Z", "2026-11-21T02:00:00Z", "2026-11-22T02:00:00Z"]) {
      db.clock.now = new Date(weekend);
      await expect(act(number, "urge", reporter)).rejects.toEqual(refusedWith("urged_today"));
    }
    db.clock.now = new Date("2026-11-23T02:00:00Z");
    await act(number, "urge", reporter);
    expect((await row(number)).report?.urged).toHaveLength(2);
    const urged = await listReports(context, { city, view: "urged", matter: "complaint", category: "road" });
    expect(urged.items.map((one) => one.number)).toContain(number);
    expect((await listReports(context, { city, view: "urged", category: "noise" })).items).toEqual([]);
  });

  it("is asked about afterwards; not satisfied takes it up once more, a second time not", async () => {
    const number = await dispatched();
    await act(number, "accept", housing);
    await act(number, "approve", housing, { note: "坑已经填平。" });
    expect((await listReports(context, { city, view: "call" })).items.map((one) => one.number)).toContain(number);
    await expect(act(number, "call_back", hotlineClerk, { result: "happy" })).rejects.toEqual(refusedWith("act_input"));
    await act(number, "call_back", hotlineClerk, { result: "not_satisfied", note: "又塌了" });
    const again = await row(number);
    expect(again).toMatchObject({ state: "in_review", agency: "housing", closed_at: null, due_kind: "decide" });
    await act(number, "approve", housing, { note: "已经重新填平、压实。" });
    await act(number, "call_back", hotlineClerk, { result: "not_satisfied" });
    expect(await row(number)).toMatchObject({
      state: "approved",
      report: { called_back: "not_satisfied", reopened: true },
    });
    expect((await listReports(context, { city, view: "call" })).items.map((one) => one.number)).not.toContain(number);
  });
});

describe("the same thing, told twice", () => {
  const near = { story: "东方路上有个坑，骑车很危险，请修一修。", spot: { latitude: 29.1445, longitude: 113.1168 } };

  async function pair(): Promise<readonly [string, string]> {
    db.clock.now = monday;
    const first = await fileReport(context);
    const second = await fileReport(context, { said: near, resident: "rZhangWei" });
    await feed(context, first, second);
    return [first, second];
  }

  it("is found by category, thirty days, nearness and words; never across cities", async () => {
    db.clock.now = new Date("2026-06-01T02:00:00Z");
    const old = await fileReport(context, { said: { story: near.story } });
    db.clock.now = monday;
    const spot = { latitude: 29.2202, longitude: 113.2101 };
    const first = await fileReport(context, { said: { spot } });
    const noise = await fileReport(context, { said: { category: "noise", spot } });
    const away = await fileReport(context, { said: { spot: { latitude: 29.3, longitude: 113.3 } } });
    const elsewhere = await fileReport(context, { city: other, said: { spot } });
    const second = await fileReport(context, { said: { ...near, spot: { latitude: 29.2204, longitude: 113.2102 } } });
    await feed(context, old, first, noise, away, second);
    const { row: mine, answers } = await viewCase(context, city, second);
    const alike = (await findAlike(context, mine, answers)).map((one) => one.number);
    expect(alike).toContain(first);
    for (const number of [old, noise, away, elsewhere, second]) expect(alike).not.toContain(number);
  });

  it("follows the first one's answer, and both clocks stand still meanwhile", async () => {
    const [first, second] = await pair();
    await checkJoin(context, await row(second), first);
    await act(second, "join", hotlineClerk, { report: first });
    expect(await row(second)).toMatchObject({ state: "suspended", due_at: null, report: { joined_to: first } });
    await act(first, "accept", { ...housing, lead: false });
    await act(first, "approve", housing, { note: "路面已经修好。" });
    const followed = await viewCase(context, city, second);
    expect(followed.row.state).toBe("approved");
    expect(followed.timeline[0]?.words).toEqual({ note: "路面已经修好。", joined_to: first });
    await followReport(context, city, first, "approve");
    expect((await row(second)).revision).toBe(followed.row.revision);
  });

  it("also where the answer came before the joining was known", async () => {
    const [first, second] = await pair();
    const { revision } = await row(second);
    await perform(context, {
      city,
      number: second,
      type: "join",
      revision,
      by: hotlineClerk,
      input: { report: first },
    });
    await act(first, "accept", housing);
    await act(first, "refuse", housing, { reason: "这里要整体改造，今年修。" });
    expect((await row(second)).state).toBe("suspended");
    await feed(context, second);
    await followReport(context, city, second, "join");
    expect(await row(second)).toMatchObject({ state: "refused" });
  });

  it("goes on by itself when parted, and when the first is taken back", async () => {
    const [first, second] = await pair();
    await act(second, "join", hotlineClerk, { report: first });
    await act(second, "part", hotlineClerk);
    expect(await row(second)).toMatchObject({ state: "submitted", due_kind: "accept", report: {} });
    await act(second, "join", hotlineClerk, { report: first });
    await act(first, "withdraw", reporter);
    expect(await row(second)).toMatchObject({ state: "submitted", due_kind: "accept" });
    expect((await findReport(context, city, second))?.joined_to).not.toBeNull();
    await feed(context, second);
    expect((await findReport(context, city, second))?.joined_to).toBeNull();
  });

  it("never joins to itself, to what is over, to what follows, to what is none, to another city's", async () => {
    const [first, second] = await pair();
    const [third] = await pair();
    await act(second, "join", hotlineClerk, { report: first });
    const wrong = (code: string) => ({ fields: [expect.objectContaining({ field: "report", code })] });
    await expect(checkJoin(context, await row(third), second)).rejects.toMatchObject(wrong("report_follows"));
    await expect(checkJoin(context, await row(third), third)).rejects.toMatchObject(wrong("unknown_report"));
    await expect(checkJoin(context, await row(third), "x")).rejects.toMatchObject(wrong("unknown_report"));
    const foreign = await fileReport(context, { city: other });
    await expect(checkJoin(context, await row(third), foreign)).rejects.toMatchObject(wrong("unknown_report"));
    await act(first, "withdraw", reporter);
    await expect(checkJoin(context, await row(third), first)).rejects.toMatchObject(wrong("report_answered"));
    await expect(act(third, "join", hotlineClerk, { report: third })).rejects.toEqual(refusedWith("act_input"));
  });
});

describe("where it goes by rule", () => {
  const isAgency = (code: string) => ["housing", "transport"].includes(code);
  const service = testService("report-a-problem");
  const offering = { agency: "hotline", promise: null };
  const route = (said: Record<string, unknown>) =>
    routed(db.database, { city, service, offering }, potholeAnswers(said));

  it("with the hotline until the city has ordered something; a question has three working days, the rest thirteen", async () => {
    expect(await route({})).toEqual({ agency: "hotline", promise: { days: 13, unit: "working_days" } });
    expect(await route({ matter: "consultation" })).toMatchObject({ promise: { days: 3 } });
    const permit = testService("residence-permit");
    const given = { agency: "public-security", promise: { days: 5, unit: "working_days" as const } };
    expect(await routed(db.database, { city, service: permit, offering: given }, { category: "road" })).toEqual(given);
    for (const nonsense of [null, "x", { category: ["road"] }, { category: "__proto__" }]) {
      expect(await routed(db.database, { city, service, offering }, nonsense)).toMatchObject({ agency: "hotline" });
    }
  });

  it("to the agency of its category, in what is shorter of matter and category", async () => {
    const typed = {
      rules: [
        { category: "road", agency: "housing", days: "5" },
        { category: "noise", agency: "", days: "" },
      ],
      limits: [
        { matter: "complaint", days: "10" },
        { matter: "consultation", days: "2" },
      ],
    };
    await setDispatching(db.database, { city, typed, isAgency, now: monday });
    expect(await route({})).toEqual({ agency: "housing", promise: { days: 5, unit: "working_days" } });
    expect(await route({ matter: "consultation" })).toMatchObject({ agency: "housing", promise: { days: 2 } });
    expect(await route({ category: "noise" })).toMatchObject({ agency: "hotline", promise: { days: 10 } });
    expect(await routed(db.database, { city: other, service, offering }, potholeAnswers())).toMatchObject({
      agency: "hotline",
    });
    expect((await dispatchingOf(db.database, city)).rules).toHaveLength(2);
  });

  it("names every field that is not right and changes nothing", async () => {
    const before = await dispatchingOf(db.database, city);
    const typed = {
      rules: [
        { category: "road", agency: "hotline", days: "0" },
        { category: "light", agency: "nobody", days: "x" },
      ],
      limits: [{ matter: "help", days: "" }],
    };
    await expect(setDispatching(db.database, { city, typed, isAgency, now: monday })).rejects.toMatchObject({
      code: "dispatch_rules_invalid",
      fields: ["agency-road", "days-road", "agency-light", "days-light", "limit-help"].map((field) =>
        expect.objectContaining({ field }),
      ),
    });
    expect(await dispatchingOf(db.database, city)).toEqual(before);
  });
});
