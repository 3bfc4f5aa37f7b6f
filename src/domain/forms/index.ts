export { withoutForbidden } from "./characters.ts";
export { carryOver } from "./drafts/carry-over.ts";
export { changeVersion } from "./drafts/change-version.ts";
export { discardDraft } from "./drafts/discard-draft.ts";
export type {
  Draft,
  DraftContent,
  DraftOwner,
  DraftService,
  DraftsContext,
  Typed,
} from "./drafts/draft.ts";
export { draftLimit, keepDays } from "./drafts/draft.ts";
export { draftsOfEvent } from "./drafts/drafts-of-event.ts";
export { errorsOfPage } from "./drafts/errors-of-page.ts";
export { expireDrafts } from "./drafts/expire-drafts.ts";
export { handOverDrafts } from "./drafts/hand-over-drafts.ts";
export type { DraftSummary } from "./drafts/list-drafts.ts";
export { listDrafts } from "./drafts/list-drafts.ts";
export { markSent } from "./drafts/mark-sent.ts";
export { mergePage } from "./drafts/merge-page.ts";
export { openDraft } from "./drafts/open-draft.ts";
export type { Saved, SavePageInput } from "./drafts/save-page.ts";
export { savePage } from "./drafts/save-page.ts";
export { startDraft } from "./drafts/start-draft.ts";
export type { Circumstances } from "./evaluate.ts";
export type { FieldView, OptionView, PartView } from "./field-view.ts";
export { fieldNames, fieldView, showAnswer } from "./field-view.ts";
export type { Form, FormSource } from "./form.ts";
export { formOf } from "./form.ts";
export type { Journey, JourneyOptions, PageQuestion, PageState } from "./journey.ts";
export { journey, questionsOfPage } from "./journey.ts";
export type { AgencyData, Known, KnownAnswer, ProfileData, Source } from "./known.ts";
export { known, withKnown } from "./known.ts";
export type { Address } from "./types/address.ts";
export { readBankCard } from "./types/bank-card.ts";
export type { Posted, Read, ReceivedFile, ShowOptions, Surroundings } from "./types/contract.ts";
export { empty, Wrong } from "./types/contract.ts";
export { readEmail } from "./types/email.ts";
export type { FileAnswer } from "./types/file.ts";
export { fileSizeLimit } from "./types/file.ts";
export { questionTypes, readerOf } from "./types/index.ts";
export { fenOfYuan } from "./types/money.ts";
export { readOrganisationCode } from "./types/organisation-code.ts";
export type { Person } from "./types/people.ts";
export { readPhone } from "./types/phone.ts";
export { readPlate } from "./types/plate.ts";
export { birthDayOf, maskResidentId, readResidentId, residentIdCheck } from "./types/resident-id.ts";
export type { Validated, ValidateOptions } from "./validate-answers.ts";
export { doubtsOf, validateAnswers } from "./validate-answers.ts";
