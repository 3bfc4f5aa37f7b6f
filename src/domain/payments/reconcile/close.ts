import { cityScope, sharedScope } from "../../../foundation/database/index.ts";
import { Refusal } from "../../../foundation/refusal.ts";
import { writeAudit } from "../../audit/index.ts";
import { type Day, dayFromNumber, dayOf, endOfDay, numberOf } from "../../regions/index.ts";
import type { PaymentContext } from "../context.ts";
import { ledgerAccounts, type Transfer } from "../ledger.ts";
import type { PaymentActor } from "../payment.ts";
import {
  addClose,
  addDayTransfers,
  addLedgerDays,
  closeBounds,
  closesBetween,
  handOverPage,
  handOversInDays,
  handOversOn,
  keptBefore,
  lastCloses,
  movedOn,
  shutBooks,
  unprovenDays,
} from "./close-store.ts";
import { countDifferences } from "./differences.ts";
import { sourceDays } from "./lines-store.ts";
import { isWaitedFor, type SourceOfDay, sourceOf, sourcesOf } from "./sources.ts";

/** Milliseconds after a day's end until it may be closed: whatever was under way has ended by then. */
const restAfterDay = 3_600_000;

export type SourceDay = {
  readonly source: string;
  readonly day: Day;
  readonly bill: "waiting" | "fetched" | "none" | "problem";
  readonly problem: string | undefined;
  readonly attempts: number;
  readonly due_at: Date | undefined;
  readonly fetched_at: Date | undefined;
  readonly lines: bigint;
  readonly moved: bigint;
  readonly in_fen: bigint;
  readonly out_fen: bigint;
  readonly fees_fen: bigint;
  readonly our_moved: bigint | undefined;
  readonly our_in_fen: bigint | undefined;
  readonly our_out_fen: bigint | undefined;
  readonly reconciled_at: Date | undefined;
  readonly running_until: Date | undefined;
};

/** How the sources of some days stand; at most 20,000 rows. */
export async function sourceDaysOf(
  context: Pick<PaymentContext, "database">,
  city: string,
  from: Day,
  until: Day,
): Promise<readonly SourceDay[]> {
  const rows = await context.database.run(cityScope(city), sourceDays, { city, from, until });
  return rows.map((row) => ({
    ...row,
    bill: row.bill as SourceDay["bill"],
    problem: row.problem ?? undefined,
    due_at: row.due_at ?? undefined,
    fetched_at: row.fetched_at ?? undefined,
    our_moved: row.our_moved ?? undefined,
    our_in_fen: row.our_in_fen ?? undefined,
    our_out_fen: row.our_out_fen ?? undefined,
    reconciled_at: row.reconciled_at ?? undefined,
    running_until: row.running_until ?? undefined,
  }));
}

export type DayClose = {
  readonly day: Day;
  readonly closed_at: Date;
  readonly closed_by_kind: "clerk" | "system";
  readonly closed_by: string;
  readonly transfers: bigint;
  readonly received_fen: bigint;
  readonly refunded_fen: bigint;
  readonly fees_fen: bigint;
  readonly paid_out_fen: bigint;
  readonly handed_over_fen: bigint;
  readonly explained: number;
};

export async function closesOf(
  context: Pick<PaymentContext, "database">,
  city: string,
  from: Day,
  until: Day,
): Promise<readonly DayClose[]> {
  const rows = await context.database.run(cityScope(city), closesBetween, { city, from, until });
  return rows as readonly DayClose[];
}

/** The first day that is not closed yet, of each city; undefined where money has never moved and no day was closed. */
export async function openDays(
  context: Pick<PaymentContext, "database" | "clock">,
  cities: readonly string[],
): Promise<ReadonlyMap<string, Day | undefined>> {
  if (cities.length === 0) return new Map();
  const since = dayFromNumber(numberOf(dayOf(context.clock())) - recentDays);
  const scope = cityScope(...cities);
  const recent = await context.database.run(scope, lastCloses, { cities: [...cities], since, limit: cities.length });
  const found = new Map<string, Day | undefined>(recent.map(({ city, closed }) => [city, dayAfter(closed)]));
  for (const city of cities) {
    if (found.has(city)) continue;
    const [row] = await context.database.run(cityScope(city), closeBounds, { city });
    const closed = row?.closed ?? undefined;
    // What a provider had before the first midnight may have come to us after it.
    const first = row?.first ?? undefined;
    found.set(city, closed !== undefined ? dayAfter(closed) : first && dayFromNumber(numberOf(first) - 1));
  }
  return found;
}

