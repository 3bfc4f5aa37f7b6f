import { clerk, lead, rows, type State, system, type Transition } from "../table.ts";
import { archived, arranged, begins, concluded, corrected, overdue, recorded, withdrawn } from "./shared.ts";

const open: readonly State[] = ["submitted", "correction_asked", "in_review", "suspended"];
const review: readonly State[] = ["submitted", "in_review"];
const act = "政府信息公开条例";

/**
 * 政府信息公开申请: the twenty working days run from receipt, no acceptance comes before. What is unclear is asked once within seven
 * working days, and the limit begins anew when the answer arrives. A third party's opinion stops the clock for at most fifteen
 * working days: then the agency decides without it.
 */
const table: readonly Transition[] = [
  ...begins("decide", `${act} 第29、31、33条`),
  ...corrected("decide", review, { ask: `${act} 第30条`, lapse: `${act} 第30条（视为放弃申请）` }),
  ...rows(review, "suspend", "suspended", clerk, { decide: "pause", consult: "start" }, `${act} 第32、33条`),
  ...rows(["suspended"], "resume", "in_review", clerk, { decide: "resume", consult: "stop" }, `${act} 第32、33条`),
  ...rows(["suspended"], "resume", "in_review", system, { decide: "resume", consult: "fire" }, `${act} 第32条`),
  ...rows(review, "extend", "same", lead, { decide: "extend" }, `${act} 第33条`),
  ...rows(review, "approve", "approved", clerk, { decide: "stop", deliver: "start" }, `${act} 第36条(一)(二)、第37条`),
  ...rows(review, "refuse", "refused", clerk, { decide: "stop" }, `${act} 第36条(三)(四)(六)`),
  ...rows(review, "decline", "not_accepted", clerk, { decide: "stop" }, `${act} 第36条(五)`),
  ...overdue(review, "decide", `${act} 第33条`),
  ...arranged(open, "submitted"),
  ...recorded(open),
  ...withdrawn(open),
  ...concluded({ issue: `${act} 第36条`, deliver: `${act} 第40条`, reopen: `${act} 第51条` }),
];

export const disclosure: readonly Transition[] = [...table, ...archived(table)];
