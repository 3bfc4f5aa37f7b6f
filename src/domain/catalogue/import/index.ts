export { type Applied, applyImport } from "./apply.ts";
export { checkImport, importUploadLimit, type KeptImport, listImports, readImport, takeList } from "./keep.ts";
export { type Mapping, readMapping, usualMapping } from "./mapping.ts";
export { CatalogueImport, type ImportPlan } from "./plan.ts";
export {
  type Counts,
  type ReportFormat,
  type RowReport,
  reportFormats,
  writeReport,
} from "./report.ts";
export { type Bytes, ImportProblem } from "./rows.ts";
export { hows, noteText, type Outcome, outcomeNames, outcomes } from "./words.ts";
