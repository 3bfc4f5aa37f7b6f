import type { Text } from "../../foundation/i18n/index.ts";

/** What a provider's code means: for the clerk what happened and what to do; for the payer only where a payer can come upon it. */
type Meaning = { readonly clerk: Text; readonly payer?: Text };

const again = {
  zh: "这笔缴费在钱包里已经失效，没有扣款。请重新查询账单，再付一次。",
  en: "The wallet no longer takes this attempt. No money was taken. Please look the bill up again and pay once more.",
};
const paidBefore = {
  zh: "钱包说这笔钱已经付过了。请不要再付，我们正在核对。",
  en: "The wallet says that this was paid already. Please do not pay again; we are checking.",
};
const whoPays = {
  zh: "钱包没有告诉我们是谁在付，没有扣款。请从钱包里重新打开这里，或者换一种付款方式。",
  en: "The wallet did not say who pays. No money was taken. Please open this page from the wallet again, or pay another way.",
};
const signInOver = {
  zh: "钱包的登录已经过期，没有扣款。请在下面接着付，或者换一种付款方式。",
  en: "The wallet's sign-in has run out. No money was taken. Please continue below, or choose another way to pay.",
};
const otherWay = {
  zh: "在这里不能用这种方式付，没有扣款。请换一种付款方式。",
  en: "This way of paying does not work here. No money was taken. Please choose another.",
};

