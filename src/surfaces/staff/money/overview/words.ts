import { defineWords } from "../../../../foundation/i18n/index.ts";

type Count = { readonly count: string };
type Day = { readonly day: string };

export const words = defineWords({
  title: { zh: "收费与对账", en: "Money" },
  lede: { zh: "今天进出了多少，有什么要您处理。", en: "What moved today, and what needs you." },
  needs: { zh: "要处理的", en: "What needs you" },
  nothing: { zh: "没有要处理的。", en: "Nothing needs you." },
  today: { zh: ({ day }: Day) => `今天（${day}）`, en: ({ day }: Day) => `Today (${day})` },
  yesterday: { zh: ({ day }: Day) => `昨天（${day}）`, en: ({ day }: Day) => `Yesterday (${day})` },
  received: { zh: "收到", en: "Received" },
  writtenOff: { zh: "收费单位已销账", en: "Written off by the agencies" },
  back: { zh: "退还", en: "Given back" },
  moved: {
    zh: (p: { amount: string; count: string }) => `${p.amount}，${p.count} 笔`,
    en: (p: { amount: string; count: string }) => `${p.amount} (${p.count})`,
  },
  orMore: { zh: ({ count }: Count) => `${count} 笔以上`, en: ({ count }: Count) => `${count} or more` },
  n: { zh: ({ count }: Count) => `${count} 笔`, en: ({ count }: Count) => count },
  nDays: { zh: ({ count }: Count) => `${count} 天`, en: ({ count }: Count) => `${count} days` },
  refundsAsked: { zh: "退款申请等批准", en: "Refunds to decide" },
  refundsAskedNote: { zh: "5 个工作日内答复", en: "within 5 working days" },
  refundsSecond: { zh: "退款等第二位工作人员批准", en: "Refunds that need a second clerk" },
  refundsSecondNote: { zh: "第一位已批准，要另一个人", en: "approved by one; another has to agree" },
  refundsFailed: { zh: "没有退成的退款", en: "Refunds that failed" },
  refundsFailedNote: { zh: "用别的办法退还", en: "give the money back another way" },
  disputed: { zh: "有争议的缴费", en: "Disputed payments" },
  disputedNote: { zh: "核对后结束争议，或者退还", en: "check, then settle or give back" },
  stopped: { zh: "系统问了很久没有结果的", en: "Asked for long without an answer" },
  stoppedNote: { zh: "再试一次，或者人工处理", en: "try again, or settle it by hand" },
  differences: { zh: "没有说明的差异", en: "Differences without an explanation" },
  differencesNote: { zh: "处理或者说明，才能日结", en: "end or explain each before the day closes" },
  days: { zh: "还没有日结的日子", en: "Days not closed" },
  daysNote: { zh: ({ day }: Day) => `从${day}起`, en: ({ day }: Day) => `from ${day}` },
});
