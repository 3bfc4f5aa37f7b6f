import { type ActRule, silent } from "./rule.ts";

/** A clerk takes the case on; of two who do so at once, the second is told who did. */
export const take: ActRule = {
  type: "take",
  read: silent,
  change: (row, _words, by) => ({ assignee: by.kind === "clerk" ? by.id : row.assignee }),
};
