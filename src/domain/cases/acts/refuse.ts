import { type ActRule, requiredText } from "./rule.ts";

/** 不予批准: in writing, with reasons; the remedies of the service are told with it (行政许可法 第38条). */
export const refuse: ActRule = {
  type: "refuse",
  read: (input) => ({ reason: requiredText(input, "reason") }),
  change: (row, _words, by, now) => ({
    decided_at: now.toISOString(),
    assignee: row.assignee ?? (by.kind === "clerk" ? by.id : null),
  }),
};