/** Days back in which nearly every city has closed one. */
const recentDays = 45;
const dayAfter = (day: Day): Day => dayFromNumber(numberOf(day) + 1);

export const closeHindrances = ["day_not_over", "day_before_open", "bill_missing", "differences_open"] as const;
export type CloseHindrance = (typeof closeHindrances)[number];

/** What stands between a day and its close; `sources` names those whose word is missing. */
export type CloseReadiness = {
  readonly hindrances: readonly CloseHindrance[];
  readonly missing: readonly string[];
  readonly open: number;
  readonly explained: number;
  readonly sources: readonly SourceOfDay[];
  readonly days: readonly SourceDay[];
};

/** Whether a day can be closed now, and what is in the way. */
export async function closeReadiness(context: PaymentContext, city: string, day: Day): Promise<CloseReadiness> {
  const [sources, days, counts, opens] = await Promise.all([
    sourcesOf(context, city, day),
    sourceDaysOf(context, city, day, day),
    countDifferences(context, city, day, day),
    openDays(context, [city]),
  ]);
  const told = new Map(days.map((row) => [row.source, row]));
  const missing = sources
    .filter((source) => {
      const row = told.get(source.name);
      if (row === undefined || row.bill === "waiting" || row.bill === "problem")
        return isWaitedFor(source, { day, problem: row?.problem, now: context.clock() });
      return row.bill === "fetched" && row.reconciled_at === undefined;
    })
    .map(({ name }) => name);
  const sum = (state: string) => counts.reduce((all, row) => all + (row.state === state ? row.n : 0), 0);
  const open = sum("open");
  const hindrances: CloseHindrance[] = [];
  if (!isOver(context, day)) hindrances.push("day_not_over");
  const first = opens.get(city);
  if (first !== undefined && first < day) hindrances.push("day_before_open");
  if (missing.length > 0) hindrances.push("bill_missing");
  if (open > 0) hindrances.push("differences_open");
  return { hindrances, missing, open, explained: sum("explained"), sources, days };
}

const refusalOf: Readonly<Record<CloseHindrance, () => Refusal>> = {
  day_not_over: () =>
    new Refusal({
      code: "day_not_over",
      status: 409,
      say: { zh: "这一天还没有结束，暂不能日结。", en: "This day is not over yet and cannot be closed." },
    }),
  day_before_open: () =>
    new Refusal({
      code: "day_before_open",
      status: 409,
      say: {
        zh: "前面还有没有日结的日子，请按顺序日结。",
        en: "An earlier day is still open. Please close days in order.",
      },
    }),
  bill_missing: () =>
    new Refusal({
      code: "bill_missing",
      status: 409,
      say: {
        zh: "还有账单没有取到或没有对完，暂不能日结。",
        en: "A bill has not come or has not been compared yet, so the day cannot be closed.",
      },
    }),
  differences_open: () =>
    new Refusal({
      code: "differences_open",
      status: 409,
      say: {
        zh: "还有没说明的差异，请先处理或说明每一条差异。",
        en: "Some differences have no explanation yet. Please end or explain each of them.",
      },
    }),
};

const isOver = (context: Pick<PaymentContext, "clock">, day: Day): boolean =>
  context.clock().getTime() >= endOfDay(day).getTime() + restAfterDay;

/**
 * Whatever moves from now on is booked after this day, a slow clock's money too: a day is compared with its bills once, and must hold all of
 * its money by then.
 * @throws Refusal `day_not_over`
 */
export async function shutTheBooks(context: PaymentContext, city: string, day: Day): Promise<void> {
  if (!isOver(context, day)) throw refusalOf.day_not_over();
  await context.database.run(sharedScope, shutBooks, { city, day });
}

/**
 * Closes a day of a city: what the providers keep and pay out and what is handed over to each agency become transfers, every account that
 * moved keeps its balance, and nothing of the day changes any more. Closing twice is closing once.
 * @throws Refusal `day_not_over`, `day_before_open`, `bill_missing`, `differences_open`
 */
