import { isId } from "../../../foundation/ids/index.ts";
import { type ActRule, optionalText, refuseField, requiredText } from "./rule.ts";

/**
 * A lead passes the case to a clerk of the same agency (the surface offers only those); the routing of new cases, absences and their
 * end do so as the system, which may also say where in the city the case belongs, and leave it to nobody.
 */
export const assign: ActRule = {
  type: "assign",
  read: (input, row, { by }) => {
    const area = by.kind === "system" ? optionalText(input, "area") : undefined;
    const to = area !== undefined && input["to"] === undefined ? undefined : requiredText(input, "to", 36);
    if (to !== undefined && !isId(to))
      refuseField("to", "unknown_clerk", {
        zh: "请从名单中选择一位工作人员。",
        en: "Please choose a clerk from the list.",
      });
    const note = optionalText(input, "note");
    const deputyOf = by.kind === "system" ? optionalText(input, "deputyOf") : undefined;
    return {
      ...(to === undefined ? {} : { to }),
      ...(note === undefined ? {} : { note }),
      ...(area === undefined || area === row.area ? {} : { area }),
      ...(deputyOf === undefined ? {} : { deputyOf }),
    };
  },
  change: (row, words) => ({
    assignee: words.to ?? row.assignee,
    ...(words.area === undefined ? {} : { area: words.area }),
  }),
};
