import type { Text } from "../../foundation/i18n/index.ts";
import type { PaymentContext } from "./context.ts";
import { refunded } from "./ledger.ts";
import type { PaymentRow, PaymentView, RefundRow } from "./payment.ts";
import type { PaymentPlan } from "./perform.ts";
import type { ProviderRefund } from "./provider.ts";
import { freeOf, least, refundable } from "./refund-plan.ts";
import { declinedRefund } from "./refund-reason.ts";

/** Why a request ends whose money went back the way it came meanwhile, as the payer reads it. */
export const wentBack: Text = {
  zh: "这笔钱后来已经原路退回。",
  en: "The money has gone back the way it came after all.",
};

/**
 * A refund that had failed succeeded after all. Its money lay free, and is gone now: requests of what is no longer there end, above all one by
 * hand, before anybody transfers it. Where it had gone back another way already, it went back twice: a clerk gets it back from the payer.
 */
export function lateRefundPlan(
  context: PaymentContext,
  view: PaymentView,
  failed: RefundRow,
  told: ProviderRefund,
): PaymentPlan {
  const { payment } = view;
  const taken = least(failed.amount_fen, atLeast0(freeOf(view)));
  const over_fen = payment.over_fen + failed.amount_fen - taken;
  const refunded_fen = payment.refunded_fen + taken;
  const left = refundable(view) - taken;
  const gone = view.refunds.filter(
    ({ state, way, amount_fen }) => state === "asked" && (way === "by_hand" || amount_fen > left),
  );
  const refund: RefundRow = {
    ...failed,
    state: "succeeded",
    reference: told.reference ?? failed.reference,
    done_at: (told.at ?? context.clock()).toISOString(),
  };
  const common = {
    who: "provider",
    set: { refunded_fen, over_fen },
    refund,
    ended: gone.map((one) => declinedRefund(context, payment.city, one, wentBack)),
    transfers: [refunded(payment, refund)],
  } as const;
  if (over_fen > 0n) return { act: "contest", to: "disputed", words: { because: "refunded_twice" }, ...common };
  return refunded_fen === payment.received_fen
    ? { act: "refund_done", to: "refunded", ...common }
    : { act: "refund_part_done", to: payment.state, ...common };
}

/** What failed and is free again first makes up for what went back twice. */
export function coveredBy(
  { over_fen, refunded_fen }: PaymentRow,
  free: bigint,
): Pick<PaymentRow, "over_fen" | "refunded_fen"> {
  const covered = least(over_fen, free);
  return { over_fen: over_fen - covered, refunded_fen: refunded_fen + covered };
}

const atLeast0 = (fen: bigint): bigint => (fen > 0n ? fen : 0n);
