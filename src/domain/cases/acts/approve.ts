import { type ActRule, optionalText, requiredText } from "./rule.ts";

/** 准予; for a complaint: the answer, which must be there. */
export const approve: ActRule = {
  type: "approve",
  read: (input, row) => {
    if (row.regime === "complaint") return { note: requiredText(input, "note") };
    const note = optionalText(input, "note");
    return note === undefined ? {} : { note };
  },
  change: (row, _words, by, now) => ({
    decided_at: now.toISOString(),
    assignee: row.assignee ?? (by.kind === "clerk" ? by.id : null),
  }),
};
