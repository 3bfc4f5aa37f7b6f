import { defineWords } from "../../../foundation/i18n/index.ts";

export const words = defineWords({
  signOut: { zh: "退出登录", en: "Sign out" },
  title: { zh: "我的", en: "My page" },
  hello: { zh: (p: { name: string }) => `${p.name}，您好`, en: (p: { name: string }) => p.name },
  waiting: { zh: "等您办的", en: "Waiting for you" },
  nothingWaits: { zh: "现在没有等您办的事。", en: "Nothing is waiting for you." },
  toCorrect: {
    zh: (p: { day: string }) => `请最迟在 ${p.day}补正`,
    en: (p: { day: string }) => `Please complete it by ${p.day}`,
  },
  correctSoon: { zh: "请尽快补正", en: "Please complete it soon" },
  draft: { zh: "草稿", en: "Draft" },
  draftNote: {
    zh: (p: { at: string; until: string }) => `${p.at}保存，保留到 ${p.until}`,
    en: (p: { at: string; until: string }) => `saved ${p.at}, kept until ${p.until}`,
  },
  unread: {
    zh: (p: { count: number }) => (p.count >= 100 ? "100 多条未读消息" : `${p.count} 条未读消息`),
    en: (p: { count: number }) =>
      p.count >= 100
        ? "More than 100 unread messages"
        : p.count === 1
          ? "1 unread message"
          : `${p.count} unread messages`,
  },
  cases: { zh: "我的办件", en: "My cases" },
  allCases: { zh: "全部办件", en: "All my cases" },
  noCases: { zh: "您还没有办过事。", en: "You have no cases yet." },
  findService: { zh: "找一项服务", en: "Find a service" },
  sentOn: { zh: (p: { day: string }) => `${p.day}提交`, en: (p: { day: string }) => `Sent on ${p.day}` },
  dueOn: { zh: (p: { day: string }) => `最迟 ${p.day}`, en: (p: { day: string }) => `by ${p.day}` },
  closedOn: { zh: (p: { day: string }) => `${p.day}结束`, en: (p: { day: string }) => `closed ${p.day}` },
  mine: { zh: "我的资料", en: "My things" },
  bills: { zh: "我的账单", en: "My bills" },
  billsNote: { zh: "记住的户号、办件的费用，一起看、一起交", en: "What is owed on your accounts and in your cases" },
  payments: { zh: "缴费记录", en: "Payments" },
  paymentsNote: { zh: "交过的每一笔，退款也在这里", en: "Every payment, and asking for a refund" },
  lifeEvents: { zh: "我的一件事", en: "My life events" },
  lifeEventsNote: { zh: "一起提交的几件，在一个地方看进展", en: "What you sent together, followed in one place" },
  inbox: { zh: "消息", en: "Messages" },
  inboxNote: { zh: "每一步进展都在这里", en: "Every step is told here" },
  contact: { zh: "怎样通知您", en: "How we tell you" },
  contactNote: { zh: "短信、邮件和语言", en: "SMS, e-mail and language" },
  certificates: { zh: "证照", en: "Certificates" },
  certificatesNote: { zh: "下载、出示、核对真伪", en: "Download, show and check them" },
  readings: { zh: "谁看过我的材料", en: "Who has read my file" },
  readingsNote: { zh: "哪个机关、为什么、什么时候", en: "Which agency, why and when" },
  privacy: { zh: "个人信息与隐私", en: "My data and privacy" },
  privacyNote: { zh: "查看、更正、下载您的信息", en: "See, correct and download your data" },
  newest: { zh: "从最新的看起", en: "From the newest" },
});
