import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bundledRows } from "../data/bundled.ts";
import { Divisions, type StoredDivision } from "./divisions.ts";
import { readRows } from "./read-rows.ts";

const rows: StoredDivision[] = readRows(bundledRows()).divisions.map((row) => ({
  ...row,
  endedOn: null,
  successors: [],
}));
const open = ["130000", "130982", "410000", "419001", "430000", "430621"];
const divisions = new Divisions(rows, open);
const names = (query: string, options?: Parameters<Divisions["search"]>[1]) =>
  divisions.search(query, options).map((each) => each.name.zh);

describe("the tree", () => {
  test("gives a division with its names", () => {
    expect(divisions.get("430621")).toEqual({
      code: "430621",
      name: { zh: "岳阳县", en: "Yueyang County" },
      short: "岳阳",
      level: "county",
      kind: "县",
      parent: "430600",
      pinyin: "yue yang xian",
      initials: "yyx",
      endedOn: null,
      successors: [],
    });
    expect(divisions.get("999999")).toBeUndefined();
    expect(divisions.count()).toEqual({ province: 34, prefecture: 333, county: 2846 });
  });

  test("knows the way from the province down", () => {
    expect(divisions.path("430621").map((each) => each.name.zh)).toEqual(["湖南省", "岳阳市", "岳阳县"]);
    expect(divisions.path("419001").map((each) => each.name.zh)).toEqual(["河南省", "济源市"]);
    expect(divisions.path("999999")).toEqual([]);
  });

  test("lists all 34 provinces, Hong Kong, Macao and Taiwan among them", () => {
    const { items, next } = divisions.children(null);
    expect(items).toHaveLength(34);
    expect(next).toBeNull();
    expect(items.slice(-3).map((each) => each.name.en)).toEqual(["Taiwan", "Hong Kong", "Macao"]);
  });

  test("counts the open cities of each division, itself included", () => {
    expect(["430000", "430600", "430621", "410000", "110000"].map((code) => divisions.offeredWithin(code))).toEqual([
      2, 1, 1, 2, 0,
    ]);
  });

  test("hands lists out in pages of at most 100, without gap or repetition", () => {
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = divisions.list({ under: "510000", level: "county" }, { after, limit: 1000 });
      expect(page.items.length).toBeLessThanOrEqual(100);
      seen.push(...page.items.map((each) => each.code));
      after = page.next ?? undefined;
    } while (after !== undefined);
    expect(seen).toHaveLength(183);
    expect(seen).toEqual([...new Set(seen)].sort());
    expect(divisions.children("410000", { limit: 2 }).next).toBe("410200");
  });
});

