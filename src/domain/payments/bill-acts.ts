import { cityScope } from "../../foundation/database/index.ts";
import { type Bill, findBills } from "./bills.ts";
import { addFinder, finderOf, restateLateFee } from "./bills-store.ts";
import type { PaymentContext } from "./context.ts";

type Parts = Pick<PaymentContext, "database" | "clock">;

/** Binds bills to whoever looked them up, where their service asks to sign in. */
export async function noteFinder(parts: Parts, bills: readonly Bill[], resident: string): Promise<void> {
  const [first] = bills;
  if (first === undefined) return;
  const { city } = first;
  const numbers = bills.map(({ number }) => number);
  await parts.database.run(cityScope(city), addFinder, { city, bills: numbers, resident, at: parts.clock() });
}

export async function hasFound(
  { database }: Parts,
  { city, number: bill }: Pick<Bill, "city" | "number">,
  resident: string,
): Promise<boolean> {
  return (await database.run(cityScope(city), finderOf, { city, bill, resident })).length > 0;
}

/**
 * Brings bills up to what is owed today. What somebody is paying right now stays as it was when they began.
 * @param owed the amount of a bill today and the part of it that is the late fee, in fen; undefined where it is the biller's to work out
 */
export async function restated(
  context: PaymentContext,
  bills: readonly Bill[],
  owed: (bill: Bill) => { readonly amount_fen: bigint; readonly late_fee_fen: bigint } | undefined,
): Promise<readonly Bill[]> {
  let changed = false;
  for (const bill of bills) {
    const today = bill.state === "open" ? owed(bill) : undefined;
    if (today === undefined || (today.amount_fen === bill.owed_fen && today.late_fee_fen === bill.late_fee_fen))
      continue;
    const { city, number, revision: expected } = bill;
    const values = { city, number, expected, owed_fen: today.amount_fen, late_fee_fen: today.late_fee_fen };
    await context.database.run(cityScope(city), restateLateFee, { ...values, at: context.clock() });
    changed = true;
  }
  const [first] = bills;
  return changed && first !== undefined
    ? findBills(
        context,
        first.city,
        bills.map(({ number }) => number),
      )
    : bills;
}
