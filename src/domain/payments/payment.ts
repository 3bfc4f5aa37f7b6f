import type { PayingFrom, ProviderName } from "./provider.ts";

export const paymentStates = [
  "created",
  "handed_over",
  "pending",
  "succeeded",
  "failed",
  "closed",
  "late_success",
  "refunding",
  "refunded",
  "disputed",
] as const;
export type PaymentState = (typeof paymentStates)[number];

export const closedReasons = ["superseded", "expired", "cancelled", "provider"] as const;
export type ClosedReason = (typeof closedReasons)[number];

/** A payment as its row says it. Amounts are fen; instants ISO 8601, so that row, event and API carry the same. */
export type PaymentRow = {
  readonly city: string;
  readonly number: string;
  readonly provider: ProviderName;
  readonly account: string;
  readonly paying_from: PayingFrom;
  readonly state: PaymentState;
  readonly revision: number;
  readonly service: string;
  readonly agency: string;
  readonly amount_fen: bigint;
  readonly received_fen: bigint;
  readonly applied: boolean;
  readonly refunded_fen: bigint;
  readonly refunding_fen: bigint;
  /** What went back a second time (the provider completed a refund that had been given back by hand), until it is got back. */
  readonly over_fen: bigint;
  readonly payer: string;
  readonly channel: string;
  readonly created_at: string;
  readonly expires_at: string;
  readonly paid_at: string | null;
  readonly reference: string | null;
  readonly closed_because: ClosedReason | null;
};

export type WriteOffState = "waiting" | "done" | "refused" | "by_hand";

/** A bill as far as a payment of it needs it, with the payment's part in it. */
export type BilledPart = {
  readonly number: string;
  readonly biller: string;
  readonly service: string;
  readonly reference: string;
  readonly case_number: string | null;
  readonly payee: "treasury" | "merchant";
  readonly state: BillState;
  readonly revision: number;
  readonly owed_fen: bigint;
  readonly paid_fen: bigint;
  /** What this payment pays of it. */
  readonly amount_fen: bigint;
  /** What went back of it, or is on its way. */
  readonly returned_fen: bigint;
  readonly standing: boolean;
  readonly write_off: WriteOffState | null;
  /** The other payment that holds the bill now, where there is one. */
  readonly held_by: string | null;
};

export const billStates = ["open", "paid", "settled", "withdrawn"] as const;
export type BillState = (typeof billStates)[number];

/** `case_ended`: the fee of a case that ended without what the fee is for. */
export const refundCauses = [
  "asked",
  "by_clerk",
  "late_success",
  "write_off_refused",
  "disputed",
  "case_ended",
] as const;
export type RefundCause = (typeof refundCauses)[number];
export const refundStates = ["asked", "approved", "sent", "succeeded", "failed", "declined"] as const;
export type RefundState = (typeof refundStates)[number];

/** `by_hand`: out of the city's bank account, where the provider cannot give it back. */
export const refundWays = ["provider", "by_hand"] as const;
export type RefundWay = (typeof refundWays)[number];

export type RefundRow = {
  readonly number: string;
  readonly amount_fen: bigint;
  readonly cause: RefundCause;
  readonly way: RefundWay;
  readonly state: RefundState;
  /** Numbers of the bills it is taken from, where the asker named them. */
  readonly bills: readonly string[] | null;
  readonly asked_kind: PaymentActor["kind"];
  readonly asked_by: string;
  readonly approvals_needed: number;
  readonly approved_by: readonly string[];
  readonly reference: string | null;
  readonly asked_at: string;
  readonly done_at: string | null;
  /** Opened with the city's key (see sealing.ts). */
  readonly reason: unknown;
};

/** A payment with its bills and refunds, as one act needs them. */
export type PaymentView = {
  readonly payment: PaymentRow;
  readonly bills: readonly BilledPart[];
  readonly refunds: readonly RefundRow[];
};

/** Whoever acts. `provider` and `biller` are programs outside; the event says which. */
export type PaymentActor = {
  readonly kind: "resident" | "visitor" | "clerk" | "partner" | "system" | "agency";
  readonly id: string;
  /** Acting for: a resident's key. */
  readonly onBehalf?: string;
};
