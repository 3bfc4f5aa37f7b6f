import { cityScope } from "../../../foundation/database/index.ts";
import { type Day, dayFromNumber, numberOf } from "../../regions/index.ts";
import type { PaymentContext } from "../context.ts";
import type { PaymentState } from "../payment.ts";
import type { TaskKind } from "../perform.ts";
import type { ProviderName } from "../provider.ts";
import { openDays } from "../reconcile/index.ts";
import { deskLimits } from "./list.ts";
import { refundsWaiting } from "./refund-list.ts";
import { dayTotals, stoppedTasks, waitingCounts } from "./waiting-store.ts";

export type Moved = { readonly n: number; readonly amount_fen: bigint };
/** What a day brought. `back`: by the provider or by hand. */
export type DayTotals = {
  readonly day: Day;
  readonly received: Moved;
  readonly writtenOff: Moved;
  readonly back: Moved;
};

const none: Moved = { n: 0, amount_fen: 0n };

async function totalsOf(context: Pick<PaymentContext, "database">, city: string, day: Day): Promise<DayTotals> {
  const rows = await context.database.run(cityScope(city), dayTotals, { city, day });
  const of = (reason: string): Moved => {
    const row = rows.find((each) => each.reason === reason);
    return row === undefined ? none : { n: Number(row.n), amount_fen: row.amount_fen };
  };
  const [byProvider, byHand] = [of("refunded"), of("given_back_by_hand")];
  return {
    day,
    received: of("received"),
    writtenOff: of("written_off"),
    back: { n: byProvider.n + byHand.n, amount_fen: byProvider.amount_fen + byHand.amount_fen },
  };
}

/** Counts end here: "100 or more". */
export const countedTo = 100;

/** What a treasurer wants to know first. Counts end at 100. */
export type MoneyOverview = {
  readonly today: DayTotals;
  readonly yesterday: DayTotals;
  readonly refunds: { readonly asked: number; readonly second: number; readonly failed: number };
  readonly stopped: number;
  readonly disputed: number;
  readonly differences: number;
  /** The first day that is not closed, and how many wait up to yesterday. */
  readonly openDay: Day | undefined;
  readonly openDays: number;
};

export async function moneyOverview(context: PaymentContext, city: string): Promise<MoneyOverview> {
  const today = context.calendarOf(city).dayOf(context.clock());
  const yesterday = dayFromNumber(numberOf(today) - 1);
  const [now, before, queue, [counts], opens] = await Promise.all([
    totalsOf(context, city, today),
    totalsOf(context, city, yesterday),
    refundsWaiting(context, { city, limit: countedTo }),
    context.database.run(cityScope(city), waitingCounts, { city, limit: countedTo }),
    openDays(context, [city]),
  ]);
  const first = opens.get(city);
  const waiting = first === undefined ? 0 : Math.max(0, numberOf(yesterday) - numberOf(first) + 1);
  const second = queue.items.filter(({ state, approved_by: by }) => state === "asked" && by.length > 0).length;
  const failed = queue.items.filter(({ state }) => state === "failed").length;
  return {
    today: now,
    yesterday: before,
    refunds: { asked: queue.items.length - second - failed, second, failed },
    stopped: Number(counts?.dead ?? 0n),
    disputed: Number(counts?.disputed ?? 0n),
    differences: Number(counts?.differences ?? 0n),
    openDay: waiting > 0 ? first : undefined,
    openDays: waiting,
  };
}

export type TaskKey = { readonly kind: string; readonly subject: string; readonly part: string };
/** Something that was asked until its end and not answered. */
export type StoppedTask = {
  readonly kind: TaskKind;
  readonly subject: string;
  readonly part: string;
  readonly attempts: number;
  readonly due_at: Date;
  readonly last_reason: string | null;
  readonly service: string;
  readonly agency: string;
  readonly provider: ProviderName;
  readonly amount_fen: bigint;
  readonly state: PaymentState;
};

/** What was given up and needs a person, by key. */
export async function listStopped(
  context: Pick<PaymentContext, "database">,
  of: { city: string; after?: TaskKey | undefined },
): Promise<{ readonly items: readonly StoppedTask[]; readonly next: TaskKey | undefined }> {
  const { kind, subject, part } = of.after ?? { kind: "", subject: "", part: "" };
  const limit = deskLimits.page;
  const rows = await context.database.run(cityScope(of.city), stoppedTasks, {
    ...{ city: of.city, kind, subject, part, limit: limit + 1 },
  });
  const items = rows.slice(0, limit) as readonly StoppedTask[];
  return { items, next: rows.length > limit ? items.at(-1) : undefined };
}
