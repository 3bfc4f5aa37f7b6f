import type { CaseRow } from "../../domain/cases/index.ts";
import {
  type Bill,
  billsOf,
  type FeePayment,
  type FeeReturn,
  feePayments,
  feeReturn,
} from "../../domain/payments/index.ts";
import type { House } from "../house.ts";
import { feePayee, owedNow, settleFee } from "./case-fee.ts";

/** How the fee of a case stands online. */
export type FeeStanding = {
  /** What is owed now; undefined where nothing is, its moment included. */
  readonly bill: Bill | undefined;
  /** Whether there is an account here that takes it. */
  readonly online: boolean;
  /** What came in, the first payment first. */
  readonly payments: readonly (FeePayment & { readonly back: FeeReturn | undefined })[];
};

/**
 * The fee of a case as its pages show it; undefined where it is paid at the counter alone. A fee that is due and no bill yet becomes one here:
 * whoever has just sent a case need not wait for the reaction.
 */
export async function feeStanding(house: House, row: CaseRow): Promise<FeeStanding | undefined> {
  const payee = feePayee(house, row);
  if (payee === undefined) return undefined;
  const { city, number, agency } = row;
  const owed = owedNow(row);
  let bills = await billsOf(house.payments, city, number);
  const stands = bills.some(({ state, owed_fen: amount }) => state === "paid" || (state === "open" && amount === owed));
  if (owed > 0n && !stands) {
    await settleFee(house, city, number);
    bills = await billsOf(house.payments, city, number);
  }
  const payments = bills.length === 0 ? [] : await feePayments(house.payments, city, number);
  return {
    bill: owed > 0n ? bills.find(({ state }) => state === "open") : undefined,
    online: house.accounts.offered({ city, agency: bills[0]?.biller ?? agency, payee }).length > 0,
    payments: await Promise.all(
      payments.map(async (one) => ({ ...one, back: await feeReturn(house.payments, city, one.number) })),
    ),
  };
}
