import { Refusal } from "../../../foundation/refusal.ts";
import { hotline } from "../report.ts";
import { type ActRule, requiredText } from "./rule.ts";

/** 退单: not for this agency; the hotline reads why and sends it elsewhere. */
export const sendBack: ActRule = {
  type: "send_back",
  read: (input, row) => {
    if (row.agency === hotline) {
      throw new Refusal({
        code: "act_not_possible",
        status: 409,
        say: { zh: "这件诉求就在热线，不用退回。", en: "This report is with the hotline already." },
      });
    }
    return { reason: requiredText(input, "reason") };
  },
  change: (row) => ({
    agency: hotline,
    assignee: null,
    report: { ...row.report, sent_back: (row.report?.sent_back ?? 0) + 1 },
  }),
};
