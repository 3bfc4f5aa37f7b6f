import type { ReportState } from "../report.ts";
import { systemWords } from "./decision.ts";
import { type ActRule, requiredText } from "./rule.ts";

/**
 * A lead takes a decision back to be made anew; the applicant reads why. A paper issued on it does not stand any more. The system takes
 * up a report whose reporter was not satisfied, and says so in both languages.
 */
export const reopen: ActRule = {
  type: "reopen",
  read: (input, row, { by }) => ({
    ...(by.kind === "system" ? systemWords(input, by) : { reason: requiredText(input, "reason") }),
    ...(row.certificate === null ? {} : { revoked: row.certificate }),
  }),
  change: (row, _words, by) => ({
    decided_at: null,
    closed_at: null,
    certificate: null,
    ...(by.kind === "system" ? { report: takenUpAgain(row.report) } : {}),
  }),
};

/** After the next answer the reporter is called again. */
function takenUpAgain(report: ReportState | null): ReportState {
  const { called_back: _asked, ...rest } = report ?? {};
  return { ...rest, reopened: true };
}
