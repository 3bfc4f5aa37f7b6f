import { defineWords } from "../../../foundation/i18n/index.ts";

export const words = defineWords({
  title: { zh: "登录", en: "Sign in" },
  lede: {
    zh: "用您的实名身份登录，就能提交申请、查看进度和领取证照。",
    en: "Sign in with your verified identity to apply, follow your cases and receive certificates.",
  },
  go: { zh: "去身份认证平台登录", en: "Go to the identity service" },
  again: { zh: "重新登录", en: "Sign in again" },
  toProvider: {
    zh: "接下来由身份认证平台确认您是谁，确认后自动回到这里。",
    en: "The identity service confirms who you are and brings you back here.",
  },
  demonstrationTitle: { zh: "演示登录", en: "Demonstration sign-in" },
  demonstration: {
    zh: "任何人都可以选择一位虚构的人物登录，不需要密码。请不要填写真实的个人信息。",
    en: "Anybody can sign in as one of the invented people, without a password. Please do not enter real personal data.",
  },
  whatTitle: { zh: "我们会得到哪些信息", en: "What we are told about you" },
  what: {
    zh: "姓名和证件号码；平台有记录的，还有电话、出生日期、性别、户籍地和住址。这些信息只用来办理您的事项，您以后可以在“隐私”页查看和更正。",
    en: "Your name and document number and, if the service knows them, telephone, date of birth, sex, household registration and address. We use them only for what you apply for; you can see and correct them on the privacy page.",
  },
  noPassword: {
    zh: "我们不会看到您在身份认证平台的密码。",
    en: "We never see the password you use at the identity service.",
  },
  howLongTitle: { zh: "登录保持多久", en: "How long you stay signed in" },
  howLong: {
    zh: "30 分钟没有操作，或者登录满 12 小时，就会自动退出。填写中的内容会保存为草稿。",
    en: "After 30 minutes without activity, or 12 hours in all, you are signed out. What you were filling in is kept as a draft.",
  },
  withoutTitle: { zh: "不登录也可以", en: "Without signing in you can" },
  without: {
    zh: "查看办事指南、开始填写、核对证照真伪、投诉或提建议。",
    en: "read guides, begin to fill in, check a certificate, complain or make a suggestion.",
  },
  notConfigured: { zh: "现在还不能登录", en: "Signing in is not possible yet" },
  notConfiguredText: {
    zh: "这里还没有接入身份认证平台。您仍然可以查看办事指南，或者到政务服务大厅办理。",
    en: "No identity service is connected here yet. You can still read the guides, or go to the service hall.",
  },
  notDone: { zh: "登录没有完成", en: "You are not signed in yet" },
  home: { zh: "回到首页", en: "To the first page" },
  helpTitle: { zh: "登录不了怎么办", en: "If you cannot sign in" },
  help: {
    zh: "请带上身份证件到政务服务大厅办理，工作人员可以为您代办；也可以拨打 12345。",
    en: "Please bring your identity document to the service hall, where staff can do it for you, or call 12345.",
  },
});