export async function closeDay(
  context: PaymentContext,
  of: { city: string; day: Day; by: PaymentActor },
): Promise<DayClose> {
  const { city, day, by } = of;
  const stands = async () => (await closesOf(context, city, day, day))[0];
  const before = await stands();
  if (before) return before;
  const ready = await closeReadiness(context, city, day);
  const [hindrance] = ready.hindrances;
  if (hindrance !== undefined) throw refusalOf[hindrance]();
  const now = context.clock();
  await shutTheBooks(context, city, day);
  await context.database.transaction(cityScope(city), async (tx) => {
    const moved = (await tx.run(movedOn, { city, day, limit: accountsAtMost })) as readonly Moved[];
    const kept = await tx.run(keptBefore, { city, day, limit: accountsAtMost });
    if (Math.max(moved.length, kept.length) === accountsAtMost)
      throw new Error("a city has too many accounts to close");
    const plan = planOf(day, moved, new Map(kept.map((row) => [row.account, row.balance_fen])), ready.days);
    const closed = await tx.run(addClose, {
      ...{
        city,
        day,
        at: now,
        by_kind: by.kind === "clerk" ? "clerk" : "system",
        by: by.id,
        explained: ready.explained,
      },
      ...plan.sums,
    });
    if (closed.length === 0) return;
    if (plan.transfers.length > 0) {
      const rows = plan.transfers.map((each) => ({ ...each, amount_fen: `${each.amount_fen}` }));
      await tx.run(addDayTransfers, { city, day, at: now, rows });
    }
    if (plan.days.length > 0) {
      const rows = plan.days.map(({ account, debit, credit, balance }) => ({
        ...{ account, debit_fen: `${debit}`, credit_fen: `${credit}`, balance_fen: `${balance}` },
      }));
      await tx.run(addLedgerDays, { city, day, rows });
      const detail = { explained: ready.explained, handed_over_fen: `${plan.sums.handed_over_fen}` };
      await writeAudit(
        tx,
        { city, actorKind: by.kind, actor: by.id, act: "ledger.close_day", subject: day, detail },
        now,
      );
    }
  });
  const after = await stands();
  if (!after) throw new Error(`the close of ${day} of ${city} was not kept`);
  return after;
}

/** Accounts of a city, and pairs of them that moved on a day: a few hundred in the largest. */
const accountsAtMost = 20_000;

type Moved = {
  readonly debit: string;
  readonly credit: string;
  readonly reason: string;
  readonly n: bigint;
  readonly amount_fen: bigint;
};
type Turnover = { account: string; debit: bigint; credit: bigint; balance: bigint };

export const closeSubject = (day: Day): string => `close ${day}`;

