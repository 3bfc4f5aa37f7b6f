import { cityScope } from "../../foundation/database/index.ts";
import type { ServiceVersion } from "../catalogue/index.ts";
import type { CaseContext } from "./context.ts";
import { perform } from "./perform.ts";
import { eraseAnswers, eraseApplicant, expiredCases } from "./store.ts";

/**
 * 最短保存期限 (个人信息保护法 第19条): what was sent with cases closed longer than the service says is erased; the record of
 * acts stays, without the person. Erasing comes before the act that says so, so that a crash in between repeats it.
 * @returns numbers of the cases archived, for the caller to delete their files
 */
export async function retain(
  context: CaseContext,
  city: string,
  services: readonly ServiceVersion[],
): Promise<string[]> {
  const now = context.clock();
  const scope = cityScope(city);
  const archived: string[] = [];
  const byMonths = Map.groupBy(services, ({ definition }) => definition.keep.months);
  for (const [months, kept] of byMonths) {
    const before = new Date(now);
    before.setUTCMonth(before.getUTCMonth() - months);
    const expired = await context.database.run(scope, expiredCases, {
      city,
      services: kept.map(({ definition }) => definition.code),
      before,
      state: "archived",
    });
    for (const { number, revision } of expired) {
      await context.database.run(scope, eraseAnswers, { city, number });
      await perform(context, { city, number, type: "archive", revision, by: { kind: "system", id: "retention" } });
      await context.database.run(scope, eraseApplicant, { city, number });
      archived.push(number);
    }
  }
  return archived;
}
