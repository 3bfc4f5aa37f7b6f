import { defineWords } from "../../../foundation/i18n/index.ts";

export const words = defineWords({
  title: { zh: "运维管理员", en: "Operators" },
  lede: {
    zh: "运维管理员须由一人提名、另一人确认。提名 7 天内有效。",
    en: "An operator is proposed by one person and confirmed by another. A proposal holds for 7 days.",
  },
  now: { zh: "现在的运维管理员", en: "Operators now" },
  name: { zh: "姓名", en: "Name" },
  login: { zh: "登录名", en: "Login" },
  waiting: { zh: "等待确认的提名", en: "Proposals that wait" },
  none: { zh: "没有等待确认的提名", en: "No proposal waits" },
  proposedBy: { zh: "提名人", en: "Proposed by" },
  until: { zh: "有效到", en: "Holds until" },
  what: { zh: "办理", en: "What to do" },
  confirm: { zh: "确认", en: "Confirm" },
  confirmHint: {
    zh: (p: { name: string }) => `确认${p.name}担任运维管理员`,
    en: (p: { name: string }) => `Confirm ${p.name} as operator`,
  },
  own: { zh: "须由另一人确认", en: "Another person confirms" },
  propose: { zh: "提名", en: "Propose" },
  who: { zh: "提名谁", en: "Whom" },
  whoHint: {
    zh: "本系统的人员，没有其他岗位、未停用。",
    en: "Staff of the installation, active and without another role.",
  },
  nobody: { zh: "没有可以提名的人员。", en: "There is nobody to propose." },
  addFirst: {
    zh: "先添加一位本系统的人员，不选岗位",
    en: "First add a member of the installation's staff, without a role",
  },
  proposed: { zh: "已提名，等待另一人确认", en: "Proposed; another person confirms" },
  confirmed: { zh: "已确认", en: "Confirmed" },
  notDone: { zh: "没有办理", en: "This was not done" },
});
