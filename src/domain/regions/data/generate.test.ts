import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Kind } from "../divisions/division.ts";
import { readRows } from "../divisions/read-rows.ts";
import { bundledRows } from "./bundled.ts";
import { bundledFile, generate, readSource } from "./generate.ts";

/**
 * 市辖区 · 县级市 · 县 · 自治县 of each province at the end of 2024, from the civil-affairs ministry's 行政区划统计表 of 2023 with 和康县 and
 * 和安县 (653228, 653229, December 2024) added. An independent count: it fails when a row too many or too few is left out.
 */
const ministry: Readonly<Record<string, readonly [number, number, number, number]>> = {
  北京: [16, 0, 0, 0],
  天津: [16, 0, 0, 0],
  河北: [49, 21, 91, 6],
  山西: [26, 11, 80, 0],
  内蒙古: [23, 11, 17, 0],
  辽宁: [59, 16, 17, 8],
  吉林: [21, 20, 16, 3],
  黑龙江: [54, 21, 45, 1],
  上海: [16, 0, 0, 0],
  江苏: [55, 21, 19, 0],
  浙江: [37, 20, 32, 1],
  安徽: [45, 9, 50, 0],
  福建: [31, 11, 42, 0],
  江西: [27, 12, 61, 0],
  山东: [58, 26, 52, 0],
  河南: [54, 21, 82, 0],
  湖北: [39, 26, 35, 2],
  湖南: [36, 19, 60, 7],
  广东: [65, 20, 34, 3],
  广西: [41, 10, 48, 12],
  海南: [10, 5, 4, 6],
  重庆: [26, 0, 8, 4],
  四川: [55, 19, 105, 4],
  贵州: [16, 10, 50, 11],
  云南: [17, 18, 65, 29],
  西藏: [8, 2, 64, 0],
  陕西: [31, 7, 69, 0],
  甘肃: [17, 5, 57, 7],
  青海: [7, 5, 25, 7],
  宁夏: [9, 2, 11, 0],
  新疆: [13, 29, 62, 6],
  台湾: [0, 0, 0, 0],
  香港: [0, 0, 0, 0],
  澳门: [0, 0, 0, 0],
};

describe("the bundled list of divisions", () => {
  const { divisions, leftOut, problems } = readRows(bundledRows());
  const of = (kind: Kind, province = "") =>
    divisions.filter((each) => each.kind === kind && each.code.startsWith(province)).length;

  test("is what the generator makes of the source", () => {
    expect(readFileSync(bundledFile, "utf8")).toBe(generate());
  });

  test("reads without a problem and leaves nothing out", () => {
    expect(problems).toEqual([]);
    expect(Object.values(leftOut).flat()).toEqual([]);
    expect(divisions).toHaveLength(34 + 333 + 2846);
  });

  test("counts what the ministry counts, in every province", () => {
    const provinces = divisions.filter((each) => each.level === "province");
    expect(provinces).toHaveLength(34);
    const counted = Object.fromEntries(
      provinces.map(({ code, name }) => {
        const two = code.slice(0, 2);
        const short = Object.keys(ministry).find((each) => name.startsWith(each)) ?? name;
        return [short, [of("市辖区", two), of("县级市", two), of("县", two), of("自治县", two)]];
      }),
    );
    expect(counted).toEqual(ministry);
    expect([of("旗"), of("自治旗"), of("特区"), of("林区")]).toEqual([49, 3, 1, 1]);
    expect([of("地级市"), of("地区"), of("自治州"), of("盟")]).toEqual([293, 7, 30, 3]);
  });

  test("hangs direct-county cities and districts of municipalities right under their province", () => {
    const parentOf = (code: string) => divisions.find((each) => each.code === code)?.parent;
    expect(parentOf("419001")).toBe("410000");
    expect(parentOf("429004")).toBe("420000");
    expect(parentOf("659001")).toBe("650000");
    expect(parentOf("500230")).toBe("500000");
    expect(parentOf("110101")).toBe("110000");
    expect(parentOf("430621")).toBe("430600");
  });

  test("accounts for every row of the source", () => {
    const source = readSource();
    const counts = Object.fromEntries(Object.entries(source.leftOut).map(([reason, codes]) => [reason, codes.length]));
    expect(source.problems).toEqual([]);
    expect(counts).toMatchInlineSnapshot(`
      {
        "below_county": 83,
        "below_hong_kong_macao_taiwan": 444,
        "listed_exception": 10,
        "placeholder": 1,
        "pseudo_prefecture": 9,
        "zone": 122,
      }
    `);
  });
});
