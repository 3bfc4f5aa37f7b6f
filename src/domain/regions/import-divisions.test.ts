import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asOwner, type TestDatabase, testDatabase } from "../../../tests/helpers/database.ts";
import { sharedScope } from "../../foundation/database/index.ts";
import { bundledRows, bundledSource, bundledVersion } from "./data/bundled.ts";
import { importDivisions } from "./import-divisions.ts";
import { openCity } from "./open-city.ts";
import { Regions } from "./regions.ts";
import { readDivisions } from "./store.ts";

let test_: TestDatabase;
beforeAll(async () => {
  test_ = await testDatabase();
  // The template may bring the list along; these tests begin before the first one.
  await asOwner(test_, (client) => client.query("truncate divisions, division_versions, cities"));
});
afterAll(() => test_.close());

type Row = { code: string; name: string; was?: string[] };
const rows: Row[] = bundledRows();
const source = "test";
const now = new Date("2026-11-16T01:00:00Z");
const bring = (list: readonly unknown[], version: string, more: { dryRun?: boolean; manyRemovals?: boolean } = {}) =>
  importDivisions(test_.database, list, { version, source, now, dryRun: false, ...more });
const stored = async () => test_.database.run(sharedScope, readDivisions, { limit: 10_000 });

/** The list a year later: 望城区 renamed, 岳阳县 with a new code, 公主岭-like move, one gone for good, one new. */
function nextYear(): Row[] {
  return rows
    .filter((row) => !["430621", "430181", "430602"].includes(row.code))
    .map((row) => (row.code === "430112" ? { ...row, name: "望月区" } : row))
    .concat([
      { code: "430661", name: "岳阳市" },
      { code: "430281", name: "醴陵市" },
      { code: "430282", name: "浏阳市" },
      { code: "430619", name: "洞庭区", was: ["430602"] },
    ])
    .filter((row, i, all) => all.findIndex((each) => each.code === row.code) === i);
}

describe("importing lists of divisions", () => {
  test("the first run only says what it would do", async () => {
    const report = await importDivisions(test_.database, rows, { version: bundledVersion, source: bundledSource, now });
    expect(report).toMatchObject({ divisions: 3213, applied: false, obstacles: [], problems: [] });
    expect(report.added).toHaveLength(3213);
    expect(await stored()).toEqual([]);
  });

  test("then the whole nation is there", async () => {
    const report = await bring(rows, bundledVersion);
    expect(report.applied).toBe(true);
    const all = await stored();
    expect(all).toHaveLength(3213);
    expect(all.find((row) => row.code === "430621")).toMatchObject({
      name: "岳阳县",
      english: "Yueyang County",
      parent: "430600",
      valid_from: bundledVersion,
      valid_to: null,
    });
  });

  test("the same list again changes nothing; the same day with another list is refused", async () => {
    const again = await bring(rows, bundledVersion);
    expect(again).toMatchObject({ applied: true, added: [], removed: [], renamed: [], obstacles: [] });
    const other = await bring(rows.slice(0, -1), bundledVersion);
    expect(other).toMatchObject({
      applied: false,
      obstacles: [{ obstacle: "version_already_imported", current: bundledVersion }],
    });
    const older = await bring(rows, "2020-12-31");
    expect(older.obstacles).toEqual([{ obstacle: "older_than_current", current: bundledVersion }]);
  });

  test("a part of a list is not taken for the whole", async () => {
    const part = await bring(
      rows.filter((row) => row.code.startsWith("43")),
      "2025-12-31",
    );
    expect(part.applied).toBe(false);
    expect(part.obstacles).toEqual([expect.objectContaining({ obstacle: "too_many_removed", of: 3213 })]);
    const nothing = await bring(["", null, { code: "x" }], "2025-12-31");
    expect(nothing.obstacles.map((each) => each.obstacle)).toEqual(["no_divisions", "too_many_removed"]);
    expect(nothing.problems).toHaveLength(3);
    expect((await stored()).filter((row) => row.valid_to !== null)).toEqual([]);
  });

  test("a tenant is not lost: without a successor nothing is written", async () => {
    const regions = await Regions.load(test_.database);
    await openCity(test_.database, regions.divisions, { city: "430621", now });
    const without = await bring(
      rows.filter((row) => row.code !== "430621"),
      "2025-12-31",
    );
    expect(without.applied).toBe(false);
    expect(without.obstacles).toEqual([{ obstacle: "tenant_without_successor", city: "430621" }]);
  });

  test("a newer list ends, renames, adds and follows", async () => {
    const report = await bring(nextYear(), "2025-12-31");
    expect(report.obstacles).toEqual([]);
    expect(report.applied).toBe(true);
    expect(report.renamed).toEqual([{ code: "430112", from: "望城区", name: "望月区" }]);
    expect(report.removed.map((each) => each.code)).toEqual(["430181", "430602", "430621"]);
    expect(report.successors).toEqual([
      { from: "430181", to: "430282", reason: "same_province_and_name" },
      { from: "430602", to: "430619", reason: "given" },
      { from: "430621", to: "430661", reason: "same_parent_and_name" },
    ]);
    expect(report.moved).toEqual([{ from: "430181", to: "430282", name: "浏阳市" }]);
    const history = await asOwner(test_, (client) =>
      client.query("select name, valid_to::text from divisions where code = '430112' order by valid_from"),
    );
    expect(history.rows).toEqual([
      { name: "望城区", valid_to: "2025-12-31" },
      { name: "望月区", valid_to: null },
    ]);
  });

  test("the tenant of the old code answers under both", async () => {
    const regions = await Regions.load(test_.database);
    expect(regions.city("430621")?.city).toBe("430621");
    expect(regions.city("430661")?.city).toBe("430621");
    expect(regions.divisions.resolve("430621").map((each) => each.name.zh)).toEqual(["岳阳市"]);
    expect(regions.divisions.get("430112")?.name.zh).toBe("望月区");
  });

  test("a division may return, and two imports at once do not mix", async () => {
    const back = await bring(rows, "2026-06-30");
    expect(back.applied).toBe(true);
    expect((await stored()).find((row) => row.code === "430602")).toMatchObject({ valid_to: null, successors: [] });
    const both = await Promise.allSettled([bring(nextYear(), "2026-09-30"), bring(nextYear(), "2026-09-30")]);
    expect(both.some((each) => each.status === "fulfilled" && each.value.applied)).toBe(true);
    const current = (await stored()).filter((row) => row.valid_to === null);
    expect(current).toHaveLength(3213);
    expect(current.filter((row) => ["430602", "430619"].includes(row.code)).map((row) => row.code)).toEqual(["430619"]);
    for (const each of both) {
      if (each.status === "rejected") expect(each.reason).toMatchObject({ code: "divisions_changed_meanwhile" });
    }
  });

  test("refuses a version that is no day", async () => {
    await expect(bring(rows, "2025")).rejects.toMatchObject({ code: "bad_version", status: 422 });
  });
});
