import { type Static, Type } from "typebox";
import { ProviderFailure, type ProviderPayment, type ProviderRefund } from "../../../domain/payments/index.ts";

const fen = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const seconds = Type.Integer({ minimum: 0, maximum: 100_000_000_000 });
const PartialRefund = Type.Object({
  refund_order_id: Type.Optional(Type.String()),
  refund_fee: fen,
  refund_finish_time: Type.Optional(seconds),
  refund_out_id: Type.Optional(Type.String()),
  /** 5 refunded, 6 on its way. */
  refund_status: Type.Integer(),
});

/** What `getorder` says. */
export const NontaxOrder = Type.Object({
  appid: Type.String(),
  order_id: Type.String(),
  desc: Type.String(),
  fee: fen,
  /** 1 unpaid · 3, 4 paid · 5 refunded · 6 being refunded · 12 lapsed. Of a partial refund it stays as it was. */
  status: Type.Integer(),
  pay_finish_time: Type.Optional(seconds),
  refund_finish_time: Type.Optional(seconds),
  refund_order_id: Type.Optional(Type.String()),
  refund_out_id: Type.Optional(Type.String()),
  // Described as one, and sent as a list where there were several.
  partial_refund_info: Type.Optional(Type.Union([PartialRefund, Type.Array(PartialRefund, { maxItems: 100 })])),
});
export type NontaxOrder = Static<typeof NontaxOrder>;

const mostBytes = 127;
const ourNumber = /^[0-9A-Za-z_-]{1,32}$/;

/** What the payer reads, and our number behind it: the only field of ours that the platform gives back. At most 127 bytes. */
export function descriptionOf(description: string, number: string): string {
  let left = mostBytes - Buffer.byteLength(number) - 1;
  let text = "";
  for (const character of description.replaceAll(/[\s`,]+/g, " ").trim()) {
    left -= Buffer.byteLength(character);
    if (left < 0) break;
    text += character;
  }
  return `${text} ${number}`;
}

/** Our number in a description; undefined where it is none of ours. */
export function numberIn(desc: string): string | undefined {
  const last = desc.slice(desc.lastIndexOf(" ") + 1);
  return desc.includes(" ") && ourNumber.test(last) ? last : undefined;
}

const states: Readonly<Record<number, ProviderPayment["state"]>> = {
  1: "unpaid",
  3: "paid",
  4: "paid",
  5: "refunded",
  // The money came in and is on its way back: a refund tells the rest.
  6: "paid",
  12: "closed",
};

/** @throws ProviderFailure where the status is none we know, or the order is another payment's */
export function asNontaxPayment(order: NontaxOrder, number: string): ProviderPayment {
  const state = states[order.status];
  if (!state) throw new ProviderFailure("unreadable", `status ${order.status} is not known`);
  if (numberIn(order.desc) !== number) throw new ProviderFailure("unreadable", "the order is another payment's");
  return {
    ...{ number, state, reference: order.order_id, amount_fen: BigInt(order.fee) },
    ...(order.pay_finish_time ? { paidAt: new Date(order.pay_finish_time * 1_000) } : {}),
  };
}

export const refundsIn = ({ partial_refund_info }: NontaxOrder): readonly Static<typeof PartialRefund>[] =>
  partial_refund_info === undefined ? [] : [partial_refund_info].flat();

/** One refund by our number: among the partial ones, or the whole order's own. */
export function refundIn(order: NontaxOrder, refund: string): ProviderRefund {
  const partial = refundsIn(order).find(({ refund_out_id }) => refund_out_id === refund);
  const whole = order.refund_out_id === refund && (order.status === 5 || order.status === 6) ? order : undefined;
  if (!partial && !whole) return { refund, state: "absent" };
  const reference = partial ? partial.refund_order_id : order.refund_order_id;
  const at = partial ? partial.refund_finish_time : order.refund_finish_time;
  const status = partial ? partial.refund_status : order.status;
  return {
    ...{ refund, state: status === 5 ? "succeeded" : "processing" },
    amount_fen: BigInt(partial ? partial.refund_fee : order.fee),
    ...(reference ? { reference } : {}),
    ...(at ? { at: new Date(at * 1_000) } : {}),
  };
}
