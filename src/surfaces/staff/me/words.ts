import { defineWords } from "../../../foundation/i18n/index.ts";

export const words = defineWords({
  title: { zh: "我的账号", en: "My account" },
  name: { zh: "姓名", en: "Name" },
  login: { zh: "登录名", en: "Login" },
  place: { zh: "地方", en: "Place" },
  agency: { zh: "部门", en: "Agency" },
  roles: { zh: "岗位", en: "Roles" },
  noRoles: { zh: "还没有岗位", en: "None yet" },
  until: { zh: "登录到", en: "Signed in until" },
  untilText: {
    zh: (p: { idle: number }) => `${p.idle} 分钟没有操作会自动退出。`,
    en: (p: { idle: number }) => `You are signed out after ${p.idle} minutes without activity.`,
  },
  who: {
    zh: "姓名、部门和岗位由本市县的管理人员更改。",
    en: "Name, agency and roles are changed by your city office.",
  },
  change: { zh: "更改密码", en: "Change your password" },
  changeText: {
    zh: "更改后所有设备都会退出，请用新密码重新登录。",
    en: "You are signed out on every device and sign in again with the new one.",
  },
  current: { zh: "现在的密码", en: "Present password" },
  code: { zh: "验证码", en: "Code" },
  codeHint: { zh: "验证器现在显示的 6 位数字。", en: "The six digits your app shows now." },
  next: { zh: "新密码", en: "New password" },
  nextHint: {
    zh: "至少 12 个字符，可以用几个词组成一句话。",
    en: "At least 12 characters; a few words together work well.",
  },
  again: { zh: "再输一次新密码", en: "The new password again" },
  different: { zh: "两次输入的新密码不一样。", en: "The two new passwords are not the same." },
  wrong: {
    zh: "现在的密码或者验证码不正确。每个验证码只能用一次。",
    en: "The present password or the code is not right. Each code works once.",
  },
  signOut: { zh: "退出登录", en: "Sign out" },
});
