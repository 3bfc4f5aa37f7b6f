import { type ActRule, silent } from "./rule.ts";

/** 补正: the resident sends what was asked for; the answers of this revision are kept beside those before. */
export const correct: ActRule = { type: "correct", read: silent };
