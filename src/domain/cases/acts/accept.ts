import { type ActRule, silent } from "./rule.ts";

/** 受理: the office takes the application on, or the limit for asking has run out. */
export const accept: ActRule = {
  type: "accept",
  read: silent,
  change: (row, _words, by, now) => ({
    accepted_at: by.kind === "system" ? row.submitted_at : now.toISOString(),
  }),
};
