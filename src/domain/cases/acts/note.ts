import { type ActRule, requiredText } from "./rule.ts";

/** Who issues certificates; what cannot be issued is left to a clerk by a note of this actor. */
const issuer = "certificates";

/**
 * A line for colleagues; the applicant does not read it. That a certificate could not be made is a task: the case is open until it is
 * issued, or somebody has seen to it and says so.
 */
export const note: ActRule = {
  type: "note",
  read: (input) => ({ note: requiredText(input, "note") }),
  change: (_row, _words, by) => (by.kind === "system" && by.id === issuer ? { closed_at: null } : {}),
};
