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

/**
 * 行政给付 (社会保险、社会救助): what is missing is told once; nobody is deemed to receive anything by silence, so a limit that passes is
 * marked and stays on top. `deliver` is paying or handing over.
 */
const table: readonly Transition[] = [
  ...begins("accept", "社会保险经办条例；社会救助暂行办法"),
  ...corrected("accept", ["submitted"], {
    ask: "社会保险经办条例（一次性告知）",
    lapse: "本地规定（逾期未补正）",
  }),
  ...rows(["submitted"], "accept", "accepted", clerk, { accept: "stop", decide: "start" }, "社会保险经办条例"),
  ...rows(["submitted"], "decline", "not_accepted", clerk, { accept: "stop" }, "社会保险经办条例"),
  ...overdue(["submitted"], "accept", "优化营商环境条例 第36条"),
  ...byRule("社会保险经办条例（经办规则公开，数据核对一致即办）"),
  ...rows(review, "suspend", "suspended", clerk, { decide: "pause" }, "社会救助暂行办法（家庭经济状况核对、公示）"),
  ...rows(["suspended"], "resume", "in_review", clerk, { decide: "resume" }, "社会救助暂行办法"),
  ...rows(review, "extend", "same", lead, { decide: "extend" }, "最低生活保障审核确认办法（特殊情况延长）"),
  ...rows(review, "approve", "approved", clerk, { decide: "stop", deliver: "start" }, "社会保险法；社会救助暂行办法"),
  ...rows(review, "refuse", "refused", clerk, { decide: "stop" }, "社会救助暂行办法（书面说明理由）"),
  ...overdue(review, "decide", "社会保险经办条例"),
  ...rows(["submitted", ...review], "transfer", "transferred", clerk, { accept: "stop", decide: "stop" }, local),
  ...arranged(open, "accepted"),
  ...recorded(open),
  ...withdrawn(open),
  ...concluded({ issue: local, deliver: "社会保险法；社会救助暂行办法（发放）", reopen: "社会保险经办条例（纠正）" }),
];

export const benefit: readonly Transition[] = [...table, ...archived(table)];
