import type { BilledPart, PaymentRow, PaymentView, RefundRow } from "./payment.ts";

type Stored = { readonly payment: unknown; readonly bills: unknown; readonly refunds: unknown };
type Texts<T> = { readonly [K in keyof T]: T[K] extends bigint ? string : T[K] };

const iso = (text: string | null): string | null => (text === null ? null : new Date(text).toISOString());

/** Amounts come as texts, since JSON knows no bigint; instants as PostgreSQL writes them. */
export function viewFromRow({ payment, bills, refunds }: Stored): PaymentView {
  const row = payment as Texts<PaymentRow>;
  return {
    payment: {
      ...row,
      amount_fen: BigInt(row.amount_fen),
      received_fen: BigInt(row.received_fen),
      refunded_fen: BigInt(row.refunded_fen),
      refunding_fen: BigInt(row.refunding_fen),
      over_fen: BigInt(row.over_fen),
      created_at: iso(row.created_at) ?? "",
      expires_at: iso(row.expires_at) ?? "",
      paid_at: iso(row.paid_at),
    },
    bills: (bills as Texts<BilledPart>[]).map((bill) => ({
      ...bill,
      owed_fen: BigInt(bill.owed_fen),
      paid_fen: BigInt(bill.paid_fen),
      amount_fen: BigInt(bill.amount_fen),
      returned_fen: BigInt(bill.returned_fen),
    })),
    refunds: (refunds as Texts<RefundRow>[]).map((refund) => ({
      ...refund,
      amount_fen: BigInt(refund.amount_fen),
      asked_at: iso(refund.asked_at) ?? "",
      done_at: iso(refund.done_at),
    })),
  };
}

/** The same with amounts as texts, for what goes into a statement or an event as JSON. */
export function asJson<T extends Readonly<Record<string, unknown>>>(values: T): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === "bigint" ? value.toString() : value]),
  );
}
