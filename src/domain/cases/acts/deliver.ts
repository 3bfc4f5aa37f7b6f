import { demandRecorded } from "../counter.ts";
import { type ActRule, optionalText, requiredText } from "./rule.ts";

/** 送达: handed over at the counter, or posted with a number by which it can be followed. */
export const deliver: ActRule = {
  type: "deliver",
  read: (input, row, { by }) => {
    demandRecorded(row, by, "deliver");
    const note = row.delivery === "post" ? requiredText(input, "tracking", 64) : optionalText(input, "tracking", 64);
    return note === undefined ? {} : { note };
  },
  change: (_row, words) => (words.note === undefined ? {} : { tracking: words.note }),
};
