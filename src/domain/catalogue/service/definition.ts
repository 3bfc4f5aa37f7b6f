import type { Text } from "../../../foundation/i18n/index.ts";
import type { BillSection, SampleBill } from "./bill.ts";
import type { MessageWords, OwnMessage } from "./messages.ts";

/**
 * A service as its file says it (catalogue/<field>/<service>.yaml). The file's form is service.schema.json; these are the
 * same shapes for the program. Immutable once published: a change is a new version.
 */
export type ServiceDefinition = {
  readonly code: string;
  readonly field: string;
  readonly kind: "query" | "pay" | "apply" | "certificate" | "book" | "report";
  readonly regime: Regime;
  readonly name: Text;
  /** What it is, in one sentence. */
  readonly summary: Text;
  /** Words people really search for. */
  readonly also: { readonly zh: readonly string[]; readonly en: readonly string[] };
  readonly audience: readonly ("person" | "organisation")[];
  /** An agency kind (agency-kinds.csv). */
  readonly agency: string;
  readonly law: readonly { readonly title: string; readonly article: string }[];
  /** `correct` and `deliver` where the law of this service sets its own; see `limitsOf` of the module `cases`. */
  readonly time: {
    readonly accept: TimeLimit;
    readonly decide: TimeLimit;
    readonly correct?: TimeLimit;
    readonly deliver?: TimeLimit;
  };
  readonly fee: "none" | Fee;
  /** One visit to the counter: why, and before which step. */
  readonly visit?: { readonly say: Text; readonly before: "decide" | "deliver" };
  /** 跨省通办: filed in one city and decided in the one that the answer to this question (a division) names. */
  readonly cross_city?: { readonly decided_in: string; readonly basis: string };
  /** What else is to be said about the cost, for example which later steps cost something. */
  readonly fee_note?: Text;
  /** `optional`: works for someone who has not signed in; default `required`. */
  readonly sign_in?: "required" | "optional";
  /** Why something is asked, by id; every question names one. */
  readonly purposes: Readonly<Record<string, { readonly say: Text; readonly basis: string }>>;
  /** Grounds for refusal that the answers already show. `when` is a rule over question ids. */
  readonly refuse: readonly { readonly when: string; readonly say: Text }[];
  /** What to bring or know, shown on the guide before starting. */
  readonly needs: readonly Text[];
  readonly ask: readonly QuestionPage[];
  readonly deliver: readonly ("collect" | "post")[];
  readonly result: { readonly certificate?: string };
  /** Where and by when one can object to a refusal (行政许可法 第38条). */
  readonly remedies: Text;
  /** How long the data of a closed case is kept, and on what basis. */
  readonly keep: { readonly months: number; readonly basis: string };
  readonly samples: readonly Sample[];
  /** What the agency is asked: the answer itself of a query, the facts of a certificate, the bill of an account. */
  readonly look_up?: LookUp;
  /** Of every service of kind `pay`, and of no other. */
  readonly bill?: BillSection;
  /** 秒批: decided at once when the published rule is true; the rest goes to a clerk. */
  readonly by_rule?: {
    readonly approve_when: string;
    /** The reason, kept with the case. */
    readonly say: Text;
    /** Per cent of the decisions that a clerk checks afterwards. */
    readonly check_percent: number;
  };
  /** Words of its own for messages, in place of the usual ones. */
  readonly messages?: Partial<Readonly<Record<OwnMessage, MessageWords>>>;
  /** The agency keeps the case in its own system (`operation` of its connector) and tells its stages. */
  readonly agency_case?: { readonly operation: string };
};

/** What a service costs. Exactly one of `amount_fen`, `amounts`, `bill` and `local`. */
export type Fee = {
  /** The law or list it is charged by. */
  readonly basis: string;
  /** When it falls due; default before the decision. */
  readonly charge?: "submit" | "decide" | "deliver";
  /** Paid online, and who is paid; left out, at the counter. Either way the counter takes it too. */
  readonly pay?: "treasury" | "merchant";
  /** Whether what was paid online goes back when the case ends without a result; default true. */
  readonly goes_back?: boolean;
  readonly amount_fen?: number;
  /** By the answers: the first row that holds; the last one has no `when`. */
  readonly amounts?: readonly { readonly when?: string; readonly say: Text; readonly amount_fen: number }[];
  /** What the agency's bill says: how it comes about. */
  readonly bill?: Text;
  /** Set by each place: what to expect until the city has said its own. */
  readonly local?: Text;
};

