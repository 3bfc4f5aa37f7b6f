import { cityScope, type Values } from "../../../foundation/database/index.ts";
import { parsePublicNumber } from "../../../foundation/ids/index.ts";
import { Refusal } from "../../../foundation/refusal.ts";
import { accountHash } from "../bills.ts";
import type { PaymentContext } from "../context.ts";
import { unseal } from "../sealing.ts";
import { checkCode, type Receipt, type ReceiptFacts, type ReceiptKind, readCheckCode, receiptPlace } from "./facts.ts";
import {
  countNext,
  linesOfAccount,
  receiptByNumber,
  receiptsBefore,
  receiptsOfPayment,
  receiptsOfYear,
  receiptYears,
  totalsOfAccount,
} from "./read-store.ts";

type Parts = Pick<PaymentContext, "database" | "secrets">;
type Row = Values<(typeof receiptByNumber)["row"]>;

export const receiptNotFound = (): Refusal =>
  new Refusal({
    code: "receipt_not_found",
    status: 404,
    say: { zh: "没有找到这张收据。请核对编号。", en: "There is no such receipt. Please check the number." },
  });

function fromRow({ secrets }: Parts, row: Row): Receipt {
  const { city, number, kind, year, serial, payment, amount_fen, payee, service, payer, original } = row;
  const receipt: Omit<Receipt, "check"> = {
    ...{ city, number, year, serial, payment, amount_fen, service, payer, original },
    kind: kind as ReceiptKind,
    payee: payee as Receipt["payee"],
    happenedAt: row.happened_at,
    issuedAt: row.issued_at,
    facts: unseal<ReceiptFacts>(secrets, city, receiptPlace(kind as ReceiptKind, row.subject), row.sealed),
  };
  return { ...receipt, check: checkCode(secrets, receipt) };
}

/** Receipts of a payment: its own, then those of its refunds; at most 100. */
export async function receiptsOf(parts: Parts, city: string, payment: string): Promise<readonly Receipt[]> {
  const rows = await parts.database.run(cityScope(city), receiptsOfPayment, { city, payment });
  return rows.map((row) => fromRow(parts, row));
}

export async function findReceipt(parts: Parts, city: string, number: string): Promise<Receipt | undefined> {
  const [row] = await parts.database.run(cityScope(city), receiptByNumber, { city, number });
  return row && fromRow(parts, row);
}

export type ReceiptCheck =
  /** No receipt has this number. */
  | { readonly state: "unknown" }
  /** There is one; the check code was not given, or is not the one printed on it. */
  | { readonly state: "no_code" | "wrong_code"; readonly city: string }
  | { readonly state: "genuine"; readonly receipt: Receipt; readonly refunds: readonly Receipt[] };

const nobody = { city: "000000", number: "000000-00000000-Q0000000000-0" };

/**
 * What somebody who holds a receipt may read: with number and check code, what stands on it and what of it went back since. Numbers badly
 * written and numbers there are none of get the same answer.
 */
export async function checkReceipt(parts: Parts, typed: string, code: string | undefined): Promise<ReceiptCheck> {
  const read = parsePublicNumber(typed);
  const asked = read?.letter === "Q" ? { city: read.city, number: read.number } : nobody;
  const receipt = await findReceipt(parts, asked.city, asked.number);
  if (!receipt) return { state: "unknown" };
  const { city } = receipt;
  if (code === undefined || code.trim() === "") return { state: "no_code", city };
  if (readCheckCode(code) !== receipt.check) return { state: "wrong_code", city };
  const all = receipt.kind === "payment" ? await receiptsOf(parts, city, receipt.payment) : [];
  return { state: "genuine", receipt, refunds: all.filter(({ kind }) => kind === "refund") };
}

/** Receipts of one page of a year. */
export const receiptsPerPage = 50;

/** Years of a city with receipts, the newest first, and the last number of each. */
export async function yearsOfReceipts(
  { database }: Pick<Parts, "database">,
  city: string,
): Promise<readonly { readonly year: number; readonly last: bigint }[]> {
  return database.run(cityScope(city), receiptYears, { city });
}

/** A year's receipts, the highest number first, below `before`. */
export async function listReceipts(
  parts: Parts,
  of: { city: string; year: number; before?: bigint | undefined; limit?: number },
): Promise<{ readonly items: readonly Receipt[]; readonly next: bigint | undefined }> {
  const { city, year } = of;
  const limit = Math.min(of.limit ?? receiptsPerPage, receiptsPerPage);
  const before = of.before ?? 2n ** 62n;
  const rows = await parts.database.run(cityScope(city), receiptsBefore, { city, year, before, limit: limit + 1 });
  const items = rows.slice(0, limit).map((row) => fromRow(parts, row));
  return { items, next: rows.length > limit ? items.at(-1)?.serial : undefined };
}

