/** A payment as the stand-in keeps it. Times in RFC 3339, China's time. */
export type Order = {
  readonly mchid: string;
  readonly subMchid: string | undefined;
  readonly appid: string;
  readonly subAppid: string | undefined;
  readonly number: string;
  readonly product: "jsapi" | "h5" | "native";
  readonly description: string;
  readonly total: number;
  readonly notifyUrl: string;
  readonly openid: string | undefined;
  readonly expiresAt: string;
  readonly createdAt: string;
  readonly prepayId: string;
  readonly transaction: string;
  readonly state: "NOTPAY" | "USERPAYING" | "SUCCESS" | "REFUND" | "CLOSED" | "PAYERROR";
  readonly paidAt: string | undefined;
  readonly payer: string | undefined;
};

export type Refund = {
  readonly mchid: string;
  readonly subMchid: string | undefined;
  readonly refund: string;
  readonly number: string;
  readonly transaction: string;
  readonly id: string;
  readonly amount: number;
  readonly total: number;
  readonly reason: string;
  readonly notifyUrl: string | undefined;
  readonly createdAt: string;
  readonly state: "PROCESSING" | "SUCCESS" | "CLOSED" | "ABNORMAL";
  readonly at: string | undefined;
};

/** Numbers are a merchant's own: two may use the same one. */
export const keyOf = (mchid: string, subMchid: string | undefined, number: string): string =>
  `${mchid}:${subMchid ?? ""}:${number}`;

/** A payment as the interface shows it. */
export function shown(order: Order) {
  const isPaid = order.state === "SUCCESS" || order.state === "REFUND";
  const who =
    order.subMchid === undefined
      ? { appid: order.appid, mchid: order.mchid }
      : {
          sp_appid: order.appid,
          sp_mchid: order.mchid,
          sub_mchid: order.subMchid,
          ...(order.subAppid ? { sub_appid: order.subAppid } : {}),
        };
  const payer = order.subMchid === undefined ? "openid" : order.subAppid ? "sub_openid" : "sp_openid";
  const words = {
    NOTPAY: "订单未支付",
    USERPAYING: "用户支付中",
    SUCCESS: "支付成功",
    REFUND: "订单发生过退款",
    CLOSED: "订单已关闭",
    PAYERROR: "支付失败",
  };
  return {
    ...who,
    out_trade_no: order.number,
    trade_state: order.state,
    trade_state_desc: words[order.state],
    ...(isPaid
      ? {
          transaction_id: order.transaction,
          trade_type: { jsapi: "JSAPI", h5: "MWEB", native: "NATIVE" }[order.product],
          bank_type: "OTHERS",
          attach: "",
          success_time: order.paidAt,
          payer: { [payer]: order.payer },
          amount: { total: order.total, payer_total: order.total, currency: "CNY", payer_currency: "CNY" },
        }
      : { amount: { total: order.total, currency: "CNY" } }),
  };
}

/** A refund as the interface shows it. */
export function shownRefund(refund: Refund) {
  const { amount, total } = refund;
  return {
    refund_id: refund.id,
    out_refund_no: refund.refund,
    transaction_id: refund.transaction,
    out_trade_no: refund.number,
    channel: "ORIGINAL",
    user_received_account: "支付用户零钱",
    ...(refund.at ? { success_time: refund.at } : {}),
    create_time: refund.createdAt,
    status: refund.state,
    funds_account: "UNSETTLED",
    amount: {
      total,
      refund: amount,
      payer_total: total,
      payer_refund: amount,
      settlement_refund: amount,
      settlement_total: total,
      discount_refund: 0,
      currency: "CNY",
    },
  };
}

/** What a refund's notification holds. */
export function toldRefund(refund: Refund) {
  const who =
    refund.subMchid === undefined ? { mchid: refund.mchid } : { sp_mchid: refund.mchid, sub_mchid: refund.subMchid };
  return {
    ...who,
    out_trade_no: refund.number,
    transaction_id: refund.transaction,
    out_refund_no: refund.refund,
    refund_id: refund.id,
    refund_status: refund.state,
    ...(refund.at ? { success_time: refund.at } : {}),
    user_received_account: "支付用户零钱",
    amount: { total: refund.total, refund: refund.amount, payer_total: refund.total, payer_refund: refund.amount },
  };
}
