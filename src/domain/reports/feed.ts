import type { Runner } from "../../foundation/database/index.ts";
import { type BriefCase, type CaseContext, openAnswers, type ReportState } from "../cases/index.ts";
import { isReport } from "./is-report.ts";
import { addressHash, cellOf, coarsePlace, spotOf } from "./place-of.ts";
import { feedReports } from "./store.ts";

/** The row of a report as it follows from its case. */
export type ReportRow = Readonly<Record<string, unknown>> & {
  readonly number: string;
  readonly joined_to: string | null;
};

/**
 * The reports among some cases, read outside of any transaction: what the case says, and of what was sent only what finds it (matter,
 * category, a square of the map, the keyed hash of the address, the road).
 */
export async function readReports(
  context: CaseContext,
  city: string,
  cases: readonly BriefCase[],
): Promise<readonly ReportRow[]> {
  const reports = cases.filter((row) => isReport(context.serviceOf(row.service, row.service_version)));
  if (reports.length === 0) return [];
  const answers = await openAnswers(
    context,
    city,
    reports.map((row) => row.number),
  );
  return reports.map((row) => {
    const sent = answers.get(row.number) ?? {};
    const spot = spotOf(sent);
    const state = (row.report ?? {}) as ReportState;
    // What somebody asks or needs help with may be at home: nothing of its place is for everybody.
    const isPublic = sent["matter"] === "complaint" || sent["matter"] === "suggestion";
    return {
      ...{
        city,
        number: row.number,
        service: row.service,
        agency: row.agency,
        state: row.state,
        revision: row.revision,
      },
      ...{ submitted_at: row.submitted_at, due_at: row.due_at, closed_at: row.closed_at },
      matter: text(sent["matter"]),
      category: text(sent["category"]),
      cell: spot.point === undefined ? null : cellOf(spot.point),
      address_hash: spot.address === undefined ? null : addressHash(context.secrets, spot.address),
      coarse_place: (isPublic && spot.address && coarsePlace(spot.address.detail)) || null,
      joined_to: state.joined_to ?? null,
      urged_at: state.urged?.at(-1) ?? null,
      extension: state.extension ?? null,
      called_back: state.called_back ?? null,
    };
  });
}

/** Writes what `readReports` gave; an older state never takes the place of a newer one. */
export async function recordReports(tx: Runner, rows: readonly ReportRow[]): Promise<void> {
  if (rows.length > 0) await tx.run(feedReports, { rows });
}

/** Once the answers are erased, the time of keeping is over: nothing is left to tell. */
const text = (value: unknown): string => (typeof value === "string" ? value.slice(0, 40) : "");
