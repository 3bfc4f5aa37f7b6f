import { type Bill, billNotFound, findBills } from "../../domain/payments/index.ts";
import { Refusal } from "../../foundation/refusal.ts";
import type { House } from "../house.ts";
import { asOfToday } from "./owed.ts";

const together = 20;

/**
 * Bills that somebody wants to pay by one payment, as they are owed today, in the order they were named. One that `may` says no to is one that
 * does not exist.
 * @throws Refusal `bill_not_found`, `bills_not_together`
 */
export async function billsToPay(
  house: House,
  city: string,
  wanted: readonly string[],
  may: (bill: Bill) => Promise<boolean>,
): Promise<readonly [Bill, ...Bill[]]> {
  const numbers = [...new Set(wanted)];
  if (numbers.length > together) throw notTogether();
  const found = await findBills(house.payments, city, numbers);
  for (const bill of found) if (!(await may(bill))) throw billNotFound();
  const today = await asOfToday(house, found);
  const [first, ...others] = numbers.flatMap((number) => today.find((bill) => bill.number === number) ?? []);
  if (first === undefined || others.length + 1 < numbers.length) throw billNotFound();
  const alike = others.every(
    ({ agency, service, payee }) => agency === first.agency && service === first.service && payee === first.payee,
  );
  const several = house.catalogue.service(first.service)?.definition.bill?.several === true;
  if (others.length > 0 && (!alike || !several)) throw notTogether();
  return [first, ...others];
}

const notTogether = (): Refusal =>
  new Refusal({
    code: "bills_not_together",
    status: 422,
    say: {
      zh: "这些账单不能一起交，请一张一张交。",
      en: "These bills cannot be paid together. Please pay them one by one.",
    },
  });
