export const states = [
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
export type State = (typeof states)[number];

export const actTypes = [
  "submit",
  "accept",
  "ask_correction",
  "correct",
  "decline",
  "take",
  "assign",
  "suspend",
  "resume",
  "extend",
  "approve",
  "refuse",
  "issue",
  "deliver",
  "withdraw",
  "lapse",
  "transfer",
  "reopen",
  "note",
  // At the counter: a fee received, a visit made.
  "record",
  "wait",
  "overdue",
  "archive",
  // Reports (12345).
  "dispatch",
  "send_back",
  "ask_extension",
  "refuse_extension",
  "urge",
  "join",
  "part",
  "call_back",
] as const;
export type ActType = (typeof actTypes)[number];

/**
 * Who may do an act. A lead may do what a clerk may. `clerk` and `lead` are those of the agency that has the case, `hotline` and
 * `hotline_lead` those of 12345, whoever has it. `system` is the ticker, the reactions and published rules.
 */
export type Who = "resident" | "clerk" | "lead" | "hotline" | "hotline_lead" | "system";

/** `consult`: a third party is asked, and the clock of the decision stands still meanwhile. */
export const clockKinds = ["accept", "correct", "decide", "deliver", "consult"] as const;
export type ClockKind = (typeof clockKinds)[number];
/** What an act does to a clock. `start_from_submission`: silence is acceptance, back to the day of submission. */
export type ClockEffect = "start" | "start_from_submission" | "stop" | "pause" | "resume" | "extend" | "fire";
export type ClockEffects = Partial<Readonly<Record<ClockKind, ClockEffect>>>;

export type Transition = {
  readonly from: State | "new";
  readonly act: ActType;
  readonly to: State;
  readonly who: readonly Who[];
  readonly clocks: ClockEffects;
  /** The article this row comes from, or why it is there, for readers and the drawn diagram. */
  readonly law: string;
};

export const clerk = ["clerk", "lead"] as const;
export const lead = ["lead"] as const;
export const hotlineClerk = ["hotline", "hotline_lead"] as const;
export const hotlineLead = ["hotline_lead"] as const;
export const resident = ["resident"] as const;
export const system = ["system"] as const;

/** Nothing is pending any more: the case leaves the inbox. */
export const closedStates: ReadonlySet<State> = new Set([
  "not_accepted",
  "refused",
  "delivered",
  "withdrawn",
  "lapsed",
  "transferred",
  "archived",
]);

/** The same row for several states. `same`: the state stays. */
export function rows(
  from: readonly (State | "new")[],
  act: ActType,
  to: State | "same",
  who: readonly Who[],
  clocks: ClockEffects,
  law: string,
): Transition[] {
  return from.map((state) => ({ from: state, act, to: to === "same" ? (state as State) : to, who, clocks, law }));
}

/** What may follow when a clock runs out; of these the first that the table allows. */
export const whenDue: Readonly<Record<ClockKind, readonly ActType[]>> = {
  accept: ["accept", "overdue"],
  correct: ["lapse"],
  decide: ["overdue"],
  deliver: ["overdue"],
  consult: ["resume"],
};
