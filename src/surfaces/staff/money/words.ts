import {
  type DifferenceName,
  type DifferenceState,
  type LineKind,
  type Remedy,
  type SourceDay,
  sourceOf,
  type TransferReason,
} from "../../../domain/payments/index.ts";
import type { Tone } from "../../../foundation/html/index.ts";
import { defineWords, type Language, say, type Text } from "../../../foundation/i18n/index.ts";
import type { House } from "../../house.ts";
import { agencyWord } from "../waiting.ts";
import { reasonWord } from "./payment-words.ts";

/** Words that the pages about money share. */
export const moneyWords = defineWords({
  title: { zh: "收费与对账", en: "Money" },
  parts: { zh: "收费与对账的页面", en: "Pages about money" },
  overview: { zh: "总览", en: "Overview" },
  payments: { zh: "缴费", en: "Payments" },
  refunds: { zh: "退款", en: "Refunds" },
  stopped: { zh: "待人工处理", en: "Stopped" },
  handOver: { zh: "上缴", en: "Hand-over" },
  days: { zh: "日结", en: "Days" },
  differences: { zh: "差异", en: "Differences" },
  ledger: { zh: "总账", en: "Ledger" },
  receipts: { zh: "收据", en: "Receipts" },
  day: { zh: "日期", en: "Day" },
  source: { zh: "对账对象", en: "Compared with" },
  state: { zh: "状态", en: "State" },
  name: { zh: "差异", en: "Difference" },
  about: { zh: "内容", en: "About" },
  number: { zh: "缴费编号", en: "Payment" },
  ours: { zh: "我方金额", en: "Ours" },
  theirs: { zh: "对方金额", en: "Theirs" },
  amount: { zh: "金额", en: "Amount" },
  inYuan: { zh: (p: { head: string }) => `${p.head}（元）`, en: (p: { head: string }) => `${p.head} (yuan)` },
  all: { zh: "全部", en: "All" },
  filter: { zh: "筛选", en: "Filter" },
  none: { zh: "无", en: "none" },
  readOnly: { zh: "您可以查看，不能改动。", en: "You can read this and change nothing." },
  exportCsv: { zh: "导出 CSV", en: "Export as CSV" },
  clearing: { zh: "待清算款", en: "Clearing" },
  bank: { zh: "银行存款", en: "Bank" },
  providerAccount: {
    zh: (p: { provider: string; account: string }) => `${p.provider}待结算（${p.account}）`,
    en: (p: { provider: string; account: string }) => `Held by ${p.provider} (${p.account})`,
  },
  collected: {
    zh: (p: { agency: string }) => `代收待确认：${p.agency}`,
    en: (p: { agency: string }) => `Collected for ${p.agency}`,
  },
  due: { zh: (p: { agency: string }) => `应上缴：${p.agency}`, en: (p: { agency: string }) => `Due to ${p.agency}` },
  handedOver: {
    zh: (p: { agency: string }) => `已上缴：${p.agency}`,
    en: (p: { agency: string }) => `Handed over to ${p.agency}`,
  },
  fees: {
    zh: (p: { provider: string }) => `手续费：${p.provider}`,
    en: (p: { provider: string }) => `Fees of ${p.provider}`,
  },
  shared: { zh: "经共享平台的收费单位", en: "agencies behind the shared exchange" },
  held: {
    zh: (p: { provider: string }) => `${p.provider}待结算`,
    en: (p: { provider: string }) => `Held by ${p.provider}`,
  },
  wallet: {
    zh: (p: { provider: string; account: string }) => `${p.provider}（账户 ${p.account}）`,
    en: (p: { provider: string; account: string }) => `${p.provider} (account ${p.account})`,
  },
});

export const providerNames: Readonly<Record<string, Text>> = {
  wechat: { zh: "微信支付", en: "WeChat Pay" },
  alipay: { zh: "支付宝", en: "Alipay" },
  treasury: { zh: "财政缴款平台", en: "Treasury" },
  demo: { zh: "演示钱包", en: "Demonstration wallet" },
};

