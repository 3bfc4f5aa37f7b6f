import { cityScope, type Shape, type Statement, type Values } from "../../../foundation/database/index.ts";
import { newId } from "../../../foundation/ids/index.ts";
import { type Day, dayFromNumber, numberOf } from "../../regions/index.ts";
import type { PaymentContext } from "../context.ts";
import {
  comparePayments,
  compareWriteOffs,
  endElsewhere,
  endPaymentsLaterHere,
  endVanished,
  endWriteOffsLaterHere,
  keepComparison,
  nextSlice,
  reopenSaidTwice,
  stillHolding,
} from "./compare-store.ts";
import { fetchLimits } from "./fetch.ts";
import { leaveSource, takeSource } from "./lines-store.ts";
import { accountOf, type Source, sourceName } from "./sources.ts";

/** Numbers compared in one statement, and days back in which a difference may still find its other half. */
export const compareLimits = { slice: 20_000, slices: 10_000, daysBack: 31 } as const;

export type Comparison = {
  readonly our_moved: bigint;
  readonly our_in_fen: bigint;
  readonly our_out_fen: bigint;
  /** Written or seen again by this comparison. */
  readonly differences: bigint;
};

type Of = { readonly city: string; readonly source: Source; readonly day: Day };

/**
 * Compares our ledger of a source and day with its lines, slice by slice inside the database: what does not agree becomes a difference with
 * a name. Repeated, it finds the same; `run` is the hold of a reading that just ended. @returns undefined where another process is at it
 */
export async function reconcile(
  context: PaymentContext,
  of: Of & { readonly run?: string },
): Promise<Comparison | undefined> {
  return held(context, of, async (hold) => {
    const sums = { our_moved: 0n, our_in_fen: 0n, our_out_fen: 0n, differences: 0n };
    let after = "";
    for (let slice = 0; slice < compareLimits.slices; slice += 1) {
      const [next] = await hold.run(nextSlice, { ...hold.place, after, size: compareLimits.slice });
      if (typeof next?.first !== "string" || typeof next.edge !== "string") break;
      const [told] = await hold.slice(next.first, next.edge);
      sums.our_moved += told?.our_moved ?? 0n;
      sums.our_in_fen += told?.our_in_fen ?? 0n;
      sums.our_out_fen += told?.our_out_fen ?? 0n;
      sums.differences += told?.differences ?? 0n;
      after = next.edge;
      if (!(await hold.isHeld())) return undefined;
    }
    await settle(hold, null);
    const { differences: _, ...ours } = sums;
    const kept = await hold.run(keepComparison, { ...hold.key, run: hold.id, at: hold.at, ...ours });
    return kept.length === 0 ? undefined : sums;
  });
}

/** The same for one number alone, after something was done about it. The day's sums stay as they were. */
export async function reconcileNumber(context: PaymentContext, of: Of & { readonly number: string }): Promise<boolean> {
  const done = await held(context, of, async (hold) => {
    await hold.slice(of.number, of.number);
    await settle(hold, of.number);
    await hold.run(leaveSource, { ...hold.key, run: hold.id });
    return true;
  });
  return done ?? false;
}

async function settle(hold: Hold, number: string | null): Promise<void> {
  const { key, at, id: run, since, place } = hold;
  await hold.run(endVanished, { ...key, run, at, number });
  await hold.run(endElsewhere, { ...key, at });
  const { account, reading } = place;
  await hold.run(hold.isProvider ? endPaymentsLaterHere : endWriteOffsLaterHere, { ...key, account, since, at });
  await hold.run(reopenSaidTwice, { ...key, reading, since, at });
}

type Hold = ReturnType<typeof holdOf>;

function holdOf(context: PaymentContext, { city, source, day }: Of, reading: number, id: string) {
  const scope = cityScope(city);
  const key = { city, source: sourceName(source), day };
  const place = { ...key, account: accountOf(source), reading };
  const at = context.clock();
  const isProvider = source.kind === "provider";
  const run = <P extends Shape, R extends Shape>(made: Statement<P, R>, values: Values<P>) =>
    context.database.run(scope, made, values);
  const since = dayFromNumber(numberOf(day) - compareLimits.daysBack);
  return {
    ...{ key, place, at, id, isProvider, run, since },
    slice: (first: string, edge: string) =>
      run(isProvider ? comparePayments : compareWriteOffs, { ...place, first, edge, since, run: id, at }),
    isHeld: async () => {
      const until = new Date(context.clock().getTime() + fetchLimits.lease);
      return (await run(stillHolding, { ...key, run: id, until })).length > 0;
    },
  };
}

async function held<T>(
  context: PaymentContext,
  of: Of & { readonly run?: string },
  work: (hold: Hold) => Promise<T | undefined>,
): Promise<T | undefined> {
  const { city, source, day } = of;
  const scope = cityScope(city);
  const key = { city, source: sourceName(source), day };
  const id = of.run ?? newId(context.clock());
  const now = context.clock();
  const [taken] = await context.database.run(scope, takeSource, {
    ...{ ...key, run: id, at: now },
    until: new Date(now.getTime() + fetchLimits.lease),
  });
  if (!taken) return undefined;
  try {
    return await work(holdOf(context, of, taken.reading, id));
  } catch (error) {
    await context.database.run(scope, leaveSource, { ...key, run: id }).catch(() => undefined);
    throw error;
  }
}
