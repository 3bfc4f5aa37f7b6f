import { defineWords } from "../../../../foundation/i18n/index.ts";

export const words = defineWords({
  title: { zh: "上缴", en: "Hand-over" },
  lede: {
    zh: "每天日结时，收费单位已确认的钱转为上缴。清单交给单位或者财政核对。",
    en: "At each close, what the agencies have confirmed is handed over. The lists go to the agency or the treasury.",
  },
  filter: { zh: "选时间", en: "Choose a period" },
  from: { zh: "从（年-月-日）", en: "From (YYYY-MM-DD)" },
  until: { zh: "到（年-月-日）", en: "To (YYYY-MM-DD)" },
  totals: {
    zh: (p: { from: string; until: string }) => `${p.from}至${p.until}合计`,
    en: (p: { from: string; until: string }) => `In all, ${p.from} to ${p.until}`,
  },
  byDay: { zh: "按日", en: "By day" },
  agency: { zh: "单位", en: "Agency" },
  days: { zh: "天数", en: "Days" },
  day: { zh: "日期", en: "Day" },
  list: { zh: "清单", en: "List" },
  sum: { zh: "合计", en: "Sum" },
  none: { zh: "这段时间没有上缴。日结以后才有。", en: "Nothing was handed over in this time: it is at a day's close." },
  titleOf: {
    zh: (p: { agency: string; day: string }) => `上缴清单：${p.agency}，${p.day}`,
    en: (p: { agency: string; day: string }) => `Hand-over to ${p.agency}, ${p.day}`,
  },
  back: { zh: "回到上缴", en: "Back to the hand-over" },
  handed: { zh: "上缴金额", en: "Handed over" },
  confirmed: { zh: "当日确认", en: "Confirmed that day" },
  returned: { zh: "当日退回", en: "Gone back that day" },
  carried: { zh: "前几日结转", en: "Carried over from before" },
  byService: { zh: "按单位和事项", en: "By agency and service" },
  service: { zh: "事项", en: "Service" },
  count: { zh: "笔数", en: "Number" },
  lines: { zh: "明细", en: "Lines" },
  bill: { zh: "账单或通知书编号", en: "Bill or notice" },
  provider: { zh: "支付机构", en: "Provider" },
  paidAt: { zh: "付款时间", en: "Paid" },
  shown: {
    zh: (p: { n: string }) => `这里显示前 ${p.n} 条，导出有全部。`,
    en: (p: { n: string }) => `The first ${p.n} are shown here; the export has all.`,
  },
  other: { zh: "其他", en: "Other" },
});