const providerName = (provider: string, language: Language): string => {
  const name = providerNames[provider];
  return name === undefined ? provider : say(name, language);
};

/** Who collects, as people know it. What is asked for many agencies at once (`any`) goes through the shared exchange. */
export function unitWord(house: House, agency: string, language: Language): string {
  return agency === "any" ? moneyWords(language).shared : agencyWord(house, agency, language);
}

/** The first account at a provider needs no name. */
const mainAccount = "main";

/** A source as people know it. */
export function sourceWord(house: House, name: string, language: Language): string {
  const source = sourceOf(name);
  if (source === undefined) return name;
  if (source.kind === "biller") return unitWord(house, source.agency, language);
  const provider = providerName(source.provider, language);
  const { account } = source;
  return account === mainAccount ? provider : moneyWords(language).wallet({ provider, account });
}

/** An account of the ledger as people know it. */
export function accountWord(house: House, code: string, language: Language): string {
  const w = moneyWords(language);
  const [kind, first = "", account = ""] = code.split("/");
  switch (kind) {
    case "clearing":
      return w.clearing;
    case "bank":
      return w.bank;
    case "provider":
      return account === mainAccount
        ? w.held({ provider: providerName(first, language) })
        : w.providerAccount({ provider: providerName(first, language), account });
    case "fees":
      return w.fees({ provider: providerName(first, language) });
    case "collected":
      return w.collected({ agency: unitWord(house, first, language) });
    case "due":
      return w.due({ agency: unitWord(house, first, language) });
    case "handed_over":
      return w.handedOver({ agency: unitWord(house, first, language) });
    default:
      return code;
  }
}

export const differenceWords: Readonly<Record<DifferenceName, Text>> = {
  missing_here: { zh: "对方有，我方没有", en: "They have it, we do not" },
  missing_there: { zh: "我方有，对方没有", en: "We have it, they do not" },
  amount: { zh: "金额不一致", en: "Another amount" },
  state: { zh: "状态不一致", en: "Another state" },
  date: { zh: "跨日", en: "On another day" },
  duplicate: { zh: "对方重复", en: "Twice in their file" },
};

export const differenceStateWords: Readonly<Record<DifferenceState, { readonly tone: Tone; readonly name: Text }>> = {
  open: { tone: "yours", name: { zh: "待处理", en: "To explain" } },
  matched: { tone: "good", name: { zh: "已在另一天对上", en: "Matched on another day" } },
  explained: { tone: "over", name: { zh: "已说明", en: "Explained" } },
  resolved: { tone: "good", name: { zh: "已消除", en: "Ended" } },
};

export const kindWords: Readonly<Record<LineKind, Text>> = {
  payment: { zh: "缴费", en: "Payment" },
  refund: { zh: "退款", en: "Refund" },
  write_off: { zh: "销账", en: "Write-off" },
  reversal: { zh: "冲正", en: "Reversal" },
};

export const remedyWords: Readonly<Record<Remedy, { readonly name: Text; readonly hint: Text }>> = {
  ask: {
    name: { zh: "问对方", en: "Ask them now" },
    hint: {
      zh: "向支付机构或收费单位查询这一笔现在的结果，查到就自动入账。",
      en: "Asks where this stands now; what is found is booked by itself.",
    },
  },
  refund: {
    name: { zh: "申请退款", en: "Ask for a refund" },
    hint: {
      zh: "生成退款申请，按退款的规定由工作人员批准。",
      en: "Makes a request for a refund, which is approved like any other.",
    },
  },
  write_off: {
    name: { zh: "重新销账", en: "Write off again" },
    hint: {
      zh: "用原来的编号再通知收费单位一次，不会重复销账。",
      en: "Tells the agency again with the same number; it is written off once.",
    },
  },
};

