import type { Text } from "../../foundation/i18n/index.ts";
import { publicNumber } from "../../foundation/ids/index.ts";
import type { PaymentContext } from "./context.ts";
import { type Transfer, unapplied } from "./ledger.ts";
import type { BilledPart, PaymentActor, PaymentView, RefundCause, RefundRow, WriteOffState } from "./payment.ts";
import type { BillChange, PaymentPlan } from "./perform.ts";
import { refundPlace, seal } from "./sealing.ts";

/** Fen of a payment that stand for no bill and are not on their way back yet. */
export function freeOf({ payment, bills }: PaymentView): bigint {
  const standing = payment.applied ? bills.reduce((sum, bill) => sum + bill.amount_fen - bill.returned_fen, 0n) : 0n;
  return payment.received_fen - payment.refunded_fen - payment.refunding_fen - standing;
}

/** The most that can be given back now. */
export function refundable({ payment }: PaymentView): bigint {
  return payment.received_fen - payment.refunded_fen - payment.refunding_fen;
}

export function newRefund(
  context: PaymentContext,
  view: PaymentView,
  of: {
    amount_fen: bigint;
    cause: RefundCause;
    by: PaymentActor;
    reason: string | Text;
    state: RefundRow["state"];
    approvals: number;
    approvedBy: readonly string[];
  },
): RefundRow {
  const now = context.clock();
  const { city } = view.payment;
  const number = publicNumber(city, context.calendarOf(city).dayOf(now), "R");
  return {
    number,
    amount_fen: of.amount_fen,
    cause: of.cause,
    state: of.state,
    asked_kind: of.by.kind,
    asked_by: of.by.id,
    approvals_needed: of.approvals,
    approved_by: of.approvedBy,
    reference: null,
    asked_at: now.toISOString(),
    done_at: null,
    reason: seal(context.secrets, city, refundPlace(number), { asked: of.reason }),
  };
}

/**
 * Money begins its way back: taken from its bills, first those the biller would not write off, then in the order of their numbers; what it
 * pays for is owed again. `existing` is a request that has its approvals now.
 */
export function refundPlan(
  context: PaymentContext,
  view: PaymentView,
  of: {
    amount_fen: bigint;
    cause: RefundCause;
    by: PaymentActor;
    reason: string | Text;
    approvedBy: readonly string[];
    existing?: RefundRow;
    /** Bills it is taken from; left out, all of the payment's. `withdrawn`: nothing is owed there any more. */
    bills?: readonly { number: string; write_off?: WriteOffState; withdrawn?: boolean }[];
    who?: "system" | "clerk";
  },
): PaymentPlan {
  const refund: RefundRow = of.existing
    ? { ...of.existing, state: "approved", approved_by: of.approvedBy }
    : newRefund(context, view, { ...of, state: "approved", approvals: of.approvedBy.length });
  const { payment } = view;
  const bills: BillChange[] = [];
  const transfers: Transfer[] = [];
  let rest = of.amount_fen - freeOf(view);
  for (const bill of view.bills) {
    const named = of.bills?.find(({ number }) => number === bill.number);
    if (of.bills !== undefined && named === undefined) continue;
    const taken = payment.applied && rest > 0n ? least(rest, bill.amount_fen - bill.returned_fen) : 0n;
    if (taken > 0n) {
      rest -= taken;
      transfers.push(unapplied(payment, bill, taken, `${bill.number} ${refund.number}`));
    }
    if (taken > 0n || named?.write_off !== undefined || bill.standing) {
      bills.push(takenFrom(bill, taken, named));
    }
  }
  return {
    act: "refund",
    who: of.who ?? "system",
    set: { refunding_fen: payment.refunding_fen + of.amount_fen },
    bills,
    refund,
    transfers,
    tasks: [
      { kind: "refund", part: refund.number, dueAt: context.clock() },
      ...bills.flatMap(({ bill }) => [
        { kind: "write_off", part: bill.number, dueAt: undefined } as const,
        { kind: "write_off_query", part: bill.number, dueAt: undefined } as const,
      ]),
    ],
  };
}

function takenFrom(
  bill: BilledPart,
  taken: bigint,
  named: { write_off?: WriteOffState; withdrawn?: boolean } | undefined,
): BillChange {
  const state =
    named?.withdrawn === true ? "withdrawn" : taken > 0n && bill.state !== "withdrawn" ? "open" : bill.state;
  return {
    bill,
    paid_fen: bill.paid_fen - taken,
    returned_fen: bill.returned_fen + taken,
    state,
    standing: false,
    ...(named?.write_off === undefined ? {} : { write_off: named.write_off }),
  };
}

export const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
