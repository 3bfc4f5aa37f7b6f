import { defineWords } from "../../../foundation/i18n/index.ts";

export const words = defineWords({
  title: { zh: "工作人员登录", en: "Staff sign-in" },
  lede: {
    zh: "用登录名、密码和验证器里的 6 位数字登录。",
    en: "Sign in with your login, your password and the six digits your authenticator app shows.",
  },
  login: { zh: "登录名", en: "Login" },
  otherAgencies: { zh: "其他部门的工作人员（虚构）", en: "Clerks of other agencies (made up)" },
  agency: { zh: "部门", en: "Agency" },
  password: { zh: "密码", en: "Password" },
  code: { zh: "验证码", en: "Code" },
  codeHint: {
    zh: "验证器现在显示的 6 位数字。手机不在身边时，可以填一个恢复码。",
    en: "The six digits your app shows now. Without your phone, one of your recovery codes.",
  },
  signIn: { zh: "登录", en: "Sign in" },
  enrol: { zh: "第一次登录，手里有启用码", en: "First time here, with an enrolment code" },
  help: {
    zh: "忘记密码或者换了手机，请联系本市县的管理人员领取新的启用码。",
    en: "If you forgot your password or changed your phone, ask your city office for a new enrolment code.",
  },
  failed: { zh: "登录没有成功", en: "Signing in did not succeed" },
  failedText: {
    zh: "请核对登录名、密码和验证码，三项有一项不对就不能登录。每个验证码只能用一次。",
    en: "Please check login, password and code; all three must be right. Each code works once.",
  },
  lockedTitle: { zh: "这个登录名暂时不能登录", en: "This login is locked for a while" },
  locked: {
    zh: (p: { until: string }) => `连续输错五次，${p.until}以后可以再试。着急的话，请联系本市县的管理人员。`,
    en: (p: { until: string }) =>
      `Five wrong tries in a row. You can try again after ${p.until}. If it is urgent, ask your city office.`,
  },
  ended: { zh: "登录已结束", en: "Your session has ended" },
  endedText: {
    zh: "一段时间没有操作，系统已为您退出。重新登录后回到刚才的页面。",
    en: "Nothing happened for a while, so you were signed out. After signing in you are back where you were.",
  },
  passwordChanged: { zh: "密码已更改", en: "Your password is changed" },
  passwordChangedText: { zh: "请用新密码登录。", en: "Please sign in with the new one." },
  signedOut: { zh: "您已退出", en: "You are signed out" },
  demonstration: { zh: "演示：点名字直接登录", en: "Demonstration: sign in as one of these people" },
  demonstrationText: {
    zh: "以下都是虚构的人，没有密码。正式系统里没有这一部分。",
    en: "They are invented and have no password. A real installation does not have this part.",
  },
  city: { zh: "地方", en: "Place" },
  operator: { zh: "本系统", en: "the installation" },
  helpTitle: { zh: "不能登录时", en: "If you cannot sign in" },
});
