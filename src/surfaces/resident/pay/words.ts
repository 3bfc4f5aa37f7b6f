import { defineWords } from "../../../foundation/i18n/index.ts";

type Way = { readonly way: string };
type Amount = { readonly amount: string };

export const words = defineWords({
  title: { zh: "交费", en: "Pay" },
  several: { zh: (p: { count: number }) => `${p.count} 张账单`, en: (p: { count: number }) => `${p.count} bills` },
  total: { zh: "一共要交", en: "To pay in all" },
  items: { zh: "怎么算的", en: "How it is made up" },
  case: { zh: "办件编号", en: "Case" },
  amount: { zh: "这一次交多少（元）", en: "How much to pay now (yuan)" },
  amountHint: {
    zh: (p: { least: string; most: string }) => `可以先交一部分：${p.least}到 ${p.most}。`,
    en: (p: { least: string; most: string }) => `You may pay a part: ${p.least} to ${p.most}.`,
  },
  amountShape: {
    zh: "请写一个金额，最多两位小数，例如 100 或者 36.50。",
    en: "Please enter an amount with at most two decimals, for example 100 or 36.50.",
  },
  keep: { zh: "下次接着用", en: "For next time" },
  remember: { zh: "记住这个户号，下次不用再填", en: "Remember this account" },
  others: { zh: "这是家人或者别人的户号", en: "It is somebody else's account" },
  how: { zh: "怎么付", en: "How to pay" },
  payBy: { zh: ({ way }: Way) => `用${way}付`, en: ({ way }: Way) => `Pay with ${way}` },
  payByWechat: { zh: "用微信付", en: "Pay with WeChat" },
  payByTreasury: { zh: "到财政缴款平台付", en: "Pay at the treasury" },
  safeTreasury: {
    zh: "点一下会打开财政的缴款页面。钱直接交给财政，这里不另收费。",
    en: "One tap opens the treasury's page. The money goes to the treasury, and nothing is added here.",
  },
  safe: {
    zh: "点一下会打开钱包。钱付给收费单位，这里不另收费。",
    en: "One tap opens the wallet. The money goes to the agency, and nothing is added here.",
  },
  noWay: {
    zh: "这里现在还不能付这笔钱。请到收费单位的窗口交，或者用它自己的渠道。",
    en: "This cannot be paid here yet. Please pay at the agency's counter, or in the ways it offers itself.",
  },
  notOwedTitle: { zh: "不用交了", en: "Nothing to pay" },
  notOwed: {
    zh: "这张账单现在不用交。想看看还有没有别的，请重新查询。",
    en: "This bill is not owed now. To see whether anything else is, please look it up again.",
  },
  chooseOne: { zh: "请至少选一张账单。", en: "Please choose at least one bill." },

  leavingTitle: { zh: ({ way }: Way) => `正在打开${way}`, en: ({ way }: Way) => `Opening ${way}` },
  leaving: {
    zh: "如果没有自动打开，请点下面的按钮。",
    en: "If it does not open by itself, please use the button.",
  },
  open: { zh: ({ way }: Way) => `打开${way}`, en: ({ way }: Way) => `Open ${way}` },
  scanTitle: { zh: ({ way }: Way) => `用${way}扫一扫`, en: ({ way }: Way) => `Scan with ${way}` },
  scan: {
    zh: ({ amount }: Amount) => `在手机上打开钱包，扫下面的码，付 ${amount}。`,
    en: ({ amount }: Amount) => `Open the wallet on your phone, scan this code and pay ${amount}.`,
  },
  code: { zh: "付款码", en: "Code to pay" },
  codeHere: { zh: "钱包就在这台设备上，直接打开", en: "The wallet is on this device: open it here" },
  bridge: {
    zh: "请在弹出的窗口里付款。没有弹出的，请换一种付款方式。",
    en: "Please pay in the window that opens. If none opens, choose another way to pay.",
  },
  paid: { zh: "我付完了", en: "I have paid" },
  anotherWay: { zh: "换一种付款方式", en: "Pay another way" },

  payment: { zh: "缴费情况", en: "Your payment" },
  number: { zh: "缴费编号", en: "Payment number" },
  by: { zh: "付款方式", en: "Paid with" },
  begun: { zh: "开始时间", en: "Begun" },
  paidAt: { zh: "付款时间", en: "Paid" },
  sum: { zh: "金额", en: "Amount" },
  next: { zh: "接下来", en: "What happens next" },
  waiting: {
    zh: ({ way }: Way) => `${way}还没有告诉我们收到钱。付了的，请等一会儿，这一页会自己更新。没有付的，可以接着付。`,
    en: ({ way }: Way) =>
      `${way} has not told us of any money yet. If you have paid, please wait: this page updates itself. If not, you can go on.`,
  },
  pending: {
    zh: ({ way }: Way) =>
      `我们正在向${way}核对，一般几秒就有结果，这一页会自己更新。已经付了的，请不要再付；没有付成的，可以接着付。`,
    en: ({ way }: Way) =>
      `We are asking ${way}; it mostly takes seconds, and this page updates itself. If you have paid, please do not pay again; if you could not, you can go on.`,
  },
  received: {
    zh: "钱已经收到，我们正在请收费单位销账，您不用再做什么。它不能销账的，钱会原路退回并告诉您。",
    en: "The money has arrived and we are telling the agency. You need do nothing. Should it not accept it, the money goes back to you and you are told.",
  },
  settled: { zh: "收费单位已经确认，这笔钱交好了。", en: "The agency has confirmed it: this is paid." },
  settledPart: {
    zh: "收费单位已经确认收到这笔钱。账单还没有交清，剩下的请再查一次，接着交。",
    en: "The agency has confirmed this money. The bill is not paid in full: please look it up again to pay the rest.",
  },
  lookUpAgain: { zh: "再查查还有没有要交的", en: "See whether anything is still owed" },
  failed: {
    zh: "付款方式没有接受这笔钱，没有扣款。可以换一种付款方式再交。",
    en: "The wallet did not take it and no money was taken. You can pay another way.",
  },
  superseded: {
    zh: "又开始了一次新的缴费，这次就不用了。这次如果已经付了，钱会用来交账单，或者原路退回。",
    en: "This attempt was replaced by a newer one. Should you have paid it after all, the money goes to the bill or back to you.",
  },
  expired: {
    zh: "过了付款时间，没有收到钱。还要交的，可以重新付。",
    en: "The time to pay ran out and no money came. If it is still owed, you can pay again.",
  },
  cancelled: {
    zh: "您取消了这次缴费。如果其实已经付了，请不要再付：钱会用来交账单，或者原路退回。",
    en: "You cancelled this payment. Should you have paid after all, please do not pay again: the money goes to the bill or back to you.",
  },
  provider: { zh: "钱包关闭了这次付款，没有扣款。", en: "The wallet closed this payment. No money was taken." },
  late_success: {
    zh: "钱在付款时间过后才收到。账单还要交的，就用它交；不用交了，就原路退回。结果会告诉您。",
    en: "The money came after the time to pay. If the bill is still owed it pays for it; if not, it goes back. You are told.",
  },
  refunding: {
    zh: "钱正在原路退回，一般 1 到 3 个工作日到账。",
    en: "The money is on its way back, mostly within 1 to 3 working days.",
  },
  refunded: { zh: "钱已经原路退回。", en: "The money has gone back the way it came." },
  disputed: {
    zh: "这笔钱和账单对不上，工作人员在核对，会告诉您结果。钱不会丢。",
    en: "Something about this money does not match. A clerk is checking and you are told. No money is lost.",
  },
  unavailable: {
    zh: "这个付款方式现在没有回应。还没有付的，请过一会儿再试，或者换一种。已经付了的，请不要再付，这一页会告诉您结果。",
    en: "This way of paying does not answer now. If you have not paid, please try later or choose another. If you have, please do not pay again: this page will tell you.",
  },
  refused: {
    zh: "这个付款方式不接受这笔缴费，没有扣款。请重新查询账单，或者换一种付款方式。",
    en: "This way of paying does not take this payment. No money was taken. Look the bill up again or pay another way.",
  },
  goOn: { zh: "接着付", en: "Go on paying" },
  check: { zh: "看看收到没有", en: "See whether it has arrived" },
  cancel: { zh: "取消这次缴费", en: "Cancel this payment" },
  again: { zh: "再付一次", en: "Pay again" },
  mine: { zh: "我的账单", en: "My bills" },
  toCase: { zh: "看这件办件", en: "See the case" },

  refundTitle: { zh: "申请退款", en: "Ask for a refund" },
  refundNote: {
    zh: ({ amount }: Amount) =>
      `交错了、交重了，可以申请退 ${amount}。工作人员在 5 个工作日内答复，同意的，钱原路退回。`,
    en: ({ amount }: Amount) =>
      `If you paid by mistake or twice, you can ask for ${amount} back. A clerk answers within 5 working days; if agreed, the money goes back the way it came.`,
  },
  refundNoteBills: {
    zh: ({ amount }: Amount) =>
      `交错了、交重了，可以申请退款，最多 ${amount}。请选要退哪几张账单。工作人员在 5 个工作日内答复，同意的，钱原路退回。`,
    en: ({ amount }: Amount) =>
      `If you paid by mistake or twice, you can ask for up to ${amount} back. Please choose of which bills. A clerk answers within 5 working days; if agreed, the money goes back the way it came.`,
  },
  refundBills: { zh: "退哪几张账单", en: "Of which bills" },
  refundBillNeeded: { zh: "请至少选一张要退的账单。", en: "Please choose at least one bill." },
  refundGone: { zh: "不用再选的：", en: "Not to be chosen any more:" },
  refundPartGone: {
    zh: ({ amount }: Amount) => `另有 ${amount}已经退了，或者正在退`,
    en: ({ amount }: Amount) => `${amount} more has gone back or is on its way`,
  },
  reason: { zh: "为什么要退", en: "Why you ask" },
  reasonNeeded: {
    zh: "请写明为什么要退款，最多 500 字。",
    en: "Please say why you ask for a refund, in at most 500 characters.",
  },
  refundSend: { zh: "申请退款", en: "Ask for the refund" },
  refunds: { zh: "退款", en: "Refunds" },
  refundAsked: { zh: "已经申请，5 个工作日内答复您", en: "Asked for; you are answered within 5 working days" },
  refundUnderWay: { zh: "正在退回", en: "On its way back" },
  refundDone: { zh: "已经退回", en: "Given back" },
  refundByHand: { zh: "已由银行转账退给您", en: "Paid to you by bank transfer" },
  refundedByHand: { zh: "钱已经由银行转账退给您。", en: "The money was paid to you by bank transfer." },
  refundHandUnderWay: {
    zh: "工作人员在核对，同意以后用银行转账退给您",
    en: "A clerk is checking it; once agreed it is paid to you by bank transfer",
  },
  refundFailed: { zh: "退回没有成功，工作人员在处理", en: "It could not be sent back; a clerk is on it" },
  refundDeclined: { zh: "没有同意退款", en: "Not given back" },

  receipts: { zh: "收据", en: "Receipts" },
  receiptPdf: { zh: (p: { kind: string }) => `下载${p.kind}（PDF）`, en: (p: { kind: string }) => `${p.kind} (PDF)` },
  receiptCheck: {
    zh: (p: { kind: string }) => `查看和核对${p.kind}`,
    en: (p: { kind: string }) => `See and check the ${p.kind.toLowerCase()}`,
  },
  receiptComing: {
    zh: "收据马上就好，这一页会自己更新。",
    en: "The receipt will be here in a few seconds. This page updates itself.",
  },
  statement: { zh: "按年查看缴费清单", en: "What was paid, year by year" },
  historyReceipts: {
    zh: "点开一笔就能下载它的收据。一个户号一年的清单在“我的账单”里。",
    en: "Open a payment for its receipt. What was paid to one account in a year is under “My bills”.",
  },

  billsTitle: { zh: "我的账单", en: "My bills" },
  billsLede: {
    zh: "记住的户号和办件里要交的钱，都在这里。",
    en: "What is owed on the accounts you keep and in your cases, in one list.",
  },
  noAccounts: {
    zh: "您还没有记住户号。交费的时候勾选“记住这个户号”，下次在这里直接交。",
    en: "You keep no accounts yet. Tick “Remember this account” when you pay, and pay from here next time.",
  },
  accountOf: {
    zh: (p: { holder: string }) => `户名 ${p.holder}`,
    en: (p: { holder: string }) => `held by ${p.holder}`,
  },
  notOwn: { zh: "家人或者别人的", en: "Somebody else's" },
  lastOwed: {
    zh: ({ amount }: Amount) => `上次查到要交 ${amount}`,
    en: ({ amount }: Amount) => `${amount} was owed when last asked`,
  },
  askNow: { zh: "现在查", en: "Ask now" },
  manage: { zh: "管理这个户号", en: "Manage this account" },
  forget: { zh: "不再记住", en: "Forget it" },
  remindOn: { zh: "有新账单时提醒我", en: "Remind me of new bills" },
  remindOff: { zh: "不用提醒", en: "Stop reminding me" },
  caseFees: { zh: "办件的费用", en: "Fees of my cases" },
  lookUp: { zh: "查别的账单", en: "Look up another bill" },
  history: { zh: "缴费记录", en: "Payments" },
  historyNote: { zh: "交过的每一笔和它的情况", en: "Every payment and how it stands" },
  noPayments: { zh: "还没有缴费记录。", en: "There are no payments yet." },
  choosePlace: { zh: "选择您的城市，查要交的钱", en: "Choose your city and look up what is owed" },
  me: { zh: "我的", en: "My page" },
  act: { zh: "没有这一步。", en: "There is no such step." },
});
