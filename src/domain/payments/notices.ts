import { cityScope } from "../../foundation/database/index.ts";
import type { PaymentContext } from "./context.ts";
import { forgetNotices, noticesNewest } from "./notices-store.ts";

const keptDays = 180;

/** Notifications that came in before an instant, newest first; at most 100. */
export async function listNotices(context: PaymentContext, city: string, before: Date) {
  return context.database.run(cityScope(city), noticesNewest, { city, before, limit: 100 });
}

/** Lines about notifications are kept half a year (网络安全法 第二十一条). @returns how many went, at most 1,000 */
export async function forgetOldNotices(context: PaymentContext, city: string): Promise<number> {
  const before = new Date(context.clock().getTime() - keptDays * 86_400_000);
  return (await context.database.run(cityScope(city), forgetNotices, { city, before })).length;
}
