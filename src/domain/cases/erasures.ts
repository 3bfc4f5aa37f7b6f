import { cityScope, type Database, type Runner, residentScope } from "../../foundation/database/index.ts";
import type { ServiceVersion } from "../catalogue/index.ts";
import type { CaseContext } from "./context.ts";
import type { ErasableKind } from "./data-request.ts";
import { addErasure, latestErasures } from "./erasures-store.ts";
import { keepingOf } from "./keeping.ts";
import { casesOfApplicant } from "./lists-store.ts";

export type PlannedCase = { readonly number: string; readonly service: string };

/** What becomes of a person's cases in one city when an erasure is approved there. */
export type CasePlan = {
  readonly erase: readonly (PlannedCase & { readonly closedAt: Date })[];
  /** Until when the law keeps each. */
  readonly keep: readonly (PlannedCase & { readonly until: Date })[];
  readonly open: readonly PlannedCase[];
};

/** So many cases of one person in one city are gone through. */
const casesAtMost = 1_000;

/** Reads the plan as it stands now: a case that was erased meanwhile is in it no more. `serviceOf` gives the version in force. */
export async function planOfCases(
  context: Pick<CaseContext, "database">,
  of: { readonly city: string; readonly resident: string },
  serviceOf: (code: string) => ServiceVersion | undefined,
): Promise<CasePlan> {
  const { city, resident: applicant } = of;
  const erase: CasePlan["erase"][number][] = [];
  const keep: CasePlan["keep"][number][] = [];
  const open: PlannedCase[] = [];
  let at: { before: Date | null; before_number: string } = { before: null, before_number: "" };
  for (let read = 0; read < casesAtMost; ) {
    const rows = await context.database.run(cityScope(city), casesOfApplicant, { city, applicant, ...at, limit: 100 });
    for (const row of rows) {
      const line = { number: row.number, service: row.service };
      const service = serviceOf(row.service);
      // Nothing is known of how long a service that is gone is kept: a person decides.
      const keeping = service && keepingOf(service.definition, row);
      if (keeping === undefined || row.closed_at === null || keeping.kind === "open") open.push(line);
      else if (keeping.kind === "kept") keep.push({ ...line, until: keeping.until });
      else erase.push({ ...line, closedAt: row.closed_at });
    }
    read += rows.length;
    const last = rows.at(-1);
    if (!last || rows.length < 100) break;
    at = { before: last.submitted_at, before_number: last.number };
  }
  return { erase, keep, open };
}

/** Writes down what was erased, in the transaction that erased it. */
export async function recordErasure(
  tx: Runner,
  erasure: {
    readonly resident: string;
    readonly city: string;
    readonly number: string;
    readonly revision: number;
    readonly kinds: readonly ErasableKind[];
    readonly cases: readonly PlannedCase[];
  },
  at: Date,
): Promise<void> {
  const counts: Record<string, number> = {};
  for (const { service } of erasure.cases) counts[service] = (counts[service] ?? 0) + 1;
  await tx.run(addErasure, { ...erasure, kinds: [...erasure.kinds], cases: counts, at });
}

export type Erasure = {
  readonly city: string;
  /** Of the request. */
  readonly number: string;
  readonly at: Date;
  readonly kinds: readonly ErasableKind[];
  /** How many cases of which services. */
  readonly cases: Readonly<Record<string, number>>;
};

/** What was erased of a person on their request, the latest first (at most 20). */
export async function erasuresOf(database: Database, resident: string): Promise<readonly Erasure[]> {
  const rows = await database.run(residentScope(resident), latestErasures, { resident, limit: 20 });
  return rows.map((row) => ({
    ...row,
    kinds: row.kinds as ErasableKind[],
    cases: row.cases as Record<string, number>,
  }));
}
