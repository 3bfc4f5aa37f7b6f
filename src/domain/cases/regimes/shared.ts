import {
  type ClockEffects,
  clerk,
  closedStates,
  lead,
  resident,
  rows,
  type State,
  system,
  type Transition,
} from "../table.ts";

/** What no law orders and the office arranges for itself. */
export const inner = "机关内部工作安排";
/** What the place orders where no law does. */
export const local = "本地规定";

/** 收件: a case begins with one clock. */
export function begins(clock: "accept" | "decide", law: string): Transition[] {
  return rows(["new"], "submit", "submitted", [...resident, ...clerk], { [clock]: "start" }, law);
}

/**
 * What colleagues arrange among themselves: taking on, passing on, notes; and waiting for another system. `untouched` is the state out
 * of which taking on moves the case into review.
 */
export function arranged(open: readonly State[], untouched?: State): Transition[] {
  const others = open.filter((state) => state !== untouched);
  return [
    ...rows(others, "take", "same", clerk, {}, inner),
    ...(untouched === undefined ? [] : rows([untouched], "take", "in_review", clerk, {}, inner)),
    ...rows([...open, "approved"], "assign", "same", [...lead, ...system], {}, inner),
    ...rows([...open, "approved"], "note", "same", [...clerk, ...system], {}, inner),
    ...rows(open, "wait", "same", system, {}, inner),
  ];
}

/** 窗口登记: the fee was received, or the applicant came. */
export function recorded(open: readonly State[]): Transition[] {
  return rows(
    [...open, "approved"],
    "record",
    "same",
    [...clerk, ...system],
    {},
    "收费依据和到场要求见服务文件（fee、visit）",
  );
}

/** 一次性告知补正: one notice with everything in it; what does not come within the limit ends the case. */
export function corrected(
  clock: "accept" | "decide",
  from: readonly State[],
  law: { ask: string; lapse: string },
): Transition[] {
  return [
    ...rows(from, "ask_correction", "correction_asked", clerk, { [clock]: "stop", correct: "start" }, law.ask),
    ...rows(["correction_asked"], "correct", "submitted", resident, { correct: "stop", [clock]: "start" }, law.ask),
    ...rows(["correction_asked"], "lapse", "lapsed", system, { correct: "fire" }, law.lapse),
  ];
}

/** The applicant takes it back while it is open. */
export function withdrawn(open: readonly State[], law = local): Transition[] {
  return rows(open, "withdraw", "withdrawn", resident, stopAll, law);
}

export const stopAll: ClockEffects = { accept: "stop", correct: "stop", decide: "stop", consult: "stop" };

/** A limit has passed and no law turns silence into an answer: everybody can see it. */
export function overdue(from: readonly State[], clock: "accept" | "decide" | "deliver", law: string): Transition[] {
  return rows(from, "overdue", "same", system, { [clock]: "fire" }, law);
}

/** 办结以后: the paper, the handing over, a decision taken back to be made anew. `turnedDown` are the regime's ways to say no. */
export function concluded(
  law: { issue: string; deliver: string; reopen: string },
  { reopenTo = "in_review", turnedDown = ["refused", "not_accepted"] }: { reopenTo?: State; turnedDown?: State[] } = {},
): Transition[] {
  return [
    ...rows(["approved"], "issue", "approved", system, {}, law.issue),
    ...rows(["approved"], "deliver", "delivered", clerk, { deliver: "stop" }, law.deliver),
    ...overdue(["approved"], "deliver", law.deliver),
    ...rows(["approved", "delivered"], "reopen", reopenTo, lead, { deliver: "stop", decide: "start" }, law.reopen),
    ...rows(turnedDown, "reopen", reopenTo, lead, { decide: "start" }, law.reopen),
  ];
}

/** 归档: when the time of keeping is over. `reached` are the states of the regime. */
export function archived(table: readonly Transition[]): Transition[] {
  const ends = [...new Set(table.map((row) => row.to))].filter(
    (state) => state === "approved" || closedStates.has(state),
  );
  return rows(ends, "archive", "archived", system, { deliver: "stop" }, "个人信息保护法 第19条");
}

/** 秒批: the published rule is fulfilled, so the decision follows from what was sent. */
export function byRule(law: string): Transition[] {
  return rows(["submitted"], "approve", "approved", system, { accept: "stop", decide: "stop", deliver: "start" }, law);
}
