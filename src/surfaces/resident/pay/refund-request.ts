import type { FastifyRequest } from "fastify";
import {
  askRefund,
  type Bill,
  billsToRefund,
  type PaymentView,
  refundable,
  refundableOf,
  refundReason,
} from "../../../domain/payments/index.ts";
import type { FormFields } from "../../../foundation/http/index.ts";
import { formatMoney, formatPeriod, type Language } from "../../../foundation/i18n/index.ts";
import { type FieldError, Refusal } from "../../../foundation/refusal.ts";
import type { House } from "../../house.ts";
import { sayReason } from "../../pay/reason.ts";
import type { Payer } from "../../pay/whose.ts";
import { payAddresses } from "./addresses.ts";
import { type RefundAsk, refundBillField, type ShownRefund } from "./refund-view.tsx";
import { words } from "./words.ts";

const reasonAtMost = 500;
/** More than a payment may hold. */
const billsRead = 50;

/** What was sent from the form. */
export type RefundTyped = { readonly reason: string; readonly bills: readonly string[] };

export function typedRefund({ body }: FastifyRequest<{ Body: FormFields }>): RefundTyped {
  const reason = body["reason"];
  const bills = [body[refundBillField] ?? []].flat().slice(0, billsRead);
  return { reason: typeof reason === "string" ? reason.trim() : "", bills: bills.map((bill) => bill.slice(0, 40)) };
}

const isOfSeveral = ({ payment, bills }: PaymentView): boolean => payment.applied && bills.length > 1;

/**
 * Asks for the money of the chosen bills, or of a payment of one bill for all of it. The whole payment names none.
 * @returns what is wrong in the form
 */
export async function sendRefund(
  house: House,
  view: PaymentView,
  payer: Payer,
  { reason, bills }: RefundTyped,
): Promise<readonly FieldError[]> {
  const { city, number } = view.payment;
  const both = (name: "reasonNeeded" | "refundBillNeeded") => ({ zh: words("zh")[name], en: words("en")[name] });
  const isSeveral = isOfSeveral(view);
  const errors = [
    ...(isSeveral && bills.length === 0
      ? [{ field: refundBillField, code: "required", message: both("refundBillNeeded") }]
      : []),
    ...(reason === "" || [...reason].length > reasonAtMost
      ? [{ field: "reason", code: "required", message: both("reasonNeeded") }]
      : []),
  ];
  if (errors.length > 0) return errors;
  const left = billsToRefund(view);
  const isAll = left.length === view.bills.length && left.every((bill) => bills.includes(bill.number));
  const named = isSeveral && !isAll ? bills : undefined;
  const amount_fen = named === undefined ? refundable(view) : refundableOf(view, named);
  try {
    await askRefund(house.payments, {
      ...{ city, number, by: payer.by, amount_fen, reason },
      ...(named === undefined ? {} : { bills: named }),
    });
    return [];
  } catch (error) {
    if (!(error instanceof Refusal) || named === undefined || error.fields.length === 0) throw error;
    return error.fields.map((one) => ({ ...one, field: refundBillField }));
  }
}

/** What the form shows; undefined where nothing can be asked for now. `typed` is what was just sent. */
export function refundAsk(
  view: PaymentView,
  of: {
    readonly language: Language;
    readonly labels: ReadonlyMap<string, string>;
    readonly hidden: Readonly<Record<string, string>>;
    readonly typed: RefundTyped | undefined;
  },
): RefundAsk | undefined {
  const { payment, refunds } = view;
  const { language, labels, hidden, typed } = of;
  const most = refundable(view);
  const isAsked = refunds.some(({ state }) => state === "asked");
  const canAsk = payment.state === "succeeded" || payment.state === "refunding";
  if (!canAsk || isAsked || most <= 0n) return undefined;
  const w = words(language);
  const money = (fen: bigint) => formatMoney(fen, language);
  // As the labels stand, the oldest first.
  const order = [...labels.keys()];
  const inOrder = <T extends { readonly number: string }>(bills: readonly T[]): readonly T[] =>
    bills.toSorted((one, other) => order.indexOf(one.number) - order.indexOf(other.number));
  const left = inOrder(billsToRefund(view));
  const goneSays = (number: string): string =>
    refunds.some(
      ({ state, bills }) => (state === "approved" || state === "sent") && (bills === null || bills.includes(number)),
    )
      ? w.refundUnderWay
      : w.refundDone;
  const labelOf = (number: string) => labels.get(number) ?? number;
  const bills = isOfSeveral(view)
    ? {
        options: left.map(({ number, left_fen, returned_fen }) => ({
          value: number,
          label: `${labelOf(number)} · ${money(left_fen)}`,
          ...(returned_fen === 0n ? {} : { hint: w.refundPartGone({ amount: money(returned_fen) }) }),
        })),
        chosen: typed === undefined ? left.map(({ number }) => number) : typed.bills,
        gone: inOrder(view.bills)
          .filter(({ number }) => left.every((bill) => bill.number !== number))
          .map(({ number, amount_fen }) => ({
            label: `${labelOf(number)} · ${money(amount_fen)}`,
            says: goneSays(number),
          })),
      }
    : undefined;
  const action = payAddresses.refund(payment.number);
  return { action, hidden, most, bills, reason: typed?.reason ?? "", open: typed !== undefined };
}

/** What was asked back, as the page shows it. */
export function shownRefunds(
  house: House,
  view: PaymentView,
  labels: ReadonlyMap<string, string>,
  language: Language,
): readonly ShownRefund[] {
  const isSeveral = view.bills.length > 1;
  return view.refunds.map((refund) => ({
    refund,
    declined:
      refund.state === "declined"
        ? sayReason(refundReason(house.payments, view.payment.city, refund).declined, language) || undefined
        : undefined,
    of: isSeveral
      ? [...labels].flatMap(([number, label]) => (refund.bills?.includes(number) === true ? [label] : []))
      : [],
  }));
}

/** What people know each bill by: what time it is for and whose account; else its case, what it is for, or the biller's number. */
export function billLabels(
  bills: readonly Bill[],
  payment: Pick<PaymentView, "bills">,
  language: Language,
): ReadonlyMap<string, string> {
  const references = new Map(payment.bills.map(({ number, reference }) => [number, reference]));
  const accounts = new Set(bills.map(({ facts }) => facts.account));
  const plain = bills.map(({ number, period, case_number: ofCase, facts }) => {
    const parts = [
      period === null ? facts.items[0]?.name : formatPeriod(period, language),
      // A person's own bills are kept by a key, which says nothing to anybody.
      accounts.size > 1 && !facts.account.includes(":") ? facts.account : "",
      ofCase ?? "",
    ].filter((part) => part !== undefined && part !== "");
    return [number, parts.join(" · ")] as const;
  });
  const times = new Map<string, number>();
  for (const [, label] of plain) times.set(label, (times.get(label) ?? 0) + 1);
  // Two that read alike, or one that says nothing, have the biller's own number besides.
  return new Map(
    plain.map(([number, label]) => {
      const isClear = label !== "" && times.get(label) === 1;
      return [number, isClear ? label : [label, references.get(number) ?? number].filter(Boolean).join(" · ")];
    }),
  );
}
