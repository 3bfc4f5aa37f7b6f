import { Readable } from "node:stream";
import type { FastifyReply, FastifyRequest } from "fastify";
import { writeAudit } from "../../../domain/audit/index.ts";
import { type Clerk, demand } from "../../../domain/identity/index.ts";
import type { PaymentKey } from "../../../domain/payments/index.ts";
import { isDay } from "../../../domain/regions/index.ts";
import { cityScope } from "../../../foundation/database/index.ts";
import type { Text } from "../../../foundation/i18n/index.ts";
import { type FieldError, Refusal } from "../../../foundation/refusal.ts";
import type { House } from "../../house.ts";
import { needStaff } from "../../session.ts";
import { posted } from "../form.ts";

export const readsMoney = { access: "finance", owner: "payments" } as const;

export type MoneyAct = "money.read" | "money.reconcile" | "money.refund" | "money.close";

/** Whoever is signed in and may do that with the money of their city. */
export async function needMoney(house: House, request: FastifyRequest, act: MoneyAct = "money.read"): Promise<Clerk> {
  const { clerk } = await needStaff(house, request);
  demand(clerk, act, { city: clerk.city });
  return clerk;
}

/** What a clerk did about money stands in the record, beside the event of the payment itself. */
export async function noteMoney(
  house: House,
  { city, id }: Clerk,
  act: string,
  subject: string,
  detail: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const entry = { city, actorKind: "clerk", actor: id, act, subject, detail } as const;
  await house.database.transaction(cityScope(city), (tx) => writeAudit(tx, entry, house.clock()));
}

/** Words a clerk has to write: an error at the field where they are missing or too long. */
export function wordsOf(
  body: unknown,
  field: string,
  say: Text,
  most = 200,
): { readonly text: string; readonly errors: readonly FieldError[] } {
  const text = posted(body, field).trim();
  const isRight = text.length >= 2 && text.length <= most;
  return { text, errors: isRight ? [] : [{ field, code: "required", message: say }] };
}

/** Where a page of a list by time ended, as an address carries it. */
export const keyText = ({ at, number }: PaymentKey): string => `${at.toISOString()}_${number}`;

export function keyOfText(text: string): PaymentKey | undefined {
  const [, iso = "", number = ""] = /^(\d{4}-\d\d-\d\dT[\d:.]{8,12}Z)_([0-9A-Z-]{1,40})$/.exec(text) ?? [];
  const at = new Date(iso);
  return iso === "" || Number.isNaN(at.getTime()) ? undefined : { at, number };
}

/** A file of lines, a page at a time, never all at once in memory. */
export function sendCsv(reply: FastifyReply, name: string, lines: AsyncIterable<string>): FastifyReply {
  return reply
    .header("content-type", "text/csv; charset=utf-8")
    .header("content-disposition", `attachment; filename="${name}.csv"`)
    .header("cache-control", "no-store")
    .send(Readable.from(lines, { objectMode: false }));
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

/** `2026-11-16 09:00:00` in China. */
export const localTime = (at: Date): string =>
  new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 19).replace("T", " ");