/** What to do about a difference, by its name and what it is about. */
export function whatToDo(name: DifferenceName, kind: LineKind, isKnown: boolean, language: Language): string {
  const text = isKnown ? (advice[name][kind] ?? advice[name].any) : (unknown[name] ?? advice[name].any);
  return say(text, language);
}

const advice: Readonly<Record<DifferenceName, Partial<Record<LineKind, Text>> & { readonly any: Text }>> = {
  missing_here: {
    any: {
      zh: "对方收了钱，我方这笔还没有成功。先问对方：查到已付会按迟到的成功入账，账单已经不用交的会自动退款。",
      en: "They took the money and with us it is not paid. Ask them: once confirmed it counts as a late success, and goes back where nothing is owed any more.",
    },
    refund: {
      zh: "对方已经退款，我方还没有记。先问对方，查到后自动入账。",
      en: "They have refunded it and we have not booked it. Ask them; it is booked once they confirm.",
    },
    write_off: {
      zh: "收费单位已销账，我方还没有记。先问对方，查到后自动入账。",
      en: "The agency has written it off and we have not booked it. Ask them; it is booked once they confirm.",
    },
    reversal: {
      zh: "收费单位冲正了这笔销账，我方仍算应上缴。请与收费单位核实；确实不要这笔钱的，申请退款。",
      en: "The agency took its write-off back while we still count it as due. Check with them; if the money is not theirs, ask for a refund.",
    },
  },
  missing_there: {
    any: {
      zh: "我方记了成功，对方的账单里没有。可能在次日账单里，到时会自动对上。否则先问对方。",
      en: "With us it is paid, and their bill has it not. It may stand in tomorrow's bill and then matches by itself. Otherwise ask them.",
    },
    refund: {
      zh: "我方记了退款，对方的账单里没有。可能在次日账单里。否则先问对方。",
      en: "We booked a refund that their bill has not. It may stand in tomorrow's. Otherwise ask them.",
    },
    write_off: {
      zh: "收费单位回复过已销账，当日文件里却没有。先问对方，没有记录的重新销账。",
      en: "The agency said it was written off, and its file has it not. Ask them; where they have no record, write it off again.",
    },
    reversal: {
      zh: "我方已退款，收费单位还没有冲正。请通知收费单位冲正，它的文件里出现后会自动对上。",
      en: "We gave it back and the agency has not taken its write-off back. Please tell them; it matches once it stands in their file.",
    },
  },
  amount: {
    any: {
      zh: "两边的金额不一样。先问对方，再与对方核对原始凭证，写明原因。",
      en: "The two amounts differ. Ask them, compare the originals, and write down the reason.",
    },
  },
  state: {
    any: {
      zh: "我方记了成功，对方写的不是成功。先问对方；对方仍在处理的，过后重新取账单。",
      en: "With us it succeeded, with them it did not. Ask them; where it is still under way, fetch the bill again later.",
    },
  },
  date: {
    any: {
      zh: "两边都有，只是记在不同的日子，不用处理。",
      en: "Both have it, only on different days. Nothing to do.",
    },
  },
  duplicate: {
    any: {
      zh: "对方的文件里有两笔。先问对方是不是重复收了钱；是的，申请退还多收的一笔。",
      en: "It stands twice in their file. Ask whether the money was taken twice; if so, ask for a refund of the second.",
    },
  },
};

const unknown: Partial<Record<DifferenceName, Text>> = {
  missing_here: {
    zh: "我方没有这个编号。请与对方核实这笔钱从哪里来，再写明原因。",
    en: "We know no such number. Please find out with them where this money is from, and write down the reason.",
  },
};

/** Answers of the other side as they are kept. */
export function answerWord(answer: string, language: Language): string {
  const [first = "", rest] = answer.split(": ");
  const known = answers[first];
  if (known === undefined) return answer;
  if (rest === undefined) return say(known, language);
  return `${say(known, language)}${language === "zh" ? "：" : ": "}${reasonWord(rest, language)}`;
}

