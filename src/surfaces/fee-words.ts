import type { Charge, FeeDue } from "../domain/catalogue/index.ts";
import { defineWords, formatMoney, type Language } from "../foundation/i18n/index.ts";

/** What a service costs, in words that are the same wherever people meet them. */
export const feeWords = defineWords({
  free: { zh: "免费", en: "Free" },
  freeLong: { zh: "不收费。", en: "There is no fee." },
  range: {
    zh: (p: { least: string; most: string }) => `${p.least}到 ${p.most}，看您的情况`,
    en: (p: { least: string; most: string }) => `${p.least} to ${p.most}, depending on your case`,
  },
  bill: { zh: "以账单为准", en: "As the bill says" },
  local: { zh: "按本地标准", en: "Set locally" },
  basis: { zh: (p: { basis: string }) => `依据：${p.basis}。`, en: (p: { basis: string }) => `Basis: ${p.basis}.` },
  notKnownYet: {
    zh: "现在还不能确定收多少，收费前工作人员会告诉您。",
    en: "The amount is not known yet. The office tells you before anything is charged.",
  },
  paySubmit: {
    zh: "缴费方式：提交后到窗口缴纳，缴清后作决定。",
    en: "How to pay: at the counter after sending. The decision follows when it is paid.",
  },
  payDecide: {
    zh: "缴费方式：作决定以前到窗口缴纳。",
    en: "How to pay: at the counter, before the decision.",
  },
  payDeliver: { zh: "缴费方式：领取时到窗口缴纳。", en: "How to pay: at the counter, when you receive the result." },
  alsoOnline: {
    zh: "开通了网上交费的地方，也可以在办件页面交。",
    en: " Where paying online is open, you can also pay on the page of your case.",
  },
  staysPaid: {
    zh: "这笔费用是审查费，不管办成没办成，交了都不退。",
    en: "This fee is for the examination itself and is not given back, whatever the outcome.",
  },
  visitDecide: { zh: "作决定以前要到窗口来一次。", en: "You need to come to the counter once, before the decision." },
  visitDeliver: { zh: "领取时要到窗口来一次。", en: "You need to come to the counter once, to receive the result." },
});

/** The fee in a few words: for a line of facts. */
export function feeInShort(fee: FeeDue, language: Language): string {
  const w = feeWords(language);
  switch (fee.kind) {
    case "none":
      return w.free;
    case "amount":
      return fee.amount_fen === 0n ? w.free : formatMoney(fee.amount_fen, language);
    case "amounts": {
      const all = fee.rows.map((row) => row.amount_fen).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
      const [least = 0n, most = 0n] = [all[0], all.at(-1)];
      if (least === most) return formatMoney(least, language);
      return w.range({ least: formatMoney(least, language), most: formatMoney(most, language) });
    }
    case "bill":
    case "local":
      return w[fee.kind];
  }
}

/** How and when it is paid; undefined where there is nothing to pay. */
export function howToPay(fee: FeeDue, language: Language): string | undefined {
  if (fee.kind === "none" || (fee.kind === "amount" && fee.amount_fen === 0n)) return undefined;
  const w = feeWords(language);
  const said: Readonly<Record<Charge, string>> = { submit: w.paySubmit, decide: w.payDecide, deliver: w.payDeliver };
  return fee.pay === undefined ? said[fee.charge] : `${said[fee.charge]}${w.alsoOnline}`;
}
