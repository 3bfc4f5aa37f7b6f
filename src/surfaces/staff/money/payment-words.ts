import {
  codeForClerk,
  type PaymentAct,
  type PaymentState,
  type RefundCause,
  type RefundState,
} from "../../../domain/payments/index.ts";
import type { Tone } from "../../../foundation/html/index.ts";
import { type Language, say, type Text } from "../../../foundation/i18n/index.ts";
import type { House } from "../../house.ts";

type Known = { readonly tone: Tone; readonly name: Text };

/** States of a payment as a finance clerk reads them. */
export const paymentStateWords: Readonly<Record<PaymentState, Known>> = {
  created: { tone: "waiting", name: { zh: "已开始", en: "Begun" } },
  handed_over: { tone: "waiting", name: { zh: "已打开钱包", en: "Wallet opened" } },
  pending: { tone: "waiting", name: { zh: "等支付机构确认", en: "Waiting for the provider" } },
  succeeded: { tone: "good", name: { zh: "成功", en: "Succeeded" } },
  failed: { tone: "bad", name: { zh: "失败", en: "Failed" } },
  closed: { tone: "over", name: { zh: "已关闭", en: "Closed" } },
  late_success: { tone: "moving", name: { zh: "迟到的成功", en: "Late success" } },
  refunding: { tone: "moving", name: { zh: "退款中", en: "Being refunded" } },
  refunded: { tone: "over", name: { zh: "已退款", en: "Refunded" } },
  disputed: { tone: "yours", name: { zh: "有争议", en: "Disputed" } },
};

export const refundStateWords: Readonly<Record<RefundState, Known>> = {
  asked: { tone: "yours", name: { zh: "待批准", en: "To decide" } },
  approved: { tone: "moving", name: { zh: "已批准，退回中", en: "Approved, on its way" } },
  sent: { tone: "moving", name: { zh: "退回中", en: "On its way" } },
  succeeded: { tone: "good", name: { zh: "已退回", en: "Given back" } },
  failed: { tone: "bad", name: { zh: "没有退成", en: "Failed" } },
  declined: { tone: "over", name: { zh: "不同意退", en: "Declined" } },
};

export const causeWords: Readonly<Record<RefundCause, Text>> = {
  asked: { zh: "缴费人申请", en: "Asked for by the payer" },
  by_clerk: { zh: "工作人员提出", en: "Started by a clerk" },
  case_ended: { zh: "办件没有办成", en: "The case ended without a result" },
  late_success: { zh: "钱到晚了，账单已不用交", en: "The money came too late" },
  write_off_refused: { zh: "收费单位不能销账", en: "The agency would not write it off" },
  disputed: { zh: "有争议", en: "Disputed" },
};

export const actWords: Readonly<Record<PaymentAct, Text>> = {
  create: { zh: "开始缴费", en: "Begun" },
  hand_over: { zh: "打开钱包", en: "Wallet opened" },
  come_back: { zh: "缴费人回到页面", en: "The payer came back" },
  confirm: { zh: "支付机构确认收到钱", en: "The provider confirmed the money" },
  fail: { zh: "支付机构没有接受", en: "The provider did not take it" },
  close: { zh: "关闭", en: "Closed" },
  apply: { zh: "迟到的钱用于账单", en: "The late money was applied" },
  contest: { zh: "提出争议", en: "Contested" },
  write_off: { zh: "收费单位销账", en: "The agency's answer to the write-off" },
  reverse: { zh: "收费单位冲正", en: "The agency took its write-off back" },
  refuse_reversal: { zh: "收费单位没有冲正", en: "The agency did not take its write-off back" },
  ask_refund: { zh: "申请退款", en: "Refund asked for" },
  approve_refund: { zh: "批准退款（第一人）", en: "Refund approved by the first" },
  decline_refund: { zh: "不同意退款", en: "Refund declined" },
  refund: { zh: "开始退款", en: "Refund begun" },
  refund_part_done: { zh: "部分已退回", en: "A part went back" },
  refund_done: { zh: "全部已退回", en: "All of it went back" },
  refund_failed: { zh: "没有退成", en: "The refund failed" },
  settle: { zh: "争议处理完毕", en: "The dispute was settled" },
};

export const writeOffWords: Readonly<Record<string, Known>> = {
  waiting: { tone: "waiting", name: { zh: "等收费单位确认", en: "Waiting for the agency" } },
  done: { tone: "good", name: { zh: "已销账", en: "Written off" } },
  by_hand: { tone: "good", name: { zh: "人工销账", en: "Written off by hand" } },
  refused: { tone: "bad", name: { zh: "收费单位不能销账", en: "Refused by the agency" } },
  none: { tone: "over", name: { zh: "还没有", en: "Not yet" } },
};

