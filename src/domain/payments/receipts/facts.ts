import type { Text } from "../../../foundation/i18n/index.ts";
import type { Secrets } from "../../../foundation/secrets/index.ts";
import type { RefundWay } from "../payment.ts";
import type { ProviderName } from "../provider.ts";

/** One bill on a receipt, with what it is made up of. Amounts are fen as text, since JSON knows no bigint. */
export type ReceiptLine = {
  readonly bill: string;
  /** The biller's own number of the bill. */
  readonly reference: string;
  /** With all but its last characters hidden; null where there is none. */
  readonly account: string | null;
  readonly period: string | null;
  /** They add up to the amount; empty where a part was paid or went back. */
  readonly items: readonly { readonly name: string; readonly amount_fen: string }[];
  readonly amount_fen: string;
};

/** What a receipt prints beside its numbers, amount and days, as it was when it was given. */
export type ReceiptFacts = {
  /** 交款人; null: paid by somebody who had not signed in. */
  readonly payer: string | null;
  readonly service: Text;
  /** 收款单位 */
  readonly biller: Text;
  readonly lines: readonly ReceiptLine[];
  readonly provider: ProviderName;
  /** The provider's own number of the payment, of a refund that of the refund. */
  readonly reference: string | null;
  /** Of a refund: the receipt whose money it is, and our number of the refund, and whether the provider made it. */
  readonly refund?: {
    readonly number: string;
    readonly way: RefundWay;
    readonly original: { readonly number: string; readonly name: string; readonly issuedAt: string };
  };
};

export const receiptKinds = ["payment", "refund"] as const;
export type ReceiptKind = (typeof receiptKinds)[number];

export type Receipt = {
  readonly city: string;
  /** What leaves the house: cannot be guessed. */
  readonly number: string;
  readonly kind: ReceiptKind;
  readonly year: number;
  /** 1, 2, 3 … within city and year. */
  readonly serial: bigint;
  readonly payment: string;
  readonly amount_fen: bigint;
  readonly payee: "treasury" | "merchant";
  readonly service: string;
  readonly payer: string;
  /** When the money came in or went back. */
  readonly happenedAt: Date;
  readonly issuedAt: Date;
  readonly original: string | null;
  readonly facts: ReceiptFacts;
  /** 校验码 */
  readonly check: string;
};

/** `2026-00000017`; larger numbers are longer. */
export const serialName = (year: number, serial: bigint): string => `${year}-${String(serial).padStart(8, "0")}`;

/** Reads what `serialName` wrote, with or without zeros; undefined where it is none. */
export function readSerial(typed: string): { readonly year: number; readonly serial: bigint } | undefined {
  const [, year = "", serial = ""] = /^\s*(2[01]\d\d)-(\d{1,18})\s*$/.exec(typed.normalize("NFKC")) ?? [];
  return serial === "" || BigInt(serial) === 0n ? undefined : { year: Number(year), serial: BigInt(serial) };
}

/** The last four characters, where at least four more are hidden; else all but the last. */
export function hideAccount(account: string): string {
  const letters = [...account.trim()];
  const shown = letters.length >= 8 ? 4 : 1;
  return `${"*".repeat(Math.min(letters.length - Math.min(shown, letters.length), 6))}${letters.slice(-shown).join("")}`;
}

export const receiptPlace = (kind: ReceiptKind, subject: string): string => `receipt:${kind}:${subject}`;

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/**
 * 校验码: eight characters (40 bits) by a key of the installation over everything the receipt says. Printed on it and kept nowhere: whoever
 * changes the paper or the row cannot make the code that fits.
 */
export function checkCode(secrets: Secrets, receipt: Omit<Receipt, "check" | "payer" | "service">): string {
  const { city, number, kind, year, serial, payment, amount_fen, payee, happenedAt, issuedAt, original, facts } =
    receipt;
  const said = JSON.stringify([
    ...["onewindow-receipt-1", city, number, kind, year, String(serial), payment, String(amount_fen), payee],
    ...[happenedAt.toISOString(), issuedAt.toISOString(), original, facts],
  ]);
  const bytes = Buffer.from(secrets.lookupHash("receipt", said), "base64url");
  let code = "";
  let bits = 0n;
  for (const byte of bytes.subarray(0, 5)) bits = (bits << 8n) | BigInt(byte);
  for (let place = 35n; place >= 0n; place -= 5n) code += alphabet[Number((bits >> place) & 31n)];
  return code;
}

/** As it was typed: small letters, spaces, O for 0, I or L for 1. */
export const readCheckCode = (typed: string): string =>
  typed
    .slice(0, 40)
    .normalize("NFKC")
    .toUpperCase()
    .replaceAll(/[\s-]/g, "")
    .replaceAll("O", "0")
    .replaceAll(/[IL]/g, "1");
