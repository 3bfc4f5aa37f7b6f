import type { Runner } from "../../foundation/database/index.ts";
import type { CaseRow } from "./case.ts";
import { projectCase } from "./store.ts";

/** Brings the person's own list up to this state of the case, in the transaction of a reaction. Older states change nothing. */
export async function project(tx: Runner, row: CaseRow): Promise<void> {
  if (row.applicant === "erased") return;
  await tx.run(projectCase, {
    resident: row.applicant,
    city: row.city,
    number: row.number,
    service: row.service,
    state: row.state,
    revision: row.revision,
    submitted_at: new Date(row.submitted_at),
    due_at: row.due_at === null ? null : new Date(row.due_at),
    closed_at: row.closed_at === null ? null : new Date(row.closed_at),
  });
}
