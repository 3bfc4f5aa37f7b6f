import { type ActRule, requiredText } from "./rule.ts";

/** A line for colleagues; the applicant does not read it. */
export const note: ActRule = { type: "note", read: (input) => ({ note: requiredText(input, "note") }) };
