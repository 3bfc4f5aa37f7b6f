import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileRule, possibleOutcomes, type RuleName } from "./index.ts";

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

describe("what a rule can be", () => {
  const outcomes = (text: string) => possibleOutcomes(compileRule(text, names, "boolean"), names);
  it.each<[string, ReturnType<typeof outcomes>]>([
    ['months_lived < 6 or ground = "none"', { true: true, false: true }],
    ["months_lived < 0", { true: false, false: true }],
    ["months_lived >= 0", { true: true, false: false }],
    ["months_lived < 3 and months_lived > 5", { true: false, false: true }],
    ['ground = "job" and ground = "none"', { true: false, false: true }],
    ["since > today()", undefined],
    ["months between(since, today()) < 6", { true: true, false: true }],
    ["months between(since, today()) < 0", { true: false, false: true }],
    ["lease = null", { true: true, false: true }],
    ["income * 2 > 10", undefined],
    ["married or not(married)", { true: true, false: false }],
    ["months_lived = 1200", { true: true, false: true }],
    ["months_lived = 1201", { true: false, false: true }],
    ["months_lived > 1.2 and months_lived < 1.3", { true: true, false: true }],
    ['list contains(kinds, "a") and list contains(kinds, "b")', { true: true, false: true }],
    ['list contains(kinds, "a") and count(kinds) = 2', undefined],
    ['months between(since, date("2020-03-01")) > 6', { true: true, false: true }],
    ["days between(since, today()) > 3650", { true: true, false: true }],
    ["days between(since, today()) > 100000", undefined],
    ["years between(since, since) > 1", undefined],
    ['since < date("2020-01-01") and since > date("2020-06-01")', { true: false, false: true }],
  ])("%s", (text, expected) => {
    expect(outcomes(text)).toEqual(expected);
  });
});

describe("what a rule is said never to be", () => {
  const part = fc.constantFrom(
    "n < 3",
    "n >= 5",
    "n = 7.5",
    "n between 2 and 4",
    "n in (1, 9)",
    'c = "x"',
    'c != "x"',
    'c in ("y", "z")',
    "f",
    "f = false",
    'list contains(l, "x")',
    "months between(d, today()) < 6",
    "years between(d, today()) >= 18",
    'd > date("2020-01-01")',
    'd between date("2019-01-01") and date("2019-02-01")',
    "days between(d, today()) = 30",
    "o = null",
    "o > 4",
  );
  const rule = fc
    .array(fc.tuple(part, fc.boolean()), { minLength: 1, maxLength: 4 })
    .chain((parts) =>
      fc.constantFrom(" and ", " or ").map((word) => parts.map(([one, not]) => (not ? `not(${one})` : one)).join(word)),
    );
  const known: Record<string, RuleName> = {
    n: { type: "number", min: 0, max: 10 },
    o: { type: "number", optional: true },
    c: { type: "text", options: ["x", "y", "z"] },
    f: "boolean",
    l: { type: "texts", options: ["x", "y"] },
    d: { type: "date", max: "today" },
  };
  const answers = fc.record({
    n: fc.integer({ min: 0, max: 100 }).map((tenths) => tenths / 10),
    o: fc.option(fc.integer({ min: -9, max: 9 })),
    c: fc.constantFrom("x", "y", "z"),
    f: fc.boolean(),
    l: fc.subarray(["x", "y"]),
    d: fc
      .date({ min: new Date("1990-01-01"), max: new Date("2026-06-15"), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10)),
  });

  it("it is not, whatever is answered", () => {
    fc.assert(
      fc.property(rule, fc.array(answers, { minLength: 5, maxLength: 20 }), (written, all) => {
        const compiled = compileRule(written, known, "boolean");
        const outcomes = possibleOutcomes(compiled, known);
        if (!outcomes) return;
        for (const given of all)
          expect(outcomes[compiled(given, { today: "2026-06-15" }) === true ? "true" : "false"]).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});
