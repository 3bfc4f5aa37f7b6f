import { hotline } from "../report.ts";
import { type ActRule, optionalText, refuseField, requiredText } from "./rule.ts";

/**
 * 派单: the hotline gives the report to an agency (the surface offers only those there are), which signs it off or sends it back.
 * `days`: working days to answer in, from signing off; left out, they stay as they are.
 */
export const dispatch: ActRule = {
  type: "dispatch",
  read: (input, row) => {
    const agency = requiredText(input, "agency", 40);
    if (!/^[a-z][a-z0-9-]*$/.test(agency) || agency === hotline || agency === row.agency) {
      refuseField("agency", "unknown_agency", {
        zh: "请选择一个承办部门。",
        en: "Please choose the agency to deal with it.",
      });
    }
    const days = daysIn(input["days"]);
    const note = optionalText(input, "note");
    return { agency, ...(days === undefined ? {} : { days }), ...(note === undefined ? {} : { note }) };
  },
  change: (_row, words) => ({
    ...(words.agency === undefined ? {} : { agency: words.agency }),
    assignee: null,
    accepted_at: null,
    ...(words.days === undefined ? {} : { promise_days: words.days, promise_unit: "working_days" }),
  }),
};

function daysIn(given: unknown): number | undefined {
  if (given === undefined || given === null || given === "") return undefined;
  const days = typeof given === "number" ? given : /^\d{1,3}$/.test(String(given)) ? Number(given) : Number.NaN;
  if (Number.isInteger(days) && days >= 1 && days <= 60) return days;
  return refuseField("days", "days", { zh: "请写 1 到 60 之间的工作日数。", en: "Please give 1 to 60 working days." });
}
