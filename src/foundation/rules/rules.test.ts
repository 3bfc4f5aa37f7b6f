import fc from "fast-check";
import { evaluate, FeelDate } from "feelin";
import { describe, expect, it } from "vitest";
import {
  addMonths,
  type CompiledRule,
  compileRule,
  daysBetween,
  notYetKnown,
  publishedRule,
  RuleError,
  type RuleName,
  type RuleType,
} from "./index.ts";

const names: Record<string, RuleName> = {
  months_lived: { type: "number", min: 0, max: 1200 },
  ground: { type: "text", options: ["job", "housing", "school", "none"] },
  since: { type: "date", max: "today" },
  married: "boolean",
  income: "money",
  kinds: { type: "texts", options: ["a", "b"] },
  address: "address",
  lease: { type: "file", optional: true },
  remark: "text",
};
const context = { today: "2026-11-21", city: "430621" };
const run = (text: string, values: Record<string, unknown>, expected: RuleType = "boolean", known = names) =>
  compileRule(text, known, expected)(values, context);

it("published before says the same of itself and of answers, and is compiled when it is first asked", () => {
  const text = "months between(since, today()) < 6 or same city(remark, city())";
  const [checked, published] = [compileRule(text, names, "boolean"), publishedRule(text, names, "boolean")];
  const values = { since: "2026-05-22", remark: "430621" };
  expect(published(values, context)).toBe(checked(values, context));
  expect(about(published)).toEqual(about(checked));
  const wrong = publishedRule("nobody < 6", names, "boolean");
  expect(() => wrong({}, context)).toThrow(RuleError);
});

const about = ({ text, names, usesToday, usesCity, edges }: CompiledRule) => ({
  text,
  names,
  usesToday,
  usesCity,
  edges,
});

describe("a rule", () => {
  it.each<[string, Record<string, unknown>, unknown]>([
    ['months_lived < 6 or ground = "none"', { months_lived: 7, ground: "job" }, false],
    ['months_lived < 6 or ground = "none"', { months_lived: 5 }, true],
    ['months_lived < 6 or ground = "none"', { months_lived: 6 }, notYetKnown],
    ['months_lived < 6 and ground = "none"', { months_lived: 6 }, false],
    ['months_lived < 6 and ground = "none"', { months_lived: 5 }, notYetKnown],
    ["not(married)", {}, notYetKnown],
    ["not(married)", { married: false }, true],
    ["not(married)", { married: null }, false],
    ['ground in ("job", "school")', { ground: "school" }, true],
    ['ground in ("job", "school")', { ground: "none" }, false],
    ['ground in ("job")', {}, notYetKnown],
    ["months_lived between 6 and 12", { months_lived: 12 }, true],
    ["months_lived between 6 and 12", { months_lived: 13 }, false],
    ['since > date("2026-01-01")', { since: "2026-01-02" }, true],
    ['since > date("2026-01-01")', { since: "2026-02-30" }, notYetKnown],
    ["months between(since, today()) < 6", { since: "2026-05-22" }, true],
    ["months between(since, today()) < 6", { since: "2026-05-21" }, false],
    ["days between(since, today()) = 21", { since: "2026-10-31" }, true],
    ["age(since, today()) >= 18", { since: "2008-11-22" }, false],
    ["age(since, today()) >= 18", { since: "2008-11-21" }, true],
    ["income > 3000", { income: 300001 }, true],
    ["income > 3000.00", { income: 300000 }, false],
    ["income * 0.1 = 0.3", { income: 300 }, true],
    ["income + 0.1 = 0.3", { income: 20 }, true],
    ['list contains(kinds, "b") and count(kinds) = 1', { kinds: ["b"] }, true],
    ['address.division = "430621"', { address: { division: "430621", detail: "x" } }, true],
    ["same city(address.division, city())", { address: { division: "430602", detail: "x" } }, true],
    ["same city(address.division, city())", { address: { division: "430102", detail: "x" } }, false],
    ['within(address.division, "430000")', { address: { division: "430102", detail: "x" } }, true],
    ["lease = null", { lease: null }, true],
    ["lease != null and not(lease.promise)", { lease: { file: "1" } }, true],
    ["lease.promise", { lease: { promise: true } }, true],
    ['if married then months_lived > 3 else ground = "job"', { ground: "job", months_lived: 4 }, true],
    ['if married then months_lived > 3 else ground = "job"', { ground: "none", months_lived: 4 }, notYetKnown],
    ["months_lived > 3", { months_lived: "7" }, notYetKnown],
    ["// why\n months_lived > 3", { months_lived: 7 }, true],
  ])("%s with %j", (text, values, answer) => {
    expect(run(text, values)).toBe(answer);
  });

  it("gives money in fen, rounded half up", () => {
    expect(run("min(income * 0.0005, 5000)", { income: 100_000_000 }, "money")).toBe(50_000);
    expect(run("income / 3", { income: 100 }, "money")).toBe(33);
    expect(run("income * 0.5", { income: 1 }, "money")).toBe(1);
    expect(run("if married then 0 else 20.5", { married: false }, "money")).toBe(2050);
  });

  it("knows the municipalities and the cities directly under a province", () => {
    const rule = compileRule("same city(remark, city())", names, "boolean");
    expect(rule({ remark: "110101" }, { today: "2026-01-01", city: "110228" })).toBe(true);
    expect(rule({ remark: "419001" }, { today: "2026-01-01", city: "419001" })).toBe(true);
    expect(rule({ remark: "429004" }, { today: "2026-01-01", city: "429005" })).toBe(false);
    expect(rule({ remark: "430000" }, { today: "2026-01-01", city: "430621" })).toBe(false);
    expect(rule({ remark: "430000" }, { today: "2026-01-01" })).toBe(notYetKnown);
  });

  it("says what it reads", () => {
    const rule = compileRule("months between(since, today()) < 6 or married", names, "boolean");
    expect(rule.names).toEqual(["since", "married"]);
    expect([rule.usesToday, rule.usesCity]).toEqual([true, false]);
  });
});

