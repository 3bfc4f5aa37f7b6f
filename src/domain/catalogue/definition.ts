import type { Text } from "../../foundation/i18n/index.ts";

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
  readonly time: { readonly accept: TimeLimit; readonly decide: TimeLimit };
  readonly fee: "none" | { readonly amount_fen: number; readonly basis: string };
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
};

export type Regime = "licence" | "benefit" | "confirmation" | "complaint" | "disclosure" | "court" | "instant";

/** A legal limit and, where the office promises better, the promised one. */
export type TimeLimit = { readonly law: Duration; readonly promise?: Duration };
export type Duration = { readonly days: number; readonly unit: "working_days" | "days" };

export type QuestionPage = {
  readonly page: string;
  readonly title: Text;
  readonly hint?: Text;
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
  | "bank_card"
  | "plate"
  | "account_number"
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
   * `profile`, `agency:<look-up>.<field>` or (default) `person`.
   */
  readonly from?: string;
  /** Key of `purposes`. */
  readonly purpose: string;
  /** Kinds that need separate consent (个人信息保护法 第28–29条). */
  readonly sensitive?: "biometric" | "medical" | "financial" | "whereabouts" | "minor";
  /** number, money (yuan), date (ISO day or `today`). */
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

export type Sample = {
  readonly name: string;
  readonly answers: Readonly<Record<string, unknown>>;
  readonly expect: { readonly refused?: boolean; readonly state?: string; readonly say: Text };
};

/**
 * An answer as it is stored, by question type (JSON):
 * text types, name, ids, phone, plate, account_number, division (6-digit code), choice: string · number: number ·
 * money: fen as integer · date: "YYYY-MM-DD" · yes_no: boolean · choices: string[] ·
 * address: { division: "430621", detail: "…" } · file, photo: { file: id, name, size, type } or { promise: true }.
 */
export type Answers = Readonly<Record<string, unknown>>;
