import { Refusal } from "../../../foundation/refusal.ts";
import { type ActRule, requiredText } from "./rule.ts";

/** 延期: ten working days more, once, with the reason told to the applicant (行政许可法 第42条). */
export const extend: ActRule = {
  type: "extend",
  read: (input, row) => {
    if (row.extensions > 0) {
      throw new Refusal({
        code: "extended_before",
        status: 409,
        say: { zh: "期限只能延长一次，本件已经延长过。", en: "The limit may be extended only once, and was." },
      });
    }
    return { reason: requiredText(input, "reason") };
  },
  change: (row) => ({ extensions: row.extensions + 1 }),
};
