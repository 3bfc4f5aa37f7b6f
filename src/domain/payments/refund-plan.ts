import type { Text } from "../../foundation/i18n/index.ts";
import { publicNumber } from "../../foundation/ids/index.ts";
import type { PaymentContext } from "./context.ts";
import { givenBackByHand, ledgerAccounts, type Transfer, unapplied } from "./ledger.ts";
import type {
  BilledPart,
  PaymentActor,
  PaymentView,
  RefundCause,
  RefundRow,
  RefundWay,
  WriteOffState,
} from "./payment.ts";
import type { BillChange, PaymentPlan, TaskChange } from "./perform.ts";
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

/** Bills of which something can still go back, where the money stands for bills; with `left_fen`, how much. */
export function billsToRefund({
  payment,
  bills,
}: PaymentView): readonly (BilledPart & { readonly left_fen: bigint })[] {
  if (!payment.applied) return [];
  return bills
    .map((bill) => ({ ...bill, left_fen: bill.amount_fen - bill.returned_fen }))
    .filter(({ left_fen: left }) => left > 0n);
}

/** The most that can be taken from these bills now. */
export function refundableOf(view: PaymentView, bills: readonly string[]): bigint {
  const named = billsToRefund(view).filter(({ number }) => bills.includes(number));
  return least(
    refundable(view),
    named.reduce((sum, bill) => sum + bill.left_fen, 0n),
  );
}

export function newRefund(
  context: PaymentContext,
  view: PaymentView,
  of: {
    amount_fen: bigint;
    cause: RefundCause;
    way?: RefundWay;
    bills?: readonly string[] | undefined;
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
    way: of.way ?? "provider",
    state: of.state,
    bills: of.bills ?? null,
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
 * Money begins its way back: taken from the bills that are named; without names from what stands for no bill, then from the bills their biller
 * would not write off, then from the others in the order of their numbers. What it pays for is owed again. `existing` is a request that has
 * its approvals now.
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
    /** Bills it is taken from. `withdrawn`: nothing is owed there any more. */
    bills?: readonly { number: string; write_off?: WriteOffState; withdrawn?: boolean }[];
    who?: "system" | "clerk";
  },
): PaymentPlan {
  const refund: RefundRow = of.existing
    ? { ...of.existing, state: "approved", approved_by: of.approvedBy }
    : newRefund(context, view, {
        ...of,
        bills: of.bills?.map(({ number }) => number),
        ...{ state: "approved", approvals: of.approvedBy.length },
      });
  const { payment } = view;
  const bills: BillChange[] = [];
  const transfers: Transfer[] = [];
  let rest = of.bills === undefined ? of.amount_fen - freeOf(view) : of.amount_fen;
  for (const bill of inOrder(view.bills)) {
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
      ...reversals(transfers, refund.number, context.clock()),
      ...bills.flatMap(({ bill }) => [
        { kind: "write_off", part: bill.number, dueAt: undefined } as const,
        { kind: "write_off_query", part: bill.number, dueAt: undefined } as const,
      ]),
    ],
  };
}

/** What a biller had written off and is given back now: it is told, so that its books and ours say the same (冲正). */
function reversals(transfers: readonly Transfer[], refund: string, dueAt: Date): TaskChange[] {
  return transfers.some(({ debit }) => debit.startsWith(ledgerAccounts.due("")))
    ? [{ kind: "reverse", part: refund, dueAt }]
    : [];
}

/** All that is left has gone back at once, out of the city's bank account, by a refund that has its approvals. */
export function handPlan(context: PaymentContext, view: PaymentView, refund: RefundRow): PaymentPlan {
  const { payment } = view;
  const left = refundable(view);
  const bills: BillChange[] = [];
  const transfers: Transfer[] = [];
  let rest = left - freeOf(view);
  for (const bill of view.bills) {
    const taken = payment.applied ? least(rest, bill.amount_fen - bill.returned_fen) : 0n;
    if (taken <= 0n) continue;
    rest -= taken;
    transfers.push(unapplied(payment, bill, taken, `${bill.number} ${refund.number}`));
    bills.push({
      bill,
      paid_fen: bill.paid_fen - taken,
      returned_fen: bill.returned_fen + taken,
      state: bill.state === "withdrawn" ? "withdrawn" : "open",
      standing: false,
    });
  }
  return {
    act: "settle",
    who: "clerk",
    to: "refunded",
    set: { refunded_fen: payment.received_fen },
    bills,
    refund,
    transfers: [...transfers, givenBackByHand(payment, left, refund.number)],
    tasks: [
      ...reversals(transfers, refund.number, context.clock()),
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

/** First those the biller would not write off. */
const inOrder = (bills: readonly BilledPart[]): readonly BilledPart[] => [
  ...bills.filter(({ write_off: said }) => said === "refused"),
  ...bills.filter(({ write_off: said }) => said !== "refused"),
];

export const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
