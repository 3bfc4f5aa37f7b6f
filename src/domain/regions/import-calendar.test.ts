import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asOwner, type TestDatabase, testDatabase } from "../../../tests/helpers/database.ts";
import { cityScope, sharedScope } from "../../foundation/database/index.ts";
import { type CalendarRow, importCalendar } from "./import-calendar.ts";
import { Regions } from "./regions.ts";
import { readCalendarDays, writeCalendarDays } from "./store.ts";

let test_: TestDatabase;
const now = new Date("2026-11-16T01:00:00Z");
const source = "国务院办公厅关于2027年部分节假日安排的通知";

beforeAll(async () => {
  test_ = await testDatabase();
  await asOwner(test_, async (client) => {
    await client.query("truncate cities, calendar_days, calendar_years");
    for (const city of ["430621", "130982"]) {
      await client.query("insert into cities (city, opened_at, changed_at, settings) values ($1, $2, $2, '{}')", [
        city,
        new Date("2026-01-01T00:00:00Z"),
      ]);
    }
    for (const [code, name, level, kind, parent] of [
      ["430000", "湖南省", "province", "省", null],
      ["430621", "岳阳县", "county", "县", "430000"],
      ["130000", "河北省", "province", "省", null],
      ["130982", "任丘市", "county", "县级市", "130000"],
    ]) {
      await client.query(
        `insert into divisions (code, valid_from, name, level, kind, parent, pinyin, english, successors)
         values ($1, '2024-12-31', $2, $3, $4, $5, 'x', 'X', '{}') on conflict do nothing`,
        [code, name, level, kind, parent],
      );
    }
  });
});
afterAll(() => test_.close());

const days = (from: string, count: number, working: boolean): CalendarRow[] =>
  Array.from({ length: count }, (_, i) => ({
    day: new Date(Date.parse(`${from}T00:00:00Z`) + i * 86_400_000).toISOString().slice(0, 10),
    working,
  }));

/** A made-up schedule in the shape of the real ones, with New Year's bridge before it. */
const year2027 = [
  ...days("2026-12-31", 3, false),
  ...days("2027-02-05", 8, false),
  ...days("2027-10-01", 7, false),
  { day: "2026-12-27", working: "班" },
  { day: "2027-02-14", working: true },
];

describe("importing a schedule", () => {
  test("a dry run writes nothing", async () => {
    const regions = await Regions.load(test_.database);
    const report = await importCalendar(test_.database, year2027, { for: { year: 2027 }, source, now });
    expect(report).toMatchObject({ applied: false, problems: [], workingDays: ["2026-12-27", "2027-02-14"] });
    expect(await regions.refresh()).toBe(false);
    expect(regions.calendarOf("430621").horizon).toBe(2026);
  });

  test("a new year ends what was provisional, also around New Year", async () => {
    const regions = await Regions.load(test_.database);
    const from = new Date("2026-12-28T02:00:00Z");
    expect(regions.calendarOf("430621").addWorkingDays(from, 4)).toMatchObject({
      day: "2027-01-01",
      provisional: true,
    });
    const report = await importCalendar(test_.database, year2027, { for: { year: 2027 }, source, now, dryRun: false });
    expect(report.applied).toBe(true);
    expect(await regions.refresh()).toBe(true);
    const calendar = regions.calendarOf("430621");
    expect(calendar.horizon).toBe(2027);
    expect(calendar.isWorkingDay("2026-12-27")).toBe(true);
    expect(calendar.isWorkingDay("2026-12-31")).toBe(false);
    expect(calendar.addWorkingDays(from, 4)).toMatchObject({ day: "2027-01-05", provisional: false });
  });

  test.each([
    ["a day that does not exist", [{ day: "2028-02-30", working: false }], "bad_day"],
    ["a word that says neither", [{ day: "2028-01-03", working: "maybe" }], "bad_working"],
    ["a day of another year", [{ day: "2029-01-03", working: false }], "other_year"],
    ["a day named twice", [...days("2028-01-01", 3, false), { day: "2028-01-01", working: true }], "duplicate"],
    ["a list cut short", days("2028-01-01", 3, false), "unlikely_year"],
    ["columns swapped", days("2028-01-03", 20, true), "unlikely_year"],
    ["an empty list", [], "nothing"],
  ])("%s stops the whole year", async (_, extra, problem) => {
    const report = await importCalendar(test_.database, extra, { for: { year: 2028 }, source, now, dryRun: false });
    expect(report.applied).toBe(false);
    expect(report.problems.map((each) => each.problem)).toContain(problem);
  });

  test("a city's own days count for that city alone and can be taken back", async () => {
    const regions = await Regions.load(test_.database);
    const own = { for: { city: "430621" }, source: "岳阳县人民政府通告", dryRun: false } as const;
    const flood = [{ day: "2026-11-17", working: "放假" }];
    await importCalendar(test_.database, flood, { ...own, now });
    await regions.refresh();
    expect(regions.calendarOf("430621").isWorkingDay("2026-11-17")).toBe(false);
    expect(regions.calendarOf("130982").isWorkingDay("2026-11-17")).toBe(true);
    expect(regions.calendarOf("430621").horizon).toBe(2027);
    const back = [{ day: "2026-11-17", working: null }];
    await importCalendar(test_.database, back, { ...own, now });
    await regions.refresh();
    expect(regions.calendarOf("430621").isWorkingDay("2026-11-17")).toBe(true);
  });

  test("refuses a city that is not open, and a schedule without a source", async () => {
    const rows = [{ day: "2026-11-17", working: false }];
    await expect(
      importCalendar(test_.database, rows, { for: { city: "110000" }, source, now, dryRun: false }),
    ).rejects.toMatchObject({ code: "city_not_open", status: 404 });
    await expect(
      importCalendar(test_.database, rows, { for: { city: "430621" }, source: " ", now }),
    ).rejects.toMatchObject({ code: "bad_source", status: 422 });
  });

  test("the database shows and takes a city's days only in that city's scope", async () => {
    const row = { city: "430621", source: "x", imported_at: now, rows: [{ day: "2026-12-01", working: false }] };
    await test_.database.run(cityScope("430621"), writeCalendarDays, row);
    const seen = (scope: typeof sharedScope) => test_.database.run(scope, readCalendarDays, { limit: 10 });
    expect(await seen(cityScope("430621"))).toHaveLength(1);
    expect(await seen(cityScope("130982"))).toEqual([]);
    expect(await seen(sharedScope)).toEqual([]);
    await expect(test_.database.run(cityScope("130982"), writeCalendarDays, row)).rejects.toThrow(/row-level security/);
  });
});
