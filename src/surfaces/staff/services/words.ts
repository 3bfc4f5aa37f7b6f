import { defineWords } from "../../../foundation/i18n/index.ts";

export const words = defineWords({
  title: { zh: "事项", en: "Services" },
  caption: { zh: "本地开通的事项", en: "Services offered here" },
  name: { zh: "事项", en: "Service" },
  agency: { zh: "办理机关", en: "Office" },
  time: { zh: "承诺时限", en: "Promised time" },
  fee: { zh: "费用", en: "Fee" },
  shown: { zh: "居民能否看到", en: "Shown to residents" },
  visible: { zh: "已开通", en: "Shown" },
  hidden: { zh: "未开通", en: "Hidden" },
  free: { zh: "不收费", en: "Free" },
  changed: { zh: "最后更改", en: "Last changed" },
  notYet: { zh: "目录里还没有在本地开通的事项", en: "In the catalogue, not offered here yet" },
  prepare: { zh: "准备开通", en: "Prepare it" },
  fromCity: { zh: "本地规定", en: "set here" },
  fromCatalogue: { zh: "目录规定", en: "from the catalogue" },
  fromLaw: { zh: "法定时限", en: "by law" },
  law: { zh: (p: { time: string }) => `法定时限 ${p.time}`, en: (p: { time: string }) => `The law allows ${p.time}` },
  agencyZh: { zh: "办理机关名称（中文）", en: "Name of the office in Chinese" },
  agencyEn: { zh: "办理机关名称（英文）", en: "Name of the office in English" },
  agencyHint: { zh: "居民在指南和决定上看到的名称。", en: "As residents read it on the guide and on decisions." },
  promise: { zh: "承诺多少天作出决定", en: "Days promised for the decision" },
  promiseHint: {
    zh: (p: { law: string; catalogue: string }) => `留空按目录：${p.catalogue}。不能超过法定的${p.law}。`,
    en: (p: { law: string; catalogue: string }) =>
      `Empty follows the catalogue: ${p.catalogue}. It cannot be longer than the law's ${p.law}.`,
  },
  unit: { zh: "按哪种天数", en: "Which days" },
  workingDays: { zh: "工作日", en: "Working days" },
  days: { zh: "自然日", en: "Calendar days" },
  amount: { zh: "费用，元", en: "Fee, in yuan" },
  amountHint: {
    zh: (p: { catalogue: string }) => `留空按目录：${p.catalogue}。`,
    en: (p: { catalogue: string }) => `Empty follows the catalogue: ${p.catalogue}.`,
  },
  basis: { zh: "收费依据", en: "Legal basis of the fee" },
  visibility: { zh: "居民能否看到", en: "Shown to residents" },
  show: { zh: "开通：居民可以看到和办理", en: "Shown: residents can see and use it" },
  hide: {
    zh: "不开通：居民看不到，已收的办件照常办理",
    en: "Hidden: residents do not see it; cases already received go on",
  },
  save: { zh: "保存", en: "Save" },
  saved: { zh: "已保存，马上生效", en: "Saved, live at once" },
  preview: { zh: "看看居民看到的页面", en: "See it as residents do" },
  previewHidden: { zh: "开通以后，居民页面在这里：", en: "Once it is shown, residents find it here:" },
  badPromise: { zh: "请填写 0 到 3660 的整数天数。", en: "Enter a whole number of days, 0 to 3660." },
  badAmount: { zh: "请填写金额，例如 20 或 12.50。", en: "Enter an amount, for example 20 or 12.50." },
  tooLong: { zh: "请不要超过 100 个字。", en: "Please keep it within 100 characters." },
  empty: { zh: "本地还没有开通事项", en: "Nothing is offered here yet" },
  dayCount: {
    zh: (p: { days: number; working: boolean }) =>
      p.days === 0 ? "当场" : `${p.days} ${p.working ? "个工作日" : "天"}`,
    en: (p: { days: number; working: boolean }) =>
      p.days === 0 ? "at once" : `${p.days} ${p.working ? "working " : ""}${p.days === 1 ? "day" : "days"}`,
  },
});
