import { withOffset } from "../../support/days.ts";
import { type Fields, isFields } from "../../support/json.ts";
import type { Letter, Notice, Twist } from "../../support/notifier.ts";
import type { Keys } from "./keys.ts";
import { sealed, signatureHeaders } from "./protocol.ts";
import { type Order, type Refund, shown, toldRefund } from "./rows.ts";

/** WeChat Pay: 15s/15s/30s/3m/10m/20m/30m/30m/30m/60m/3h/3h/3h/6h/6h. */
export const rhythm: readonly number[] = [
  15, 15, 30, 180, 600, 1_200, 1_800, 1_800, 1_800, 3_600, 10_800, 10_800, 10_800, 21_600, 21_600,
].map((seconds) => seconds * 1_000);

export const noticeOf = (order: Order): Notice => ({
  id: `EV-${order.transaction}`,
  about: order.number,
  address: order.notifyUrl,
  event: { kind: "transaction", type: "TRANSACTION.SUCCESS", mchid: order.mchid, about: shown(order) },
});

/** undefined where nobody wants to be told. */
export const refundNoticeOf = (refund: Refund): Notice | undefined =>
  refund.notifyUrl === undefined
    ? undefined
    : {
        id: `EV-${refund.id}${refund.state === "SUCCESS" ? "" : `-${refund.state}`}`,
        about: refund.refund,
        address: refund.notifyUrl,
        event: { kind: "refund", type: `REFUND.${refund.state}`, mchid: refund.mchid, about: toldRefund(refund) },
      };

/** A notification: sealed with the merchant's APIv3 key, signed with the platform's. */
export function letterOf(keys: Keys, { id, event }: Notice, twist: Twist): Letter {
  const kind = String(event["kind"]);
  const about = twisted(isFields(event["about"]) ? event["about"] : {}, kind, twist);
  const key = keys.merchant(String(event["mchid"]))?.apiV3Key ?? "";
  const body = JSON.stringify({
    id,
    create_time: withOffset(twist.at),
    resource_type: "encrypt-resource",
    event_type: event["type"],
    summary: kind === "refund" ? "退款结果通知" : "支付成功",
    resource: { original_type: kind, ...sealed(key, JSON.stringify(about), kind) },
  });
  const seconds = Math.floor(twist.at.getTime() / 1_000);
  return { headers: signatureHeaders(keys, body, { seconds, forged: twist.forged, probe: twist.probe }), body };
}

function twisted(about: Fields, kind: string, { wrongAmount, otherMerchant }: Twist): Fields {
  const amount = isFields(about["amount"]) ? about["amount"] : {};
  const money = kind === "refund" ? "refund" : "total";
  const merchant = about["mchid"] === undefined ? "sp_mchid" : "mchid";
  return {
    ...about,
    ...(wrongAmount ? { amount: { ...amount, [money]: Number(amount[money]) + 1 } } : {}),
    ...(otherMerchant ? { [merchant]: "1900099999" } : {}),
  };
}
