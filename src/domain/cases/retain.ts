import { cityScope } from "../../foundation/database/index.ts";
import type { ServiceVersion } from "../catalogue/index.ts";
import type { CaseContext } from "./context.ts";
import { eraseCase } from "./erase.ts";
import { expiredCases } from "./store.ts";

/**
 * 最短保存期限 (个人信息保护法 第19条): cases closed longer than the service says are erased; the record of acts stays, without the person
 * and without words.
 * @returns numbers of the cases erased
 */
export async function retain(
  context: CaseContext,
  city: string,
  services: readonly ServiceVersion[],
): Promise<string[]> {
  const now = context.clock();
  const erased: string[] = [];
  const byMonths = Map.groupBy(services, ({ definition }) => definition.keep.months);
  for (const [months, kept] of byMonths) {
    const before = new Date(now);
    before.setUTCMonth(before.getUTCMonth() - months);
    const expired = await context.database.run(cityScope(city), expiredCases, {
      city,
      services: kept.map(({ definition }) => definition.code),
      before,
    });
    for (const { number } of expired) {
      if (await eraseCase(context, city, number, "retention")) erased.push(number);
    }
  }
  return erased;
}
