import type { ActType, ClockKind, State } from "../../domain/cases/index.ts";
import type { Role } from "../../domain/identity/index.ts";
import type { Tone } from "../../foundation/html/index.ts";
import { defineWords, type Language, say, type Text } from "../../foundation/i18n/index.ts";
import { type Manner, ownActs, ownStates } from "./manners.ts";

/** Words that several pages of staff share. */
export const staffWords = defineWords({
  inbox: { zh: "办件", en: "Cases" },
  reports: { zh: "12345 诉求", en: "Reports" },
  dispatch: { zh: "派单规则", en: "Dispatch" },
  clerks: { zh: "人员", en: "Staff" },
  services: { zh: "事项", en: "Services" },
  agencies: { zh: "部门", en: "Agencies" },
  publishing: { zh: "发布", en: "Publishing" },
  checks: { zh: "秒批抽查", en: "Checks" },
  redeem: { zh: "用证码", en: "Certificate codes" },
  assist: { zh: "帮办代办", en: "File for someone" },
  load: { zh: "分派", en: "Workload" },
  connectors: { zh: "部门系统", en: "Agencies' systems" },
  operators: { zh: "运维管理员", en: "Operators" },
  money: { zh: "收费与对账", en: "Money" },
  audit: { zh: "审计", en: "Audit" },
  me: { zh: "我的账号", en: "My account" },
  office: { zh: "管理", en: "Office" },
  firstPage: { zh: "回到第一页", en: "First page" },
  nextPage: { zh: "下一页", en: "Next page" },
  pages: { zh: "翻页", en: "More pages" },
  cancel: { zh: "返回，不做改动", en: "Back, change nothing" },
  system: { zh: "系统", en: "the system" },
  applicant: { zh: "申请人", en: "the applicant" },
  formerClerk: { zh: "一位工作人员", en: "a member of staff" },
  installation: { zh: "本系统", en: "The installation" },
  nobody: { zh: "未分配", en: "Nobody yet" },
  anonymous: { zh: "未留姓名", en: "No name given" },
});

export const roleNames: Readonly<Record<Role, Text>> = {
  clerk: { zh: "办事人员", en: "Clerk" },
  lead: { zh: "部门负责人", en: "Lead" },
  community: { zh: "社区工作人员", en: "Community worker" },
  office: { zh: "市县管理人员", en: "City office" },
  finance: { zh: "财务人员", en: "Finance clerk" },
  auditor: { zh: "审计员", en: "Auditor" },
  operator: { zh: "运维管理员", en: "Operator" },
};

export const roleNotes: Readonly<Record<Role, Text>> = {
  clerk: { zh: "受理、审查和决定本部门的办件。", en: "Accepts, reviews and decides cases of the agency." },
  lead: {
    zh: "还可以分派、延期、移送和重新办理。",
    en: "Also assigns, extends, transfers and reopens.",
  },
  community: {
    zh: "替群众填写和提交申请，只看得到自己代办的办件办到哪一步。",
    en: "Files for people and sees where those cases stand, nothing else.",
  },
  office: {
    zh: "管理人员和事项，答复投诉建议和个人信息请求。",
    en: "Manages staff and services, answers complaints and data requests.",
  },
  finance: {
    zh: "每天核对收费账、说明差异、办理日结和上缴。",
    en: "Compares the day's money, explains differences, closes days and hands over.",
  },
  auditor: { zh: "查看审计记录，不能兼任其他岗位。", en: "Reads the record; holds no other role." },
  operator: { zh: "运行整个系统，须两人办理。", en: "Runs the installation; it takes two people to appoint." },
};

type StateWord = { readonly tone: Tone; readonly name: Text };

const stateWords: Readonly<Record<State, StateWord>> = {
  submitted: { tone: "yours", name: { zh: "待受理", en: "To accept" } },
  correction_asked: { tone: "waiting", name: { zh: "待申请人补正", en: "Waiting for applicant" } },
  accepted: { tone: "moving", name: { zh: "已受理", en: "Accepted" } },
  in_review: { tone: "moving", name: { zh: "审查中", en: "In review" } },
  suspended: { tone: "paused", name: { zh: "已中止计时", en: "Clock stopped" } },
  approved: { tone: "good", name: { zh: "已批准，待送达", en: "Approved, to deliver" } },
  refused: { tone: "bad", name: { zh: "不予批准", en: "Refused" } },
  delivered: { tone: "good", name: { zh: "已办结", en: "Closed" } },
  not_accepted: { tone: "bad", name: { zh: "不予受理", en: "Not accepted" } },
  withdrawn: { tone: "over", name: { zh: "申请人已撤回", en: "Withdrawn" } },
  lapsed: { tone: "over", name: { zh: "逾期未补正", en: "Lapsed" } },
  transferred: { tone: "over", name: { zh: "已移送", en: "Transferred" } },
  archived: { tone: "over", name: { zh: "已归档", en: "Archived" } },
};

