import { clerk, rows, type State, type Transition } from "../table.ts";
import { archived, arranged, begins, concluded, corrected, overdue, recorded, withdrawn } from "./shared.ts";

const open: readonly State[] = ["submitted", "correction_asked", "in_review"];
const review: readonly State[] = ["submitted", "in_review"];
const code = "民事诉讼法";
/** 最高人民法院关于人民法院登记立案若干问题的规定 (法释〔2015〕8号) */
const filing = "法释〔2015〕8号";

/**
 * 网上立案: within seven days the court files the case (`approve`) or rules in writing that it does not (`refuse`: one may appeal within
 * ten days). One notice of what is missing; the seven days begin anew when the supplement arrives. Without it the papers go back.
 */
const table: readonly Transition[] = [
  ...begins("decide", `${code} 第126条`),
  ...corrected("decide", review, { ask: `${filing} 第7条`, lapse: `${filing} 第7条（退回诉状）` }),
  ...rows(review, "approve", "approved", clerk, { decide: "stop", deliver: "start" }, `${code} 第126条`),
  ...rows(review, "refuse", "refused", clerk, { decide: "stop" }, `${code} 第126、157、171条`),
  ...rows(review, "decline", "not_accepted", clerk, { decide: "stop" }, `${code} 第127条(四)`),
  ...overdue(review, "decide", `${code} 第126条`),
  ...arranged(open, "submitted"),
  ...recorded(open),
  ...withdrawn(open, `${code} 第13条第2款`),
  ...concluded({ issue: `${filing} 第8条`, deliver: `${code} 第126条`, reopen: `${code} 第178条` }),
];

export const court: readonly Transition[] = [...table, ...archived(table)];
