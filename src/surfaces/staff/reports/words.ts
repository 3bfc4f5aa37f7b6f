import { defineWords } from "../../../foundation/i18n/index.ts";

export const words = defineWords({
  title: { zh: "12345 诉求", en: "12345 reports" },
  lede: { zh: "全市的诉求，不论在哪个部门。", en: "All reports of the city, whichever agency has them." },
  views: { zh: "看哪些", en: "Which ones" },
  open: { zh: "在办", en: "Open" },
  dispatch: { zh: "待派单", en: "To send on" },
  urged: { zh: "有催办", en: "Urged" },
  extension: { zh: "申请延期", en: "Extension asked" },
  call: { zh: "待回访", en: "To call back" },
  filter: { zh: "筛选", en: "Filter" },
  matter: { zh: "类型", en: "Matter" },
  category: { zh: "事由", en: "Category" },
  agency: { zh: "承办部门", en: "Agency" },
  all: { zh: "全部", en: "All" },
  number: { zh: "编号", en: "Number" },
  place: { zh: "大致地点", en: "Roughly where" },
  state: { zh: "状态", en: "State" },
  due: { zh: "期限", en: "Due" },
  sent: { zh: "收到", en: "Received" },
  caption: { zh: "诉求", en: "Reports" },
  empty: { zh: "这里没有要处理的诉求。", en: "Nothing waits here." },
  urgedOn: { zh: (p: { day: string }) => `${p.day} 催办`, en: (p: { day: string }) => `urged ${p.day}` },
  joinedMark: { zh: "已并入", en: "joined" },
  askedMark: { zh: "申请延期", en: "more time asked" },
  toRules: { zh: "派单规则和期限", en: "Rules of sending on, and limits" },

  urgedTitle: {
    zh: (p: { times: number }) => (p.times === 1 ? "反映人在催办" : `反映人在催办，已催 ${p.times} 次`),
    en: (p: { times: number }) =>
      p.times === 1 ? "The reporter urges" : `The reporter urges, ${p.times} times so far`,
  },
  urgedText: { zh: (p: { when: string }) => `最近一次：${p.when}`, en: (p: { when: string }) => `Last: ${p.when}` },
  extensionAsked: { zh: "承办部门申请延期，等热线决定", en: "The agency asks for more time; the hotline decides" },
  joinedTo: { zh: "这一件并入了另一件", en: "This report is joined to another" },
  joinedToText: { zh: "那一件答复时，这一件同时答复。", en: "It is answered when that one is." },
  joined: {
    zh: (p: { count: number }) => `另有 ${p.count} 件反映同一件事，跟着这一件办理`,
    en: (p: { count: number }) => `${p.count} more ${p.count === 1 ? "report follows" : "reports follow"} this one`,
  },
  joinedText: {
    zh: "您的答复会发给每一位反映人，请不要写姓名、电话等个人信息。",
    en: "Your answer goes to everybody who reported it; please write no names or numbers of people.",
  },
  alike: { zh: "可能是同一件事", en: "Perhaps the same" },
  alikeText: {
    zh: "30 天内同类的诉求，地点相近、说法相似。请打开看过以后再决定。",
    en: "Of the same category within 30 days, near and in similar words. Please look before you decide.",
  },
  metres: { zh: (p: { count: string }) => `相距 ${p.count} 米`, en: (p: { count: string }) => `${p.count} m apart` },
  sameAddress: { zh: "同一地址", en: "same address" },
  words: {
    zh: (p: { share: number }) => `文字相似 ${p.share}%`,
    en: (p: { share: number }) => `words ${p.share}% alike`,
  },
  join: { zh: "把这一件并过去", en: "Join this report to it" },
  joinThis: { zh: (p: { number: string }) => `：${p.number}`, en: (p: { number: string }) => `: ${p.number}` },
  publicPage: { zh: "公开的进展页面（不含个人信息）", en: "The public page of its state (nothing personal)" },

  rulesTitle: { zh: "派单规则", en: "Sending reports on" },
  rulesLede: {
    zh: "诉求提交以后，按事由直接派给部门；没有部门的，由热线人工派单。",
    en: "A report goes straight to the agency of its category; without one the hotline sends it on by hand.",
  },
  limitsTitle: { zh: "答复期限", en: "Limits to answer" },
  limitsLede: {
    zh: "按类型的工作日数，从签收起算。事由另有更短期限的，用短的。",
    en: "Working days by matter, from signing off. Where a category has fewer, the fewer count.",
  },
  hotlineKeeps: { zh: "由热线人工派单", en: "The hotline sends it on by hand" },
  daysShort: { zh: "几个工作日内答复", en: "Working days to answer" },
  daysNote: {
    zh: "天数不填的，按下面类型的期限。",
    en: "Where no days are given, the limit of the matter below counts.",
  },
  save: { zh: "保存", en: "Save" },
  saved: { zh: "已保存，新提交的诉求按这个派单", en: "Saved; new reports are sent on accordingly" },
});