/** What a close writes, from what moved that day, what stood before, and what the bills say. */
export function planOf(
  day: Day,
  moved: readonly Moved[],
  kept: ReadonlyMap<string, bigint>,
  sources: readonly Pick<SourceDay, "source" | "bill" | "in_fen" | "out_fen" | "fees_fen">[],
) {
  const accounts = new Map<string, Turnover>();
  const account = (name: string): Turnover => {
    const found = accounts.get(name) ?? { account: name, debit: 0n, credit: 0n, balance: kept.get(name) ?? 0n };
    accounts.set(name, found);
    return found;
  };
  const book = (debit: string, credit: string, amount: bigint) => {
    const to = account(debit);
    const from = account(credit);
    to.debit += amount;
    to.balance += amount;
    from.credit += amount;
    from.balance -= amount;
  };
  const transfers: Transfer[] = [];
  const move = (reason: Transfer["reason"], part: string, debit: string, credit: string, amount: bigint) => {
    if (amount === 0n) return;
    const turned = amount < 0n;
    const [to, from] = turned ? [credit, debit] : [debit, credit];
    const amount_fen = turned ? -amount : amount;
    transfers.push({ subject: closeSubject(day), reason, part, debit: to, credit: from, amount_fen });
    book(to, from, amount_fen);
  };
  for (const each of moved) book(each.debit, each.credit, each.amount_fen);
  let fees_fen = 0n;
  let paid_out_fen = 0n;
  for (const told of sources) {
    const source = sourceOf(told.source);
    if (source?.kind !== "provider" || told.bill !== "fetched") continue;
    const paidOut = told.in_fen - told.out_fen - told.fees_fen;
    move("fee", told.source, ledgerAccounts.fees(source.provider), told.source, told.fees_fen);
    move("paid_out", told.source, ledgerAccounts.bank, told.source, paidOut);
    fees_fen += told.fees_fen;
    paid_out_fen += paidOut;
  }
  let handed_over_fen = 0n;
  const dues = new Set([...kept.keys(), ...accounts.keys()].filter((name) => name.startsWith("due/")));
  for (const name of [...dues].sort()) {
    const owed = -(accounts.get(name)?.balance ?? kept.get(name) ?? 0n);
    // More went back than came in: kept for the next day that has something.
    if (owed <= 0n) continue;
    const agency = name.slice("due/".length);
    move("handed_over", agency, name, ledgerAccounts.handedOver(agency), owed);
    handed_over_fen += owed;
  }
  const sumOf = (reason: string) =>
    moved.reduce((sum, each) => sum + (each.reason === reason ? each.amount_fen : 0n), 0n);
  return {
    transfers,
    days: [...accounts.values()],
    sums: {
      transfers: moved.reduce((sum, each) => sum + each.n, 0n) + BigInt(transfers.length),
      received_fen: sumOf("received"),
      refunded_fen: sumOf("refunded"),
      ...{ fees_fen, paid_out_fen, handed_over_fen },
    },
  };
}

export type HandOverLine = {
  /** Our number of the payment. */
  readonly subject: string;
  readonly reason: string;
  readonly part: string;
  /** Negative: went back after the agency had confirmed it. */
  readonly amount_fen: bigint;
  readonly provider: string | undefined;
  readonly reference: string | undefined;
  readonly paid_at: Date | undefined;
  /** Whose bill it was: another than the list's where its biller is an exchange of many agencies. */
  readonly agency: string | undefined;
  readonly service: string | undefined;
  readonly bill_reference: string | undefined;
};

/** What was handed over on a closed day, agency by agency. */
export async function handOvers(context: Pick<PaymentContext, "database">, city: string, day: Day) {
  return context.database.run(cityScope(city), handOversOn, { city, subject: closeSubject(day) });
}

/** What was handed over in some closed days, by day and agency, newest day first; at most 10,000 (a year of 27 agencies). */
export async function handOversBetween(
  context: Pick<PaymentContext, "database">,
  of: { city: string; from: Day; until: Day },
): Promise<readonly { readonly day: Day; readonly agency: string; readonly amount_fen: bigint }[]> {
  const values = { city: of.city, first: closeSubject(of.from), last: closeSubject(of.until) };
  return context.database.run(cityScope(of.city), handOversInDays, values);
}

/** Every line of an agency's hand-over of a day, in pages of 1,000. */
export async function* eachHandOverLine(
  context: Pick<PaymentContext, "database">,
  of: { city: string; agency: string; day: Day },
): AsyncGenerator<readonly HandOverLine[], void> {
  const account = ledgerAccounts.due(of.agency);
  let last = { subject: "", reason: "", part: "" };
  for (let page = 0; page < 20_000; page += 1) {
    const rows = await context.database.run(cityScope(of.city), handOverPage, {
      ...{ city: of.city, account, day: of.day, ...last },
      limit: 1_000,
    });
    const end = rows.at(-1);
    if (!end) return;
    yield rows.map((row) => ({
      ...row,
      provider: row.provider ?? undefined,
      reference: row.reference ?? undefined,
      paid_at: row.paid_at ?? undefined,
      agency: row.agency ?? undefined,
      service: row.service ?? undefined,
      bill_reference: row.bill_reference ?? undefined,
    }));
    if (rows.length < 1_000) return;
    last = { subject: end.subject, reason: end.reason, part: end.part };
  }
}

/** Closed days whose transfers and kept balances do not agree any more. There are none, unless somebody changed the books behind us. */
export async function unproven(context: Pick<PaymentContext, "database">, city: string, from: Day, until: Day) {
  return context.database.run(cityScope(city), unprovenDays, { city, from, until });
}
