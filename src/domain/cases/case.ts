import { type Language, say, type Text } from "../../foundation/i18n/index.ts";
import type { UnavailableReason } from "../agencies/index.ts";
import type { Charge, Duration, Regime } from "../catalogue/index.ts";
import type { CaseClock } from "./clocks.ts";
import type { CallResult, ReportState } from "./report.ts";
import type { ActType, State } from "./table.ts";

/** What a case asks of the counter and what was recorded there. Amounts are fen, instants ISO 8601. */
export type Counter = {
  /** As it followed from the answers last sent; `amount_fen` is null where a bill or the place says it. */
  readonly fee?: {
    readonly amount_fen: number | null;
    readonly charge: Charge;
    /** The basis of the city's own fee, as it stood when the case was filed. */
    readonly own?: string;
  };
  /** What was received in all, and the amount that was due then. */
  readonly paid?: { readonly amount_fen: number; readonly for: number | null; readonly at: string };
  readonly visit?: "decide" | "deliver";
  readonly visited?: string;
};

/** A case as its row says it. Instants are ISO 8601 texts, so that row, event and API carry the same. */
export type CaseRow = {
  readonly city: string;
  readonly number: string;
  readonly service: string;
  readonly service_version: string;
  readonly regime: Regime;
  readonly agency: string;
  readonly state: State;
  /** Counts the acts; an act on an older revision than the current one is refused. */
  readonly revision: number;
  /** The resident's key (identity module). */
  readonly applicant: string;
  readonly filed_by: string;
  readonly channel: string;
  readonly delivery: "collect" | "post" | null;
  readonly assignee: string | null;
  readonly submitted_at: string;
  readonly accepted_at: string | null;
  readonly decided_at: string | null;
  readonly closed_at: string | null;
  readonly due_at: string | null;
  readonly due_kind: string | null;
  readonly due_provisional: boolean;
  /** The city's own promise to decide when the case was filed; null is as the service says. */
  readonly promise_days: number | null;
  readonly promise_unit: Duration["unit"] | null;
  readonly corrections: number;
  readonly extensions: number;
  readonly certificate: string | null;
  readonly tracking: string | null;
  /** Why the agency's system has not answered yet, while a case waits for it. */
  readonly waiting_for: UnavailableReason | null;
  /** The part of the city it belongs to, as routing found it. */
  readonly area: string | null;
  /** Reports (12345): what they have besides; null elsewhere and at the beginning. */
  readonly report: ReportState | null;
  /** Fee and visit; null where the service asks for neither. */
  readonly counter: Counter | null;
  /** Where it was sent, where another city than the one that decides took it in. */
  readonly accepted_in: string | null;
};

/** Whoever acts: the kind decides what the table of states allows, the id is what the record keeps. */
export type Actor = {
  readonly kind: "resident" | "clerk" | "system" | "partner" | "agency" | "visitor";
  readonly id: string;
  /** Clerks: may also do what is reserved to leads. */
  readonly lead?: boolean;
  /** Programs that stand for a clerk at the counter, unlike an agency's own system telling what was decided there. */
  readonly asClerk?: boolean;
  /** Clerks doing what is the applicant's to do, with the applicant before them: the applicant's key. */
  readonly onBehalf?: string;
  /** Clerks of 12345 acting on a report that another agency has. */
  readonly desk?: "hotline";
};

/** What an event changed. The row is the fold of these; a test replays them. */
export type Change = Partial<Omit<CaseRow, "city" | "number">>;

export type CaseEvent = {
  readonly city: string;
  readonly seq: bigint;
  readonly type: ActType;
  readonly subject: string;
  readonly revision: number;
  readonly at: Date;
  readonly actor_kind: Actor["kind"];
  readonly actor: string;
  readonly on_behalf: string | null;
  readonly data: EventData;
};

export type EventData = {
  readonly set: Change;
  readonly clocks: readonly CaseClock[];
  /** `submit` and `correct` by a person: the draft its files were received for, so that they are tied to the case whatever dies. */
  readonly draft?: string;
  /** `submit`: a published rule may decide the case, so that the reactions look whether it was decided. */
  readonly by_rule?: true;
  /** `submit`: the agency's records answer the case, so that the reactions see to it that they are asked. */
  readonly by_records?: true;
  /** `submit`: the agency keeps the case in its own system, so that the reactions send it there. */
  readonly by_agency?: true;
  /** `wait`: the case waited already, only the reason is another; people are not told again. */
  readonly again?: true;
  /** Another city took the case in: the reactions keep that city's list up to date. */
  readonly elsewhere?: true;
  /** The case is a complaint or report: the reactions keep what is found of it up to date. */
  readonly report?: true;
  /** `approve` of a request about one's own data: the reactions carry it out. */
  readonly data_request?: true;
  /** The case costs something: the reactions make its fee a bill when it is due, and take the bill back when it is not. */
  readonly fee?: true;
  /** Words written about a person, sealed with the context `event:<number>:<revision>`. */
  readonly sealed?: string;
};

/** 政府信息公开条例 第36、37条: the kinds of answer a request gets, by the act that gives them; not this body is `decline`. */
export const disclosureOutcomes = {
  approve: ["disclosed", "partly"],
  refuse: ["not_disclosed", "does_not_exist", "repeated"],
} as const;
export type DisclosureOutcome = (typeof disclosureOutcomes)["approve" | "refuse"][number];

/** The words of an act, opened. */
export type ActWords = {
  readonly reason?: string;
  readonly items?: readonly string[];
  readonly where?: string;
  readonly note?: string;
  readonly to?: string;
  /** `assign` by the system: the part of the city the case belongs to, and whose deputy it goes to. */
  readonly area?: string;
  readonly deputyOf?: string;
  /** What the agency's system answered, by field of the service's look-up. */
  readonly found?: Readonly<Record<string, unknown>>;
  /** The reason as the service file says it, where the system decided. */
  readonly say?: Text;
  /** The published rule that decided, and the version of the service it stands in. */
  readonly rule?: { readonly when: string; readonly version: string };
  /** Disclosure: the kind of answer (政府信息公开条例 第36条). */
  readonly outcome?: DisclosureOutcome;
  readonly waiting?: UnavailableReason;
  /** `dispatch`: the agency that gets it, and the working days it has. */
  readonly agency?: string;
  readonly days?: number;
  /** `join`, and answers that follow another: the number of that report. */
  readonly joined_to?: string;
  readonly result?: CallResult;
  /** `record`: what was recorded; `amount_fen` and `receipt` of a fee. */
  readonly recorded?: "fee_paid" | "fee_returned" | "visited";
  readonly amount_fen?: number;
  readonly receipt?: string;
  /** `reopen`: the certificate that does not stand any more. */
  readonly revoked?: string;
};

/** One step of the fold. */
export function fold(row: CaseRow, event: Pick<CaseEvent, "revision" | "data">): CaseRow {
  return { ...row, ...event.data.set, revision: event.revision };
}

/** The reason of a decision as it is read: what a person wrote, or what the service file says. */
export function saidOf(words: ActWords, language: Language): string | undefined {
  return words.reason ?? (words.say && say(words.say, language));
}
