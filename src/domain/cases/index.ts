export type { Actor, ActWords, CaseEvent, CaseRow, Change } from "./case.ts";
export { fold } from "./case.ts";
export { certificateFacts } from "./certificate-facts.ts";
export type { CaseClock } from "./clocks.ts";
export type { CaseContext } from "./context.ts";
export { caseContext, limitsOf } from "./context.ts";
export { drawRegime } from "./draw.ts";
export type { Idempotency } from "./idempotency.ts";
export { bodyHash } from "./idempotency.ts";
export type { CaseLine, CasePage, InboxFilter } from "./inbox.ts";
export { listCases, listCasesOf, maskedName } from "./inbox.ts";
export type { Act, ActAnswer } from "./perform.ts";
export { CaseChanged, caseNotFound, perform } from "./perform.ts";
export { project } from "./project.ts";
export type { BriefCase, CaseView } from "./read.ts";
export { findCase, findCases, myCases, viewCase } from "./read.ts";
export { resealCases } from "./reseal.ts";
export { resealApplicants } from "./reseal-applicants.ts";
export { forgetOldKeys, retain } from "./retain.ts";
export type { TimelineEvent } from "./rows.ts";
export type { Applicant } from "./sealing.ts";
export type { ActType, ClockKind, State, Transition, Who } from "./states.ts";
export {
  actTypes,
  closedStates,
  findTransition,
  problemsOf,
  regimes,
  states,
  transitionsFrom,
  whoseMove,
} from "./states.ts";
export type { Receipt, Submission } from "./submit.ts";
export { submitCase } from "./submit.ts";
export { tick } from "./tick.ts";
