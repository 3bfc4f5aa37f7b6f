import { type ActRule, silent } from "./rule.ts";

/** The clock goes on with the days that were left. */
export const resume: ActRule = { type: "resume", read: silent };
