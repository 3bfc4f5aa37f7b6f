import { defineWords } from "../../../foundation/i18n/index.ts";

export const words = defineWords({
  title: { zh: "怎样通知您", en: "How we tell you" },
  lede: {
    zh: "每一步进展都写在“消息”里。您还可以收到短信和邮件，里面只有服务名称，没有您的姓名、证件号码和办理结果。",
    en: "Every step is told under Messages. You can be told by SMS and e-mail too; they name the service, never you, your number or a decision.",
  },
  me: { zh: "我的", en: "My page" },
  saved: { zh: "已保存", en: "Saved" },
  codeSent: {
    zh: "验证码已发往您的邮箱，30 分钟内有效。收到以后填在下面。",
    en: "A code is on its way to your mailbox and is valid for 30 minutes. Please type it below.",
  },
  quiet: {
    zh: "晚上 9 点到早上 8 点不打扰您，这段时间的通知早上再发；验证码随时发。",
    en: "Nothing is sent between 9 p.m. and 8 a.m.; it comes in the morning. Codes come at any time.",
  },
  notHere: {
    zh: "本站现在没有开通短信和邮件，请看“消息”。",
    en: "SMS and e-mail are not available here now. Please look under Messages.",
  },

  sms: { zh: "短信", en: "SMS" },
  phone: { zh: "手机号码", en: "Telephone" },
  noPhone: { zh: "没有登记", en: "None known" },
  phoneFrom: {
    zh: "号码来自您的实名信息，可以在“个人信息与隐私”里更正。",
    en: "The number is the one of your profile; you can correct it under “My data and privacy”.",
  },
  on: { zh: "接收", en: "On" },
  off: { zh: "不接收", en: "Off" },
  state: { zh: "通知", en: "Messages" },
  smsOff: { zh: "不再接收短信", en: "No more SMS" },
  smsOn: { zh: "接收短信", en: "Tell me by SMS" },

  email: { zh: "电子邮件", en: "E-mail" },
  address: { zh: "邮箱", en: "Address" },
  addressHint: {
    zh: "我们会先发一个验证码，证明邮箱是您的。",
    en: "We send a code first, to make sure that it is yours.",
  },
  noEmail: {
    zh: "您没有留邮箱，我们不发邮件。",
    en: "You have given no address, so nothing is sent by e-mail.",
  },
  unproved: { zh: "还没有验证", en: "Not confirmed yet" },
  bounced: { zh: "邮件被退回，请重新验证", en: "Mail came back; please confirm it again" },
  sendCode: { zh: "发送验证码", en: "Send a code" },
  change: { zh: "换一个邮箱", en: "Another address" },
  again: { zh: "重新发送验证码", en: "Send a new code" },
  code: { zh: "验证码", en: "Code" },
  codeHint: { zh: "邮件里的六位数字。", en: "The six digits in the mail." },
  confirm: { zh: "确认，并接收邮件", en: "Confirm, and tell me by e-mail" },
  emailOff: { zh: "不再接收邮件", en: "No more e-mail" },
  emailOn: { zh: "接收邮件", en: "Tell me by e-mail" },
  remove: { zh: "删除邮箱", en: "Remove the address" },

  language: { zh: "短信和邮件用什么语言", en: "Language of SMS and e-mail" },
  save: { zh: "保存", en: "Save" },

  latest: { zh: "最近发出的", en: "Sent lately" },
  queued: { zh: "等待发送", en: "Waiting to be sent" },
  sent: { zh: "已发出", en: "Sent" },
  delivered: { zh: "已送达", en: "Arrived" },
  failed: { zh: "没有送达", en: "Did not arrive" },
  given_up: { zh: "没有发出", en: "Could not be sent" },
  ofCode: { zh: "验证码", en: "Code" },
  ofMessage: { zh: "进展通知", en: "Message" },
});
