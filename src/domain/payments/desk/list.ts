import { cityScope } from "../../../foundation/database/index.ts";
import { type Day, dayFromNumber, endOfDay, numberOf, startOfDay } from "../../regions/index.ts";
import type { PaymentContext } from "../context.ts";
import type { PaymentState } from "../payment.ts";
import type { ProviderName } from "../provider.ts";
import { paymentsByNumber, paymentsPage, unsettledPage } from "./list-store.ts";

/** Days a list reaches back unless others are asked for, and at most; what a page and a list by number hold at most. */
export const deskLimits = { days: 31, daysAtMost: 92, page: 50, pageAtMost: 500, byNumber: 100 } as const;

/** A payment as lists show it. */
export type PaymentLine = {
  readonly number: string;
  readonly provider: ProviderName;
  readonly account: string;
  readonly state: PaymentState;
  readonly service: string;
  readonly agency: string;
  readonly amount_fen: bigint;
  readonly received_fen: bigint;
  readonly refunded_fen: bigint;
  readonly created_at: Date;
  readonly paid_at: Date | null;
  readonly reference: string | null;
};

/** Where a page ended. */
export type PaymentKey = { readonly at: Date; readonly number: string };

export type PaymentFilter = {
  readonly state?: PaymentState | undefined;
  readonly provider?: ProviderName | undefined;
  readonly agency?: string | undefined;
  readonly amount_fen?: bigint | undefined;
  /** Days on which they were begun, both included; the last 31 where none is given, 92 at most. */
  readonly from?: Day | undefined;
  readonly until?: Day | undefined;
};

const unsettled: readonly (PaymentState | undefined)[] = ["late_success", "refunding", "disputed"];

/** The days a filter reaches over: nobody scans years for a list. Those that wait for somebody are found however old they are. */
export function daysOf(
  context: Pick<PaymentContext, "clock" | "calendarOf">,
  city: string,
  filter: PaymentFilter,
): { readonly from: Day; readonly until: Day } {
  const today = context.calendarOf(city).dayOf(context.clock());
  const until = filter.until ?? filter.from ?? today;
  if (unsettled.includes(filter.state) && filter.from === undefined && filter.until === undefined) {
    return { from: "2000-01-01", until: today };
  }
  const earliest = dayFromNumber(numberOf(until) - deskLimits.daysAtMost + 1);
  const from =
    filter.from ?? (filter.until === undefined ? dayFromNumber(numberOf(until) - deskLimits.days + 1) : filter.until);
  // Written the wrong way round, only the later day counts.
  if (from > until) return { from: until, until };
  // biome-ignore lint/complexity/useMathMinMax: days are texts.
  return { from: from < earliest ? earliest : from, until };
}

/** Payments of a city that fit, newest first, by key. */
export async function listPayments(
  context: Pick<PaymentContext, "database" | "clock" | "calendarOf">,
  of: { city: string; filter: PaymentFilter; after?: PaymentKey | undefined; limit?: number },
): Promise<{ readonly items: readonly PaymentLine[]; readonly next: PaymentKey | undefined }> {
  const { city, filter } = of;
  const limit = Math.min(Math.max(of.limit ?? deskLimits.page, 1), deskLimits.pageAtMost);
  const { from, until } = daysOf(context, city, filter);
  const before = endOfDay(until);
  const { state } = filter;
  const values = {
    ...{ city, since: startOfDay(from), before, at: of.after?.at ?? before, number: of.after?.number ?? "" },
    ...{ provider: filter.provider ?? null, agency: filter.agency ?? null },
    ...{ amount_fen: filter.amount_fen ?? null, limit: limit + 1 },
  };
  const rows =
    state !== undefined && unsettled.includes(state)
      ? await context.database.run(cityScope(city), unsettledPage, { ...values, state })
      : await context.database.run(cityScope(city), paymentsPage, { ...values, state: state ?? null });
  const items = rows.slice(0, limit) as readonly PaymentLine[];
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? { at: last.created_at, number: last.number } : undefined };
}

/** Payments a number belongs to, whoever gave it: ours, the provider's, a refund's, a bill's, a notice's or a case's. */
export async function paymentsWithNumber(
  context: Pick<PaymentContext, "database">,
  city: string,
  number: string,
): Promise<readonly PaymentLine[]> {
  if (number === "" || number.length > 80) return [];
  const values = { city, number, limit: deskLimits.byNumber };
  return (await context.database.run(cityScope(city), paymentsByNumber, values)) as readonly PaymentLine[];
}