/** A look-up at the agency's system. What comes back is named by `answer` and by nothing else. */
export type LookUp = {
  readonly operation: string;
  /** Questions whose answers are sent along; the person's identity always is. */
  readonly ask: readonly string[];
  /** The question (account, receipt number) the answer must be about; left out, it must be about the person. */
  readonly about?: string;
  readonly answer: readonly FoundField[];
  /** Said where the agency knows of nothing. */
  readonly none: Text;
  /** Certificates: a rule over questions and answer; false is told with `otherwise`. */
  readonly issue_when?: string;
  readonly otherwise?: Text;
};

/** One thing an agency answers: number, money (fen), day "YYYY-MM-DD", month "YYYY-MM", text, or rows of a table. */
export type FoundField = {
  readonly id: string;
  readonly label: Text;
  readonly format: FoundFormat | "table";
  /** choice: what the agency's values mean. */
  readonly options?: readonly { readonly value: string; readonly label: Text }[];
  /** table: at most 200 rows are kept. */
  readonly columns?: readonly (Omit<FoundField, "columns" | "format"> & { readonly format: FoundFormat })[];
};
export type FoundFormat = "text" | "number" | "money" | "day" | "month" | "yes_no" | "choice";

export type Regime = "licence" | "benefit" | "confirmation" | "complaint" | "disclosure" | "court" | "instant";

/**
 * A limit that binds and, where the office promises better, the promised one. `basis: local` marks a limit that no law sets
 * and the place sets itself; `longest` is how far the law lets it be extended, and when.
 */
export type TimeLimit = {
  readonly law: Duration;
  readonly promise?: Duration;
  readonly basis?: "law" | "local";
  readonly longest?: { readonly limit: Duration; readonly when: Text };
};
/** `days: 0` is at once. */
export type Duration = { readonly days: number; readonly unit: "working_days" | "days" };

export type QuestionPage = {
  readonly page: string;
  readonly title: Text;
  readonly hint?: Text;
  /** The page is shown only when this rule is true; every question's own `when` contains it already. */
  readonly when?: string;
  readonly questions: readonly Question[];
};

export type QuestionType =
  | "text"
  | "long_text"
  | "number"
  | "money"
  | "date"
  | "yes_no"
  | "choice"
  | "choices"
  | "name"
  | "resident_id"
  | "organisation_code"
  | "phone"
  | "email"
  | "division"
  | "address"
  | "place"
  | "bank_card"
  | "plate"
  | "account_number"
  | "people"
  | "file"
  | "photo";

export type Question = {
  readonly id: string;
  readonly type: QuestionType;
  readonly label: Text;
  readonly hint?: Text;
  /** Default true. */
  readonly required?: boolean;
  /** Asked only when this rule is true. */
  readonly when?: string;
  /**
   * Where the answer may come from. What a profile or an agency knows is shown with its source and not asked:
   * `profile` (by the question's id or type, see `profileFields`), `agency:<look-up>.<field>`, `certificate:<template>.<line>` (one in
   * the person's folder, with consent) or (default) `person`.
   */
  readonly from?: string;
  /** Key of `purposes`. */
  readonly purpose: string;
  /** Kinds that need separate consent (个人信息保护法 第28–29条). */
  readonly sensitive?: "biometric" | "medical" | "financial" | "whereabouts" | "minor";
  /** number, money (yuan), date (ISO day or `today`); `max` of people: how many at most (default 5). */
  readonly min?: number | string;
  readonly max?: number | string;
  /** Characters, for text types. */
  readonly max_length?: number;
  readonly options?: readonly { readonly value: string; readonly label: Text }[];
  /** A written promise may stand in for the paper (告知承诺). */
  readonly or_promise?: boolean;
  /** file, photo: accepted kinds; default pdf, jpeg, png, webp, heic is not accepted. */
  readonly accept?: readonly ("pdf" | "jpeg" | "png" | "webp")[];
};

