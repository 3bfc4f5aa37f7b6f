import { daysBetween, monthsBetween, yearsBetween } from "./days.ts";
import { roundHalfUp } from "./decimal.ts";
import type { RuleType } from "./types.ts";

export type RuleFunction = {
  readonly params: readonly RuleType[];
  readonly returns: RuleType;
  /** Arguments are known, not empty, and of the declared types. */
  readonly run: (...args: never[]) => boolean | number;
  /** One line for whoever writes a rule. */
  readonly usage: string;
};

/** The four municipalities are one city each, though their districts' codes differ in the third and fourth digit. */
const municipalities = new Set(["11", "12", "31", "50"]);

/** Whether two divisions (GB/T 2260) lie in the same city: same prefecture, municipality, or city directly under a province. */
function sameCity(a: string, b: string): boolean {
  const province = a.slice(0, 2);
  if (municipalities.has(province)) return province === b.slice(0, 2);
  // 419001, 429004, 469001, 659001: each a city of its own, only filed under one number.
  if (a.slice(2, 4) === "90") return a === b;
  return a.slice(0, 4) === b.slice(0, 4) && a.slice(2, 4) !== "00";
}

/** Whether a division is, or lies within, another one. */
function within(code: string, area: string): boolean {
  if (area.endsWith("0000")) return code.slice(0, 2) === area.slice(0, 2);
  if (area.endsWith("00")) return code.slice(0, 4) === area.slice(0, 4);
  return code === area;
}

function define<A extends unknown[]>(
  params: readonly RuleType[],
  returns: RuleType,
  usage: string,
  run: (...args: A) => boolean | number,
): RuleFunction {
  return { params, returns, usage, run: run as unknown as RuleFunction["run"] };
}

/** FEEL's own functions keep FEEL's meaning; the others exist because forms need them and FEEL has no short word for them. */
export const functions: Readonly<Record<string, RuleFunction>> = {
  count: define(["texts"], "number", "count(list)", (list: string[]) => list.length),
  "list contains": define(["texts", "text"], "boolean", 'list contains(list, "x")', (list: string[], item: string) =>
    list.includes(item),
  ),
  contains: define(["text", "text"], "boolean", 'contains(text, "x")', (a: string, b: string) => a.includes(b)),
  "starts with": define(["text", "text"], "boolean", 'starts with(text, "x")', (a: string, b: string) =>
    a.startsWith(b),
  ),
  "ends with": define(["text", "text"], "boolean", 'ends with(text, "x")', (a: string, b: string) => a.endsWith(b)),
  "string length": define(["text"], "number", "string length(text)", (a: string) => Array.from(a).length),
  min: define(["number", "number"], "number", "min(a, b)", (a: number, b: number) => Math.min(a, b)),
  max: define(["number", "number"], "number", "max(a, b)", (a: number, b: number) => Math.max(a, b)),
  abs: define(["number"], "number", "abs(a)", (a: number) => Math.abs(a)),
  floor: define(["number"], "number", "floor(a)", (a: number) => Math.floor(a)),
  ceiling: define(["number"], "number", "ceiling(a)", (a: number) => Math.ceil(a) + 0),
  "round half up": define(["number", "number"], "number", "round half up(a, 2)", (a: number, places: number) =>
    roundHalfUp(a, Math.min(12, Math.max(0, Math.trunc(places)))),
  ),
  "years between": define(["date", "date"], "number", "years between(from, to)", yearsBetween),
  "months between": define(["date", "date"], "number", "months between(from, to)", monthsBetween),
  "days between": define(["date", "date"], "number", "days between(from, to)", daysBetween),
  age: define(["date", "date"], "number", "age(birth, today())", yearsBetween),
  "same city": define(["text", "text"], "boolean", "same city(division, city())", sameCity),
  within: define(["text", "text"], "boolean", 'within(division, "430600")', within),
};

/** Names feelin's tokenizer must know as one, because a word in them is a keyword of FEEL. */
export const parserContext: Readonly<Record<string, unknown>> = Object.fromEntries(
  Object.keys(functions).map((name) => [name, 1]),
);
