import type { Text } from "../i18n/index.ts";

/**
 * What a name in a rule holds, by the form in which answers are stored: number · money (fen as an integer; a rule reads it as
 * yuan) · text · boolean · date ("YYYY-MM-DD") · texts (string[]) · address ({ division, detail }) ·
 * file ({ file, … } or { promise: true }).
 */
export type RuleType = "number" | "money" | "text" | "boolean" | "date" | "texts" | "address" | "file";

/** A name with what is known about its values; the checks for rules that can never be true use it. */
export type RuleName =
  | RuleType
  | {
      readonly type: RuleType;
      /** The only values a text or texts can have; comparing with another one is a mistake. */
      readonly options?: readonly string[];
      /** For numbers; for dates an ISO day or `today`. */
      readonly min?: number | string;
      readonly max?: number | string;
      /** May stay empty (optional or not asked of everyone). */
      readonly optional?: boolean;
    };

/** The answer of a rule whose names are not all answered, and which those already answered do not decide. */
export const notYetKnown: unique symbol = Symbol("notYetKnown");
export type NotYetKnown = typeof notYetKnown;

/** What surrounds an evaluation: `today` is an ISO day of the city's calendar, `city` the city's division code. */
export type RuleContext = { readonly today: string; readonly city?: string };

export type RuleAnswer = boolean | number | string | readonly string[] | null;

/**
 * A rule, ready to run. `values` are answers by name: a name that is missing (or `undefined`) is not yet answered, `null` is
 * answered with nothing (an optional question left empty, or one that is not asked). A rule compiled for `boolean` never
 * gives `null`: what was not given does not fulfil a condition. One compiled for `money` gives fen, rounded half up.
 */
export type CompiledRule = {
  (values: Readonly<Record<string, unknown>>, context: RuleContext): RuleAnswer | NotYetKnown;
  readonly text: string;
  /** Names the rule reads, in order of appearance. */
  readonly names: readonly string[];
  readonly usesToday: boolean;
  readonly usesCity: boolean;
  /** What the rule compares its names with: the edges at which its answer can change. */
  readonly edges: RuleEdges;
};

export type RuleEdges = {
  readonly numbers: readonly number[];
  readonly texts: readonly string[];
  readonly dates: readonly string[];
  /** False when names are computed with, so that the edges are not all there are. */
  readonly complete: boolean;
};

export type RuleProblem = {
  /** Within the rule, both from 1. */
  readonly line: number;
  readonly column: number;
  readonly code: "rule_syntax" | "rule_unknown_name" | "rule_type" | "rule_not_supported" | "rule_limit";
  readonly say: Text;
  readonly remedy: Text;
};

/** A rule that cannot be published, with everything that is wrong with it. */
export class RuleError extends Error {
  readonly problems: readonly RuleProblem[];
  constructor(problems: readonly RuleProblem[]) {
    super(problems.map((p) => `${p.line}:${p.column} ${p.say.en}`).join("; "));
    this.name = "RuleError";
    this.problems = problems;
  }
}
