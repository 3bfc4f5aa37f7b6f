import type { Text } from "../../foundation/i18n/index.ts";
import type { PaymentContext } from "./context.ts";
import type { RefundRow } from "./payment.ts";
import { refundPlace, seal, unseal } from "./sealing.ts";

/** Why a refund was asked for or made, and why it was declined, as it was written. */
export function refundReason(
  context: Pick<PaymentContext, "secrets">,
  city: string,
  refund: Pick<RefundRow, "number" | "reason">,
): { readonly asked: string | Text; readonly declined?: string | Text } {
  return unseal(context.secrets, city, refundPlace(refund.number), refund.reason);
}

/** The same refund, not made, with the reason the payer reads. */
export function declinedRefund(
  context: Pick<PaymentContext, "secrets" | "clock">,
  city: string,
  refund: RefundRow,
  because: string | Text,
): RefundRow {
  const reason = { ...refundReason(context, city, refund), declined: because };
  return {
    ...refund,
    state: "declined",
    done_at: context.clock().toISOString(),
    reason: seal(context.secrets, city, refundPlace(refund.number), reason),
  };
}
