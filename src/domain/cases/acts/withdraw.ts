import { type ActRule, optionalText } from "./rule.ts";

/** 撤回: the applicant takes the application back; no reason is asked for. */
export const withdraw: ActRule = {
  type: "withdraw",
  read: (input) => {
    const reason = optionalText(input, "reason");
    return reason === undefined ? {} : { reason };
  },
};