describe("a rule that cannot be published", () => {
  const problems = (text: string, expected: RuleType = "boolean") => {
    try {
      compileRule(text, names, expected);
    } catch (error) {
      if (error instanceof RuleError) return error.problems;
      throw error;
    }
    throw new Error(`accepted: ${text}`);
  };

  it.each<[string, string, number, RegExp]>([
    ['month_lived < 6 or ground = "none"', "rule_unknown_name", 1, /months_lived/],
    ['ground = "jobs"', "rule_type", 10, /"job", "housing"/],
    ['months_lived < "6"', "rule_type", 1, /without quotes: 6/],
    ['since < "2026-01-01"', "rule_type", 1, /date\("2026-01-01"\)/],
    ["since < 6", "rule_type", 1, /same kind/],
    ["months_lived", "rule_type", 1, /condition/],
    ["months_lived == 6", "rule_syntax", 14, /Write =/],
    ["married && married", "rule_syntax", 9, /and/],
    ["married AND married", "rule_syntax", 9, /and/],
    ["（married）", "rule_syntax", 1, /\(/],
    ["ground = “job”", "rule_syntax", 10, /"/],
    ["not married", "rule_unknown_name", 1, /not\(married\)/],
    ["months_lived <", "rule_syntax", 15, /brackets/],
    ["(months_lived < 6", "rule_syntax", 18, /brackets/],
    ["months_lived in [1..5]", "rule_not_supported", 17, /between/],
    ["some x in kinds satisfies x", "rule_not_supported", 1, /listed functions/],
    ["for x in kinds return x", "rule_not_supported", 1, /listed functions/],
    ["matches(remark, months_lived)", "rule_unknown_name", 1, /contains|Functions/],
    ["monhts between(since, today()) < 6", "rule_unknown_name", 1, /months between/],
    ["months between(since) < 6", "rule_type", 1, /from, to/],
    ["6 / months_lived > 2", "rule_not_supported", 5, /income \/ 12/],
    ["income / 0 > 2", "rule_not_supported", 10, /income \/ 12/],
    ['since > date("2026-02-30")', "rule_type", 9, /year-month-day/],
    ['date("2026-13-01") < today()', "rule_type", 1, /year-month-day/],
    ["address.city = null", "rule_type", 9, /division/],
    ["function(x) x", "rule_not_supported", 1, /listed functions/],
    ["1e3 < months_lived", "rule_limit", 1, /decimal/],
    ["", "rule_syntax", 1, /remove/],
    [`${"(".repeat(40)}married${")".repeat(40)}`, "rule_limit", 24, /split/],
    [`married or ${"married or ".repeat(100)} married`, "rule_limit", 1001, /split/],
    ["kinds < 3", "rule_type", 1, /same kind/],
    ["remark + 1 > 3", "rule_type", 1, /number/],
    ["if married then 1 else true", "rule_type", 24, /number/],
    ['constructor = "x"', "rule_unknown_name", 1, /Names you can use|Did you mean/],
  ])("%s", (text, code, column, remedy) => {
    const [first] = problems(text);
    expect(first).toMatchObject({ line: 1, code });
    expect(first?.remedy.en).toMatch(remedy);
    expect(first?.column).toBe(column);
    expect(first?.say.zh).toMatch(/\p{Script=Han}/u);
  });

  it("names line and column of each problem", () => {
    expect(problems("married\n  or mmarried\n  or months_lived").map((p) => [p.line, p.column])).toEqual([
      [2, 6],
      [3, 6],
    ]);
  });
});

/** Conditions over four names, for comparison with feelin. */
const leaf = fc.constantFrom(
  "a < 5",
  "a >= b",
  "a = b",
  "a != 3",
  "a in (1, 2, 3)",
  "a between 2 and 5",
  "b between 0 and 4",
  'c = "x"',
  'c != "y"',
  'c in ("x", "z")',
  "f",
  "not(f)",
  "a = null",
  "c = null",
  "a + b > 4",
  "a * 2 - b < 3",
  "a / 4 >= 1",
  "-a < b",
  'd > date("2026-01-01")',
  'd = date("2024-02-29")',
  "min(a, b) < 3",
  'contains(c, "x")',
  'starts with(c, "x")',
  'list contains(l, "x")',
  "count(l) > 1",
  "d != null",
  "if f then a > 2 else b > 2",
  "true",
  "null = c",
  "floor(a / 2) = 1",
  "abs(a - b) > 1",
  "string length(c) > 0",
  'd between date("2025-01-01") and date("2026-06-30")',
);
const condition: fc.Arbitrary<string> = fc.letrec<{ node: string }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    leaf,
    fc.tuple(tie("node"), tie("node")).map(([a, b]) => `(${a}) and (${b})`),
    fc.tuple(tie("node"), tie("node")).map(([a, b]) => `(${a}) or (${b})`),
    tie("node").map((a) => `not(${a})`),
    fc.tuple(tie("node"), tie("node"), tie("node")).map(([a, b, c]) => `if (${a}) then (${b}) else (${c})`),
  ),
})).node;
const some = <T>(of: fc.Arbitrary<T>) => fc.option(of, { freq: 6, nil: null });
const day = fc
  .date({ min: new Date("2023-01-01"), max: new Date("2028-12-31"), noInvalidDate: true })
  .map((d) => d.toISOString().slice(0, 10));
