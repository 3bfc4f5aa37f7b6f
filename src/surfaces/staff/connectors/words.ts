import type { ConnectorState, ErrandPurpose, UnavailableReason } from "../../../domain/agencies/index.ts";
import type { Tone } from "../../../foundation/html/index.ts";
import { defineWords, type Text } from "../../../foundation/i18n/index.ts";

export const words = defineWords({
  title: { zh: "部门系统", en: "Agencies' systems" },
  lede: {
    zh: "查询、提交和进展都经由这里的连接。部门系统没有回应时，事项会自动重试；48 小时或 30 次后停下，由您决定。",
    en: "Look-ups, cases and their progress pass through these connections. What an agency does not answer is tried again by itself; after 48 hours or 30 attempts it stops and is yours to decide.",
  },
  none: { zh: "还没有连接部门系统", en: "No agency is connected yet" },
  noneText: {
    zh: "由运维人员用 onewindow connector set 连接。",
    en: "Whoever runs the installation connects one with: onewindow connector set.",
  },
  connections: { zh: "连接", en: "Connections" },
  agency: { zh: "部门", en: "Agency" },
  state: { zh: "状况", en: "State" },
  lastSuccess: { zh: "最近一次成功", en: "Last success" },
  lastFailure: { zh: "最近一次失败", en: "Last failure" },
  never: { zh: "没有", en: "Never" },
  calls: { zh: "成功 / 失败", en: "Answered / failed" },
  waiting: { zh: "等待", en: "Waiting" },
  dead: { zh: "已停下", en: "Stopped" },
  what: { zh: "办理", en: "What to do" },
  pause: { zh: "暂停", en: "Pause" },
  resume: { zh: "恢复", en: "Resume" },
  until: {
    zh: (p: { until: string }) => `${p.until} 后再试`,
    en: (p: { until: string }) => `tried again after ${p.until}`,
  },
  since: { zh: (p: { since: string }) => `自 ${p.since}`, en: (p: { since: string }) => `since ${p.since}` },
  deadTitle: { zh: "停下的事项", en: "What has stopped" },
  deadNone: { zh: "没有停下的事项", en: "Nothing has stopped" },
  number: { zh: "办件编号", en: "Case" },
  purpose: { zh: "事项", en: "What for" },
  reason: { zh: "原因", en: "Why" },
  age: { zh: "自何时起", en: "Since" },
  attempts: { zh: "次数", en: "Attempts" },
  replay: { zh: "重新办理", en: "Try again" },
  drop: { zh: "放弃", en: "Give up" },
  replayAll: { zh: "全部重新办理", en: "Try all again" },
  dropAll: { zh: "全部放弃", en: "Give all up" },
  all: {
    zh: (p: { agency: string; count: string }) => `${p.agency}：${p.count} 件`,
    en: (p: { agency: string; count: string }) => `${p.agency}: ${p.count}`,
  },
  more: {
    zh: "只列出前 100 件，其余在办理之后显示。",
    en: "The first 100 are shown; the others follow when these are done.",
  },
  files: { zh: "往来文件", en: "Files" },
  file: { zh: "文件", en: "File" },
  sent: { zh: "发出", en: "Sent" },
  received: { zh: "收到", en: "Received" },
  direction: { zh: "方向", en: "Direction" },
  at: { zh: "时间", en: "When" },
  rows: { zh: "行数", en: "Rows" },
  broken: { zh: "未处理的行", en: "Rows not taken" },
  line: {
    zh: (p: { line: string; reason: string }) => `第 ${p.line} 行：${p.reason}`,
    en: (p: { line: string; reason: string }) => `line ${p.line}: ${p.reason}`,
  },
  follow: { zh: "查询一件办件的进展", en: "Ask how a case stands" },
  followHint: {
    zh: "由部门系统办理的办件，例如网上立案。",
    en: "A case that the agency keeps in its own system, such as a court filing.",
  },
  followDo: { zh: "现在查询", en: "Ask now" },
  done_pause: { zh: "已暂停", en: "Paused" },
  done_resume: { zh: "已恢复", en: "Resumed" },
  done_replay: { zh: "已重新排队", en: "Back in line" },
  done_drop: { zh: "已放弃", en: "Given up" },
  done_follow: {
    zh: "已向部门系统查询，结果稍后显示在办件里",
    en: "The agency is asked; the answer appears with the case",
  },
  done_none: { zh: "没有改动：已经办过，或没有这一件", en: "Nothing changed: it was done already, or is not there" },
});

export const stateNotes: Readonly<Record<ConnectorState, { readonly tone: Tone; readonly name: Text }>> = {
  new: { tone: "waiting", name: { zh: "还没有用过", en: "Not used yet" } },
  working: { tone: "good", name: { zh: "正常", en: "Working" } },
  failing: { tone: "yours", name: { zh: "最近一次没有成功", en: "Last call failed" } },
  resting: { tone: "bad", name: { zh: "连续失败，暂不询问", en: "Failing, not asked for now" } },
  missing_file: { tone: "bad", name: { zh: "该到的文件没有到", en: "A file is missing" } },
  paused: { tone: "paused", name: { zh: "已由工作人员暂停", en: "Paused by staff" } },
};

export const purposeNames: Readonly<Record<ErrandPurpose, Text>> = {
  answer: { zh: "查询并答复", en: "Look up and answer" },
  submit: { zh: "提交给部门", en: "Send to the agency" },
  follow: { zh: "查询进展", en: "Ask how it stands" },
  withdraw: { zh: "撤回", en: "Take back" },
};

/** Why nothing was learned, and the reasons errands end with. */
export const reasonNames: Readonly<Record<UnavailableReason | "case_gone" | "refused_there", Text>> = {
  not_connected: { zh: "没有连接", en: "Not connected" },
  timeout: { zh: "没有按时回答", en: "No answer in time" },
  down: { zh: "连不上", en: "Cannot be reached" },
  error: { zh: "回答出错", en: "Answered with an error" },
  busy: { zh: "排队已满", en: "The line is full" },
  paused: { zh: "暂不询问", en: "Not asked for now" },
  unreadable: { zh: "回答读不懂", en: "The answer cannot be read" },
  too_large: { zh: "回答过大", en: "The answer is too large" },
  wrong_person: { zh: "答的是另一个人或户号", en: "The answer is about somebody else" },
  case_gone: { zh: "办件已不在", en: "The case is gone" },
  refused_there: { zh: "部门不接收", en: "The agency does not take it" },
};

/** Why a row of a file was not taken, where the reason has a name. */
export const rowReasons: Readonly<Record<string, Text>> = {
  columns: { zh: "列数不对", en: "wrong number of columns" },
  id_number: { zh: "证件号码不对", en: "the id number is not right" },
  unknown_reference: { zh: "没有这个编号的办件", en: "there is no case of this number" },
  too_many_rows: {
    zh: "超过 50,000 行，整个文件没有读入，请部门分成几个文件",
    en: "more than 50,000 rows: nothing of this file was taken, please ask the agency to split it",
  },
  file_too_large: {
    zh: "超过 20 MB，整个文件没有读入，请部门分成几个文件",
    en: "more than 20 MB: nothing of this file was taken, please ask the agency to split it",
  },
  cannot_be_opened: {
    zh: "文件打不开，没有读入，已放入 broken 文件夹。请部门改好权限后重新放入",
    en: "the file cannot be opened and nothing of it was taken; it was put into broken/. Please ask the agency to lay it again with the right permissions",
  },
  not_possible: { zh: "办件现在的状态不能这样办理", en: "the case does not allow it now" },
};