const orderClosed: Meaning = {
  clerk: {
    zh: "对方的订单已经关闭。还要交的，请缴费人重新付；已经扣了钱的，向对方查询。",
    en: "Their order is closed. If it is still owed, the payer pays anew; if money was taken, ask the provider.",
  },
  payer: again,
};
const orderPaid: Meaning = {
  clerk: {
    zh: "对方说已经付过。请向支付机构查询，查到就自动入账。",
    en: "They say that it was paid already. Ask the provider; what is found is booked by itself.",
  },
  payer: paidBefore,
};
const orderUnknown: Meaning = {
  clerk: {
    zh: "对方没有这笔订单。请核对收款账户是不是换过，再试一次。",
    en: "They have no such order. See whether the merchant account was changed, then try again.",
  },
};
const numberTaken: Meaning = {
  clerk: {
    zh: "对方已经有同一编号、内容不同的一笔。请不要重发，先在对方的商户后台核对。",
    en: "They have this number already, with other contents. Do not send it again; compare on their own pages first.",
  },
  payer: again,
};
const requestWrong: Meaning = {
  clerk: {
    zh: "对方认为请求的内容不对，重发没有用。请核对收款账户的配置，仍不行的，联系技术人员。",
    en: "They find something wrong in what was asked; sending it again does not help. Check the account's settings, then call your technicians.",
  },
  payer: otherWay,
};
const noRight: Meaning = {
  clerk: {
    zh: "商户号没有开通这项权限，或者与应用没有绑定。请在对方的商户后台开通，再试一次。",
    en: "The merchant lacks this right or is not bound to the app. Have it granted on their merchant pages, then try again.",
  },
  payer: otherWay,
};
const balance: Meaning = {
  clerk: {
    zh: "商户账户的余额不够退。请给商户账户充值，再试一次。",
    en: "The merchant account has too little money to refund. Charge it, then try again.",
  },
};
const tooMuch: Meaning = {
  clerk: {
    zh: "要退的钱比对方认为可退的多，可能已经在商户后台退过。请先向支付机构查询。",
    en: "More is to go back than they think can; some may have gone back on the merchant's pages. Ask the provider first.",
  },
};
const tooLate: Meaning = {
  clerk: {
    zh: "这笔交易在对方已经完结，不能原路退了。请用别的办法退还。",
    en: "This trade is finished with them and cannot go back the way it came. Give it back another way.",
  },
};
const notAllowed: Meaning = {
  clerk: {
    zh: "对方不许退这一笔。请联系对方问明原因，退不了的用别的办法退还。",
    en: "They do not allow this refund. Ask them why; if it stays so, give it back another way.",
  },
};
const wrongState: Meaning = {
  clerk: {
    zh: "这笔交易现在的状态不能这样办。请先向支付机构查询它到了哪一步。",
    en: "The trade is not in a state in which this can be done. Ask the provider where it stands first.",
  },
};
const notPaid: Meaning = {
  clerk: {
    zh: "对方说这笔还没有付，没有可以退的钱。请先向支付机构查询。",
    en: "They say that it was not paid, so nothing can go back. Ask the provider first.",
  },
};
const payerUnknown: Meaning = {
  clerk: {
    zh: "对方不认识这个付款人，或者没有收到付款人的标识。请缴费人从钱包里重新打开再付。",
    en: "They do not know this payer, or were not told who it is. The payer opens the page from the wallet and pays again.",
  },
  payer: whoPays,
};
const wayNotOffered: Meaning = {
  clerk: {
    zh: "这个收款账户没有开通这种付款方式。要开通的，请改收款账户的配置。",
    en: "This account does not take payments in this way. If it should, change its settings.",
  },
  payer: otherWay,
};
const busy: Meaning = {
  clerk: {
    zh: "对方的系统一时有问题。会自动再试，不用处理。",
    en: "Their system has trouble for the moment. It is tried again by itself.",
  },
};
const accountOfPayer: Meaning = {
  clerk: {
    zh: "缴费人的钱包账户异常或者已注销，退不进去。请用别的办法退还。",
    en: "The payer's wallet account is blocked or closed, so nothing can go back to it. Give it back another way.",
  },
};
const underWay: Meaning = {
  clerk: {
    zh: "对方还在办理。会自动再问，不用处理。",
    en: "They are still working on it. It is asked again by itself.",
  },
};
const refundStuck: Meaning = {
  clerk: {
    zh: "退款异常：缴费人的卡或账户收不了钱。请在微信商户后台处理这笔异常退款，或者用别的办法退还。",
    en: "The refund is stuck: the payer's card or account cannot take it. Complete it on WeChat's merchant pages, or give it back another way.",
  },
};
const noBillYet: Meaning = {
  clerk: {
    zh: "对方当日的账单还没有出。会自动再取，不用处理。",
    en: "Their bill of the day is not there yet. It is fetched again by itself.",
  },
};
const noBill: Meaning = {
  clerk: {
    zh: "对方当日没有账单，一般是那天没有业务。",
    en: "They have no bill of that day, mostly because nothing happened.",
  },
};
const amountChanged: Meaning = {
  clerk: {
    zh: "账单的金额在财政那里变了。请缴费人重新查询，按新的金额交。",
    en: "The treasury's amount has changed. The payer looks the bill up again and pays the new one.",
  },
  payer: {
    zh: "账单的金额刚刚变了。钱没有扣。请重新查询账单再交。",
    en: "The amount of this bill has just changed. No money was taken. Please look it up again and pay.",
  },
};
const noticeUnknown: Meaning = {
  clerk: {
    zh: "财政没有这张缴款通知书。请核对通知书编号、执收单位和地区。",
    en: "The treasury has no such notice. Check its number, the collecting unit and the region.",
  },
  payer: {
    zh: "财政没有查到这张缴款通知书，没有扣款。请核对编号，或者问开单的单位。",
    en: "The treasury has no such notice. No money was taken. Please check its number, or ask whoever issued it.",
  },
};
const noticeWithdrawn: Meaning = {
  clerk: { zh: "这张缴款通知书已经作废，不用再交。", en: "This notice was withdrawn; nothing is owed on it." },
  payer: {
    zh: "这张缴款通知书已经作废，不用交了，没有扣款。",
    en: "This notice was withdrawn and need not be paid. No money was taken.",
  },
};
const unitMissing: Meaning = {
  clerk: {
    zh: "收款账户没有写执收单位，或者账单没有缴款通知书。请补全收款账户的配置。",
    en: "The account names no collecting unit, or the bill has no notice. Complete the account's settings.",
  },
  payer: otherWay,
};
const signIn: Meaning = {
  clerk: {
    zh: "钱包的登录码无效或者用过了。请缴费人重新打开再付。",
    en: "The wallet's sign-in code is wrong or was used. The payer opens the page again and pays.",
  },
  payer: signInOver,
};

