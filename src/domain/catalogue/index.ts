export { kindOfAgency } from "./agency-kind.ts";
export { Catalogue } from "./catalogue.ts";
export {
  type CatalogueFiles,
  checkCatalogue,
  checkFiles,
  digestOfCatalogue,
  type LoadedCatalogue,
  loadCatalogue,
  loadGroups,
} from "./check/load.ts";
export {
  type CheckedService,
  checkOwnService,
  type FileText,
  type Frame,
  loadFrame,
  type OwnFiles,
  placesIn,
} from "./check/own-service.ts";
export {
  type Finding,
  type FindingLevel,
  findingsOf,
  needsCounter,
  type Readiness,
} from "./completeness/completeness.ts";
export { type FindingCode, findingCodes } from "./completeness/words.ts";
export {
  type ExportContext,
  type Exported,
  type ExportFormat,
  exportFormats,
  exportServices,
  governmentServiceOf,
  nationPlace,
} from "./export/index.ts";
export { type CatalogueProblem, formatProblems, sorted as sortedProblems } from "./files/problems.ts";
export type { Path } from "./files/source.ts";
export {
  type Applied,
  applyImport,
  type Bytes,
  CatalogueImport,
  type Counts,
  checkImport,
  hows,
  type ImportPlan,
  ImportProblem,
  importUploadLimit,
  type KeptImport,
  listImports,
  type Mapping,
  noteText,
  type Outcome,
  outcomeNames,
  outcomes,
  type ReportFormat,
  type RowReport,
  readImport,
  readMapping,
  reportFormats,
  takeList,
  usualMapping,
  writeReport,
} from "./import/index.ts";
export {
  type Choosable,
  eventForm,
  filledAnswers,
  filledFrom,
  isSentAlong,
  type LifeEvent,
  type LifeEventDefinition,
  type LifeEventSample,
  type LifeEventStep,
  lifeEventForm,
  lifeEventOfForm,
  wantedPage,
  wantedQuestion,
} from "./life-events/life-event.ts";
export { LifeEvents } from "./life-events/life-events.ts";
export {
  bodiesOf,
  ofBody,
  offeringOfBody,
  whichAgency,
  withBodies,
  withoutBody,
} from "./offer/bodies.ts";
export { type ChangedBy, type ChangedValue, changesOf, type OfferChange } from "./offer/changes.ts";
export {
  type Added,
  addAll,
  type CityAgency,
  type NewOffering,
  offer,
  type StandingAgency,
  type StandingOffer,
  setCityAgencies,
  setStandingAgencies,
  setStandingOffers,
  takeBackStandingOffer,
} from "./offer/offer.ts";
export {
  type AgencyValues,
  type By,
  bodiesPerKind,
  everyAgency,
  nation,
  type Offering,
  type OfferingSources,
  type OfferValues,
  type Source,
  type Venue,
  type Visibility,
  venueLimit,
  visibilities,
  type Withdrawal,
} from "./offer/offering.ts";
export {
  layersOf,
  type OfferingParts,
  offeredServices,
  offeringRevisions,
  offeringsOfCities,
  offeringsStamp,
  readCitySayings,
  readLayers,
  readStandingSayings,
  type Saying,
  settleOfferings,
  speakersOf,
} from "./offer/offerings.ts";
export { type Layer, type ResolvedAgency, resolveAgency, resolveOffering, usualAgencyName } from "./offer/resolve.ts";
export { type Terms, termsOf } from "./offer/terms.ts";
export { type UsualAgency, usualAgency } from "./offer/usual-agencies.ts";
export { type ConnectorFile, connectorProblems } from "./publish/connectors.ts";
export {
  hasProblems,
  type PublicationAct,
  type Published,
  type PublishedBy,
  publishCatalogue,
} from "./publish/publish.ts";
export { sendableDays, sendableUntil } from "./publish/sendable-until.ts";
export {
  type Change,
  followNation,
  type KnownVersion,
  keepChecked,
  type Publication,
  publicationsOf,
  publicationsShown,
  putVersion,
  releaseHeld,
  versionInForce,
  versionsOf,
} from "./publish/versions.ts";
export { ServiceSearch } from "./search/search.ts";
export { answersSchema, mostPeople } from "./service/answers-schema.ts";
export type { BillSection, SampleBill } from "./service/bill.ts";
export {
  certificatePage,
  fitRows,
  gapOf,
  type Measure,
  measureRoughly,
  type PrintedRow,
  rowHeight,
  sheetLabels,
  splitLabel,
  statementOver,
  titleSpacing,
  valueWidth,
} from "./service/certificate-page.ts";
export { compareVersions, type Difference } from "./service/compare.ts";
export {
  type CompiledQuestion,
  compileService,
  publishedService,
  ruleValue,
  type ServiceVersion,
  settle,
} from "./service/compile.ts";
export {
  type AgencyKind,
  type Answers,
  type CertificateLine,
  type CertificateTemplate,
  caseStates,
  type Duration,
  type Field,
  type FoundField,
  type FoundFormat,
  type LookUp,
  profileFields,
  type Question,
  type QuestionPage,
  type QuestionType,
  type Regime,
  type Sample,
  type ServiceDefinition,
  type TimeLimit,
} from "./service/definition.ts";
export { describe, type Part, parts, type Statement } from "./service/describe.ts";
export { amountDue, type Charge, type FeeDue, feeOf, type OwnFee, type PaidOnline } from "./service/fee.ts";
export { type LateBill, type LateFeeRule, lateFee, onDay } from "./service/late-fee.ts";
export { filled, type MessageWords, type OwnMessage, ownMessages } from "./service/messages.ts";
