import { AgencyFailure } from "../../agencies/index.ts";
import { confirmPayment } from "../confirm.ts";
import type { PaymentContext } from "../context.ts";
import { rememberedOf } from "../hand-over.ts";
import type { RefundState } from "../payment.ts";
import { findPayment } from "../perform.ts";
import { ProviderFailure, ProviderRefusal } from "../provider.ts";
import { takeRefund } from "../refunds.ts";

const asksAfter: readonly RefundState[] = ["approved", "sent", "failed"];

/** Milliseconds a provider has to answer a clerk. */
const within = 8_000;

/**
 * A clerk has the provider asked where a payment and its refunds under way, or failed, stand now; what it says is booked like any answer.
 * @returns its word, or why there was none
 */
export async function askProvider(context: PaymentContext, city: string, number: string): Promise<string> {
  const view = await findPayment(context, city, number);
  const provider = context.providerOf(view.payment);
  if (!provider) return "no answer: down";
  const signal = AbortSignal.timeout(within);
  try {
    const remembered = await rememberedOf(context, view);
    const told = await provider.query(number, signal, remembered);
    if (told.number !== number) return "no answer: unreadable";
    await confirmPayment(context, city, told);
    // One that failed may have been completed on the merchant's own pages since.
    for (const refund of view.refunds.filter(({ state, way }) => way === "provider" && asksAfter.includes(state))) {
      const back = await provider.queryRefund({ ...remembered, number, refund: refund.number }, signal);
      if (back.refund === refund.number) await takeRefund(context, { city, number }, back);
    }
    return told.state;
  } catch (error) {
    if (error instanceof ProviderFailure || error instanceof AgencyFailure) return `no answer: ${error.reason}`;
    if (error instanceof ProviderRefusal) return `refused: ${error.code}`;
    throw error;
  }
}
