import { parsePublicNumber } from "../../../foundation/ids/index.ts";
import { type ActRule, refuseField, requiredText } from "./rule.ts";

/** The certificate has been made; its number joins the case. */
export const issue: ActRule = {
  type: "issue",
  read: (input) => {
    const number = requiredText(input, "certificate", 40);
    if (parsePublicNumber(number)?.letter !== "Z") {
      refuseField("certificate", "not_a_certificate", {
        zh: "证照编号不正确。",
        en: "This is not a certificate number.",
      });
    }
    return { note: number };
  },
  change: (_row, words) => ({ certificate: words.note ?? null }),
};
