import { Refusal } from "../../../foundation/refusal.ts";
import type { CaseRow } from "../case.ts";
import { regimeTerms } from "../regimes/index.ts";
import { type ActMoment, type ActRule, optionalText, refuseField } from "./rule.ts";

const maxItems = 20;

/** 一次性告知补正: everything that is missing, in one notice, once (行政许可法 第32条(四), 政府信息公开条例 第30条). */
export const askCorrection: ActRule = {
  type: "ask_correction",
  read: (input, row, at) => {
    if (row.corrections > 0) {
      throw new Refusal({
        code: "correction_asked_before",
        status: 409,
        say: {
          zh: "补正只能一次性告知，本件已经告知过，请受理或作出决定。",
          en: "What is missing may be asked for only once, and was. Please accept or decide.",
        },
      });
    }
    if (askedTooLate(row, at)) {
      throw new Refusal({
        code: "correction_too_late",
        status: 409,
        say: {
          zh: "告知补正的期限已过，请按现有内容作出答复。",
          en: "The time for asking is over. Please answer on what there is.",
        },
      });
    }
    const given = Array.isArray(input["items"]) ? input["items"] : [input["items"]];
    const items = given
      .slice(0, maxItems + 1)
      .map((item) => optionalText({ items: item }, "items", 500))
      .filter((item) => item !== undefined);
    if (items.length === 0 || items.length > maxItems) {
      refuseField("items", "required", {
        zh: `请逐条写明需要补正的内容，1 至 ${maxItems} 条。`,
        en: `Please list what is missing, 1 to ${maxItems} items.`,
      });
    }
    return { items };
  },
  change: (row) => ({ corrections: row.corrections + 1 }),
};

/** Where the law gives the office a time for asking, counted from receipt. */
export function askedTooLate(row: CaseRow, { now, calendar }: Pick<ActMoment, "now" | "calendar">): boolean {
  const { ask } = regimeTerms[row.regime];
  return ask !== undefined && now > calendar.addWorkingDays(new Date(row.submitted_at), ask.days).due;
}
