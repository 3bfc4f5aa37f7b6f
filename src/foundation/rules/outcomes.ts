import { addDays, addMonths, isDay } from "./days.ts";
import type { CompiledRule, RuleEdges, RuleName } from "./types.ts";

const maximumTries = 20_000;

function inRange<T extends number | string>(value: T, min: T | undefined, max: T | undefined): boolean {
  return (min === undefined || value >= min) && (max === undefined || value <= max);
}

function numbers(name: Exclude<RuleName, string>, edges: RuleEdges, step: number): number[] {
  const min = typeof name.min === "number" ? name.min : undefined;
  const max = typeof name.max === "number" ? name.max : undefined;
  const around = edges.numbers.flatMap((n) => [n - step, n, n + step]);
  return [0, min ?? -1_000_000, max ?? 1_000_000_000, ...around].filter((n) => inRange(n, min, max));
}

function dates(name: Exclude<RuleName, string>, edges: RuleEdges, today: string): string[] {
  const day = (limit: number | string | undefined) => (limit === "today" ? today : limit);
  const min = day(name.min);
  const max = day(name.max);
  const around = edges.dates.flatMap((d) => [addDays(d, -1), d, addDays(d, 1)]);
  // A number compared with time that has passed may mean years, months or days.
  const spans = [...edges.numbers, 0].filter((n) => Number.isInteger(n) && Math.abs(n) < 3000);
  const apart = spans.flatMap((n) =>
    [-n, n].flatMap((count) => [addMonths(today, count), addMonths(today, count * 12), addDays(today, count)]),
  );
  const days = [...around, ...apart.flatMap((d) => [addDays(d, -1), d, addDays(d, 1)]), today, min, max];
  return days.filter((d): d is string => typeof d === "string" && isDay(d) && inRange<string>(d, text(min), text(max)));
}

function text(limit: number | string | undefined): string | undefined {
  return typeof limit === "string" ? limit : undefined;
}

function candidates(given: RuleName, edges: RuleEdges, today: string): unknown[] | undefined {
  const name = typeof given === "string" ? { type: given } : given;
  const empty = name.optional ? [null] : [];
  switch (name.type) {
    case "boolean":
      return [true, false, ...empty];
    case "number":
      return [...new Set([...numbers(name, edges, 0.5), ...numbers(name, edges, 1)]), ...empty];
    case "money":
      return [...new Set(numbers(name, edges, 0.01).map((yuan) => Math.round(yuan * 100))), ...empty];
    case "text":
      return name.options ? [...name.options, ...empty] : [...edges.texts, "\u{1F5FA}", ...empty];
    case "texts": {
      const options = name.options ?? edges.texts;
      return [[], [...options], ...options.map((option) => [option]), ...empty];
    }
    case "date":
      return [...new Set(dates(name, edges, today)), ...empty];
    case "file":
      return [{ file: "x" }, { promise: true }, ...empty];
    case "address":
      return undefined;
  }
}

/**
 * Which answers a condition can give at all, tried at every edge of the values its names may have. `undefined` when that
 * cannot be told by trying (computed values, names compared with each other, too many combinations).
 */
export function possibleOutcomes(
  rules: CompiledRule | readonly CompiledRule[],
  names: Readonly<Record<string, RuleName>>,
): { readonly true: boolean; readonly false: boolean } | undefined {
  const all = typeof rules === "function" ? [rules] : rules;
  if (all.some((rule) => !rule.edges.complete || rule.usesCity)) return undefined;
  const edges: RuleEdges = {
    numbers: all.flatMap((rule) => rule.edges.numbers),
    texts: all.flatMap((rule) => rule.edges.texts),
    dates: all.flatMap((rule) => rule.edges.dates),
    complete: true,
  };
  const today = "2026-06-15";
  let combinations: Record<string, unknown>[] = [{}];
  for (const name of new Set(all.flatMap((rule) => rule.names))) {
    const given = names[name];
    const values = given === undefined ? undefined : candidates(given, edges, today);
    if (!values || combinations.length * values.length > maximumTries) return undefined;
    combinations = combinations.flatMap((before) => values.map((value) => ({ ...before, [name]: value })));
  }
  const found = { true: false, false: false };
  for (const values of combinations) {
    const holds = all.every((rule) => rule(values, { today }) === true);
    found[holds ? "true" : "false"] = true;
    if (found.true && found.false) break;
  }
  return found;
}