export function stateWord(state: State, manner: Manner): StateWord {
  const word = stateWords[state];
  const name = ownStates[manner][state];
  return name === undefined ? word : { ...word, name };
}

export const clockNames: Readonly<Record<ClockKind, Text>> = {
  accept: { zh: "受理", en: "Accept" },
  correct: { zh: "申请人补正", en: "Applicant corrects" },
  decide: { zh: "作出决定", en: "Decide" },
  deliver: { zh: "送达", en: "Deliver" },
  consult: { zh: "征求意见", en: "Third party answers" },
};

/** What an act is called once it is done. */
const actDone: Readonly<Record<ActType, Text>> = {
  submit: { zh: "收到申请", en: "Received" },
  accept: { zh: "已受理", en: "Accepted" },
  ask_correction: { zh: "一次性告知补正", en: "Correction asked for" },
  correct: { zh: "申请人补正", en: "Corrected by the applicant" },
  decline: { zh: "不予受理", en: "Not accepted" },
  take: { zh: "接手办理", en: "Taken on" },
  assign: { zh: "分派", en: "Assigned" },
  suspend: { zh: "中止计时", en: "Clock stopped" },
  resume: { zh: "恢复计时", en: "Clock resumed" },
  extend: { zh: "延长期限", en: "Deadline extended" },
  approve: { zh: "准予", en: "Approved" },
  refuse: { zh: "不予批准", en: "Refused" },
  issue: { zh: "制发证照", en: "Certificate issued" },
  deliver: { zh: "送达，办结", en: "Delivered and closed" },
  transfer: { zh: "移送其他机关", en: "Transferred to another authority" },
  reopen: { zh: "撤回决定，重新办理", en: "Reopened" },
  note: { zh: "内部备注", en: "Internal note" },
  record: { zh: "窗口登记", en: "Recorded at the counter" },
  wait: { zh: "等待机关系统", en: "Waiting for the agency's system" },
  overdue: { zh: "超过期限", en: "Deadline passed" },
  withdraw: { zh: "申请人撤回", en: "Withdrawn by the applicant" },
  lapse: { zh: "逾期未补正，终止", en: "Lapsed: not corrected in time" },
  archive: { zh: "归档", en: "Archived" },
  dispatch: { zh: "派单", en: "Sent to an agency" },
  send_back: { zh: "退回热线", en: "Sent back to the hotline" },
  ask_extension: { zh: "申请延期", en: "Extension asked for" },
  refuse_extension: { zh: "不同意延期", en: "Extension refused" },
  urge: { zh: "反映人催办", en: "Urged by the reporter" },
  join: { zh: "并入另一件", en: "Joined to another report" },
  part: { zh: "拆出，单独办理", en: "Parted, dealt with by itself" },
  call_back: { zh: "回访", en: "Called back" },
};

export function actName(act: string, manner: Manner, language: Language): string {
  if (!Object.hasOwn(actDone, act)) return act;
  const type = act as ActType;
  return say(ownActs[manner][type] ?? actDone[type], language);
}

export const clockSays = defineWords({
  left: {
    zh: (p: { name: string; days: number }) => `${p.name}：还剩 ${p.days} 个工作日`,
    en: (p: { name: string; days: number }) => `${p.name}: ${p.days} working ${p.days === 1 ? "day" : "days"} left`,
  },
  leftCalendar: {
    zh: (p: { name: string; days: number }) => `${p.name}：还剩 ${p.days} 天`,
    en: (p: { name: string; days: number }) => `${p.name}: ${p.days} ${p.days === 1 ? "day" : "days"} left`,
  },
  today: {
    zh: (p: { name: string }) => `${p.name}：今天到期`,
    en: (p: { name: string }) => `${p.name}: due today`,
  },
  late: {
    zh: (p: { name: string; day: string }) => `${p.name}：已超期，应于 ${p.day} 完成`,
    en: (p: { name: string; day: string }) => `${p.name}: overdue since ${p.day}`,
  },
  paused: {
    zh: (p: { name: string; day: string }) => `${p.name}：${p.day} 起停止计时`,
    en: (p: { name: string; day: string }) => `${p.name}: clock stopped since ${p.day}`,
  },
  until: {
    zh: (p: { day: string }) => `到 ${p.day}`,
    en: (p: { day: string }) => `until ${p.day}`,
  },
  provisional: {
    zh: "（暂定：该年的放假安排还没有公布）",
    en: " (provisional: that year's holidays are not published yet)",
  },
  provisionalShort: { zh: "（暂定）", en: " (provisional)" },
});
