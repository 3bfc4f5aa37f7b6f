import { type ActRule, requiredText } from "./rule.ts";

/** 移送: another authority is competent; the applicant is told which. */
export const transfer: ActRule = {
  type: "transfer",
  read: (input) => ({ where: requiredText(input, "where", 500), reason: requiredText(input, "reason") }),
};
