import { type ActRule, silent } from "./rule.ts";

/** A limit has run out and no law turns silence into an answer: everybody can see it. */
export const overdue: ActRule = { type: "overdue", read: silent };
