import { cityScope } from "../../foundation/database/index.ts";
import type { Text } from "../../foundation/i18n/index.ts";
import { Refusal } from "../../foundation/refusal.ts";
import { paymentsOfCase, withdrawBills } from "./bills-store.ts";
import type { PaymentContext } from "./context.ts";
import type { PaymentState, RefundRow, WriteOffState } from "./payment.ts";
import { findPayment } from "./perform.ts";
import type { ProviderName } from "./provider.ts";
import { askRefund } from "./refunds.ts";

/** Money that came in for the fee of a case. Amounts are fen. */
export type FeePayment = {
  readonly bill: string;
  /** Of the payment. */
  readonly number: string;
  readonly provider: ProviderName;
  readonly state: PaymentState;
  readonly payer: string;
  readonly paid_at: Date;
  readonly amount_fen: bigint;
  /** Gone back, or on its way. */
  readonly returned_fen: bigint;
  readonly write_off: WriteOffState | null;
};

/** What came in for the fee of a case, the first payment first; at most 20. */
export async function feePayments(
  context: Pick<PaymentContext, "database">,
  city: string,
  caseNumber: string,
): Promise<readonly FeePayment[]> {
  const rows = await context.database.run(cityScope(city), paymentsOfCase, { city, case_number: caseNumber });
  return rows.flatMap(({ paid_at, ...row }) => (paid_at === null ? [] : [{ ...row, paid_at } as FeePayment]));
}

/** Bills that are owed no longer; one that somebody is paying right now stays until that has ended. */
export async function noLongerOwed(
  context: Pick<PaymentContext, "database" | "clock">,
  city: string,
  numbers: readonly string[],
): Promise<void> {
  if (numbers.length === 0) return;
  await context.database.run(cityScope(city), withdrawBills, { city, numbers: [...numbers], at: context.clock() });
}

/** Where the way back of a fee stands: the last request of it. */
export type FeeReturn = Pick<RefundRow, "cause" | "way" | "state" | "done_at">;

export async function feeReturn(context: PaymentContext, city: string, number: string): Promise<FeeReturn | undefined> {
  const last = (await findPayment(context, city, number)).refunds.at(-1);
  return last && { cause: last.cause, way: last.way, state: last.state, done_at: last.done_at };
}

/**
 * Asks once for the money of a fee back, since its case ended without what the fee is for; a clerk approves it like any other. Asked again, or
 * where somebody has asked already, nothing happens.
 */
export async function askFeeBack(
  context: PaymentContext,
  { city, payment, reason }: { city: string; payment: FeePayment; reason: Text },
): Promise<void> {
  const amount = payment.amount_fen - payment.returned_fen;
  // What the agency has not taken yet it will refuse, and that goes back by itself.
  if (amount <= 0n || payment.state !== "succeeded" || payment.write_off === "waiting") return;
  const { number } = payment;
  const { refunds } = await findPayment(context, city, number);
  if (refunds.some(({ cause }) => cause === "case_ended")) return;
  try {
    const by = { kind: "system", id: "cases" } as const;
    await askRefund(context, { city, number, by, amount_fen: amount, reason, bills: [payment.bill] });
  } catch (error) {
    const settled = ["refund_asked_already", "refund_not_possible", "payment_act_not_possible"];
    if (!(error instanceof Refusal) || !settled.includes(error.code)) throw error;
  }
}
