import { Type } from "typebox";
import {
  type Bill,
  billStates,
  type PaymentView,
  payingFrom,
  paymentStates,
  providerNames,
  refundStates,
} from "../../domain/payments/index.ts";
import type { House } from "../house.ts";
import { cityCode, exactly, instant, nullableInstant, nullableText, oneOf, serviceCode, text } from "./shapes.ts";

const number = (description: string) => Type.String({ minLength: 1, maxLength: 64, description });
const fen = (description: string) => Type.Integer({ minimum: 0, description });
export const paymentInCity = exactly({ city: cityCode, number: number("Number of the payment") });

const billShape = Type.Object({
  number: number("Ours; payments name it"),
  service: serviceCode,
  agency: Type.String({ description: "Kind of agency whose bill it is" }),
  state: oneOf(billStates, "open: owed; paid: we hold the money and the biller is confirming"),
  payee: oneOf(["treasury", "merchant"], "treasury: paid through the provider treasury alone, one notice at a time"),
  amount_fen: fen("Still owed, late fee included"),
  late_fee_fen: fen("Part of it"),
  least_fen: fen("The least that may be paid at once"),
  items: Type.Array(Type.Object({ name: Type.String(), amount_fen: Type.Integer() })),
  due_on: nullableText("Last day without a late fee, YYYY-MM-DD"),
  period: nullableText("What time it is for: 2026-10"),
  holder: nullableText("As the biller shows it, masked"),
  providers: Type.Array(oneOf(providerNames), { description: "Ways to pay it here" }),
});

export const bills = Type.Object({
  outcome: oneOf(["found", "none", "refused"], "none: the biller does not know the account; refused: it says no"),
  items: Type.Array(billShape, { description: "Empty with found: nothing is owed" }),
  say: Type.Optional(text),
  at: instant,
});

export const paymentShape = Type.Object({
  number: number("Number of the payment"),
  city: cityCode,
  service: serviceCode,
  provider: oneOf(providerNames),
  state: oneOf(paymentStates),
  amount_fen: fen("Asked for"),
  received_fen: fen("What came in"),
  refunded_fen: fen("What has gone back"),
  created_at: instant,
  expires_at: instant,
  paid_at: nullableInstant,
  bills: Type.Array(
    Type.Object({
      number: Type.String(),
      amount_fen: Type.Integer(),
      returned_fen: fen("What of it has gone back, or is on its way"),
      write_off: nullableText("What the biller says: waiting, done, refused, by_hand; null before it is asked"),
    }),
  ),
  refunds: Type.Array(
    Type.Object({
      number: Type.String(),
      amount_fen: Type.Integer(),
      state: oneOf(refundStates),
      bills: Type.Unsafe<string[] | null>({
        type: ["array", "null"],
        items: { type: "string" },
        description: "Numbers of the bills it is taken from; null where nobody named any",
      }),
      asked_at: instant,
      done_at: nullableInstant,
    }),
  ),
});

export const startedShape = Type.Object({
  kind: oneOf(["redirect", "bridge", "code"], "How the wallet opens"),
  url: Type.Optional(Type.String({ description: "redirect: where the browser goes" })),
  call: Type.Optional(
    Type.Unsafe<Readonly<Record<string, string>>>({
      type: "object",
      additionalProperties: { type: "string" },
      description: "bridge: what the wallet's script is called with",
    }),
  ),
  content: Type.Optional(Type.String({ description: "code: what the code to scan says" })),
});

export const wish = exactly({
  bills: Type.Array(
    exactly({
      number: number("Number of the bill"),
      amount_fen: Type.Optional(
        Type.Integer({ minimum: 1, description: "A part of it; all that is owed unless said" }),
      ),
    }),
    { minItems: 1, maxItems: 20 },
  ),
  provider: oneOf(providerNames),
  from: oneOf(payingFrom, "Where the payer is: decides how the wallet opens"),
  payer: Type.Optional(
    Type.String({ minLength: 1, maxLength: 128, description: "The payer's identifier at the provider (openid)" }),
  ),
  lang: Type.Optional(oneOf(["zh", "en"])),
});

export function billJson(house: House, bill: Bill) {
  const { city, number: own, service, agency, state, payee, owed_fen: owed, partial_min_fen: least, facts } = bill;
  return {
    ...{ number: own, service, agency, state, payee },
    amount_fen: Number(owed),
    late_fee_fen: Number(bill.late_fee_fen),
    least_fen: Number(least === null || least > owed ? owed : least),
    items: facts.items.map(({ name, amount_fen: part }) => ({ name, amount_fen: Number(part) })),
    due_on: bill.due_on,
    period: bill.period,
    holder: facts.holder ?? null,
    providers: house.accounts.offered({ city, agency, payee }).map(({ provider }) => provider),
  };
}

export function paymentJson({ payment, bills: parts, refunds }: PaymentView) {
  const { number: own, city, service, provider, state, created_at, expires_at, paid_at } = payment;
  const utc = (instant: string) => new Date(instant).toISOString();
  return {
    ...{ number: own, city, service, provider, state },
    amount_fen: Number(payment.amount_fen),
    received_fen: Number(payment.received_fen),
    refunded_fen: Number(payment.refunded_fen),
    created_at: utc(created_at),
    expires_at: utc(expires_at),
    paid_at: paid_at === null ? null : utc(paid_at),
    bills: parts.map((part) => ({
      number: part.number,
      amount_fen: Number(part.amount_fen),
      returned_fen: Number(part.returned_fen),
      write_off: part.write_off,
    })),
    refunds: refunds.map((refund) => ({
      number: refund.number,
      amount_fen: Number(refund.amount_fen),
      state: refund.state,
      bills: refund.bills === null ? null : [...refund.bills],
      asked_at: utc(refund.asked_at),
      done_at: refund.done_at === null ? null : utc(refund.done_at),
    })),
  };
}
