import { defineWords } from "../../../foundation/i18n/index.ts";

export const words = defineWords({
  title: { zh: "启用工作人员账号", en: "Set up your staff account" },
  lede: {
    zh: "用管理人员交给您的登录名和启用码开始。启用码 72 小时内有效。",
    en: "Begin with the login and the enrolment code your city office gave you. The code works for 72 hours.",
  },
  login: { zh: "登录名", en: "Login" },
  code: { zh: "启用码", en: "Enrolment code" },
  codeHint: {
    zh: "16 个字母和数字，大小写和连字符都可以。",
    en: "16 letters and digits; capitals and hyphens make no difference.",
  },
  next: { zh: "下一步", en: "Continue" },
  hello: { zh: (p: { name: string }) => `${p.name}，您好`, en: (p: { name: string }) => `Hello ${p.name}` },
  stepApp: { zh: "一、在手机验证器里添加", en: "1. Add it to your authenticator app" },
  stepAppText: {
    zh: "打开手机上的验证器（支持 TOTP 的都可以），扫这个码。",
    en: "Open an authenticator app on your phone (any that knows TOTP) and scan this code.",
  },
  qr: { zh: "验证器二维码", en: "QR code for the authenticator app" },
  byHand: { zh: "不能扫码时，手工输入这个密钥", en: "If you cannot scan, type this key" },
  stepPassword: { zh: "二、设置密码", en: "2. Choose a password" },
  password: { zh: "密码", en: "Password" },
  passwordHint: {
    zh: "至少 12 个字符，可以用几个词组成一句话。",
    en: "At least 12 characters; a few words together work well.",
  },
  again: { zh: "再输一次密码", en: "The password again" },
  different: { zh: "两次输入的密码不一样。", en: "The two passwords are not the same." },
  totp: { zh: "验证器现在显示的 6 位数字", en: "The six digits your app shows now" },
  finish: { zh: "启用账号", en: "Set up the account" },
  doneTitle: { zh: "账号已启用", en: "Your account is ready" },
  recoveryTitle: { zh: "请现在抄下恢复码", en: "Write down your recovery codes now" },
  recoveryText: {
    zh: "手机不在身边时，可以用恢复码代替验证码，每个只能用一次。这些码只显示这一次，请抄在纸上收好。",
    en: "Without your phone, each of these replaces the code once. They are shown only now: write them on paper and keep them safe.",
  },
  recovery: { zh: "恢复码", en: "Recovery codes" },
  toSignIn: { zh: "抄好了，去登录", en: "I have them, sign in" },
});
