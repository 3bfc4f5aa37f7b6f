import { defineWords } from "../../../foundation/i18n/index.ts";

type Agency = { readonly agency: string };

export const words = defineWords({
  startLede: {
    zh: ({ agency }: Agency) => `向${agency}查询，马上看到结果。`,
    en: ({ agency }: Agency) => `${agency} is asked, and you see the answer at once.`,
  },
  startLedeSeveral: {
    zh: "向您选的那一家查询，马上看到结果。",
    en: "The one you choose is asked, and you see the answer at once.",
  },
  lookUp: { zh: "查询", en: "Look up" },
  startSigned: {
    zh: "查询的时间和内容会记在“谁看过我的信息”里，只有您看得到。",
    en: "That you looked, and when, is noted under “Who has seen my data”, for you to see.",
  },
  startOpen: {
    zh: "不用登录。填的内容只保存在这部手机的浏览器里。",
    en: "You need not sign in. What you enter is kept for this browser only.",
  },
  title: { zh: "查询结果", en: "The answer" },
  says: { zh: ({ agency }: Agency) => `${agency}的记录`, en: ({ agency }: Agency) => `On record at ${agency}` },
  noRows: { zh: "没有记录。", en: "Nothing is on record." },
  yes: { zh: "是", en: "Yes" },
  no: { zh: "否", en: "No" },

  from: {
    zh: (p: Agency & { at: string }) => `${p.agency}提供，查询时间 ${p.at}`,
    en: (p: Agency & { at: string }) => `From ${p.agency}, as of ${p.at}`,
  },
  about: { zh: "您查的是", en: "What you asked about" },
  you: { zh: "查询人", en: "About" },
  noneTitle: { zh: "没有查到", en: "Nothing was found" },
  refusedTitle: { zh: "没有给出结果", en: "There is no result" },
  refusedText: {
    zh: ({ agency }: Agency) => `${agency}的答复：`,
    en: ({ agency }: Agency) => `${agency} answered:`,
  },
  unavailableTitle: { zh: "现在查不到", en: "It cannot be looked up now" },
  nothingLost: {
    zh: "您填的内容都在，不用重填。",
    en: "What you entered is kept; you need not enter it again.",
  },
  standingTitle: { zh: "可以交给我们接着问", en: "We can go on asking for you" },
  standingText: {
    zh: "一有结果就写在您的办件里，并发消息告诉您。您可以先离开。",
    en: "As soon as there is an answer it stands in your case and you get a message. You can leave meanwhile.",
  },
  standing: { zh: "替我接着问", en: "Go on asking for me" },
  standingSignIn: {
    zh: "结果只给您本人看，所以请先登录。您填的内容都在，登录后回到这一页。",
    en: "Only you may see the answer, so please sign in first. What you entered stays, and you come back to this page.",
  },
  signIn: { zh: "登录", en: "Sign in" },
  again: { zh: "再查一次", en: "Look up again" },
  other: { zh: "换一个内容查", en: "Look up something else" },
  guide: { zh: "看办事指南", en: "Read the guide" },
  readings: { zh: "谁看过我的信息", en: "Who has seen my data" },
  wrong: { zh: "内容不对，告诉我们", en: "Something is wrong: tell us" },
  next: { zh: "您还可以", en: "What you can do now" },
  print: { zh: "这一页可以直接打印或者存成文件。", en: "This page can be printed or saved as it is." },
  payTitle: { zh: "怎么缴", en: "How to pay" },
  pay: {
    zh: ({ agency }: Agency) => `这里现在只能查账单。请到${agency}的营业厅缴费，或者用它自己的缴费渠道。`,
    en: ({ agency }: Agency) =>
      `Here you can only see the bill for now. Please pay at the counter of ${agency}, or in the ways it offers itself.`,
  },
});
