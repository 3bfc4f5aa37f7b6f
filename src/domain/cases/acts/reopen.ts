import { type ActRule, requiredText } from "./rule.ts";

/** A lead takes a decision back to be made anew; the applicant reads why. */
export const reopen: ActRule = {
  type: "reopen",
  read: (input) => ({ reason: requiredText(input, "reason") }),
  change: () => ({ decided_at: null, closed_at: null }),
};
