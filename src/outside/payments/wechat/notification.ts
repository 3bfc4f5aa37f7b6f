import {
  type Notification,
  NotificationRefused,
  ProviderFailure,
  type ProviderPayment,
  type ProviderRefund,
  type RawNotification,
} from "../../../domain/payments/index.ts";
import type { WechatAccount } from "./config.ts";
import { type Fields, fenIn, fieldsIn, fieldsOf, instantIn, resourceIn, textIn } from "./json.ts";
import { opened } from "./sign.ts";
import type { Trust, Verdict } from "./trust.ts";

/** While certificates are fetched; the notification waits at the door. */
const patience = 5_000;

const reasons: Readonly<Record<Exclude<Verdict, "genuine">, readonly ["forged" | "old", string]>> = {
  unsigned: ["forged", "it is not signed"],
  probe: ["forged", "its signature is WeChat's own probe"],
  old: ["old", "it is not signed within five minutes of now"],
  unknown_key: ["forged", "it names a key that is not WeChat's"],
  wrong: ["forged", "its signature is wrong"],
};

/**
 * What a notification says, once its signature, age and addressee are right.
 * @throws NotificationRefused otherwise
 * @throws ProviderFailure where the platform certificates could not be had: it comes again
 */
export async function readNotification(
  { headers, body }: RawNotification,
  account: WechatAccount,
  trust: Trust,
  apiV3Key: string,
  now: Date,
): Promise<Notification> {
  const verdict = await trust.verdict(headers, body, now, AbortSignal.timeout(patience));
  if (verdict !== "genuine") throw new NotificationRefused(...reasons[verdict]);
  const said = fieldsOf(body);
  const id = said && textIn(said, "id", 64);
  const event = said && textIn(said, "event_type", 64);
  if (!said || !id || !event) throw new NotificationRefused("unreadable", "it has no id or no event_type");
  const isPayment = event === "TRANSACTION.SUCCESS";
  if (!isPayment && !event.startsWith("REFUND.")) return { id, kind: "other", what: event };
  const resource = resourceIn(said, "resource");
  if (!resource) throw new NotificationRefused("unreadable", "it has no resource");
  let about: Fields | undefined;
  try {
    about = fieldsOf(opened(resource, apiV3Key));
  } catch {
    throw new NotificationRefused("unreadable", "its resource cannot be opened: api_v3_key is not this merchant's");
  }
  if (!about) throw new NotificationRefused("unreadable", "its resource is no JSON object");
  try {
    return isPayment
      ? { id, kind: "payment", payment: paymentOf(about, account, "notification") }
      : { id, kind: "refund", refund: refundOf(about, account, "notification") };
  } catch (error) {
    if (error instanceof Foreign) throw new NotificationRefused("other_merchant", error.message);
    if (error instanceof ProviderFailure) throw new NotificationRefused("altered", error.message);
    throw error;
  }
}

/** Rightly signed by WeChat, and about somebody else's money. */
class Foreign extends ProviderFailure {
  constructor(what: string) {
    super("unreadable", what);
  }
}

const states: Readonly<Record<string, ProviderPayment["state"]>> = {
  SUCCESS: "paid",
  REFUND: "refunded",
  NOTPAY: "unpaid",
  USERPAYING: "paying",
  ACCEPT: "paying",
  CLOSED: "closed",
  REVOKED: "closed",
  PAYERROR: "failed",
};

const wrong = (what: string): ProviderFailure => new ProviderFailure("unreadable", what);

/**
 * A payment as WeChat tells it, in an answer or a notification.
 * @throws ProviderFailure where it is another merchant's, or has no whole amount in yuan's fen
 */
export function paymentOf(fields: Fields, account: WechatAccount, where: "answer" | "notification"): ProviderPayment {
  mustBeOurs(fields, account, true);
  const number = textIn(fields, "out_trade_no", 32);
  const state = states[textIn(fields, "trade_state", 32) ?? ""];
  if (!number || !state) throw wrong(`${where}: no out_trade_no or an unknown trade_state`);
  if (state !== "paid" && state !== "refunded") return { number, state };
  const amount = fieldsIn(fields, "amount");
  if ((amount["currency"] ?? "CNY") !== "CNY") throw wrong(`${where}: the currency is not CNY`);
  const total = fenIn(amount, "total");
  const reference = textIn(fields, "transaction_id", 32);
  const paidAt = instantIn(fields, "success_time");
  if (total === undefined || total === 0n || !reference || !paidAt)
    throw wrong(`${where}: paid without a whole amount, transaction_id and success_time`);
  return { number, state, amount_fen: total, reference, paidAt };
}

const refundStates: Readonly<Record<string, ProviderRefund["state"]>> = {
  SUCCESS: "succeeded",
  PROCESSING: "processing",
  CLOSED: "failed",
  ABNORMAL: "failed",
};

/** A refund as WeChat tells it; notifications say `refund_status`, answers `status`. @throws as `paymentOf` */
export function refundOf(fields: Fields, account: WechatAccount, where: "answer" | "notification"): ProviderRefund {
  mustBeOurs(fields, account, where === "notification");
  const refund = textIn(fields, "out_refund_no", 64);
  const state = refundStates[textIn(fields, where === "answer" ? "status" : "refund_status", 32) ?? ""];
  const amount = fieldsIn(fields, "amount");
  const fen = fenIn(amount, "refund");
  const reference = textIn(fields, "refund_id", 32);
  if ((amount["currency"] ?? "CNY") !== "CNY") throw wrong(`${where}: the currency is not CNY`);
  if (!refund || !state || fen === undefined || fen === 0n || !reference)
    throw wrong(`${where}: a refund without number, known state, whole amount and refund_id`);
  const at = instantIn(fields, "success_time");
  return { refund, state, amount_fen: fen, reference, ...(at ? { at } : {}) };
}

/** Answers about refunds name no merchant: they answer our own signed question. */
function mustBeOurs(fields: Fields, account: WechatAccount, isNamed: boolean): void {
  const isPartner = account.mode === "partner";
  const [merchant, app] = isPartner ? ["sp_mchid", "sp_appid"] : ["mchid", "appid"];
  const same = (name: string, ours: readonly (string | undefined)[]) => {
    const theirs = fields[name];
    if (theirs === undefined) return;
    if (!ours.includes(String(theirs))) throw new Foreign(`${name} is another one`);
  };
  same(merchant, [account.mchid]);
  same(app, [account.appid, ...(isPartner ? [] : [account.mini_appid])]);
  if (isPartner) same("sub_mchid", [account.sub_mchid]);
  if (!isNamed) return;
  if (fields[merchant] === undefined || (isPartner && fields["sub_mchid"] === undefined))
    throw new Foreign("it names no merchant");
}
