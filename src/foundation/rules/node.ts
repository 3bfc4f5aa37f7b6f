import { isDay } from "./days.ts";
import { toYuan } from "./decimal.ts";
import type { Problems } from "./problems.ts";
import type { RuleContext, RuleName, RuleType } from "./types.ts";

/** A node of feelin's syntax tree, without comments. */
export type Node = {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly children: readonly Node[];
};

/** While running: `undefined` is not yet known, `null` is empty. Addresses and files stay objects. */
export type Value =
  | boolean
  | number
  | string
  | readonly string[]
  | Readonly<Record<string, unknown>>
  | null
  | undefined;
export type Run = (values: Readonly<Record<string, unknown>>, context: RuleContext) => Value;

/** A compiled part of a rule. `options` are the only texts it can give, `plain` marks names, literals, today() and city(). */
export type Part = {
  readonly type: RuleType | "null";
  readonly run: Run;
  readonly options?: readonly string[] | undefined;
  readonly plain?: boolean;
  readonly literal?: string | number;
};

/** What a compilation knows and finds out on its way. */
export class Scope {
  readonly text: string;
  readonly names: Readonly<Record<string, RuleName>>;
  readonly problems: Problems;
  readonly used = new Set<string>();
  readonly numbers = new Set<number>();
  readonly texts = new Set<string>();
  readonly dates = new Set<string>();
  usesToday = false;
  usesCity = false;
  edgesComplete = true;

  constructor(text: string, names: Readonly<Record<string, RuleName>>, problems: Problems) {
    this.text = text;
    this.names = names;
    this.problems = problems;
  }

  of(node: Node): string {
    return this.text.slice(node.from, node.to);
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

// What does not have the form of its type counts as not answered: the form checks answers, a rule must only never trip over one.
const readers: Readonly<Record<RuleType, (value: unknown) => Value>> = {
  number: (v) => (typeof v === "number" && Number.isFinite(v) ? v : undefined),
  money: (v) => (typeof v === "number" && Number.isSafeInteger(v) ? toYuan(v) : undefined),
  text: (v) => (typeof v === "string" ? v : undefined),
  boolean: (v) => (typeof v === "boolean" ? v : undefined),
  date: (v) => (typeof v === "string" && isDay(v) ? v : undefined),
  texts: (v) => (Array.isArray(v) && v.every((item) => typeof item === "string") ? v : undefined),
  address: (v) => (isRecord(v) && typeof v["division"] === "string" ? v : undefined),
  file: (v) => (isRecord(v) ? v : undefined),
};

/** Reads a name from the answers, in the form its type is computed with. */
export function reader(name: string, type: RuleType): Run {
  const read = readers[type];
  return (values) => {
    if (!Object.hasOwn(values, name)) return undefined;
    const value = values[name];
    return value === null ? null : read(value);
  };
}
