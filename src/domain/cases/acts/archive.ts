import { type ActRule, silent } from "./rule.ts";

/** 归档: the time of keeping is over; what was sent is erased, the record of acts stays. */
export const archive: ActRule = { type: "archive", read: silent, change: () => ({ applicant: "erased" }) };
