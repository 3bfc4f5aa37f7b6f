import { defineWords } from "../../../../foundation/i18n/index.ts";

export const words = defineWords({
  title: { zh: "收据", en: "Receipts" },
  lede: {
    zh: "每个年度从 1 号起连号，按钱收到或退回的年份（北京时间）。收费单位确认以后开收据，退款完成以后开退款收据。",
    en: "Numbered from 1 in each year without gaps, by the year in which the money came in or went back (China time). Given once the agency has confirmed, and once a refund is done.",
  },
  year: { zh: "年度", en: "Year" },
  yearOf: { zh: (p: { year: number }) => `${p.year} 年`, en: (p: { year: number }) => `${p.year}` },
  search: { zh: "按编号查", en: "Find by number" },
  number: { zh: "收据号码、收据编号或缴费编号", en: "Number of the receipt or of the payment" },
  numberHint: {
    zh: "例如 2026-17、430621-20261121-Q7K2M9QX4TH-5。",
    en: "For example 2026-17 or 430621-20261121-Q7K2M9QX4TH-5.",
  },
  find: { zh: "查找", en: "Find" },
  found: { zh: "查到的收据", en: "Found" },
  notFound: { zh: "本地没有这个编号的收据。", en: "This city has no receipt with this number." },
  caption: { zh: (p: { year: number }) => `${p.year} 年的收据`, en: (p: { year: number }) => `Receipts of ${p.year}` },
  none: { zh: "还没有收据。", en: "There are no receipts yet." },
  last: {
    zh: (p: { last: string }) => `这一年最后一号是 ${p.last}。`,
    en: (p: { last: string }) => `The last number of this year is ${p.last}.`,
  },
  prove: { zh: "核对连号", en: "Prove the numbers" },
  complete: {
    zh: (p: { count: string }) => `连号：1 号到 ${p.count} 号都在，共 ${p.count} 张，没有缺号。`,
    en: (p: { count: string }) => `Complete: 1 to ${p.count} are all there, ${p.count} receipts, none missing.`,
  },
  incomplete: {
    zh: (p: { last: string; count: string }) => `应有 ${p.last} 张，实有 ${p.count} 张。请立即联系运维人员。`,
    en: (p: { last: string; count: string }) =>
      `There should be ${p.last} and there are ${p.count}. Please tell the operator at once.`,
  },
  serial: { zh: "号码", en: "No." },
  kind: { zh: "种类", en: "Kind" },
  payment: { zh: "缴费", en: "Payment" },
  refund: { zh: "退款", en: "Refund" },
  happened: { zh: "收款或退款时间", en: "Money moved" },
  issued: { zh: "开具时间", en: "Given" },
  service: { zh: "事项", en: "Service" },
  biller: { zh: "收款单位", en: "Payee" },
  payer: { zh: "交款人", en: "Payer" },
  nobody: { zh: "未登录", en: "not signed in" },
  paymentNumber: { zh: "缴费编号", en: "Payment" },
  receiptNumber: { zh: "收据编号", en: "Receipt" },
  original: { zh: "原收据", en: "Of receipt" },
  amount: { zh: "金额", en: "Amount" },
  fiscal: { zh: "财政电子票据", en: "Fiscal e-receipt" },
  fiscalOf: {
    zh: (p: { code: string; number: string }) => `代码 ${p.code}，号码 ${p.number}`,
    en: (p: { code: string; number: string }) => `code ${p.code}, number ${p.number}`,
  },
  fiscalElsewhere: { zh: "财政部门直接给交款人", en: "given to the payer by the treasury" },
  fiscalGivenUp: { zh: "一直没有开出，要去问财政部门", en: "never issued; ask the treasury" },
  fiscalNone: { zh: "财政部门还没有开出", en: "not issued yet" },
  givenUpTitle: { zh: "有收据开不出来", en: "Some receipts cannot be made" },
  givenUp: {
    zh: (p: { count: number }) => `${p.count} 笔缴费的收据试了很多次都没有开出来。原因写在运行日志里。`,
    en: (p: { count: number }) => `The receipts of ${p.count} payments failed many times. The log says why.`,
  },
  again: { zh: "再试一次", en: "Try again" },
  summary: { zh: "合计", en: "Total" },
  summaryOf: {
    zh: (p: { count: string; missing: string }) => `共 ${p.count} 张，缺 ${p.missing} 号`,
    en: (p: { count: string; missing: string }) => `${p.count} receipts, ${p.missing} numbers missing`,
  },
});
