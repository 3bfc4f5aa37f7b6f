import type { Regime } from "../catalogue/index.ts";

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
  "overdue",
  "archive",
] as const;
export type ActType = (typeof actTypes)[number];

/** Who may do an act. A lead may do what a clerk may. `system` is the ticker and the reactions. */
export type Who = "resident" | "clerk" | "lead" | "system";

export type ClockKind = "accept" | "correct" | "decide" | "deliver";
/** What an act does to a clock. `start_from_submission`: silence is acceptance, back to the day of submission. */
export type ClockEffect = "start" | "start_from_submission" | "stop" | "pause" | "resume" | "extend" | "fire";

export type Transition = {
  readonly from: State | "new";
  readonly act: ActType;
  readonly to: State;
  readonly who: readonly Who[];
  readonly clocks: Partial<Readonly<Record<ClockKind, ClockEffect>>>;
  /** The article this row comes from, for readers and the drawn diagram. */
  readonly law?: string;
};

const clerk = ["clerk", "lead"] as const;
const lead = ["lead"] as const;
const resident = ["resident"] as const;
const system = ["system"] as const;

const open: readonly State[] = ["submitted", "correction_asked", "accepted", "in_review", "suspended"];
const stopAll = { accept: "stop", correct: "stop", decide: "stop" } as const;

function rows(
  from: readonly State[],
  act: ActType,
  to: State | "same",
  who: readonly Who[],
  clocks: Transition["clocks"] = {},
  law?: string,
): Transition[] {
  return from.map((state) => ({
    from: state,
    act,
    to: to === "same" ? state : to,
    who,
    clocks,
    ...(law ? { law } : {}),
  }));
}

/** What every regime shares: passing on, notes, withdrawing, filing away. */
const shared: readonly Transition[] = [
  ...rows(["submitted", "correction_asked", "suspended", "in_review"], "take", "same", clerk),
  ...rows(["accepted"], "take", "in_review", clerk),
  ...rows([...open, "approved"], "assign", "same", lead),
  ...rows([...open, "approved"], "note", "same", [...clerk, ...system]),
  ...rows(open, "withdraw", "withdrawn", resident, stopAll),
  ...rows(["submitted", "accepted", "in_review"], "transfer", "transferred", clerk, stopAll),
  ...rows(
    ["accepted", "in_review"],
    "approve",
    "approved",
    clerk,
    { decide: "stop", deliver: "start" },
    "行政许可法 第38、44条",
  ),
  ...rows(["accepted", "in_review"], "refuse", "refused", clerk, { decide: "stop" }, "行政许可法 第38条"),
  ...rows(["accepted", "in_review"], "overdue", "same", system, { decide: "fire" }),
  ...rows(["approved"], "overdue", "same", system, { deliver: "fire" }),
  ...rows(["approved"], "issue", "approved", system),
  ...rows(["approved"], "deliver", "delivered", clerk, { deliver: "stop" }),
  ...rows(["refused", "not_accepted"], "reopen", "in_review", lead, { decide: "start" }),
  ...rows(
    ["approved", "delivered", "refused", "not_accepted", "withdrawn", "lapsed", "transferred"],
    "archive",
    "archived",
    system,
  ),
];

/** What acceptance and review share where the law lets the clock stop and the limit be extended once. */
const reviewed: readonly Transition[] = [
  ...rows(
    ["submitted"],
    "ask_correction",
    "correction_asked",
    clerk,
    { accept: "stop", correct: "start" },
    "行政许可法 第32条(四)",
  ),
  ...rows(["correction_asked"], "correct", "submitted", resident, { correct: "stop", accept: "start" }),
  ...rows(["correction_asked"], "lapse", "lapsed", system, { correct: "fire" }),
  ...rows(["submitted"], "accept", "accepted", clerk, { accept: "stop", decide: "start" }, "行政许可法 第32条(五)"),
  ...rows(["submitted"], "decline", "not_accepted", clerk, { accept: "stop" }, "行政许可法 第32条(一)(二)"),
  ...rows(["accepted", "in_review"], "suspend", "suspended", clerk, { decide: "pause" }, "行政许可法 第45条"),
  ...rows(["suspended"], "resume", "in_review", clerk, { decide: "resume" }, "行政许可法 第45条"),
  ...rows(["accepted", "in_review"], "extend", "same", lead, { decide: "extend" }, "行政许可法 第42条"),
];

const licence: readonly Transition[] = [
  { from: "new", act: "submit", to: "submitted", who: [...resident, ...clerk], clocks: { accept: "start" } },
  ...reviewed,
  // Nobody said what is missing within the limit: accepted, from the day it was received.
  ...rows(
    ["submitted"],
    "accept",
    "accepted",
    system,
    { accept: "stop", decide: "start_from_submission" },
    "行政许可法 第32条(四)",
  ),
  ...shared,
];

const complaint: readonly Transition[] = [
  { from: "new", act: "submit", to: "submitted", who: [...resident, ...clerk], clocks: { accept: "start" } },
  ...rows(["submitted"], "accept", "accepted", clerk, { accept: "stop", decide: "start" }),
  ...rows(["submitted"], "decline", "not_accepted", clerk, { accept: "stop" }),
  // An unanswered complaint does not rest: it is taken on by itself and its clock runs on.
  ...rows(["submitted"], "accept", "accepted", system, { accept: "stop", decide: "start_from_submission" }),
  ...rows(["accepted", "in_review"], "extend", "same", lead, { decide: "extend" }),
  ...shared.filter((row) => !["correction_asked", "suspended", "lapsed"].includes(row.from)),
];

/** The table of each regime: the whole life of a case, drawn into docs/states/. */
export const regimes: Partial<Readonly<Record<Regime, readonly Transition[]>>> = {
  licence,
  confirmation: licence,
  complaint,
};

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

/** Whose move it is, as the resident reads it. */
export function whoseMove(state: State): "agency" | "resident" | "nobody" {
  if (state === "correction_asked") return "resident";
  return closedStates.has(state) ? "nobody" : "agency";
}

export function transitionsFrom(regime: Regime, state: State | "new"): readonly Transition[] {
  return (regimes[regime] ?? []).filter((row) => row.from === state);
}

export function findTransition(
  regime: Regime,
  state: State | "new",
  act: ActType,
  who: readonly Who[],
): Transition | undefined {
  return transitionsFrom(regime, state).find((row) => row.act === act && row.who.some((one) => who.includes(one)));
}

/**
 * What is wrong with a table: unknown or unreachable states, two rows for one act of one person, an open state in which
 * neither a clock runs nor anybody may move. Checked at start: a mistake here must not be found at the counter.
 */
export function problemsOf(table: readonly Transition[]): string[] {
  const problems: string[] = [];
  const reached = new Set<State | "new">(["new"]);
  for (let grew = true; grew; ) {
    grew = false;
    for (const row of table) {
      if (reached.has(row.from) && !reached.has(row.to)) {
        reached.add(row.to);
        grew = true;
      }
    }
  }
  const seen = new Set<string>();
  for (const row of table) {
    if (!reached.has(row.from)) problems.push(`${row.from} is never reached, but has the act ${row.act}`);
    for (const who of row.who) {
      const key = `${row.from} ${row.act} ${who}`;
      if (seen.has(key)) problems.push(`${key} stands there twice`);
      seen.add(key);
    }
  }
  for (const state of reached) {
    if (state === "new" || closedStates.has(state)) continue;
    const movers = table.filter((row) => row.from === state && row.to !== state);
    if (movers.length === 0) problems.push(`nothing leads out of ${state}`);
  }
  return problems;
}
