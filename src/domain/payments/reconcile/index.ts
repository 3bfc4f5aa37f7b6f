export {
  balanceOf,
  correct,
  isAccount,
  type StatementLine,
  statementLimit,
  statementOf,
  trialBalance,
} from "./balances.ts";
export {
  type CloseHindrance,
  type CloseReadiness,
  closeDay,
  closeHindrances,
  closeReadiness,
  closesOf,
  type DayClose,
  eachHandOverLine,
  type HandOverLine,
  handOvers,
  handOversBetween,
  openDays,
  type SourceDay,
  sourceDaysOf,
  unproven,
} from "./close.ts";
export { type Comparison, reconcile } from "./compare.ts";
export {
  countDifferences,
  type Difference,
  type DifferenceKey,
  type DifferenceName,
  type DifferenceState,
  differenceId,
  differenceKey,
  differenceNames,
  differenceNotFound,
  differenceStates,
  differencesOf,
  explainDifference,
  explanationLimit,
  findDifference,
  type LineKind,
  listDifferences,
  paymentsBehind,
  type Remedy,
  remedies,
  remediesOf,
} from "./differences.ts";
export { type FetchOutcome, fetchBill } from "./fetch.ts";
export { forgetOldLines } from "./forget.ts";
export { startRemedy } from "./remedies.ts";
export { askAgain, type DayLine, daysPerPage, listDays, type RunTotals, runReconciliation } from "./run.ts";
export { billFrom, noFile, type Source, type SourceOfDay, sourceName, sourceOf, sourcesOf } from "./sources.ts";
