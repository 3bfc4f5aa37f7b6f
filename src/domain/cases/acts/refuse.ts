import { followed, outcomeIn, systemWords } from "./decision.ts";
import { type ActRule, requiredText } from "./rule.ts";

/**
 * 不予批准: in writing, with reasons; the remedies of the service are told with it (行政许可法 第38条). The system says its reason in the
 * words of the service file.
 */
export const refuse: ActRule = {
  type: "refuse",
  read: (input, row, { by }) => {
    const said = systemWords(input, by);
    const reason = said.say === undefined ? { reason: requiredText(input, "reason") } : {};
    if (row.regime === "complaint") return { ...followed(row), ...said, ...reason };
    return row.regime === "disclosure"
      ? { ...said, ...reason, outcome: outcomeIn(input, "refuse") }
      : { ...said, ...reason };
  },
  change: (row, _words, by, now) => ({
    decided_at: now.toISOString(),
    assignee: row.assignee ?? (by.kind === "clerk" ? by.id : null),
  }),
};
