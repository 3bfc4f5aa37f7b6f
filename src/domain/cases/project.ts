import type { Runner } from "../../foundation/database/index.ts";
import type { BriefCase } from "./read.ts";
import { projectCases } from "./store.ts";

/** Brings people's own lists up to these states of cases, in the transaction of a reaction. Older states change nothing. */
export async function project(tx: Runner, rows: readonly BriefCase[]): Promise<void> {
  await tx.run(projectCases, {
    rows: rows.map((row) => ({
      resident: row.applicant,
      city: row.city,
      number: row.number,
      service: row.service,
      state: row.state,
      revision: row.revision,
      submitted_at: row.submitted_at,
      due_at: row.due_at,
      closed_at: row.closed_at,
    })),
  });
}
