import { type Runner, residentScope } from "../../foundation/database/index.ts";
import type { PaymentContext } from "./context.ts";
import type { BilledPart, PaymentState, PaymentView } from "./payment.ts";
import { paymentsOfResident, projectPayments } from "./resident-store.ts";

/** Brings people's own lists up to these states of payments, in the transaction of a reaction. Older states change nothing. */
export async function projectToPeople(tx: Runner, payments: readonly PaymentView[]): Promise<void> {
  await tx.run(projectPayments, {
    rows: payments.map(({ payment: row, bills }) => ({
      resident: row.payer,
      city: row.city,
      number: row.number,
      service: row.service,
      state: row.state,
      revision: row.revision,
      amount_fen: row.amount_fen.toString(),
      refunded_fen: row.refunded_fen.toString(),
      created_at: row.created_at,
      paid_at: row.paid_at,
      settled: isSettled(bills),
    })),
  });
}

/** Every biller has decided, and one at least has confirmed its part; what the others refused goes back as a refund. */
export function isSettled(bills: readonly Pick<BilledPart, "write_off">[]): boolean {
  const confirmed = bills.filter(({ write_off: said }) => said === "done" || said === "by_hand").length;
  const refused = bills.filter(({ write_off: said }) => said === "refused").length;
  return confirmed > 0 && confirmed + refused === bills.length;
}

export type OwnPayment = {
  readonly city: string;
  readonly number: string;
  readonly service: string;
  readonly state: PaymentState;
  readonly amount_fen: bigint;
  readonly refunded_fen: bigint;
  readonly created_at: Date;
  readonly paid_at: Date | null;
  readonly settled: boolean;
};

/** A person's payments in all cities, newest first, from `after` on; at most `limit` (100). */
export async function paymentsOf(
  context: Pick<PaymentContext, "database" | "clock">,
  resident: string,
  page: { after?: { at: Date; number: string }; limit: number },
): Promise<readonly OwnPayment[]> {
  const rows = await context.database.run(residentScope(resident), paymentsOfResident, {
    resident,
    before: page.after?.at ?? new Date(context.clock().getTime() + 86_400_000),
    before_number: page.after?.number ?? "",
    limit: Math.min(page.limit, 100),
  });
  return rows as readonly OwnPayment[];
}
