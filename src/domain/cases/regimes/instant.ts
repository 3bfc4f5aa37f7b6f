import { clerk, rows, type State, system, type Transition } from "../table.ts";
import { archived, arranged, begins, concluded, local, overdue, recorded, withdrawn } from "./shared.ts";

const open: readonly State[] = ["submitted"];
const online = "国务院关于在线政务服务的若干规定";

/**
 * 查询、开具证明: the agency's system answers and the case is decided at once. While it does not answer the case stays where it is,
 * says why, and is answered later; a clerk may decide by hand.
 */
const table: readonly Transition[] = [
  ...begins("decide", online),
  ...rows(open, "approve", "approved", system, { decide: "stop", deliver: "start" }, `${online} 第10条`),
  ...rows(open, "approve", "approved", clerk, { decide: "stop", deliver: "start" }, `${online} 第10条`),
  ...rows(open, "refuse", "refused", [...clerk, ...system], { decide: "stop" }, online),
  ...overdue(open, "decide", local),
  ...arranged(open),
  ...recorded(open),
  ...withdrawn(open),
  ...concluded(
    { issue: `${online} 第10条`, deliver: local, reopen: "本地规定（纠正）" },
    { reopenTo: "submitted", turnedDown: ["refused"] },
  ),
];

export const instant: readonly Transition[] = [...table, ...archived(table)];
