import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkCatalogue, formatProblems, describe as statementsOf } from "../index.ts";

const root = new URL("../../../../catalogue/", import.meta.url).pathname;
const power = "utilities/electricity.yaml";
const fines = "transport/traffic-fine.yaml";
const permit = "policing/residence-permit.yaml";
const frame = readdirSync(root).filter((name) => name.endsWith(".yaml"));
const files = new Map(
  [...frame, power, fines, permit, "certificates/residence-permit.yaml"].map((path) => [
    path,
    readFileSync(join(root, path), "utf8"),
  ]),
);

function changed(file: string, find: string, put: string) {
  const text = files.get(file) ?? "";
  if (!text.includes(find)) throw new Error(`nothing to replace: ${find}`);
  const after = text.replace(find, put);
  return { after, found: checkCatalogue(new Map(files).set(file, after)) };
}

const section = /\nbill:\n( .*\n)+/.exec(files.get(power) ?? "")?.[0] ?? "";

test("the whole is sound, and its bills are read as the program wants them", () => {
  const { services, problems } = checkCatalogue(files);
  expect(problems.filter(({ file }) => file.endsWith(power) || file.endsWith(fines))).toEqual([]);
  expect(services.get("electricity")?.definition.bill).toEqual({
    ...{ operation: "electricity", by: "account", ask: ["company", "account_no"], about: "account_no" },
    ...{ payee: "merchant", partial: { min_fen: 1000 }, several: true, remember: true },
    account: { zh: "电费户号", en: "Electricity account" },
  });
  const fine = services.get("traffic-fine");
  expect(fine?.definition.bill).toMatchObject({
    ...{ partial: "none", several: false, remember: false },
    late_fee: { rate_bp: 300, cap: "principal", free_days: 0, rounding: "down" },
  });
  const said = fine && statementsOf(fine).find(({ key }) => key === "bill.late_fee")?.value;
  expect(said?.zh).toBe("过了最晚交费日，每天加收 3%，最多和本金一样多（行政处罚法 第七十二条第一款第一项）");
  expect(said?.en).toContain("3% for each day after the due day, at most the principal");
});

test.each([
  ["a payment without bills", power, section, "\n", "bill_kind", /Add `bill`/],
  ["bills of an application", permit, "\nremedies:", `${section.trimEnd()}\nremedies:`, "bill_kind", /Remove `bill`/],
  [
    "a question there is not",
    power,
    "ask: [company, account_no]\n  about",
    "ask: [compny, account_no]\n  about",
    "unknown_question",
    /company/,
  ],
  [
    "an account not sent along",
    power,
    "ask: [company, account_no]\n  about: account_no\n  payee",
    "ask: [company]\n  about: account_no\n  payee",
    "bill_about",
    /Add it to `ask`/,
  ],
  ["an account nobody named", power, "  about: account_no\n  payee", "  payee", "bill_about", /Add `about`/],
  ["a person and an account", power, "by: account", "by: person", "bill_about", /Remove `about`/],
  [
    "a person nobody knows",
    power,
    "  by: account\n  ask: [company, account_no]\n  about: account_no",
    "  by: person\n  ask: [company]",
    "bill_sign_in",
    /sign_in/,
  ],
  [
    "a notice that is remembered",
    fines,
    "  payee: treasury\n",
    "  payee: treasury\n  remember: true\n",
    "bill_remember",
    /Remove `remember`/,
  ],
  [
    "several notices in one payment",
    fines,
    "  payee: treasury\n",
    "  payee: treasury\n  several: true\n",
    "bill_treasury",
    /Remove `several`/,
  ],
  [
    "a part of a notice",
    fines,
    "  payee: treasury\n",
    "  payee: treasury\n  partial: { min: 1 }\n",
    "bill_treasury",
    /`partial`/,
  ],
  ["the treasury without a notice", power, "payee: merchant", "payee: treasury", "bill_treasury", /by: notice/],
  ["a payee there is not", power, "payee: merchant", "payee: bank", "wrong_value", /treasury, merchant/],
  ["a late fee without its law", fines, "    basis: 行政处罚法 第七十二条第一款第一项\n", "", "missing_key", /basis/],
  ["a late fee of more than there may be", fines, "percent_a_day: 3", "percent_a_day: 30", "wrong_size", /10/],
  ["a least part of nothing", power, "partial: { min: 10 }", "partial: { min: 0 }", "wrong_size", /0\.01/],
  ["a sample that does not say what is owed", power, "    owes: []\n", "", "sample_owes", /Add `owes`/],
  [
    "a sample that finds nothing and owes",
    power,
    "    agency_says: nothing\n",
    "    agency_says: nothing\n    owes: []\n",
    "sample_owes",
    /Remove `owes`/,
  ],
  ["a bill due on no day", power, 'due_on: "2026-11-28"', 'due_on: "2026-11-31"', "sample_owes", /days exist/],
  ["a sum that the rule does not give", fines, "to_pay: 13000", "to_pay: 12700", "sample_to_pay", /late_fee/],
  [
    "an application that owes a bill",
    permit,
    "    expect:\n",
    "    owes: []\n    expect:\n",
    "sample_owes",
    /Remove `owes`/,
  ],
  [
    "a fee by bill that is paid online",
    permit,
    "fee: none",
    "fee: { basis: 条例, pay: treasury, bill: { zh: 看账单。, en: See the bill. } }",
    "fee_pay",
    /Remove `pay`/,
  ],
  [
    "a fee paid to nobody",
    permit,
    "fee: none",
    "fee: { basis: 条例, amount: 20, pay: online }",
    "wrong_value",
    /treasury, merchant/,
  ],
])("%s is named with what would be right", (_, file, find, put, code, remedy) => {
  const { found } = changed(file, find, put);
  const problem = found.problems.find((each) => each.code === code);
  expect(problem, formatProblems(found.problems, "en")).toBeDefined();
  expect(problem?.file).toBe(`catalogue/${file}`);
  expect(problem?.remedy.en).toMatch(remedy);
  expect(problem?.say.zh).toMatch(/\p{Script=Han}/u);
});
