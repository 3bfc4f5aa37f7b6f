import { Type } from "typebox";
import { type Notification, NotificationRefused, type RawNotification } from "../../../domain/payments/index.ts";
import { asNontaxPayment, type NontaxOrder, numberIn, refundIn } from "./nontax-order.ts";
import { isShaped } from "./shapes.ts";

const patience = 10_000;

const Hint = Type.Object({
  appid: Type.String({ maxLength: 40 }),
  order_id: Type.String({ pattern: "^[A-Za-z0-9_-]{1,64}$" }),
  status: Type.Optional(Type.Integer()),
  fee: Type.Optional(Type.Integer()),
  refund_out_id: Type.Optional(Type.String({ maxLength: 64 })),
});

/**
 * The platform's notices are encrypted by an agreement that is not published, so none is believed: it says which order to ask about, and
 * what the platform answers over its own connection is what counts. Whatever a stranger writes, the most he gets is that question.
 * @throws NotificationRefused where the platform does not say the same
 */
export async function readHint(
  { body }: RawNotification,
  appid: string,
  orderById: (id: string, signal: AbortSignal) => Promise<NontaxOrder | undefined>,
): Promise<Notification> {
  let hint: unknown;
  try {
    hint = JSON.parse(body.toString("utf8"));
  } catch {
    throw new NotificationRefused("unreadable", "no JSON");
  }
  if (!isShaped(Hint, hint)) throw new NotificationRefused("unreadable", "no order in it");
  if (hint.appid !== appid) throw new NotificationRefused("other_merchant", hint.appid);
  const order = await orderById(hint.order_id, AbortSignal.timeout(patience));
  if (!order) throw new NotificationRefused("forged", "the platform does not know the order");
  if (order.appid !== appid) throw new NotificationRefused("other_merchant", order.appid);
  if (hint.fee !== undefined && hint.fee !== order.fee)
    throw new NotificationRefused("altered", "the platform says another amount");
  const isClaimedPaid = hint.status === 3 || hint.status === 4;
  if (isClaimedPaid && (order.status === 1 || order.status === 12))
    throw new NotificationRefused("forged", "the platform says that nothing was paid");
  const number = numberIn(order.desc);
  if (number === undefined) return { id: order.order_id, kind: "other", what: "an order that is not ours" };
  if (hint.refund_out_id === undefined)
    return { id: `${order.order_id}/${order.status}`, kind: "payment", payment: asNontaxPayment(order, number) };
  const refund = refundIn(order, hint.refund_out_id);
  if (refund.state === "absent") throw new NotificationRefused("forged", "the platform does not know the refund");
  return { id: `${order.order_id}/${refund.refund}/${refund.state}`, kind: "refund", refund };
}
