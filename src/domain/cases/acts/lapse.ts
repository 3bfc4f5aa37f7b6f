import { type ActRule, silent } from "./rule.ts";

/** 逾期未补正: what was asked for did not come within the limit. */
export const lapse: ActRule = { type: "lapse", read: silent };
