import { Refusal } from "../../../foundation/refusal.ts";
import { urgedKept } from "../report.ts";
import { type ActRule, silent } from "./rule.ts";

/** 催办: the reporter asks to hurry, once a working day; whoever has the report sees it on top. */
export const urge: ActRule = {
  type: "urge",
  read: (_input, row, { now, calendar }) => {
    const last = row.report?.urged?.at(-1);
    if (last !== undefined && calendar.workingDaysBetween(calendar.dayOf(new Date(last)), calendar.dayOf(now)) < 1) {
      throw urgedToday();
    }
    return silent();
  },
  change: (row, _words, _by, now) => ({
    report: { ...row.report, urged: [...(row.report?.urged ?? []), now.toISOString()].slice(-urgedKept) },
  }),
};

function urgedToday(): Refusal {
  return new Refusal({
    code: "urged_today",
    status: 409,
    say: {
      zh: "您已经催过了，经办人已经看到提示。每个工作日可以催一次。",
      en: "You have urged already, and whoever deals with it sees that. You can urge once every working day.",
    },
  });
}
