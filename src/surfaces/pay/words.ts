import { defineWords } from "../../foundation/i18n/index.ts";

/** Words on money that are the same wherever people meet them. */
export const payWords = defineWords({
  wechat: { zh: "微信支付", en: "WeChat Pay" },
  alipay: { zh: "支付宝", en: "Alipay" },
  treasury: { zh: "财政缴款平台", en: "Treasury payment page" },
  demo: { zh: "演示钱包", en: "Demonstration wallet" },
  pay: { zh: "去交费", en: "Pay" },
  payChosen: { zh: "一起交选中的", en: "Pay the chosen ones together" },
  choose: { zh: "选几张一起交", en: "Choose several to pay together" },
  owed: { zh: "要交的钱", en: "What is owed" },
  nothingOwed: { zh: "现在没有要交的。", en: "Nothing is owed now." },
  amount: { zh: "要交", en: "To pay" },
  lateFee: { zh: "其中滞纳金（违约金）", en: "Of it, charge for being late" },
  dueOn: { zh: "最晚交费日", en: "Due day" },
  overdue: {
    zh: (p: { day: string }) => `已过最晚交费日 ${p.day}`,
    en: (p: { day: string }) => `was due ${p.day}`,
  },
  period: { zh: "哪一期", en: "Period" },
  holder: { zh: "户名（只显示一部分）", en: "Holder (partly shown)" },
  unit: { zh: "收费单位", en: "Collecting unit" },
  beingSettled: {
    zh: "钱已收到，等收费单位确认，不用再交",
    en: "Paid; the agency is confirming it",
  },
  created: { zh: "钱还没有收到", en: "No money has arrived" },
  handed_over: { zh: "钱还没有收到", en: "No money has arrived" },
  pending: { zh: "正在核对，钱还没有收到", en: "Being checked; no money has arrived" },
  received: { zh: "钱已收到，等收费单位确认", en: "Received; the agency is confirming it" },
  settled: { zh: "交好了", en: "Paid" },
  failed: { zh: "没有付成", en: "Not paid" },
  closed: { zh: "没有付成", en: "Not paid" },
  late_success: { zh: "钱收到得晚，正在核对", en: "Arrived late, being checked" },
  refunding: { zh: "退款中", en: "Being refunded" },
  refunded: { zh: "已退款", en: "Refunded" },
  disputed: { zh: "工作人员在核对", en: "A clerk is checking it" },
});
