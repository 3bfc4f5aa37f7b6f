import { cityScope } from "../../foundation/database/index.ts";
import { Refusal } from "../../foundation/refusal.ts";
import type { Actor, CaseRow } from "./case.ts";
import type { CaseContext } from "./context.ts";
import { perform } from "./perform.ts";
import { findCase } from "./read.ts";
import { regimes } from "./regimes/index.ts";
import { whenDueIn } from "./states.ts";
import { dueClocks } from "./store.ts";
import type { ClockKind } from "./table.ts";

const ticker: Actor = { kind: "system", id: "ticker" };

/**
 * Takes the clocks that have run out: silence becomes acceptance where the law says so, a correction that did not come lets the case lapse, a limit
 * that passed is marked for everybody to see. Two tickers at once do no harm: the second finds a newer revision.
 * @returns how many acts were done
 * @throws AggregateError when clocks could not be acted on, after all the others were
 */
export async function tick(context: CaseContext, cities: readonly string[]): Promise<number> {
  if (cities.length === 0) return 0;
  const now = context.clock();
  const due = await context.database.run(cityScope(...cities), dueClocks, { cities: [...cities], at: now });
  const done = await Promise.allSettled(
    due.map(async (clock) => {
      const row = await findCase(context, clock.city, clock.subject);
      return performDue(context, row, clock.kind as ClockKind);
    }),
  );
  const failed = done.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
  if (failed.length > 0)
    throw new AggregateError(failed, `${failed.length} of ${due.length} clocks could not be acted on`);
  return done.filter((one) => one.status === "fulfilled" && one.value).length;
}

async function performDue(context: CaseContext, row: CaseRow, kind: ClockKind): Promise<boolean> {
  const follows = whenDueIn(regimes[row.regime], row.state, kind);
  if (!follows) {
    throw new Error(`${row.number}: the clock ${kind} runs in state ${row.state}, where nothing follows`);
  }
  try {
    await perform(context, {
      city: row.city,
      number: row.number,
      type: follows.act,
      revision: row.revision,
      by: ticker,
    });
    return true;
  } catch (error) {
    // Somebody acted in this very moment: the clock is theirs now.
    if (error instanceof Refusal && error.code === "case_changed") return false;
    throw error;
  }
}
