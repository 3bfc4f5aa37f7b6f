import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Calendar } from "./calendar.ts";
import { dayFromNumber, dayOf, endOfDay, isDay, numberOf, startOfDay } from "./days.ts";
import { bundledYears } from "./national.ts";

const calendar = new Calendar();
const at = (text: string) => new Date(`${text}+08:00`);

const first = numberOf("2019-01-01");
const last = numberOf("2026-12-31");
const anyDay = fc.integer({ min: first, max: last }).map(dayFromNumber);
const anyInstant = fc
  .tuple(fc.integer({ min: first, max: last }), fc.integer({ min: 0, max: 86_399_999 }))
  .map(([day, ms]) => new Date(startOfDay(dayFromNumber(day)).getTime() + ms));
const limit = fc.integer({ min: 0, max: 120 });

describe("the nation's working days", () => {
  test("agree with an independent source on every day it knows", () => {
    const require = createRequire(import.meta.url);
    const folder = join(dirname(require.resolve("holiday-calendar/package.json")), "data/CN");
    const other = new Map<string, boolean>();
    for (const file of readdirSync(folder).filter((name) => /^\d{4}\.json$/.test(name))) {
      const year = JSON.parse(readFileSync(join(folder, file), "utf8")) as { dates: { date: string; type: string }[] };
      for (const { date, type } of year.dates) other.set(date, type === "transfer_workday");
    }
    const differing: string[] = [];
    for (let number = numberOf("2019-01-01"); number <= last; number += 1) {
      const day = dayFromNumber(number);
      const weekend = [0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay());
      if (calendar.isWorkingDay(day) !== (other.get(day) ?? !weekend)) differing.push(day);
    }
    expect(other.size).toBeGreaterThan(200);
    expect(differing).toEqual([]);
  });

  test("come with the program from 2004 to 2026, no year missing", () => {
    expect(bundledYears.map((each) => each.year)).toEqual(Array.from({ length: 23 }, (_, i) => 2004 + i));
    expect(calendar.horizon).toBe(2026);
  });

  test("swap days as the State Council says", () => {
    // 2026: New Year 1–3 January with Sunday the 4th worked; Saturday 14 and 28 February worked for the Spring Festival.
    const worked = ["2026-01-04", "2026-02-14", "2026-02-28", "2026-10-10"];
    const off = ["2026-01-02", "2026-02-16", "2026-02-23", "2026-10-07"];
    expect(worked.map((day) => calendar.isWorkingDay(day))).toEqual([true, true, true, true]);
    expect(off.map((day) => calendar.isWorkingDay(day))).toEqual([false, false, false, false]);
  });
});

describe("limits", () => {
  test("do not count the day of the act and end with their last day in China", () => {
    // Monday 16 November 2026 + 5 working days = Monday 23.
    const { due, day, provisional } = calendar.addWorkingDays(at("2026-11-16T09:00:00"), 5);
    expect([due.toISOString(), day, provisional]).toEqual(["2026-11-23T15:59:59.999Z", "2026-11-23", false]);
    // Late on Monday evening in UTC is Tuesday in China.
    expect(calendar.addWorkingDays(new Date("2026-11-16T16:30:00Z"), 1).day).toBe("2026-11-18");
  });

  test("pass over the National Day break and count the Saturday worked for it", () => {
    // 1–7 October 2026 off, Saturday the 10th worked: 30 September + 3 working days = 8, 9, 10 October.
    expect(calendar.addWorkingDays(at("2026-09-30T10:00:00"), 3).day).toBe("2026-10-10");
  });

  test("in calendar days move to the next working day when they end on a day off", () => {
    expect(calendar.addDays(at("2026-09-25T10:00:00"), 7).day).toBe("2026-10-08");
    expect(calendar.addDays(at("2026-11-16T10:00:00"), 15).day).toBe("2026-12-01");
    // Ends on Saturday 10 October 2026, which is worked: stays.
    expect(calendar.addDays(at("2026-10-03T10:00:00"), 7).day).toBe("2026-10-10");
  });

  test("beyond the published schedules are provisional, New Year's neighbourhood included", () => {
    expect(calendar.addWorkingDays(at("2026-12-21T10:00:00"), 5)).toMatchObject({
      day: "2026-12-28",
      provisional: false,
    });
    expect(calendar.addWorkingDays(at("2026-12-21T10:00:00"), 6)).toMatchObject({
      day: "2026-12-29",
      provisional: true,
    });
    expect(calendar.addDays(at("2026-12-21T10:00:00"), 60).provisional).toBe(true);
    expect(calendar.isProvisional("2027-01-01")).toBe(true);
    const next = new Calendar([...bundledYears, { year: 2027, daysOff: ["2027-01-01"], workingDays: [] }]);
    expect(next.horizon).toBe(2027);
    expect(next.addWorkingDays(at("2026-12-28T10:00:00"), 4)).toMatchObject({ day: "2027-01-04", provisional: false });
  });

  test("a gap between known years ends what is known", () => {
    const gap = new Calendar([...bundledYears, { year: 2028, daysOff: ["2028-01-01"], workingDays: [] }]);
    expect(gap.horizon).toBe(2026);
  });

  test("follow the city's own days before the nation's", () => {
    const own = new Calendar(bundledYears, [
      { day: "2026-11-17", working: false },
      { day: "2026-11-21", working: true },
    ]);
    expect(own.addWorkingDays(at("2026-11-16T10:00:00"), 4).day).toBe("2026-11-21");
    expect(calendar.addWorkingDays(at("2026-11-16T10:00:00"), 4).day).toBe("2026-11-20");
  });

  test("refuse what is not a number of days", () => {
    for (const n of [-1, 1.5, Number.NaN, 3_661]) {
      expect(() => calendar.addWorkingDays(at("2026-11-16T10:00:00"), n)).toThrow(RangeError);
      expect(() => calendar.addDays(at("2026-11-16T10:00:00"), n)).toThrow(RangeError);
    }
    expect(() => calendar.isWorkingDay("2026-02-30")).toThrow(RangeError);
  });
});

