export { answersSchema } from "./answers-schema.ts";
export { Catalogue } from "./catalogue.ts";
export { type CompiledQuestion, compileService, type ServiceVersion, settle } from "./compile.ts";
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
} from "./definition.ts";
export {
  type CatalogueFiles,
  checkCatalogue,
  checkFiles,
  digestOfCatalogue,
  type LoadedCatalogue,
  loadCatalogue,
  loadGroups,
} from "./load.ts";
export {
  type NewOffering,
  type Offering,
  offer,
  offeredService,
  offeredServices,
  type Terms,
  termsOf,
} from "./offer.ts";
export { type CatalogueProblem, formatProblems } from "./problems.ts";
export { type Published, publishCatalogue } from "./publish.ts";
export { ServiceSearch } from "./search.ts";
