import { isId } from "../../../foundation/ids/index.ts";
import { type ActRule, optionalText, refuseField, requiredText } from "./rule.ts";

/** A lead passes the case to a clerk of the same agency (the surface offers only those). */
export const assign: ActRule = {
  type: "assign",
  read: (input) => {
    const to = requiredText(input, "to", 36);
    if (!isId(to))
      refuseField("to", "unknown_clerk", {
        zh: "请从名单中选择一位工作人员。",
        en: "Please choose a clerk from the list.",
      });
    const note = optionalText(input, "note");
    return note === undefined ? { to } : { to, note };
  },
  change: (_row, words) => ({ assignee: words.to ?? null }),
};