describe("laws", () => {
  test("a limit ends on a working day after the act, with exactly n working days in it", () => {
    fc.assert(
      fc.property(anyInstant, fc.integer({ min: 1, max: 120 }), (from, n) => {
        const { due, day } = calendar.addWorkingDays(from, n);
        expect(due.getTime()).toBe(endOfDay(day).getTime());
        expect(dayOf(due)).toBe(day);
        expect(due > from).toBe(true);
        expect(calendar.isWorkingDay(day)).toBe(true);
        expect(calendar.workingDaysBetween(dayOf(from), day)).toBe(n);
      }),
    );
  });

  test("adding is additive and monotone", () => {
    fc.assert(
      fc.property(anyInstant, limit, limit, (from, a, b) => {
        const step = calendar.addWorkingDays(from, a);
        expect(calendar.addWorkingDays(step.due, b).day).toBe(calendar.addWorkingDays(from, a + b).day);
        if (a < b) expect(step.due < calendar.addWorkingDays(from, b).due).toBe(true);
      }),
    );
  });

  test("a later act never ends earlier, in working days and in calendar days", () => {
    fc.assert(
      fc.property(anyInstant, anyInstant, fc.integer({ min: 1, max: 120 }), (one, other, n) => {
        const [early, late] = one < other ? [one, other] : [other, one];
        expect(calendar.addWorkingDays(early, n).due <= calendar.addWorkingDays(late, n).due).toBe(true);
        expect(calendar.addDays(early, n).due <= calendar.addDays(late, n).due).toBe(true);
      }),
    );
  });

  test("calendar days end on the first working day that is not before their last day", () => {
    fc.assert(
      fc.property(anyInstant, fc.integer({ min: 1, max: 120 }), (from, n) => {
        const { day } = calendar.addDays(from, n);
        const plain = numberOf(dayOf(from)) + n;
        expect(calendar.isWorkingDay(day)).toBe(true);
        for (let at = plain; at < numberOf(day); at += 1) expect(calendar.isWorkingDay(dayFromNumber(at))).toBe(false);
        expect(numberOf(day)).toBeGreaterThanOrEqual(plain);
      }),
    );
  });

  test("counting is the same both ways and adds up", () => {
    fc.assert(
      fc.property(anyDay, anyDay, anyDay, (a, b, c) => {
        expect(calendar.workingDaysBetween(a, b)).toBe(-calendar.workingDaysBetween(b, a) || 0);
        expect(calendar.workingDaysBetween(a, b) + calendar.workingDaysBetween(b, c)).toBe(
          calendar.workingDaysBetween(a, c),
        );
      }),
    );
  });

  test("provisional is what ends beyond the certain days, and nothing else", () => {
    fc.assert(
      fc.property(anyInstant, limit, (from, n) => {
        const { day, provisional } = calendar.addWorkingDays(from, n);
        expect(provisional).toBe(day > "2026-12-28");
      }),
    );
  });

  test("a day survives being an instant, whatever the hour", () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 0, max: 86_399_999 }), (day, ms) => {
        expect(isDay(day)).toBe(true);
        expect(dayOf(new Date(startOfDay(day).getTime() + ms))).toBe(day);
      }),
    );
  });
});
