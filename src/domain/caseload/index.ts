export type { Absence } from "./absences.ts";
export { addAbsence, awayAt, endAbsence, listAbsences, standIn, turnAbsences } from "./absences.ts";
export type { Area } from "./areas.ts";
export { areaOf, listAreas, removeArea, saveArea } from "./areas.ts";
export type { Assist, AssistConsent, AssistedPerson, NewAssist } from "./assist.ts";
export {
  assistOfDraft,
  assistOwner,
  assistTooOld,
  assistWithin,
  beginAssist,
  consents,
  findAssist,
  forgetAssisted,
  forgetAssistedWith,
  listAssists,
  listWithin,
  markAssistSent,
  resealAssists,
} from "./assist.ts";
export type { AssistContext, WorkContext } from "./context.ts";
export type { SavedFilter } from "./filters.ts";
export { filtersAtMost, listFilters, removeFilter, saveFilter } from "./filters.ts";
export { peopleOf, routeCases } from "./route.ts";
export type { Group, RoutingRule, Target } from "./rules.ts";
export { addGroup, addRule, listGroups, listRules, removeGroup, removeRule, targets } from "./rules.ts";
export type { ReasonTemplate, TemplateAct } from "./templates.ts";
export { listTemplates, removeTemplate, saveTemplate, templateActs } from "./templates.ts";
