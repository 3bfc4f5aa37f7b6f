import { cityScope } from "../../../foundation/database/index.ts";
import type { Text } from "../../../foundation/i18n/index.ts";
import { Refusal } from "../../../foundation/refusal.ts";
import { type Day, endOfDay, startOfDay } from "../../regions/index.ts";
import type { PaymentContext } from "../context.ts";
import { paymentOfRefund } from "../notices-store.ts";
import type { PaymentState, PaymentView, RefundCause, RefundRow, RefundState, RefundWay } from "../payment.ts";
import { findPayment } from "../perform.ts";
import type { ProviderName } from "../provider.ts";
import { refundReason } from "../refund-reason.ts";
import { daysOf, deskLimits, type PaymentKey } from "./list.ts";
import { refundsPage, waitingRefunds } from "./refunds-store.ts";

/** A refund as lists show it. */
export type RefundLine = {
  readonly number: string;
  readonly payment: string;
  readonly amount_fen: bigint;
  readonly cause: RefundCause;
  readonly way: RefundWay;
  readonly state: RefundState;
  readonly asked_kind: string;
  readonly asked_by: string;
  readonly approvals_needed: number;
  readonly approved_by: readonly string[];
  readonly asked_at: Date;
  readonly done_at: Date | null;
  readonly service: string;
  readonly agency: string;
  readonly provider: ProviderName;
  readonly payment_state: PaymentState;
  readonly reason: string | Text;
  readonly declined: string | Text | undefined;
};

type Stored = Omit<RefundLine, "reason" | "declined"> & { readonly reason: unknown };

function lineOf(context: Pick<PaymentContext, "secrets">, city: string, row: unknown): RefundLine {
  const stored = row as Stored;
  const { asked: reason, declined } = refundReason(context, city, stored);
  return { ...stored, reason, declined };
}

/** Working days in which a clerk decides what was asked for. */
const decideWithin = 5;

/** Until when a refund asked for then is to be decided. */
export function refundDue(context: Pick<PaymentContext, "calendarOf">, city: string, asked: Date): Date {
  return context.calendarOf(city).addWorkingDays(asked, decideWithin).due;
}

export type RefundFilter = {
  readonly state?: RefundState | undefined;
  readonly from?: Day | undefined;
  readonly until?: Day | undefined;
};

type Page = { readonly items: readonly RefundLine[]; readonly next: PaymentKey | undefined };

/** The queue: what waits for a clerk, oldest first, by key. */
export async function refundsWaiting(
  context: Pick<PaymentContext, "database" | "secrets">,
  of: { city: string; after?: PaymentKey | undefined; limit?: number },
): Promise<Page> {
  const limit = Math.min(Math.max(of.limit ?? deskLimits.page, 1), deskLimits.pageAtMost);
  const { at, number } = of.after ?? { at: new Date(0), number: "" };
  const values = { city: of.city, at, number, limit: limit + 1 };
  return pageOf(context, of.city, await context.database.run(cityScope(of.city), waitingRefunds, values), limit);
}

/** Refunds asked for in some days, newest first, by key. */
export async function listRefunds(
  context: Pick<PaymentContext, "database" | "secrets" | "clock" | "calendarOf">,
  of: { city: string; filter: RefundFilter; after?: PaymentKey | undefined; limit?: number },
): Promise<Page> {
  const { city, filter } = of;
  const limit = Math.min(Math.max(of.limit ?? deskLimits.page, 1), deskLimits.pageAtMost);
  const { from, until } = daysOf(context, city, { from: filter.from, until: filter.until });
  const before = endOfDay(until);
  const rows = await context.database.run(cityScope(city), refundsPage, {
    ...{ city, since: startOfDay(from), before, at: of.after?.at ?? before, number: of.after?.number ?? "" },
    ...{ state: filter.state ?? null, limit: limit + 1 },
  });
  return pageOf(context, city, rows, limit);
}

function pageOf(context: Pick<PaymentContext, "secrets">, city: string, rows: readonly unknown[], limit: number): Page {
  const items = rows.slice(0, limit).map((row) => lineOf(context, city, row));
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? { at: last.asked_at, number: last.number } : undefined };
}

/**
 * A refund and the payment it belongs to.
 * @throws Refusal `refund_not_found`
 */
export async function findRefund(
  context: PaymentContext,
  city: string,
  number: string,
): Promise<{ readonly view: PaymentView; readonly refund: RefundRow }> {
  const [row] = await context.database.run(cityScope(city), paymentOfRefund, { city, number });
  const view = row && (await findPayment(context, city, row.payment));
  const refund = view?.refunds.find((one) => one.number === number);
  if (!view || !refund) {
    throw new Refusal({
      code: "refund_not_found",
      status: 404,
      say: { zh: "没有找到这笔退款。", en: "There is no such refund." },
    });
  }
  return { view, refund };
}
