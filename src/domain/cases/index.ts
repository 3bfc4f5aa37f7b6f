export { decideFiled, ruleActor } from "./by-rule.ts";
export type { Actor, ActWords, CaseEvent, CaseRow, Change } from "./case.ts";
export { disclosureOutcomes, fold, saidOf } from "./case.ts";
export { certificateFacts } from "./certificate-facts.ts";
export type { RuleCheck, RuleFigures, Verdict } from "./checks.ts";
export {
  figuresOfRules,
  findCheck,
  isDrawn,
  listChecks,
  recordCheck,
  recordRuleEvents,
  resealCheckNotes,
} from "./checks.ts";
export type { CaseClock } from "./clocks.ts";
export { addConsents, withdrawConsent } from "./consents.ts";
export type { CaseContext } from "./context.ts";
export { caseContext, limitsOf } from "./context.ts";
export { atTheCounter, feeOfCase, isFeeDue, type ToDo } from "./counter.ts";
export { dataRequest, type ErasableKind, type ErasureAsked, erasableKinds, erasureAsked } from "./data-request.ts";
export { drawRegime } from "./draw.ts";
export {
  type Accepted,
  type AcceptedLine,
  filedOr,
  listAccepted,
  projectElsewhere,
  submitFrom,
} from "./elsewhere.ts";
export { type ErasedFor, eraseCase, erasedFor } from "./erase.ts";
export { eraseAnswer } from "./erase-answer.ts";
export {
  type CasePlan,
  type Erasure,
  erasuresOf,
  type PlannedCase,
  planOfCases,
  recordErasure,
} from "./erasures.ts";
export type { CaseLine, CasePage, ClerkLoad, InboxFilter } from "./inbox.ts";
export {
  countedTo,
  eachCase,
  exportLimit,
  listCases,
  listCasesByPhone,
  listCasesOf,
  loadOf,
  maskedName,
} from "./inbox.ts";
export { type Keeping, keepingOf } from "./keeping.ts";
export { type NearDeadline, nearDeadlines, noteNear } from "./near.ts";
export { type PastCase, pastCases } from "./past.ts";
export type { Act, ActAnswer } from "./perform.ts";
export { CaseChanged, caseNotFound, perform, whoIs } from "./perform.ts";
export { project } from "./project.ts";
export type { BriefCase, CaseView } from "./read.ts";
export { counterPhones, findCase, findCases, myCases, openAnswers, viewCase } from "./read.ts";
export { regimes, regimeTerms } from "./regimes/index.ts";
export type { CallResult, ReportState } from "./report.ts";
export { callResults, hotline } from "./report.ts";
export { resealCases } from "./reseal.ts";
export { resealApplicants } from "./reseal-applicants.ts";
export { resealedWords } from "./reseal-words.ts";
export { retain } from "./retain.ts";
export type { TimelineEvent } from "./rows.ts";
export type { Applicant } from "./sealing.ts";
export { actsForStage } from "./stages.ts";
export { findTransition, problemsOf, transitionsFrom, whoseMove } from "./states.ts";
export type { Receipt, Submission } from "./submit.ts";
export { isAnsweredByRecords, submitCase } from "./submit.ts";
export type { ActType, ClockKind, State, Transition, Who } from "./table.ts";
export { actTypes, clockKinds, closedStates, states } from "./table.ts";
export { tick } from "./tick.ts";
export { waitFor } from "./wait-for.ts";
