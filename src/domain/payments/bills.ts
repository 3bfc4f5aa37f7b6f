import { cityScope, type Values } from "../../foundation/database/index.ts";
import { publicNumber } from "../../foundation/ids/index.ts";
import { Refusal } from "../../foundation/refusal.ts";
import type { OwedBill } from "../agencies/index.ts";
import {
  billsByNumber,
  billsByReference,
  billsOfCase,
  keepBills,
  openBillsOfAccount,
  withdrawBills,
} from "./bills-store.ts";
import type { PaymentContext } from "./context.ts";
import type { BillState } from "./payment.ts";
import { billPlace, seal, unseal } from "./sealing.ts";

/** What of a bill is sealed. */
export type BillFacts = {
  /** As the person typed it; of a person's own bills, the person's key and a digest of what was asked. */
  readonly account: string;
  readonly holder?: string;
  readonly items: readonly { readonly name: string; readonly amount_fen: string }[];
  readonly notice?: OwedBill["notice"];
  /** What the service's `bill.operation` is asked with again. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly operation: string;
  /** The late fee is ours to work out, day by day. */
  readonly late_fee_ours?: true;
};

/** A bill as it stands here. Amounts are fen. */
export type Bill = {
  readonly city: string;
  readonly number: string;
  /** Kind of agency whose bill it is. */
  readonly agency: string;
  /** The connector that says what is owed and takes note that it was paid; of a case's fee the agency itself. */
  readonly biller: string;
  readonly service: string;
  readonly reference: string;
  readonly case_number: string | null;
  readonly payee: "treasury" | "merchant";
  readonly amount_fen: bigint;
  readonly late_fee_fen: bigint;
  readonly paid_fen: bigint;
  readonly owed_fen: bigint;
  readonly partial_min_fen: bigint | null;
  readonly due_on: string | null;
  readonly period: string | null;
  readonly state: BillState;
  readonly revision: number;
  /** The payment that holds it now. */
  readonly held_by: string | null;
  readonly facts: BillFacts;
};

export const billNotFound = (): Refusal =>
  new Refusal({
    code: "bill_not_found",
    status: 404,
    say: { zh: "没有找到这张账单。请重新查询。", en: "There is no such bill. Please look it up again." },
  });

/** Bills of one account at most. */
export const billsAtMost = 100;

/** The keyed hash by which bills of one account at one biller are found again. */
export function accountHash(
  context: Pick<PaymentContext, "secrets">,
  city: string,
  biller: string,
  account: string,
): string {
  return context.secrets.lookupHash("account", `${city} ${biller} ${account}`);
}

/**
 * Keeps what a biller said is owed on an account, so that it can be paid; what it names no longer is withdrawn here. A bill is the same one
 * by biller and reference for ever. @returns the bills as they stand, those that somebody is paying included
 */
export async function keepOwed(
  context: PaymentContext,
  of: {
    city: string;
    /** Left out: the biller is the agency. */
    agency?: string;
    biller: string;
    service: string;
    payee: "treasury" | "merchant";
    account: string;
    operation: string;
    parameters: Readonly<Record<string, unknown>>;
    partialMinFen?: bigint;
    caseNumber?: string;
    /** References of bills whose late fee is ours to work out. */
    lateFeeOurs?: ReadonlySet<string>;
  },
  owed: readonly OwedBill[],
): Promise<readonly Bill[]> {
  const { city, biller, service } = of;
  const now = context.clock();
  const day = context.calendarOf(city).dayOf(now);
  const hash = of.account === "" ? null : accountHash(context, city, biller, of.account);
  const named = owed.filter((bill) => bill.amount_fen > 0n).slice(0, billsAtMost);
  const rows = named.map((bill) => {
    const number = publicNumber(city, day, "B");
    const facts: BillFacts = {
      account: of.account,
      items: bill.items.map(({ name, amount_fen }) => ({ name, amount_fen: amount_fen.toString() })),
      ...(bill.holder === undefined ? {} : { holder: bill.holder }),
      ...(bill.notice === undefined ? {} : { notice: bill.notice }),
      operation: of.operation,
      parameters: of.parameters,
      ...(of.lateFeeOurs?.has(bill.reference) ? { late_fee_ours: true } : {}),
    };
    return {
      ...{
        city,
        number,
        agency: of.agency ?? biller,
        biller,
        service,
        reference: bill.reference,
        payee: of.payee,
        account_hash: hash,
      },
      case_number: of.caseNumber ?? null,
      sealed: seal(context.secrets, city, billPlace(bill.reference), facts),
      owed_fen: bill.amount_fen.toString(),
      late_fee_fen: bill.late_fee_fen.toString(),
      partial_min_fen: of.partialMinFen?.toString() ?? null,
      due_on: bill.dueOn ?? null,
      period: bill.period ?? null,
      at: now.toISOString(),
    };
  });
  if (rows.length > 0) await context.database.run(cityScope(city), keepBills, { rows });
  if (hash !== null) {
    const known = await context.database.run(cityScope(city), openBillsOfAccount, { city, account_hash: hash });
    const gone = known.filter(({ reference }) => !named.some((bill) => bill.reference === reference));
    if (gone.length > 0) {
      const numbers = gone.map(({ number }) => number);
      await context.database.run(cityScope(city), withdrawBills, { city, numbers, at: now });
    }
  }
  const references = named.map(({ reference }) => reference);
  const found = await context.database.run(cityScope(city), billsByReference, { city, biller, references });
  return found.map((row) => billFromRow(context, row));
}

export async function findBills(
  context: PaymentContext,
  city: string,
  numbers: readonly string[],
): Promise<readonly Bill[]> {
  const rows = await context.database.run(cityScope(city), billsByNumber, { city, numbers: [...numbers] });
  return rows.map((row) => billFromRow(context, row));
}

export async function findBill(context: PaymentContext, city: string, number: string): Promise<Bill> {
  const [bill] = await findBills(context, city, [number]);
  if (!bill) throw billNotFound();
  return bill;
}

export async function billsOf(context: PaymentContext, city: string, caseNumber: string): Promise<readonly Bill[]> {
  const rows = await context.database.run(cityScope(city), billsOfCase, { city, case_number: caseNumber });
  return rows.map((row) => billFromRow(context, row));
}

function billFromRow(context: PaymentContext, row: Values<(typeof billsByNumber)["row"]>): Bill {
  const { sealed, account_hash: _hash, opened_at: _opened, changed_at: _changed, ...rest } = row;
  return {
    ...rest,
    payee: rest.payee as Bill["payee"],
    state: rest.state as BillState,
    owed_fen: rest.amount_fen - rest.paid_fen,
    facts: unseal<BillFacts>(context.secrets, rest.city, billPlace(rest.reference), sealed),
  };
}
