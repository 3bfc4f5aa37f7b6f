import { parsePublicNumber } from "../../../foundation/ids/index.ts";
import type { ReportState } from "../report.ts";
import { type ActRule, refuseField, requiredText, silent } from "./rule.ts";

/** 并单: another has reported the same; this report rests and follows the answer of that one (module `reports` looks whether it can). */
export const join: ActRule = {
  type: "join",
  read: (input, row) => {
    const to = parsePublicNumber(requiredText(input, "report", 60));
    if (to?.letter !== "C" || to.city !== row.city || to.number === row.number) {
      refuseField("report", "unknown_report", {
        zh: "请填写本地另一件诉求的编号。",
        en: "Please give the number of another report of this place.",
      });
    }
    return { joined_to: to.number };
  },
  change: (row, words) => ({
    report: { ...row.report, ...(words.joined_to === undefined ? {} : { joined_to: words.joined_to }) },
  }),
};

/** 拆单: not the same after all, or the other one came to nothing; the report goes on by itself. */
export const part: ActRule = {
  type: "part",
  read: silent,
  change: (row) => ({ accepted_at: null, report: apart(row.report) }),
};

function apart(report: ReportState | null): ReportState {
  const { joined_to: _gone, ...rest } = report ?? {};
  return rest;
}
