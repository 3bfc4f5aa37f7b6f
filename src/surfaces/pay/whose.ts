import type { FastifyRequest } from "fastify";
import { findCase } from "../../domain/cases/index.ts";
import {
  type Bill,
  findPayment,
  hasFound,
  type PaymentActor,
  type PaymentView,
  paymentNotFound,
} from "../../domain/payments/index.ts";
import { parsePublicNumber } from "../../foundation/ids/index.ts";
import type { House } from "../house.ts";
import { visitorKey } from "../resident/journey/whose.ts";
import { sessionOf } from "../session.ts";
import { isOpenToAll } from "./owed.ts";

export type Payer = {
  /** The resident's key, or that of the visit. */
  readonly payer: string;
  readonly by: PaymentActor;
  /** Set where somebody is signed in. */
  readonly resident?: string;
};

/** Who pays: whoever is signed in, else the visit; undefined where there is neither. */
export async function payerOf(house: House, request: FastifyRequest): Promise<Payer | undefined> {
  const session = await sessionOf(house, request);
  if (session?.kind === "resident") {
    const { resident } = session;
    return { payer: resident, by: { kind: "resident", id: resident }, resident };
  }
  return request.visit === undefined ? undefined : visitorOf(house, request.visit);
}

export function visitorOf(house: House, visit: string): Payer {
  const payer = visitorKey(house, visit);
  return { payer, by: { kind: "visitor", id: payer } };
}

/**
 * A payment of the person who asks: begun by them signed in, or in this browser before. Someone else's, one there is none of and one badly
 * written get the same 404.
 * @throws Refusal payment_not_found
 */
export async function ownPayment(
  house: House,
  request: FastifyRequest,
  typed: string,
): Promise<{ readonly view: PaymentView; readonly payer: Payer }> {
  const read = parsePublicNumber(typed);
  const payer = await payerOf(house, request);
  if (read?.letter !== "P" || payer === undefined) throw paymentNotFound();
  const view = await findPayment(house.payments, read.city, read.number);
  if (view.payment.payer === payer.payer) return { view, payer };
  // Begun before signing in, in this browser.
  const visitor = request.visit === undefined ? undefined : visitorOf(house, request.visit);
  if (visitor === undefined || view.payment.payer !== visitor.payer) throw paymentNotFound();
  return { view, payer: { ...visitor, ...(payer.resident === undefined ? {} : { resident: payer.resident }) } };
}

/**
 * Whether somebody may see and pay a bill: one open to all by its number, a person's own and a case's only by that person, one of a service
 * that asks to sign in by whoever looked it up.
 */
export async function mayPay(house: House, bill: Bill, resident: string | undefined): Promise<boolean> {
  if (bill.case_number !== null) {
    if (resident === undefined) return false;
    return (await findCase(house.cases, bill.city, bill.case_number)).applicant === resident;
  }
  if (isOpenToAll(house, bill)) return true;
  if (resident === undefined) return false;
  const isPersonal = house.catalogue.service(bill.service)?.definition.bill?.by === "person";
  return isPersonal ? bill.facts.account.startsWith(`${resident}:`) : hasFound(house.payments, bill, resident);
}
