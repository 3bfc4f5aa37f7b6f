import type { BrokenFile } from "./broken.ts";

const amounts = (rows: string) => `fee:\n  basis: 本地收费目录\n  amounts:\n${rows}`;
const row = (when: string, amount: string) => `    - { ${when}say: { zh: 情形, en: A case }, amount: ${amount} }`;

/** Files whose fee, visit, filing across cities or people are wrong. */
export const brokenCharges: readonly BrokenFile[] = [
  {
    wrong: "a question that the form asks itself",
    replace: ["- id: phone", "- id: post_to"],
    code: "delivery_twice",
    at: "- id: post_to",
    remedy: /keep `deliver`/,
    remedyZh: /只写 deliver/,
  },
  {
    wrong: "a fee without its basis",
    replace: ["fee: none", "fee: { amount: 20 }"],
    code: "missing_key",
    at: "fee: { amount: 20 }",
    remedy: /basis/,
    remedyZh: /basis/,
  },
  {
    wrong: "a fee that is said in two ways",
    replace: ["fee: none", "fee: { basis: 条例, amount: 20, local: { zh: 各地自定。, en: Set locally. } }"],
    code: "one_of_keys",
    at: "fee: { basis: 条例, amount: 20",
    remedy: /exactly one of: amount, amounts, bill, local/,
    remedyZh: /只写一项/,
  },
  {
    wrong: "a fee that says no amount at all",
    replace: ["fee: none", "fee: { basis: 条例 }"],
    code: "one_of_keys",
    at: "fee: { basis: 条例 }",
    remedy: /exactly one of/,
  },
  {
    wrong: "a fee charged at a time there is none",
    replace: ["fee: none", "fee: { basis: 条例, amount: 20, charge: later }"],
    code: "wrong_value",
    at: "charge: later",
    remedy: /submit, decide, deliver/,
    remedyZh: /submit/,
  },
  {
    wrong: "a fee by answers whose last row has a condition",
    replace: [
      "fee: none",
      amounts(`${row('when: ground = "job", ', "10")}\n${row('when: ground = "housing", ', "20")}`),
    ],
    code: "fee_rows",
    at: '- { when: ground = "housing"',
    remedy: /Remove the `when`/,
    remedyZh: /删去最后一条的 when/,
  },
  {
    wrong: "a fee by answers whose first row holds always",
    replace: ["fee: none", amounts(`${row("", "10")}\n${row("", "20")}`)],
    code: "fee_rows",
    at: "amount: 10",
    remedy: /Give the row a `when`/,
  },
  {
    wrong: "a fee that asks for a question there is none",
    replace: ["fee: none", amounts(`${row('when: grond = "job", ', "10")}\n${row("", "20")}`)],
    code: "rule_unknown_name",
    at: "grond",
    remedy: /Did you mean "ground"/,
  },
  {
    wrong: "a fee by answers that costs nothing whatever is answered",
    replace: ["fee: none", amounts(`${row('when: ground = "job", ', "0")}\n${row("", "0")}`)],
    code: "fee_zero",
    at: "fee:",
    remedy: /fee: none/,
  },
  {
    wrong: "a visit that is before nothing",
    replace: ["fee: none", "fee: none\nvisit: { say: { zh: 请来一次。, en: Please come once. }, before: accept }"],
    code: "wrong_value",
    at: "visit:",
    remedy: /decide, deliver/,
  },
  {
    wrong: "a visit without a word why",
    replace: ["fee: none", "fee: none\nvisit: { before: decide }"],
    code: "missing_key",
    at: "visit: { before: decide }",
    remedy: /say/,
  },
  {
    wrong: "filing across cities by a question that is no place",
    replace: ["fee: none", "fee: none\ncross_city: { decided_in: ground, basis: 国办发〔2020〕35号 }"],
    code: "cross_city_question",
    at: "cross_city:",
    remedy: /division/,
    remedyZh: /division/,
  },
  {
    wrong: "filing across cities by a question there is none",
    replace: ["fee: none", "fee: none\ncross_city: { decided_in: nowhere, basis: 国办发〔2020〕35号 }"],
    code: "cross_city_question",
    at: "cross_city:",
    remedy: /required question/,
  },
  {
    wrong: "more people than anybody has",
    replace: ["id: hukou\n        type: division", "id: hukou\n        type: people\n        max: 5000"],
    code: "people_max",
    at: "max: 5000",
    remedy: /1 to 20/,
  },
  {
    wrong: "people counted from below",
    replace: ["id: hukou\n        type: division", "id: hukou\n        type: people\n        min: 2"],
    code: "key_not_for_type",
    at: "min: 2",
    remedy: /Remove/,
  },
];
