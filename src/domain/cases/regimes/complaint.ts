import { clerk, hotlineClerk, hotlineLead, resident, rows, type State, system, type Transition } from "../table.ts";
import { archived, arranged, begins, concluded, inner, overdue, withdrawn } from "./shared.ts";

const open: readonly State[] = ["submitted", "accepted", "in_review"];
const review: readonly State[] = ["accepted", "in_review"];
const answered: readonly State[] = ["approved", "refused"];
/** 国办发〔2020〕53号: 关于进一步优化地方政务服务便民热线的指导意见. Limits are the place's own. */
const hotline = "国办发〔2020〕53号；本地规定";

/**
 * 12345 诉求: answered, not granted. The hotline sends it to an agency (派单), which signs it off (签收) or sends it back (退单); one
 * nobody signs off does not rest: it is taken on by itself and its clock runs on. Joined to another (并单) it stands still and
 * follows that one's answer.
 */
const table: readonly Transition[] = [
  ...begins("accept", hotline),
  ...rows(open, "dispatch", "submitted", hotlineClerk, { accept: "start", decide: "stop" }, hotline),
  ...rows(["submitted"], "send_back", "submitted", clerk, { accept: "start" }, hotline),
  ...rows(["submitted"], "accept", "accepted", clerk, { accept: "stop", decide: "start" }, hotline),
  ...rows(["submitted"], "decline", "not_accepted", hotlineClerk, { accept: "stop" }, hotline),
  ...rows(["submitted"], "accept", "accepted", system, { accept: "stop", decide: "start_from_submission" }, hotline),
  ...rows(review, "ask_extension", "same", clerk, {}, hotline),
  ...rows(review, "extend", "same", hotlineLead, { decide: "extend" }, hotline),
  ...rows(review, "refuse_extension", "same", hotlineLead, {}, hotline),
  ...rows(review, "approve", "approved", clerk, { decide: "stop", deliver: "start" }, hotline),
  ...rows(review, "refuse", "refused", clerk, { decide: "stop" }, hotline),
  ...overdue(review, "decide", hotline),
  ...rows(
    ["submitted", ...review],
    "transfer",
    "transferred",
    hotlineClerk,
    { accept: "stop", decide: "stop" },
    hotline,
  ),
  ...rows(open, "join", "suspended", [...hotlineClerk, ...system], { accept: "stop", decide: "stop" }, hotline),
  ...rows(["suspended"], "part", "submitted", [...hotlineClerk, ...system], { accept: "start" }, hotline),
  ...rows(["suspended"], "approve", "approved", system, {}, hotline),
  ...rows(["suspended"], "refuse", "refused", system, {}, hotline),
  ...rows([...open, "suspended"], "urge", "same", resident, {}, hotline),
  ...rows(answered, "call_back", "same", hotlineClerk, {}, hotline),
  ...rows(answered, "reopen", "in_review", system, { deliver: "stop", decide: "start" }, hotline),
  ...arranged(open, "accepted"),
  ...rows(["suspended"], "note", "same", [...clerk, ...system], {}, inner),
  ...withdrawn([...open, "suspended"]),
  ...concluded({ issue: hotline, deliver: hotline, reopen: hotline }),
];

export const complaint: readonly Transition[] = [...table, ...archived(table)];
