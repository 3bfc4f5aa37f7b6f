import { clerk, lead, rows, type State, type Transition } from "../table.ts";
import {
  archived,
  arranged,
  begins,
  byRule,
  concluded,
  corrected,
  local,
  overdue,
  recorded,
  withdrawn,
} from "./shared.ts";

const open: readonly State[] = ["submitted", "correction_asked", "accepted", "in_review", "suspended"];
const review: readonly State[] = ["accepted", "in_review"];
const published = "优化营商环境条例 第36条（公布并遵守办理时限）";

/** 行政确认、备案、登记: no act is deemed done by silence; what the rule confirms is confirmed at once. */
const table: readonly Transition[] = [
  ...begins("accept", published),
  ...corrected("accept", ["submitted"], {
    ask: "优化营商环境条例 第36条（一次告知）",
    lapse: "本地规定（逾期未补正）",
  }),
  ...rows(["submitted"], "accept", "accepted", clerk, { accept: "stop", decide: "start" }, published),
  ...rows(["submitted"], "decline", "not_accepted", clerk, { accept: "stop" }, published),
  ...overdue(["submitted"], "accept", published),
  ...byRule("国务院关于在线政务服务的若干规定（数据共享、即时办理）"),
  ...rows(review, "suspend", "suspended", clerk, { decide: "pause" }, local),
  ...rows(["suspended"], "resume", "in_review", clerk, { decide: "resume" }, local),
  ...rows(review, "extend", "same", lead, { decide: "extend" }, local),
  ...rows(review, "approve", "approved", clerk, { decide: "stop", deliver: "start" }, published),
  ...rows(review, "refuse", "refused", clerk, { decide: "stop" }, "全面推进依法行政实施纲要（说明理由、告知救济）"),
  ...overdue(review, "decide", published),
  ...rows(["submitted", ...review], "transfer", "transferred", clerk, { accept: "stop", decide: "stop" }, local),
  ...arranged(open, "accepted"),
  ...recorded(open),
  ...withdrawn(open),
  ...concluded({ issue: "国务院关于在线政务服务的若干规定 第10条", deliver: local, reopen: "本地规定（纠正）" }),
];

export const confirmation: readonly Transition[] = [...table, ...archived(table)];
