import { cityScope } from "../../../foundation/database/index.ts";
import { dayFromNumber, numberOf } from "../../regions/index.ts";
import type { PaymentContext } from "../context.ts";
import { forgetDay, forgetLines, oldestWithLines } from "./forget-store.ts";

/**
 * Years a source's lines stay: statements of banks and providers are kept for ten (会计档案管理办法, 财政部 国家档案局令第79号, 附表一). What the
 * comparison found, its sums and the ledger stay for good.
 */
const keptYears = 10;
const atOnce = 5_000;

/** Lines of the oldest day past that, at most 5,000 a call. @returns how many went */
export async function forgetOldLines(
  context: Pick<PaymentContext, "database" | "clock" | "calendarOf">,
  city: string,
): Promise<number> {
  const scope = cityScope(city);
  const today = numberOf(context.calendarOf(city).dayOf(context.clock()));
  const before = dayFromNumber(today - Math.ceil(keptYears * 365.25));
  const [old] = await context.database.run(scope, oldestWithLines, { city, before });
  if (!old) return 0;
  const { source, day } = old;
  const gone = (await context.database.run(scope, forgetLines, { city, source, day, limit: atOnce })).length;
  if (gone < atOnce) await context.database.run(scope, forgetDay, { city, source, day });
  return gone;
}
