import { stringify } from "csv-stringify/sync";
import type { FastifyRequest } from "fastify";
import { type Clerk, demand } from "../../../domain/identity/index.ts";
import { isDay } from "../../../domain/regions/index.ts";
import { Refusal } from "../../../foundation/refusal.ts";
import type { House } from "../../house.ts";
import { needStaff } from "../../session.ts";

export const readsMoney = { access: "finance", owner: "payments" } as const;

/** Whoever is signed in and may do that with the money of their city. */
export async function needMoney(
  house: House,
  request: FastifyRequest,
  act: "money.read" | "money.reconcile" | "money.close" = "money.read",
): Promise<Clerk> {
  const { clerk } = await needStaff(house, request);
  demand(clerk, act, { city: clerk.city });
  return clerk;
}

/** A day of an address. @throws Refusal `not_found` */
export function dayOfAddress(text: string): string {
  if (isDay(text) && text >= "2000-01-01" && text <= "2199-12-31") return text;
  throw new Refusal({
    code: "not_found",
    status: 404,
    say: { zh: "没有这一天。", en: "There is no such day." },
  });
}

/** "1234.50": yuan as spreadsheet programs read them. */
export function plainYuan(fen: bigint): string {
  const all = fen < 0n ? -fen : fen;
  return `${fen < 0n ? "-" : ""}${all / 100n}.${String(all % 100n).padStart(2, "0")}`;
}

/** "1,234.5" or "1234.50" as fen; undefined where it is no amount. */
export function fenOf(typed: string): bigint | undefined {
  const text = typed.trim().replaceAll(",", "");
  const [, yuan = "", cents = ""] = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(text) ?? [];
  return yuan === "" ? undefined : BigInt(yuan) * 100n + BigInt(cents.padEnd(2, "0"));
}

/** Lines of a file; no cell begins a formula. */
export const csvLines = (rows: readonly (readonly string[])[]): string =>
  stringify(rows as string[][], { escape_formulas: true, record_delimiter: "\r\n" });

/** By which spreadsheet programs know UTF-8. */
export const byteOrderMark = "\uFEFF";

/** `2026-11-16 09:00:00` in China. */
export const localTime = (at: Date): string =>
  new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 19).replace("T", " ");
