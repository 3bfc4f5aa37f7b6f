import { demandRecorded } from "../counter.ts";
import { followed, outcomeIn, systemWords } from "./decision.ts";
import { type ActRule, optionalText, requiredText } from "./rule.ts";

/**
 * 准予; for a complaint: the answer, which must be there; for a disclosure: what is given, and where a part is withheld, why
 * (政府信息公开条例 第36、37条); by the system: the agency's answer and the published reason.
 */
export const approve: ActRule = {
  type: "approve",
  read: (input, row, { by }) => {
    demandRecorded(row, by, "decide");
    if (row.regime === "complaint") return { ...followed(row), note: requiredText(input, "note") };
    if (row.regime === "disclosure") {
      const outcome = outcomeIn(input, "approve");
      const note = requiredText(input, "note");
      return outcome === "partly" ? { outcome, note, reason: requiredText(input, "reason") } : { outcome, note };
    }
    const note = optionalText(input, "note");
    return { ...systemWords(input, by), ...(note === undefined ? {} : { note }) };
  },
  change: (row, _words, by, now) => ({
    accepted_at: row.accepted_at ?? now.toISOString(),
    decided_at: now.toISOString(),
    assignee: row.assignee ?? (by.kind === "clerk" ? by.id : null),
  }),
};
