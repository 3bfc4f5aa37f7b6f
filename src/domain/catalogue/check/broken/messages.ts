import type { BrokenFile } from "./broken.ts";

const messages = (words: string): readonly [string, string] => ["fee: none", `fee: none\nmessages:\n  ${words}`];

/** Files whose own words for messages are wrong. */
export const brokenMessages: readonly BrokenFile[] = [
  {
    wrong: "words for a message there is none of",
    replace: messages("agreed: { text: { zh: 好了。, en: Done. } }"),
    code: "unknown_key",
    at: "agreed:",
    remedy: /approved/,
  },
  {
    wrong: "a message in one language only",
    replace: messages("approved: { text: { zh: 好了。 } }"),
    code: "missing_language",
    at: "approved: { text",
    remedy: /en/,
  },
  {
    wrong: "something to fill in that the message does not know",
    replace: messages('approved: { text: { zh: "请在 {day} 前来。", en: Come soon. } }'),
    code: "unknown_placeholder",
    at: "approved: { text",
    remedy: /You can write here: \{service\}\./,
    remedyZh: /这里可以写/,
  },
  {
    wrong: "a bracket that is never closed",
    replace: messages('approved: { text: { zh: "“{service”好了。", en: Done. } }'),
    code: "unknown_placeholder",
    at: "approved: { text",
    remedy: /\{service\}/,
  },
  {
    wrong: "a message too long for an SMS",
    replace: messages(`approved: { text: { zh: ${"好".repeat(135)}, en: Done. } }`),
    code: "message_too_long",
    at: "approved: { text",
    remedy: /at most 134/,
    remedyZh: /134/,
  },
  {
    wrong: "a day and nothing to say without one",
    replace: messages('accepted: { text: { zh: "{day} 前决定。", en: "Decided by {day}." } }'),
    code: "message_day",
    at: "accepted: { text",
    remedy: /open/,
  },
  {
    wrong: "words without a day for a text that names none",
    replace: messages("accepted: { text: { zh: 好了。, en: Done. }, open: { zh: 好了。, en: Done. } }"),
    code: "message_day",
    at: "accepted: { text",
    remedy: /Remove `open`/,
  },
];
