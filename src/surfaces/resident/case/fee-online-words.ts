import { defineWords } from "../../../foundation/i18n/index.ts";

type Amount = { readonly amount: string };

const said = defineWords({
  due: { zh: "请交费", en: "Please pay the fee" },
  beforeDecision: { zh: "交清以后才能作决定。", en: "The decision follows when it is paid." },
  onReceipt: { zh: "领取以前交清。", en: "It is paid before you receive the result." },
  pay: { zh: ({ amount }: Amount) => `去交费 ${amount}`, en: ({ amount }: Amount) => `Pay ${amount}` },
  orCounter: {
    zh: "也可以带上办件编号，到窗口交。不要两边都交。",
    en: "You can also pay at the counter with the case number. Please do not pay in both places.",
  },
  withAcceptance: {
    zh: ({ amount }: Amount) => `费用 ${amount}，受理以后可以在这里交，也可以到窗口交。现在不用交。`,
    en: ({ amount }: Amount) =>
      `The fee of ${amount} can be paid here or at the counter once the application is accepted. Nothing is due now.`,
  },
  withApproval: {
    zh: ({ amount }: Amount) => `费用 ${amount}，批准以后可以在这里交，也可以领取时到窗口交。现在不用交。`,
    en: ({ amount }: Amount) =>
      `The fee of ${amount} can be paid here once it is approved, or at the counter when you receive the result. Nothing is due now.`,
  },
  received: { zh: "钱已收到，不用再交", en: "Paid; there is nothing more to pay" },
  confirming: {
    zh: ({ amount }: Amount) => `收到您交的 ${amount}，正在登记到这件办件里，一般几秒钟。`,
    en: ({ amount }: Amount) => `${amount} has arrived and is being entered in your case, mostly within seconds.`,
  },
  paid: {
    zh: (p: Amount & { at: string }) => `已交费 ${p.amount}，${p.at}在网上付。`,
    en: (p: Amount & { at: string }) => `${p.amount} paid online, ${p.at}.`,
  },
  number: { zh: "缴费编号：", en: "Payment number: " },
  backAsked: {
    zh: "已经申请退回，工作人员核对以后原路退还，会告诉您。",
    en: "Its return has been asked for. A clerk checks it, then it goes back the way it came, and you are told.",
  },
  backUnderWay: { zh: "这笔钱正在原路退回。", en: "The money is on its way back." },
  backDone: { zh: "这笔钱已经原路退回。", en: "The money has gone back the way it came." },
  backByHand: { zh: "这笔钱已经由银行转账退给您。", en: "The money was paid to you by bank transfer." },
  backFailed: { zh: "退回没有成功，工作人员在处理。", en: "It could not be sent back; a clerk is on it." },
  backDeclined: {
    zh: "没有同意退回，原因请看这笔缴费。",
    en: "It is not given back; the reason stands with the payment.",
  },
});

export function feeOnlineWords(language: "zh" | "en") {
  const w = said(language);
  return {
    ...w,
    whyNow: { submit: w.beforeDecision, decide: w.beforeDecision, deliver: w.onReceipt },
    later: { submit: w.withAcceptance, decide: w.withAcceptance, deliver: w.withApproval },
    backs: {
      asked: w.backAsked,
      approved: w.backUnderWay,
      sent: w.backUnderWay,
      succeeded: w.backDone,
      failed: w.backFailed,
      declined: w.backDeclined,
    },
  };
}