/** A whole example case: it shows people what to fill in and proves at every publishing that the rules do what they should. */
export type Sample = {
  readonly name: string;
  /** The day on which it plays (rules may read the date), and the city. */
  readonly on: string;
  readonly city: string;
  readonly answers: Answers;
  /** What the resident changes when the agency asks for a correction. */
  readonly corrections?: Answers;
  /** What the agency answers to the look-up; `nothing` where it knows of none. */
  readonly agency_says?: Readonly<Record<string, unknown>> | "nothing";
  /** Kind `pay`: what the biller says is still owed; `[]` where nothing is. */
  readonly owes?: readonly SampleBill[];
  readonly expect: {
    /** With `owes`: what is to be paid on the day of the sample in all, late fees included (fen). */
    readonly to_pay?: number;
    /** The agency's answer does not allow the certificate. */
    readonly not_issued?: boolean;
    readonly refused?: boolean;
    /** The states the case passes through, in order; the last one is where it ends. Empty when it is refused before. */
    readonly through?: readonly CaseState[];
    readonly state?: CaseState;
    readonly say: Text;
  };
};

/** States of a case (办件) a sample may name; the tables of states are in the module `cases`. */
export const caseStates = [
  "submitted",
  "correction_asked",
  "not_accepted",
  "accepted",
  "in_review",
  "suspended",
  "approved",
  "refused",
  "delivered",
  "withdrawn",
  "lapsed",
  "transferred",
  "archived",
] as const;
type CaseState = (typeof caseStates)[number];

/**
 * An answer as it is stored, by question type (JSON):
 * text types, name, ids, phone, plate, account_number, division (6-digit code), choice: string · number: number ·
 * money: fen as integer · date: "YYYY-MM-DD" · yes_no: boolean · choices: string[] ·
 * address: { division: "430621", detail: "…" } · place: { words?, address?, latitude?, longitude? } (WGS 84), at least one · people: [{ name, resident_id }] · file, photo: { file: id, name, size, type } or { promise: true }.
 */
export type Answers = Readonly<Record<string, unknown>>;

/** What a verified profile can answer, with the type of question it answers. */
export const profileFields: Readonly<Record<string, QuestionType>> = {
  name: "name",
  resident_id: "resident_id",
  birth: "date",
  phone: "phone",
  email: "email",
  hukou: "division",
  address: "address",
};

export type Field = {
  readonly code: string;
  readonly number: number;
  readonly name: Text;
  readonly icon: string;
  /** Its services that people use most, the first one first. */
  readonly common?: readonly string[];
};
export type AgencyKind = { readonly code: string; readonly name: Text };

/**
 * What a certificate says (catalogue/certificates/<code>.yaml); the module `documents` prints it. A line's `value` names where
 * it comes from: `profile.<field>` (name, sex, birth, resident_id, hukou …), `answers.<question>`, `found.<field>` (the agency's answer), `dates.issued` and
 * `dates.valid_until`, `agency.name`, `city.name`, `certificate.number`, `case.number`.
 */
export type CertificateTemplate = {
  readonly code: string;
  readonly title: Text;
  /** Words before the facts; `{agency}` and `{city}` are filled in. */
  readonly issuer: Text;
  readonly lines: readonly CertificateLine[];
  /** How long it is valid from the day of issue; `none` is without end. */
  readonly validity: { readonly years: number } | { readonly months: number } | "none";
  /** A holder has one at a time: a newer one replaces it. */
  readonly one_valid?: boolean;
  readonly note: Text;
};

export type CertificateLine = {
  readonly id: string;
  readonly label: Text;
  readonly value: string;
  readonly format:
    | "text"
    | "day"
    | "month"
    | "number"
    | "money"
    | "choice"
    | "address"
    | "division"
    | "sex"
    | "masked_id";
};
