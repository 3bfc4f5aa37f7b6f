export type {
  Adapter,
  BrokenRow,
  ConfigProblem,
  ConnectorBiller,
  ConnectorBills,
  ConnectorParts,
  ConnectorReversal,
  ConnectorWriteOff,
  FileDrop,
  OpenConnector,
  PushKey,
  ReadBill,
  RefusedRow,
  WaitingFile,
  WrittenFile,
} from "./adapter.ts";
export { Agencies, type AgenciesParts } from "./agencies.ts";
export type {
  Biller,
  BillQuery,
  BillsFound,
  OwedBill,
  Reversal,
  ReversalAnswer,
  WriteOff,
  WriteOffAnswer,
  WriteOffLine,
} from "./biller.ts";
export { type BreakerLimits, breakerLimits } from "./breaker.ts";
export { answerBytes, tableRows } from "./check-answer.ts";
export { connectorConfigsOf } from "./configs.ts";
export {
  ConnectorProblem,
  checkConnector,
  enable as enableConnector,
  resealConnectors,
  setConnector,
} from "./connectors.ts";
export type {
  About,
  AgencyFile,
  AgencyRequest,
  AgencyStage,
  Answered,
  Connector,
  ConnectorAnswer,
  HandedFile,
  LookedUp,
  Person,
  Register,
  RegisterEntry,
  UnavailableReason,
} from "./contract.ts";
export { AgencyFailure, AgencyRefusal, agencyStages, unavailableReasons } from "./contract.ts";
export {
  changeDead,
  type Errand,
  type ErrandActor,
  type ErrandHandlers,
  type ErrandOutcome,
  type ErrandPurpose,
  errandCounts,
  errandLimits,
  errandPurposes,
  errandsAbout,
  errandsPage,
  findErrand,
  type NewErrand,
} from "./errands.ts";
export { exchangeFiles, type Heard, type TakeStage } from "./files.ts";
export { lookUp } from "./look-up.ts";
export {
  type ConnectorOverview,
  type ConnectorState,
  connectorStates,
  connectorStatesOf,
  connectorsOf,
  filesOf,
} from "./overview.ts";
export {
  type AgencyCase,
  agencyCaseBy,
  agencyCaseOf,
  beginPush,
  endPush,
  forgetOldPushes,
  isWithAgency,
  type Push,
  type PushOutcome,
  pushBefore,
  pushesAbout,
  rememberFollowed,
  rememberReference,
  rememberStage,
  rememberWithdrawn,
} from "./stages.ts";
