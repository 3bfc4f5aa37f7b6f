import { Refusal } from "../../../foundation/refusal.ts";
import { hotline } from "../report.ts";
import { extensionNotAsked } from "./ask-extension.ts";
import { type ActRule, requiredText } from "./rule.ts";

/**
 * 延期: once, by as much as the regime allows, with the reason told to the applicant (行政许可法 第42条: ten working days;
 * 政府信息公开条例 第33条: twenty, with the consent of the head).
 */
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
    if (row.regime === "complaint" && row.agency !== hotline && row.report?.extension !== "asked")
      throw extensionNotAsked();
    return { reason: requiredText(input, "reason") };
  },
  change: (row) => ({
    extensions: row.extensions + 1,
    ...(row.regime === "complaint" ? { report: { ...row.report, extension: "granted" } } : {}),
  }),
};
