import { cityScope, type Runner } from "../../foundation/database/index.ts";
import type { CaseContext } from "./context.ts";
import { markTold, nearClocks } from "./near-store.ts";

/** Milliseconds before its last day in which a step that waits for the applicant is near; of a short time, the second half. */
export const nearBefore = 3 * 86_400_000;

/** A step that waits for the applicant, and lapses at `dueAt`. */
export type NearDeadline = { readonly city: string; readonly number: string; readonly dueAt: Date };

/** Cases of these cities whose applicant has to act soon and was not told yet; at most 200, the nearest first. */
export async function nearDeadlines(
  { database, clock }: Pick<CaseContext, "database" | "clock">,
  cities: readonly string[],
): Promise<readonly NearDeadline[]> {
  if (cities.length === 0) return [];
  const at = clock();
  const until = new Date(at.getTime() + nearBefore);
  const rows = await database.run(cityScope(...cities), nearClocks, { cities: [...cities], at, until });
  return rows.map(({ city, subject, due_at: dueAt }) => ({ city, number: subject, dueAt }));
}

/** Notes in the transaction of the message that the person is told. @returns false where somebody else did, or the step was done meanwhile */
export async function noteNear(tx: Runner, { city, number, dueAt }: NearDeadline): Promise<boolean> {
  return (await tx.run(markTold, { city, subject: number, due_at: dueAt })).length > 0;
}
