import { clerk, lead, rows, type State, system, type Transition } from "../table.ts";
import { archived, arranged, begins, byRule, concluded, corrected, overdue, recorded, withdrawn } from "./shared.ts";

const open: readonly State[] = ["submitted", "correction_asked", "accepted", "in_review", "suspended"];
const review: readonly State[] = ["accepted", "in_review"];

/** 行政许可: silence is acceptance, back to the day of submission; one extension by ten working days. */
const table: readonly Transition[] = [
  ...begins("accept", "行政许可法 第29、32条"),
  ...corrected("accept", ["submitted"], { ask: "行政许可法 第32条(四)", lapse: "本地规定（逾期未补正）" }),
  ...rows(["submitted"], "accept", "accepted", clerk, { accept: "stop", decide: "start" }, "行政许可法 第32条(五)"),
  ...rows(["submitted"], "decline", "not_accepted", clerk, { accept: "stop" }, "行政许可法 第32条(一)(二)"),
  // Nobody said what is missing within the limit: accepted, from the day it was received.
  ...rows(
    ["submitted"],
    "accept",
    "accepted",
    system,
    { accept: "stop", decide: "start_from_submission" },
    "行政许可法 第32条(四)",
  ),
  ...byRule("行政许可法 第34、38条"),
  ...rows(review, "suspend", "suspended", clerk, { decide: "pause" }, "行政许可法 第45条"),
  ...rows(["suspended"], "resume", "in_review", clerk, { decide: "resume" }, "行政许可法 第45条"),
  ...rows(review, "extend", "same", lead, { decide: "extend" }, "行政许可法 第42条"),
  ...rows(review, "approve", "approved", clerk, { decide: "stop", deliver: "start" }, "行政许可法 第38、44条"),
  ...rows(review, "refuse", "refused", clerk, { decide: "stop" }, "行政许可法 第38条"),
  ...overdue(review, "decide", "行政许可法 第42条"),
  ...rows(
    ["submitted", ...review],
    "transfer",
    "transferred",
    clerk,
    { accept: "stop", decide: "stop" },
    "行政许可法 第32条(二)",
  ),
  ...arranged(open, "accepted"),
  ...recorded(open),
  ...withdrawn(open),
  ...concluded({ issue: "行政许可法 第39条", deliver: "行政许可法 第44条", reopen: "行政许可法 第69条" }),
];

export const licence: readonly Transition[] = [...table, ...archived(table)];
