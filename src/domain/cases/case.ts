import type { Duration, Regime } from "../catalogue/index.ts";
import type { CaseClock } from "./clocks.ts";
import type { ActType, State } from "./states.ts";

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
};

/** Whoever acts: the kind decides what the table of states allows, the id is what the record keeps. */
export type Actor = {
  readonly kind: "resident" | "clerk" | "system" | "partner" | "agency" | "visitor";
  readonly id: string;
  /** Clerks: may also do what is reserved to leads. */
  readonly lead?: boolean;
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
  /** Words written about a person, sealed with the context `event:<number>:<revision>`. */
  readonly sealed?: string;
};

/** The words of an act, opened. */
export type ActWords = {
  readonly reason?: string;
  readonly items?: readonly string[];
  readonly where?: string;
  readonly note?: string;
  readonly to?: string;
};

/** One step of the fold. */
export function fold(row: CaseRow, event: Pick<CaseEvent, "revision" | "data">): CaseRow {
  return { ...row, ...event.data.set, revision: event.revision };
}