/**
 * By their bare form, since WeChat writes some with and without underscores and Alipay with and without `ACQ.`. Those of our adapters and of the
 * documents they follow: WeChat Pay APIv3, Alipay's trade, 微信非税缴费, the treasury's cashier, the demonstration's wallet.
 */
const meanings: ReadonlyMap<string, Meaning> = new Map(
  (
    [
      [orderClosed, "ORDER_CLOSED TRADE_HAS_CLOSE TRADE_CLOSED CLOSED REVOKED expired"],
      [orderPaid, "ORDERPAID TRADE_HAS_SUCCESS TRADE_SUCCESS already_paid nontax_232"],
      [
        orderUnknown,
        "ORDER_NOT_EXIST TRADE_NOT_EXIST RESOURCE_NOT_EXISTS order_unknown refund_unknown reference_missing unknown",
      ],
      [
        numberTaken,
        "OUT_TRADE_NO_USED CONTEXT_INCONSISTENT DISCORDANT_REPEAT_REQUEST order_conflict refund_conflict number_of_another_city",
      ],
      [
        requestWrong,
        "PARAM_ERROR INVALID_REQUEST INVALID_PARAMETER isv.invalid-parameter parameter_wrong amount_wrong malformed_json no_such_operation",
      ],
      [noRight, "NO_AUTH APPID_MCHID_NOT_MATCH MCH_NOT_EXISTS isv.insufficient-isv-permissions unauthorized"],
      [balance, "NOT_ENOUGH SELLER_BALANCE_NOT_ENOUGH"],
      [tooMuch, "REFUND_AMT_NOT_EQUAL_TOTAL refund_exceeds"],
      [tooLate, "TRADE_HAS_FINISHED TRADE_FINISHED"],
      [notAllowed, "TRADE_NOT_ALLOW_REFUND"],
      [wrongState, "TRADE_STATUS_ERROR TRADE_ERROR"],
      [notPaid, "NOTPAY WAIT_BUYER_PAY not_paid PAYERROR"],
      [payerUnknown, "BUYER_NOT_EXIST NO_PAYER PAYER_MISSING"],
      [wayNotOffered, "WAY_NOT_TAKEN NOT_OFFERED"],
      [
        busy,
        "SYSTEM_ERROR SYSTEMERROR UNKNOWN_ERROR BANK_ERROR BIZERR_NEED_RETRY FREQUENCY_LIMITED FREQUENCY_LIMIT_EXCEED REFUND_CHARGE_ERROR",
      ],
      [accountOfPayer, "USER_ACCOUNT_ABNORMAL"],
      [underWay, "USERPAYING PROCESSING"],
      [refundStuck, "ABNORMAL CHANGE"],
      [noBillYet, "STATEMENT_CREATING file_not_ready"],
      [noBill, "NO_STATEMENT_EXIST BILL_NOT_EXIST"],
      [amountChanged, "amount_changed"],
      [noticeUnknown, "notice_unknown nontax_230"],
      [noticeWithdrawn, "notice_withdrawn nontax_231"],
      [unitMissing, "unit_missing notice_missing"],
      [signIn, "isv.code-invalid isv.grant-type-invalid sign_in_40029 sign_in_40163 40029 40163"],
    ] as const
  ).flatMap(([meaning, codes]) => codes.split(" ").map((code) => [bare(code), meaning] as const)),
);

function bare(code: string): string {
  return code
    .replace(/^ACQ\./i, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, "");
}

/** What a provider's code says to a clerk; undefined where we do not know it. */
export const codeForClerk = (code: string): Text | undefined => meanings.get(bare(code))?.clerk;

/** What it says to the payer whose wallet did not open; undefined where there is nothing better than the general sentence. */
export const codeForPayer = (code: string): Text | undefined => meanings.get(bare(code))?.payer;