/** What is being asked of whom, and what a person can do once it has stopped. */
export const taskWords: Readonly<Record<string, { readonly name: Text; readonly advice: Text }>> = {
  query: {
    name: { zh: "问支付机构付了没有", en: "Ask the provider whether it was paid" },
    advice: {
      zh: "现在问一次；问不到的，看支付机构的商户后台，再等次日账单。",
      en: "Ask now. Without an answer look at the provider's own pages, and wait for tomorrow's bill.",
    },
  },
  close: {
    name: { zh: "让支付机构关闭这笔", en: "Have the provider close it" },
    advice: {
      zh: "再试一次。关不掉也不会多收：以后付了会按迟到的成功处理。",
      en: "Try again. Left open nothing is taken twice: a later payment counts as a late success.",
    },
  },
  refund: {
    name: { zh: "让支付机构退款", en: "Have the provider refund it" },
    advice: {
      zh: "先看停下的原因，按它处理（例如给商户账户充值），再试一次。支付机构一直不同意、也没有这笔退款记录的，约一天半后记为没有退成，那时可以用别的办法退还。",
      en: "Look at the reason, put it right (charge the merchant account, say) and try again. What the provider keeps refusing and has no record of counts as failed after a day and a half; then give it back another way.",
    },
  },
  refund_query: {
    name: { zh: "问支付机构退了没有", en: "Ask the provider about the refund" },
    advice: { zh: "再问一次，并看支付机构的商户后台。", en: "Ask again, and look at the provider's own pages." },
  },
  write_off: {
    name: { zh: "请收费单位销账", en: "Have the agency write it off" },
    advice: {
      zh: "再试一次；仍不行的，联系收费单位，由它登记后在这里人工销账。",
      en: "Try again. If that does not help, call the agency, and write it off by hand once it has it in its books.",
    },
  },
  write_off_query: {
    name: { zh: "问收费单位销账结果", en: "Ask the agency about the write-off" },
    advice: {
      zh: "再试一次；仍不行的，联系收费单位核实，再人工销账。",
      en: "Try again. If that does not help, check with the agency and write it off by hand.",
    },
  },
  fiscal_receipt: {
    name: { zh: "取财政电子票据", en: "Fetch the fiscal e-receipt" },
    advice: { zh: "再试一次；仍没有的，联系财政部门。", en: "Try again. If there is still none, call the treasury." },
  },
  reverse: {
    name: { zh: "请收费单位冲正", en: "Have the agency take its write-off back" },
    advice: {
      zh: "钱已退给缴费人，收费单位的账还写着已收。联系收费单位冲正，办好后在这里登记；它的每日文件里出现后，差异自动对上。",
      en: "The payer has the money and the agency's books still say paid. Call the agency, note here once it is done; the difference ends when it stands in its daily file.",
    },
  },
};

const reasons: Readonly<Record<string, Text>> = {
  timeout: { zh: "没有及时回答", en: "no answer in time" },
  down: { zh: "连不上，或账户停用", en: "cannot be reached, or the account is paused" },
  busy: { zh: "对方繁忙", en: "busy" },
  error: { zh: "对方出错", en: "an error" },
  unreadable: { zh: "回答看不懂", en: "an answer that cannot be read" },
  signature: { zh: "签名不符", en: "the signature is wrong" },
  waiting: { zh: "对方还没有决定", en: "not decided yet" },
  processing: { zh: "对方处理中", en: "under way" },
  absent: { zh: "对方没有记录", en: "no record of it" },
  refused: { zh: "对方不同意", en: "refused" },
  not_connected: { zh: "只能人工告诉这个单位", en: "only a person can tell this agency" },
  open: { zh: "连接暂停中", en: "the connection is paused for a while" },
  other_refund: { zh: "回答说的是另一笔退款", en: "the answer is about another refund" },
  forged: { zh: "签名不符，疑似伪造", en: "wrong signature, perhaps forged" },
  old: { zh: "时间太久", en: "too old" },
  replayed: { zh: "已处理过的旧通知，又发来一次", en: "an old notice, taken before and sent again" },
  late: { zh: "通知来得晚，已向对方核实", en: "it came late, and the provider was asked" },
  altered: { zh: "内容被改动", en: "altered" },
  other_merchant: { zh: "是别的商户的", en: "for another merchant" },
  unknown_number: { zh: "编号不认识", en: "an unknown number" },
  amount: { zh: "金额和应付的不同", en: "another amount than was asked for" },
  no_bill: { zh: "账单已经不在了", en: "the bill is gone" },
  not_issued: { zh: "还没有开具", en: "not issued yet" },
  paid_at_the_last_moment: { zh: "关闭前刚刚付了", en: "paid at the last moment" },
  refunded_twice: { zh: "退了两次", en: "given back twice" },
  refunded_elsewhere: { zh: "支付机构已另行退款", en: "refunded at the provider" },
};

/** A reason in words, and the code a provider gave, which helps whoever asks them. */
export type ReasonSaid = { readonly says: string; readonly code: string | undefined };

const unknownCode: Text = {
  zh: "对方没有办理，只给出下面的代码。请按代码查对方的说明，或者问对方的客服。",
  en: "They did not do it and gave only this code. Look it up in their documents, or ask their support.",
};

/**
 * Why something stopped, was refused or contested: our own word, else what the provider's code means, else that we do not know it.
 * `unknown`: what is said then.
 */
export function reasonSaid(reason: string | null | undefined, language: Language, unknown = unknownCode): ReasonSaid {
  if (reason === null || reason === undefined || reason === "") return { says: "", code: undefined };
  const own = reasons[reason];
  if (own !== undefined) return { says: say(own, language), code: undefined };
  return { says: say(codeForClerk(reason) ?? unknown, language), code: reason };
}

/** The same where only text can stand. */
export function reasonWord(reason: string | null | undefined, language: Language): string {
  const { says, code } = reasonSaid(reason, language);
  if (code === undefined) return says;
  return language === "zh" ? `${says}（${code}）` : `${says} (${code})`;
}

export const verdictWords: Readonly<Record<string, Text>> = {
  applied: { zh: "已入账", en: "Booked" },
  repeated: { zh: "重复的", en: "Repeated" },
  ignored: { zh: "与我方无关", en: "Nothing to us" },
  refused: { zh: "不予采信", en: "Refused" },
};

export function serviceWord(house: House, code: string, language: Language): string {
  const name = house.catalogue.service(code)?.definition.name;
  return name === undefined ? code : say(name, language);
}