const values = fc.record({
  a: some(fc.integer({ min: -6, max: 9 })),
  b: some(fc.integer({ min: -6, max: 9 })),
  c: some(fc.constantFrom("x", "y", "xyz", "")),
  d: some(day),
  f: some(fc.boolean()),
  l: some(fc.subarray(["x", "y", "z"])),
});
const abstract: Record<string, RuleType> = { a: "number", b: "number", c: "text", d: "date", f: "boolean", l: "texts" };

function feelDate(text: string): unknown {
  return evaluate(`date("${text}")`).value;
}

describe("agreement with feelin", () => {
  it("gives the same answer wherever every name is answered", () => {
    fc.assert(
      fc.property(condition, values, (text, given) => {
        const ours = compileRule(text, abstract, "boolean")(given, context);
        const theirs = evaluate(text, { ...given, d: given.d === null ? null : feelDate(given.d) }).value;
        expect(ours).toBe(theirs === true);
      }),
      { numRuns: 800 },
    );
  });

  it("never changes a known answer when more is answered", () => {
    fc.assert(
      fc.property(condition, values, fc.subarray(Object.keys(abstract)), (text, given, hidden) => {
        const rule = compileRule(text, abstract, "boolean");
        const partly = Object.fromEntries(Object.entries(given).filter(([name]) => !hidden.includes(name)));
        const early = rule(partly, context);
        if (early !== notYetKnown) expect(early).toBe(rule(given, context));
      }),
      { numRuns: 800 },
    );
  });

  it("reads between as the standard does: ends in the wrong order hold nothing, where feelin swaps them", () => {
    expect(evaluate("a between 5 and 2", { a: 3 }).value).toBe(true);
    expect(run("a between 5 and 2", { a: 3 }, "boolean", abstract)).toBe(false);
  });

  it("counts months and years as feelin does, except that 30 days left over never make a month", () => {
    expect(feelDate("2026-01-01")).toBeInstanceOf(FeelDate);
    const both = { x: "date", y: "date" } as const;
    const monthsRule = compileRule("months between(x, y)", both, "number");
    const yearsRule = compileRule("years between(x, y)", both, "number");
    fc.assert(
      fc.property(day, day, (one, other) => {
        const [from, to] = one < other ? [one, other] : [other, one];
        const months = Number(monthsRule({ x: from, y: to }, context));
        expect(monthsRule({ x: to, y: from }, context)).toBe(months === 0 ? 0 : -months);
        if (Number(from.slice(8)) <= 28) {
          expect(addMonths(from, months) <= to).toBe(true);
          expect(addMonths(from, months + 1) > to).toBe(true);
        }
        if (daysBetween(addMonths(from, months), to) >= 28) return;
        const span = `years and months duration(date("${from}"), date("${to}"))`;
        expect(evaluate(`${span}.years * 12 + ${span}.months`).value).toBe(months);
        expect(yearsRule({ x: from, y: to }, context)).toBe(evaluate(`${span}.years`).value);
      }),
      { numRuns: 400 },
    );
  });

  it("adds, subtracts and multiplies decimals exactly", () => {
    const decimal = fc.integer({ min: -99_999_999, max: 99_999_999 });
    const rules = ["+", "-", "*"].map((sign) => compileRule(`x ${sign} y`, { x: "number", y: "number" }, "number"));
    fc.assert(
      fc.property(decimal, decimal, (x, y) => {
        const given = { x: x / 100, y: y / 100 };
        const [sum, difference, product] = rules.map((rule) => rule(given, context));
        expect(sum).toBe((x + y) / 100);
        expect(difference).toBe((x - y) / 100);
        // Sixteen digits at most: the sixteenth is rounded away.
        const exact = BigInt(x) * BigInt(y);
        if (String(exact).replace("-", "").length <= 15) expect(product).toBe(Number(`${exact}e-4`));
        else expect(Number(product)).toBeCloseTo(Number(exact) / 10_000, 2);
      }),
      { numRuns: 500 },
    );
  });
});

describe("whatever is written as a rule", () => {
  const words =
    `ground months_lived married since = != < >= ( ) and or not in between 1 2.5 "job" date( "2026-01-01" today() city()
    if then else null [ ] .. , .division address - + / * for some { } function @ ? true count(kinds) \` 你 “ \\ ** instance`.split(
      /\s+/,
    );
  const text = fc.oneof(
    fc.string({ maxLength: 40 }),
    fc.string({ unit: "grapheme", maxLength: 20 }),
    fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 12 }).map((parts) => parts.join(" ")),
  );

  it("is a rule or is told what is wrong with it, and never trips over answers", () => {
    fc.assert(
      fc.property(text, fc.dictionary(fc.constantFrom(...Object.keys(names)), fc.jsonValue()), (written, given) => {
        try {
          const answer = compileRule(written, names, "boolean")(given, context);
          expect([true, false, notYetKnown]).toContain(answer);
        } catch (error) {
          if (!(error instanceof RuleError)) throw error;
          for (const { line, column, say, remedy } of error.problems) {
            expect(
              line >= 1 && column >= 1 && say.zh !== "" && say.en !== "" && remedy.zh !== "" && remedy.en !== "",
            ).toBe(true);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
