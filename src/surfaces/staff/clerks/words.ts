import { defineWords } from "../../../foundation/i18n/index.ts";

export const words = defineWords({
  title: { zh: "人员", en: "Staff" },
  titleOf: { zh: (p: { place: string }) => `${p.place}的人员`, en: (p: { place: string }) => `Staff of ${p.place}` },
  caption: { zh: "按登录名排列", en: "By login" },
  add: { zh: "添加人员", en: "Add a member of staff" },
  name: { zh: "姓名", en: "Name" },
  login: { zh: "登录名", en: "Login" },
  loginHint: {
    zh: "3 至 40 个小写字母、数字、点或连字符。用过的登录名不能再给别人。",
    en: "3 to 40 small letters, digits, dots or hyphens. A login once used is never given to another person.",
  },
  agency: { zh: "部门", en: "Agency" },
  agencyHint: { zh: "办事人员和部门负责人必须选择部门。", en: "Clerks and leads need one." },
  noAgency: { zh: "不属于部门", en: "None" },
  roles: { zh: "岗位", en: "Roles" },
  rolesNone: { zh: "还没有岗位", en: "None yet" },
  account: { zh: "账号", en: "Account" },
  active: { zh: "正常", en: "Active" },
  suspended: { zh: "已停用", en: "Suspended" },
  waiting: {
    zh: (p: { until: string }) => `待启用，启用码到 ${p.until}`,
    en: (p: { until: string }) => `To enrol, code until ${p.until}`,
  },
  expired: { zh: "启用码已过期", en: "Enrolment code expired" },
  locked: {
    zh: (p: { until: string }) => `暂时锁定到 ${p.until}`,
    en: (p: { until: string }) => `Locked until ${p.until}`,
  },
  since: { zh: "添加于", en: "Added" },
  empty: { zh: "这里还没有人员", en: "There is nobody here yet" },
  noOffice: {
    zh: "这个地方还没有市县管理人员。请先添加一位，以后由他们管理本地人员。",
    en: "This place has no office clerk yet. Add one; they manage the others from then on.",
  },
  hasOffice: {
    zh: "这个地方有自己的管理人员，日常由他们办理。",
    en: "This place has an office of its own, which normally does this.",
  },
  chooseCity: { zh: "管理哪个地方的人员", en: "Whose staff" },
  cityHint: { zh: "地名或 6 位代码；留空是本系统。", en: "Name or six-digit code; empty is the installation." },
  noCity: { zh: "没有找到已开通的这个地方。", en: "No open place was found by this name." },
  create: { zh: "添加，并生成启用码", en: "Add, and make an enrolment code" },
  save: { zh: "保存", en: "Save" },
  saved: { zh: "已保存", en: "Saved" },
  change: { zh: "更改", en: "Change" },
  suspend: { zh: "停用账号", en: "Suspend the account" },
  suspendText: {
    zh: "所有登录立即结束，之后不能登录。办件和记录保留，随时可以恢复。",
    en: "Every session ends at once and signing in fails. Cases and records stay; you can undo it at any time.",
  },
  resume: { zh: "恢复账号", en: "Resume the account" },
  resumeText: { zh: "可以用原来的密码和验证器登录。", en: "They sign in with the password and app they had." },
  reset: { zh: "换手机或忘记密码，重发启用码", en: "Lost phone or password: new enrolment code" },
  resetText: {
    zh: "原来的密码、验证器和恢复码立即作废，登录结束。请当面核对本人后再交启用码。",
    en: "Password, app and recovery codes count no longer and sessions end. Make sure who they are before you hand over the code.",
  },
  codeTitle: { zh: "启用码，只显示这一次", en: "Enrolment code, shown only now" },
  codeText: {
    zh: (p: { name: string; until: string }) =>
      `请当面交给${p.name}，${p.until}前在 /staff/enrol 使用。关闭本页后不能再看到。`,
    en: (p: { name: string; until: string }) =>
      `Hand it to ${p.name} in person. It works at /staff/enrol until ${p.until}. Nobody can see it again once this page is closed.`,
  },
  code: { zh: "启用码", en: "Enrolment code" },
  list: { zh: "回到人员列表", en: "Back to the list" },
  history: { zh: "记录", en: "Record" },
  historyText: { zh: "最近与此账号有关的记录。", en: "The latest entries about this account." },
  own: { zh: "这是您自己的账号，请由同事管理。", en: "This is your own account; a colleague manages it." },
  notDone: { zh: "没有办理", en: "This was not done" },
  what: { zh: "可以办理", en: "What you can do" },
});