/** Every receipt of a year in the order of its number, for the export. */
export async function* eachReceipt(parts: Parts, city: string, year: number): AsyncGenerator<Receipt> {
  const limit = 500;
  for (let after = 0n; ; ) {
    const rows = await parts.database.run(cityScope(city), receiptsOfYear, { city, year, after, limit });
    for (const row of rows) yield fromRow(parts, row);
    if (rows.length < limit) return;
    after = rows.at(-1)?.serial ?? after;
  }
}

/** Numbers counted at once. */
const countedAtOnce = 50_000;

/** Whether the numbers of a year are 1 to the last one given, with none missing; reads the whole year, and the counter first. */
export async function proveNumbers(
  { database }: Pick<Parts, "database">,
  city: string,
  year: number,
): Promise<{ readonly last: bigint; readonly count: bigint; readonly complete: boolean }> {
  const last = (await yearsOfReceipts({ database }, city)).find((one) => one.year === year)?.last ?? 0n;
  let count = 0n;
  let highest = 0n;
  let complete = true;
  for (let after = 0n; after < last; after = highest) {
    const limit = Number(last - after < countedAtOnce ? last - after : countedAtOnce);
    const [row] = await database.run(cityScope(city), countNext, { city, year, after, limit });
    if (!row?.n || row.first === null || row.last === null) break;
    // They are unique: as many as lie between the first and the last means that none is missing.
    complete = complete && row.first === after + 1n && row.last === after + row.n;
    count += row.n;
    highest = row.last;
  }
  return { last, count, complete: complete && count === last };
}

/** A line of the statement of an account: what was paid to it, or came back. */
export type AccountLine = {
  readonly receipt: string;
  readonly bill: string;
  readonly year: number;
  readonly serial: bigint;
  readonly kind: ReceiptKind;
  readonly payment: string;
  readonly at: Date;
  readonly amount_fen: bigint;
  readonly period: string | null;
  readonly reference: string;
};
export type AccountYear = { readonly year: number; readonly paid_fen: bigint; readonly returned_fen: bigint };
type OfAccount = { readonly city: string; readonly service: string; readonly account: string; readonly payer: string };

/** Lines of one page of a statement, and of a whole one, which is written to a file. */
export const statementLimits = { page: 50, whole: 2_000 } as const;

const keyOf = (parts: Parts, { city, service, account, payer }: OfAccount) => ({
  ...{ city, payer },
  account_hash: accountHash(parts, city, service, account),
});

/** Years in which this person paid to an account, the newest first, with what was paid and what came back. */
export async function yearsOfAccount(parts: Parts, of: OfAccount): Promise<readonly AccountYear[]> {
  const rows = await parts.database.run(cityScope(of.city), totalsOfAccount, keyOf(parts, of));
  const years = [...new Set(rows.map(({ year }) => year))];
  const sum = (year: number, kind: ReceiptKind) =>
    rows.find((row) => row.year === year && row.kind === kind)?.amount_fen ?? 0n;
  return years.map((year) => ({ year, paid_fen: sum(year, "payment"), returned_fen: sum(year, "refund") }));
}

/** What this person paid to an account in a year, the oldest first; others' payments to the same account are theirs alone. */
export async function linesOfYear(
  parts: Parts,
  of: OfAccount & { readonly year: number; readonly after?: string | undefined; readonly limit?: number },
): Promise<{ readonly items: readonly AccountLine[]; readonly next: string | undefined }> {
  const limit = Math.min(of.limit ?? statementLimits.page, statementLimits.whole);
  const [instant = "", receipt = "", bill = ""] = (of.after ?? "").split("~");
  const at = new Date(instant);
  const isAfter = !Number.isNaN(at.getTime()) && of.after !== undefined;
  const rows = await parts.database.run(cityScope(of.city), linesOfAccount, {
    ...{ ...keyOf(parts, of), year: of.year, limit: limit + 1 },
    after: isAfter ? at : new Date(0),
    after_receipt: isAfter ? receipt : "",
    after_bill: isAfter ? bill : "",
  });
  const items = rows.slice(0, limit).map(({ happened_at, kind, ...row }) => ({
    ...row,
    kind: kind as ReceiptKind,
    at: happened_at,
  }));
  const last = items.at(-1);
  const next = rows.length > limit && last ? `${last.at.toISOString()}~${last.receipt}~${last.bill}` : undefined;
  return { items, next };
}