describe("search", () => {
  test.each([
    ["岳阳县", "岳阳县"],
    ["岳阳", "岳阳县"],
    ["yueyangxian", "岳阳县"],
    ["YueYang County", "岳阳县"],
    ["yyx", "岳阳县"],
    ["430621", "岳阳县"],
    ["湖南岳阳县", "岳阳县"],
    ["湖南省岳阳市岳阳县", "岳阳县"],
    ["hunan yueyang", "岳阳县"],
    ["hunanyueyangxian", "岳阳县"],
    ["任丘", "任丘市"],
    ["renqiu", "任丘市"],
    ["renqui", "任丘市"],
    ["任邱", "任丘市"],
    ["renqiu city", "任丘市"],
    ["ｊｉｙｕａｎ", "济源市"],
    ["jiyaun", "济源市"],
    ["lvliang", "吕梁市"],
    ["Lüliang", "吕梁市"],
    ["Xi'an", "西安市"],
    ["shaanxi", "陕西省"],
    ["tibet", "西藏自治区"],
    ["inner mongolia", "内蒙古自治区"],
    ["xianggang", "香港特别行政区"],
    ["yueqing", "乐清市"],
    ["leqing", "乐清市"],
    ["石河子", "石河子市"],
    ["北京朝阳", "朝阳区"],
  ])("%s finds %s first", (query, expected) => {
    expect(names(query)[0]).toBe(expected);
  });

  test("puts better kinds of match first, and open cities first within one kind", () => {
    expect(names("岳阳")).toEqual(["岳阳县", "岳阳市", "岳阳楼区"]);
    const closed = new Divisions(rows);
    expect(closed.search("岳阳").map((each) => each.name.zh)).toEqual(["岳阳市", "岳阳县", "岳阳楼区"]);
    expect(names("shanxi").slice(0, 2)).toEqual(["山西省", "陕西省"]);
  });

  test("keeps to open cities when asked", () => {
    expect(names("岳阳", { within: "cities" })).toEqual(["岳阳县"]);
    expect(names("湖南", { within: "cities" })).toEqual(["湖南省"]);
    expect(names("北京", { within: "cities" })).toEqual([]);
  });

  test("never gives more than twenty, and nothing for nothing", () => {
    expect(names("县")).toHaveLength(20);
    expect(names("县", { limit: 500 })).toHaveLength(20);
    expect(names("县", { limit: 3 })).toHaveLength(3);
    expect(names("")).toEqual([]);
    expect(names(" ,，!")).toEqual([]);
    expect(names("zzzzzzzz")).toEqual([]);
    expect(names("x".repeat(100_000))).toEqual([]);
    expect(names("(.*)[")).toEqual([]);
  });

  test("takes whatever is typed", () => {
    const piece = fc.constantFrom("岳阳", "yue", "city", "县", "4306", " ", "'", "ü", "\u0000", "🙂", "湖南省", "-");
    const typed = fc.oneof(
      fc.string(),
      fc.string({ unit: "binary" }),
      fc.array(piece).map((pieces) => pieces.join("")),
    );
    fc.assert(
      fc.property(typed, (query) => {
        const found = divisions.search(query);
        expect(found.length).toBeLessThanOrEqual(20);
        expect(new Set(found.map((each) => each.code)).size).toBe(found.length);
      }),
    );
  });

  test("finds divisions by their name, their code, their pinyin and their English name", () => {
    // Every eleventh: all 3,213 take ten seconds and have passed.
    for (const row of rows.filter((_, i) => i % 11 === 0)) {
      for (const query of [row.name, row.code, row.pinyin.replaceAll(" ", ""), row.english]) {
        const [best] = divisions.search(query, { limit: 20 });
        const found = divisions.search(query).some((each) => each.code === row.code);
        // Twenty places may share a name that fits as well (鼓楼区); then those found carry it too.
        const same = [best?.name.zh, best?.name.en].some((name) => name === row.name || name === row.english);
        expect(found || same, `${query} for ${row.code}`).toBe(true);
      }
    }
  });
});

describe("codes that have changed", () => {
  const at = (code: string, name: string, endedOn: string | null, successors: string[] = []): StoredDivision => ({
    code,
    name,
    level: "county",
    kind: "县",
    parent: "430600",
    pinyin: "yue yang xian",
    english: "Yueyang County",
    endedOn,
    successors,
  });
  const changed = [
    ...rows.filter((row) => row.code !== "430621"),
    at("430621", "岳阳县", "2025-12-31", ["430691"]),
    at("430691", "岳阳县", "2026-12-31", ["430692"]),
    at("430692", "岳阳县", null),
    // Joined with itself in a circle by a wrong list: must end all the same.
    at("430693", "甲县", "2026-12-31", ["430694"]),
    at("430694", "乙县", "2026-12-31", ["430693"]),
  ];

  test("old codes lead to what exists now", () => {
    const tree = new Divisions(changed, ["430621"]);
    expect(tree.resolve("430621").map((each) => each.code)).toEqual(["430692"]);
    expect(tree.resolve("430692").map((each) => each.code)).toEqual(["430692"]);
    expect(tree.resolve("430693")).toEqual([]);
    expect(tree.get("430621")?.endedOn).toBe("2025-12-31");
    expect(tree.children("430600").items.map((each) => each.code)).not.toContain("430621");
  });

  test("a tenant answers to its own code and to those that followed", () => {
    const tree = new Divisions(changed, ["430621"]);
    expect(["430621", "430691", "430692"].map((code) => tree.tenantOf(code))).toEqual(["430621", "430621", "430621"]);
    const later = new Divisions(changed, ["430692"]);
    expect(["430621", "430691", "430692"].map((code) => later.tenantOf(code))).toEqual(["430692", "430692", "430692"]);
    expect(later.tenantOf("430693")).toBeUndefined();
    expect(later.tenantOf("110000")).toBeUndefined();
  });
});
