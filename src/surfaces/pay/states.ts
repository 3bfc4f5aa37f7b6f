import { isSettled, type OwnPayment, type PaymentView } from "../../domain/payments/index.ts";
import type { Tone } from "../../foundation/html/index.ts";
import type { Language } from "../../foundation/i18n/index.ts";
import { payWords } from "./words.ts";

/** Where a payment stands for whoever pays: `received` until every biller has confirmed, `settled` after. */
export type Standing = Exclude<OwnPayment["state"], "succeeded"> | "received" | "settled";

export function standingOf({ payment, bills }: PaymentView): Standing {
  if (payment.state !== "succeeded") return payment.state;
  return isSettled(bills) ? "settled" : "received";
}

/** The same of a line of a person's own list. */
export function standingOfOwn({ state, settled }: Pick<OwnPayment, "state" | "settled">): Standing {
  return state === "succeeded" ? (settled ? "settled" : "received") : state;
}

const tones: Readonly<Record<Standing, Tone>> = {
  created: "waiting",
  handed_over: "waiting",
  pending: "waiting",
  received: "waiting",
  settled: "good",
  failed: "bad",
  closed: "over",
  late_success: "waiting",
  refunding: "waiting",
  refunded: "over",
  disputed: "waiting",
};

export function sayStanding(standing: Standing, language: Language): { readonly tone: Tone; readonly badge: string } {
  return { tone: tones[standing], badge: payWords(language)[standing] };
}
