import { defineWords } from "../foundation/i18n/index.ts";

/** What an erasure takes and what it leaves, as the person and the clerk both read it. */
export const erasingWords = defineWords({
  profile: { zh: "个人资料：姓名、证件号码、电话、住址", en: "The profile: name, document number, telephone, address" },
  contacts: { zh: "接收通知的邮箱和设置", en: "E-mail address and settings for notifications" },
  accounts: { zh: "保存的缴费户号和提醒", en: "Kept accounts for bills, and their reminders" },
  messages: { zh: "收到的消息", en: "Messages in the inbox" },
  drafts: { zh: "没有提交的草稿和其中的文件", en: "Drafts that were not sent, with their files" },
  life_events: { zh: "已办完的“一件事”的进度", en: "The progress of life events that are finished" },
  casesOf: {
    zh: (p: { service: string; count: number }) => `${p.service}：${p.count} 件`,
    en: (p: { service: string; count: number }) => `${p.service}: ${p.count === 1 ? "one case" : `${p.count} cases`}`,
  },
  keptUntil: {
    zh: (p: { day: string }) => `必须保存到 ${p.day}`,
    en: (p: { day: string }) => `must be kept until ${p.day}`,
  },
  untilAsked: {
    zh: (p: { day: string }) => `到 ${p.day} 自动删除，也可以要求现在删除`,
    en: (p: { day: string }) => `erased on ${p.day}; you may ask for it now`,
  },
  stays: {
    zh: "正在办的办件、缴费记录、已签发的证照和“谁看过我的材料”不删除，法律要求保存。",
    en: "Open cases, records of payments, certificates that were issued and the list of who read the file stay, as the law asks.",
  },
});