const answers: Readonly<Record<string, Text>> = {
  paid: { zh: "已付", en: "paid" },
  unpaid: { zh: "未付", en: "not paid" },
  paying: { zh: "正在付", en: "being paid" },
  closed: { zh: "已关闭", en: "closed" },
  failed: { zh: "失败", en: "failed" },
  refunded: { zh: "已退款", en: "refunded" },
  absent: { zh: "没有记录", en: "no record of it" },
  succeeded: { zh: "退款成功", en: "refunded" },
  processing: { zh: "退款处理中", en: "refund under way" },
  done: { zh: "已销账", en: "written off" },
  waiting: { zh: "还没有结果", en: "not decided yet" },
  refused: { zh: "对方拒绝", en: "refused" },
  "no answer": { zh: "对方没有回答", en: "no answer" },
  asked: { zh: "已申请退款", en: "refund asked for" },
};

export const reasonWords: Readonly<Record<TransferReason, Text>> = {
  received: { zh: "收款", en: "Received" },
  applied: { zh: "用于账单", en: "Applied to a bill" },
  written_off: { zh: "销账", en: "Written off" },
  unapplied: { zh: "从账单退出", en: "Taken back from a bill" },
  refunded: { zh: "退款", en: "Refunded" },
  got_back: { zh: "多退的钱已收回", en: "Given back twice, and got back" },
  given_back_by_hand: { zh: "人工退还", en: "Given back by hand" },
  fee: { zh: "手续费", en: "Fee" },
  paid_out: { zh: "结算到银行", en: "Paid out to the bank" },
  handed_over: { zh: "上缴", en: "Handed over" },
  correction: { zh: "更正", en: "Correction" },
};

const problems: Readonly<Record<string, Text>> = {
  not_there_yet: { zh: "对方还没有出账单", en: "they have none yet" },
  unreadable: { zh: "账单不完整或校验不符", en: "the file is cut or its hash is wrong" },
  signature: { zh: "账单的签名不符", en: "its signature is wrong" },
  totals: { zh: "账单的合计与明细不符", en: "its totals are not those of its lines" },
  timeout: { zh: "对方没有及时回答", en: "they did not answer in time" },
  down: { zh: "连不上对方，或账户已停用", en: "they cannot be reached, or the account is paused" },
  busy: { zh: "对方繁忙", en: "they are busy" },
  error: { zh: "对方出错", en: "they had an error" },
  open: { zh: "对方暂停使用", en: "they are taken off for a while" },
  not_connected: { zh: "对方不提供每日文件", en: "they give no daily file" },
  no_business: { zh: "当日没有业务", en: "no business that day" },
};

/** How the bill of a source stands. */
export function billWord(
  row: Pick<SourceDay, "bill" | "problem" | "reconciled_at"> | undefined,
  language: Language,
  dayIsClosed = false,
): { readonly tone: Tone; readonly word: string } {
  const problem = row?.problem === undefined ? undefined : problems[row.problem];
  const because = problem === undefined ? reasonWord(row?.problem, language) : say(problem, language);
  const stop = language === "zh" ? "：" : ": ";
  if (row === undefined && dayIsClosed)
    return { tone: "over", word: say({ zh: "当日没有业务，不用核对", en: "No business that day" }, language) };
  if (row === undefined)
    return { tone: "waiting", word: say({ zh: "待取账单", en: "Bill not asked for yet" }, language) };
  switch (row.bill) {
    case "waiting":
      return { tone: "waiting", word: say({ zh: "等账单", en: "Waiting for the bill" }, language) + stop + because };
    case "problem":
      return { tone: "bad", word: say({ zh: "账单有问题", en: "The bill has a problem" }, language) + stop + because };
    case "none":
      return { tone: "over", word: say({ zh: "没有账单", en: "No bill" }, language) + stop + because };
    case "fetched":
      return row.reconciled_at === undefined
        ? { tone: "moving", word: say({ zh: "对账中", en: "Being compared" }, language) }
        : { tone: "good", word: say({ zh: "已对账", en: "Compared" }, language) };
  }
}
