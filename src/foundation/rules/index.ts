export { compileRule, maximumDepth, maximumLength, publishedRule } from "./compile.ts";
export { addDays, addMonths, daysBetween, isDay, monthsBetween, yearsBetween } from "./days.ts";
export { nearest } from "./nearest.ts";
export { possibleOutcomes } from "./outcomes.ts";
export type {
  CompiledRule,
  NotYetKnown,
  RuleAnswer,
  RuleContext,
  RuleName,
  RuleProblem,
  RuleType,
} from "./types.ts";
export { notYetKnown, RuleError } from "./types.ts";
