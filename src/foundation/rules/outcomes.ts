import { addDays, addMonths, isDay } from "./days.ts";
import type { CompiledRule, RuleEdges, RuleName } from "./types.ts";

const maximumTries = 20_000;

function inRange<T extends number | string>(value: T, min: T | undefined, max: T | undefined): boolean {
  return (min === undefined || value >= min) && (max === undefined || value <= max);
}

function numbers(name: Exclude<RuleName, string>, edges: RuleEdges, step: number): number[] {
  const min = typeof name.min === "number" ? name.min : undefined;
  const max = typeof name.max === "number" ? name.max : undefined;
  const sorted = [...edges.numbers].sort((a, b) => a - b);
  const middles = sorted.slice(1).map((n, i) => (n + (sorted[i] ?? n)) / 2);
  const around = edges.numbers.flatMap((n) => [n - step, n, n + step]);
  return [0, min ?? -1_000_000, max ?? 1_000_000_000, ...around, ...middles].filter((n) => inRange(n, min, max));
}

/** Days on both sides of every edge; a number compared with time that has passed may mean years, months or days. */
function dates(name: Exclude<RuleName, string>, edges: RuleEdges, today: string): string[] | undefined {
  const day = (limit: number | string | undefined) => (limit === "today" ? today : limit);
  const min = day(name.min);
  const max = day(name.max);
  const spans = [0, ...edges.numbers.flatMap((n) => [Math.floor(n), Math.ceil(n)])];
  if (spans.some((n) => Math.abs(n) > 40_000)) return undefined;
  const apart = [today, ...edges.dates].flatMap((from) =>
    [...new Set(spans.flatMap((n) => [n, -n]))].flatMap((n) => [
      addDays(from, n),
      ...(Math.abs(n) <= 2400 ? [addMonths(from, n)] : []),
      ...(Math.abs(n) <= 200 ? [addMonths(from, n * 12)] : []),
    ]),
  );
  const days = [...apart.flatMap((d) => [addDays(d, -1), d, addDays(d, 1)]), min, max];
  return days.filter((d): d is string => typeof d === "string" && isDay(d) && inRange<string>(d, text(min), text(max)));
}

/** Every set of choices; too many of them cannot be tried. */
function subsets(options: readonly string[]): string[][] | undefined {
  if (options.length > 8) return undefined;
  const sets: string[][] = [[]];
  for (const option of options) for (const set of [...sets]) sets.push([...set, option]);
  return sets;
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
      const sets = subsets(name.options ?? edges.texts);
      return sets && [...sets, ...empty];
    }
    case "date": {
      const days = dates(name, edges, today);
      return days && [...new Set(days), ...empty];
    }
    case "file":
      return [{ file: "x" }, { promise: true }, ...empty];
    case "address":
      return undefined;
  }
}

/** Names that are read, and those that decide whether these are asked at all. */
function closure(names: readonly string[], conditions: Readonly<Record<string, CompiledRule>>): Set<string> {
  const all = new Set<string>();
  const visit = (name: string): void => {
    if (all.has(name)) return;
    all.add(name);
    for (const before of conditions[name]?.names ?? []) visit(before);
  };
  for (const name of names) visit(name);
  return all;
}

/**
 * Which answers a condition (or several that must hold together) can give at all, tried at every edge of the values its names
 * may have. `conditions` say when a name is answered at all; `names` stand in the order they are asked in. `undefined` when it
 * cannot be told by trying (computed values, names compared with each other, too many combinations).
 */
export function possibleOutcomes(
  rules: CompiledRule | readonly CompiledRule[],
  names: Readonly<Record<string, RuleName>>,
  conditions: Readonly<Record<string, CompiledRule>> = {},
): { readonly true: boolean; readonly false: boolean } | undefined {
  const all = typeof rules === "function" ? [rules] : rules;
  const read = closure(
    all.flatMap((rule) => rule.names),
    conditions,
  );
  const asked = Object.keys(names).filter((name) => read.has(name));
  const involved = [...all, ...asked.flatMap((name) => conditions[name] ?? [])];
  if (involved.some((rule) => !rule.edges.complete || rule.usesCity)) return undefined;
  const edges: RuleEdges = {
    numbers: involved.flatMap((rule) => rule.edges.numbers),
    texts: involved.flatMap((rule) => rule.edges.texts),
    dates: involved.flatMap((rule) => rule.edges.dates),
    complete: true,
  };
  const context = { today: "2026-06-15" };
  let combinations: Record<string, unknown>[] = [{}];
  for (const name of asked) {
    const given = names[name];
    const values = given === undefined ? undefined : candidates(given, edges, context.today);
    if (!values) return undefined;
    const condition = conditions[name];
    const next: Record<string, unknown>[] = [];
    for (const before of combinations) {
      const open = condition === undefined || condition(before, context) === true;
      for (const value of open ? values : [null]) next.push({ ...before, [name]: value });
      if (next.length > maximumTries) return undefined;
    }
    combinations = next;
  }
  const found = { true: false, false: false };
  for (const values of combinations) {
    found[all.every((rule) => rule(values, context) === true) ? "true" : "false"] = true;
    if (found.true && found.false) break;
  }
  return found;
}
