import type { BilledPart, PaymentView } from "./payment.ts";

/**
 * Billers keep one write-off, and one reversal, under a number of ours. Of the first bill of a payment (in the order of their numbers, which
 * never changes) it is the payment's own or the refund's; of the second it ends in `-2`, and so on: at most 32 characters.
 */
export function keyForBill(
  number: string,
  { bills }: Pick<PaymentView, "bills">,
  bill: Pick<BilledPart, "number">,
): string {
  const place = bills.findIndex((one) => one.number === bill.number) + 1;
  if (place === 0) throw new Error(`${bill.number} is no bill of this payment`);
  return place === 1 ? number : `${number}-${place}`;
}

const keyOfFurtherBill = /^(\d{6}-\d{8}-[A-Z][0-9A-Z]{10}-[0-9A-Z])-\d{1,2}$/;

/** The number a biller's file means by such a key; what is no key of ours stays as it is. */
export const numberOfKey = (key: string): string => keyOfFurtherBill.exec(key)?.[1] ?? key;
