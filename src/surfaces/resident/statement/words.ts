import { defineWords } from "../../../foundation/i18n/index.ts";

export const words = defineWords({
  title: { zh: "缴费清单", en: "What was paid" },
  lede: {
    zh: "您本人在这里缴到这个户号的款项。别人交的不在里面。",
    en: "What you paid to this account here. What others paid to it is not shown.",
  },
  account: { zh: "户号", en: "Account" },
  year: { zh: (p: { year: number }) => `${p.year} 年`, en: (p: { year: number }) => `${p.year}` },
  years: { zh: "年度", en: "Year" },
  paid: { zh: "缴费", en: "Paid" },
  returned: { zh: "退款", en: "Given back" },
  net: { zh: "实际缴了", en: "Net" },
  lines: { zh: "明细", en: "Payments" },
  lineOf: {
    zh: (p: { kind: string; amount: string }) => `${p.kind} ${p.amount}`,
    en: (p: { kind: string; amount: string }) => `${p.kind} ${p.amount}`,
  },
  none: {
    zh: "您还没有在这里给这个户号缴过费，或者收费单位还没有确认。",
    en: "You have paid nothing to this account here yet, or the agency has not confirmed it.",
  },
  pdf: { zh: "下载清单（PDF，可以打印）", en: "Download as PDF, to print" },
  csv: { zh: "下载清单（表格，用 Excel 打开）", en: "Download as a table for Excel (CSV)" },
  files: { zh: "下载", en: "Download" },
  filesNote: {
    zh: (p: { count: number }) => `一份最多 ${p.count} 行。`,
    en: (p: { count: number }) => `At most ${p.count} lines.`,
  },
  receipt: { zh: "收据号码", en: "Receipt no." },
  payment: { zh: "缴费编号", en: "Payment" },
  day: { zh: "日期", en: "Day" },
  receiptOf: { zh: (p: { name: string }) => `收据 ${p.name}`, en: (p: { name: string }) => `receipt ${p.name}` },
  period: { zh: "所属期", en: "Period" },
  reference: { zh: "账单编号", en: "Bill" },
  kind: { zh: "种类", en: "Kind" },
  amount: { zh: "金额（元）", en: "Amount (yuan)" },
  total: { zh: "合计", en: "Total" },
});
