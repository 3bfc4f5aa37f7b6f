import { defineWords } from "../../../foundation/i18n/index.ts";

/** What is left to do at the counter. */
const said = defineWords({
  title: { zh: "您还要到窗口办的", en: "Still to do at the counter" },
  appointed: { zh: "请按约好的时间来", en: "Please come at the agreed time" },
  pay: { zh: "缴费，金额由窗口告诉您。", en: "Pay the fee; the counter tells you the amount." },
  payAmount: {
    zh: (p: { amount: string }) => `缴费 ${p.amount}。`,
    en: (p: { amount: string }) => `Pay ${p.amount}.`,
  },
  beforeDecision: { zh: "缴清以后才能作决定。", en: " The decision follows when it is paid." },
  onReceipt: { zh: "领取时缴清。", en: " It is paid when you receive the result." },
  comeBefore: { zh: "作决定以前来一次。", en: "Come once before the decision. " },
  comeReceive: { zh: "领取时来一次。", en: "Come to receive the result. " },
  where: {
    zh: (p: { agency: string }) => `地点：${p.agency}的窗口。`,
    en: (p: { agency: string }) => `Where: the counter of ${p.agency}.`,
  },
  bring: {
    zh: "请带上身份证件和办件编号。",
    en: "Please bring your identity document and the case number.",
  },
  fee: { zh: "费用", en: "Fee" },
  paid: {
    zh: (p: { amount: string }) => `窗口已收到 ${p.amount}。`,
    en: (p: { amount: string }) => `The counter has received ${p.amount}.`,
  },
  waived: { zh: "这件办件不收费了。", en: "The fee of this case was waived." },
  didPay: {
    zh: (p: { amount: string }) => `窗口收到您缴的 ${p.amount}`,
    en: (p: { amount: string }) => `The counter received ${p.amount} from you`,
  },
  didPayOnline: {
    zh: (p: { amount: string }) => `收到您在网上交的 ${p.amount}`,
    en: (p: { amount: string }) => `${p.amount} arrived from you online`,
  },
  didReturn: {
    zh: (p: { amount: string }) => `您交的 ${p.amount}退回了，这笔费用还要交`,
    en: (p: { amount: string }) => `The ${p.amount} you paid went back; the fee is owed again`,
  },
  paymentNumber: {
    zh: (p: { number: string }) => `缴费编号：${p.number}`,
    en: (p: { number: string }) => `Payment ${p.number}`,
  },
  didVisit: { zh: "您来过窗口", en: "You came to the counter" },
  receipt: {
    zh: (p: { number: string }) => `票据号码：${p.number}`,
    en: (p: { number: string }) => `Receipt ${p.number}`,
  },
});

export function counterWords(language: "zh" | "en") {
  const w = said(language);
  return {
    ...w,
    payBy: { submit: w.beforeDecision, decide: w.beforeDecision, deliver: w.onReceipt },
    comeBy: { decide: w.comeBefore, deliver: w.comeReceive },
  };
}
