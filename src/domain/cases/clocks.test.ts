import { expect, test } from "vitest";
import { bundledYears, Calendar } from "../regions/index.ts";
import { type CaseClock, type Limits, nextDeadline, turn } from "./clocks.ts";

const calendar = new Calendar(bundledYears);
const limits: Limits = {
  accept: { days: 5, unit: "working_days" },
  decide: { days: 20, unit: "working_days" },
  correct: { days: 30, unit: "days" },
  deliver: { days: 10, unit: "working_days" },
  legal: { days: 20, unit: "working_days" },
  consult: { days: 15, unit: "working_days" },
  extension: { days: 10, unit: "working_days" },
};
/** 29 September 2026, a Tuesday: the National Day holiday comes after it. */
const tuesday = new Date("2026-09-29T02:00:00Z");
const at = (now: Date, submittedAt = tuesday) => ({ now, submittedAt, limits, calendar });
const day = (clock: CaseClock | undefined) => clock && calendar.dayOf(new Date(clock.due_at));

test("five working days pass over the holiday", () => {
  const clock = turn("start", "accept", undefined, at(tuesday));
  expect(calendar.workingDaysBetween("2026-09-29", day(clock) ?? "")).toBe(5);
  expect((day(clock) ?? "") > "2026-10-07").toBe(true);
});

test("a stopped clock goes on with the days that were left", () => {
  const started = turn("start", "decide", undefined, at(tuesday));
  const later = new Date("2026-10-12T02:00:00Z");
  const left = calendar.workingDaysBetween(calendar.dayOf(later), day(started) ?? "");
  const paused = turn("pause", "decide", started, at(later));
  expect(paused?.state).toBe("paused");
  const back = new Date("2026-11-02T02:00:00Z");
  const resumed = turn("resume", "decide", paused, at(back));
  expect(calendar.workingDaysBetween(calendar.dayOf(back), day(resumed) ?? "")).toBe(left);
});

test("a clock stopped after its last day is given no day as a present", () => {
  const started = turn("start", "accept", undefined, at(tuesday));
  const late = new Date("2026-11-20T02:00:00Z");
  const resumed = turn(
    "resume",
    "accept",
    turn("pause", "accept", started, at(late)),
    at(new Date("2026-12-01T02:00:00Z")),
  );
  expect(resumed?.due_at).toBe(started?.due_at);
});

test("an extension is ten working days from the last day", () => {
  const started = turn("start", "decide", undefined, at(tuesday));
  const extended = turn("extend", "decide", started, at(tuesday));
  expect(calendar.workingDaysBetween(day(started) ?? "", day(extended) ?? "")).toBe(10);
});

test("silence counts from the day of submission", () => {
  const clock = turn("start_from_submission", "decide", undefined, at(new Date("2026-10-14T02:00:00Z")));
  expect(clock?.started_at).toBe(tuesday.toISOString());
});

test("a limit beyond the calendar's last year is provisional", () => {
  const clock = turn("start", "decide", undefined, at(new Date("2026-12-28T02:00:00Z")));
  expect(clock?.provisional).toBe(true);
});

test("the deadline shown is the earliest running clock", () => {
  const accept = turn("start", "accept", undefined, at(tuesday)) as CaseClock;
  const decide = turn("start", "decide", undefined, at(tuesday)) as CaseClock;
  expect(nextDeadline([decide, accept])?.kind).toBe("accept");
  expect(nextDeadline([{ ...accept, state: "stopped" }, decide])?.kind).toBe("decide");
  expect(nextDeadline([])).toBeUndefined();
});
