import type { ProviderPayment } from "../../../domain/payments/index.ts";
import type { Fields } from "./gateway.ts";
import { readChinaTime, readYuan } from "./values.ts";

/**
 * Where a trade stands, from an answer or a notification. `TRADE_CLOSED` is said of two things: closed unpaid, and paid and wholly given
 * back; only the second has a time of payment. `TRADE_FINISHED` is paid, too late to be refunded by Alipay.
 * @returns undefined where a field is missing or unknown
 */
export function readTrade(fields: Fields, paidAtName: "send_pay_date" | "gmt_payment"): ProviderPayment | undefined {
  const { out_trade_no: number, trade_no: reference, trade_status: status } = fields;
  if (typeof number !== "string" || number === "" || typeof reference !== "string" || reference === "")
    return undefined;
  const amount_fen = readYuan(fields["total_amount"]);
  const paidAt = readChinaTime(fields[paidAtName]);
  const state =
    status === "TRADE_SUCCESS" || status === "TRADE_FINISHED"
      ? "paid"
      : status === "TRADE_CLOSED"
        ? paidAt
          ? "refunded"
          : "closed"
        : status === "WAIT_BUYER_PAY"
          ? "unpaid"
          : undefined;
  if (state === undefined) return undefined;
  const carriesMoney = state === "paid" || state === "refunded";
  if (carriesMoney && (amount_fen === undefined || amount_fen <= 0n)) return undefined;
  return {
    number,
    state,
    reference,
    ...(amount_fen === undefined ? {} : { amount_fen }),
    ...(paidAt && carriesMoney ? { paidAt } : {}),
  };
}
