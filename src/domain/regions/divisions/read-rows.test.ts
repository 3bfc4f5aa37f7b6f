import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readRows } from "./read-rows.ts";

const hunan = { code: "430000", name: "湖南省" };
const yueyang = { code: "430600", name: "岳阳市" };

describe("reading a list of divisions", () => {
  test("takes spaces, full-width digits and twelve-digit county codes", () => {
    const { divisions, problems } = readRows([
      { code: " ４３００００ ", name: " 湖南 省 " },
      { code: 430600, name: "岳阳市" },
      { code: "430621000000", name: "岳阳县", was: "430699; 430698" },
    ]);
    expect(problems).toEqual([]);
    expect(divisions.map(({ code, name, parent }) => [code, name, parent])).toEqual([
      ["430000", "湖南省", null],
      ["430600", "岳阳市", "430000"],
      ["430621", "岳阳县", "430600"],
    ]);
  });

  test("names every row it cannot use", () => {
    const { divisions, problems } = readRows([
      hunan,
      yueyang,
      { code: "43062", name: "岳阳县" },
      { code: "te5116020105116050", name: "占位" },
      { code: "990000", name: "某省" },
      { code: "430621", name: "" },
      { code: "430621", name: "——" },
      { code: "430600", name: "岳阳地区" },
      { code: "430621", name: "岳阳管委会" },
      { code: "431021", name: "桂阳县" },
      null,
      "430621,岳阳县",
    ]);
    expect(divisions.map((each) => each.code)).toEqual(["430000", "430600"]);
    expect(problems.map(({ row, problem }) => [row, problem])).toEqual([
      [3, "short_code"],
      [4, "bad_code"],
      [5, "bad_code"],
      [6, "no_name"],
      [7, "no_name"],
      [8, "duplicate"],
      [9, "unknown_kind"],
      [11, "not_a_row"],
      [12, "not_a_row"],
      [10, "no_parent"],
    ]);
  });

  test("leaves out what is not GB/T 2260, each for its reason", () => {
    const { divisions, leftOut } = readRows(
      [
        hunan,
        yueyang,
        { code: "430601", name: "市辖区" },
        { code: "439000", name: "省直辖县级行政区划" },
        { code: "430671", name: "岳阳经济技术开发区" },
        { code: "430621100", name: "荣家湾镇" },
        { code: "430621100001", name: "某居委会" },
        { code: "441900", name: "东莞市" },
        { code: "441904", name: "长安镇" },
        { code: "440000", name: "广东省" },
        { code: "810000", name: "香港特别行政区" },
        { code: "810101", name: "中西区" },
        { code: "430602", name: "岳阳楼区" },
      ],
      new Set(["430602"]),
    );
    expect(divisions.map((each) => each.code)).toEqual(["430000", "430600", "440000", "441900", "810000"]);
    expect(leftOut).toEqual({
      placeholder: ["430601"],
      pseudo_prefecture: ["439000"],
      zone: ["430671"],
      below_county: ["430621100", "430621100001", "441904"],
      below_hong_kong_macao_taiwan: ["810101"],
      listed_exception: ["430602"],
    });
  });

  test("never throws, and accounts for every row", () => {
    const dirt = fc.oneof(
      fc.anything(),
      fc.record({ code: fc.anything(), name: fc.anything(), was: fc.anything() }),
      fc.record({
        code: fc.stringMatching(/^[0-9]{2,12}$/),
        name: fc.constantFrom("湖南省", "岳阳市", "岳阳县", "市辖区", "长安镇", ""),
      }),
    );
    fc.assert(
      fc.property(fc.array(dirt, { maxLength: 30 }), (rows) => {
        const { divisions, leftOut, problems } = readRows(rows);
        const used = divisions.length + Object.values(leftOut).flat().length + problems.length;
        // A row that repeats one before it word for word is the only one that leaves no trace.
        expect(used).toBeLessThanOrEqual(rows.length);
        const codes = new Set(divisions.map((each) => each.code));
        for (const { parent } of divisions) expect(parent === null || codes.has(parent)).toBe(true);
      }),
    );
  });
});
