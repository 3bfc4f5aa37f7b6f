import { randomInt } from "node:crypto";
import { digits, local, yuan } from "../../support/days.ts";
import type { Letter, Notice, Twist } from "../../support/notifier.ts";
import type { Apps } from "./apps.ts";
import { sign, textOf } from "./signing.ts";
import { refunded, type Trade } from "./trades.ts";

const minute = 60_000;
/** Alipay's own: 4m, 10m, 10m, 1h, 2h, 6h, 15h. */
export const rhythm = [4, 10, 10, 60, 120, 360, 900].map((minutes) => minutes * minute);

/** What is told of a trade that was paid, or of which something was given back; undefined where nobody wants to be told. */
export function noticeOf(trade: Trade, refund: string | undefined, now: Date): Notice | undefined {
  if (trade.notifyUrl === undefined) return undefined;
  const back = trade.refunds.find(({ request }) => request === refund);
  const fields = {
    notify_type: "trade_status_sync",
    ...{ charset: "utf-8", version: "1.0", sign_type: "RSA2", app_id: trade.app, auth_app_id: trade.app },
    ...{ seller_id: trade.seller, out_trade_no: trade.number, trade_no: trade.tradeNo, trade_status: trade.state },
    ...{ total_amount: yuan(trade.amount), receipt_amount: yuan(trade.amount), invoice_amount: yuan(trade.amount) },
    ...{ buyer_pay_amount: yuan(trade.amount), point_amount: "0.00", subject: trade.subject },
    gmt_create: local(new Date(trade.createdAt)),
    gmt_payment: local(new Date(trade.paidAt ?? trade.createdAt)),
    fund_bill_list: JSON.stringify([{ amount: yuan(trade.amount), fundChannel: "ALIPAYACCOUNT" }]),
    ...(back
      ? {
          refund_fee: yuan(refunded(trade)),
          out_biz_no: back.request,
          gmt_refund: `${local(new Date(back.at))}.${back.at.slice(20, 23)}`,
          ...(trade.closedAt ? { gmt_close: local(new Date(trade.closedAt)) } : {}),
        }
      : {}),
  };
  const id = `${digits(now).slice(0, 8)}00222${digits(now).slice(8)}${String(randomInt(1e12)).padStart(12, "0")}`;
  return { id, about: refund ?? trade.number, address: trade.notifyUrl, event: { fields } };
}

/** A form, signed over its fields as they are before they are encoded. */
export function letterOf(notice: Notice, twist: Twist, apps: Apps): Letter {
  const event = notice.event["fields"] as Readonly<Record<string, string>>;
  const fields: Record<string, string> = {
    ...event,
    notify_id: notice.id,
    notify_time: local(twist.at),
    ...(twist.wrongAmount ? { total_amount: "0.01", receipt_amount: "0.01", buyer_pay_amount: "0.01" } : {}),
    ...(twist.otherMerchant ? { app_id: "2021000000009999", seller_id: "2088000000009999" } : {}),
  };
  const key = twist.forged ? apps.stranger : apps.privateKey;
  const signature = sign(textOf(fields, ["sign", "sign_type"]), key);
  const whole = { ...fields, sign: twist.probe ? Buffer.from("SIGNTEST").toString("base64") : signature };
  return {
    headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
    body: new URLSearchParams(whole).toString(),
  };
}
