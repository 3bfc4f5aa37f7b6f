import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type CatalogueProblem, checkCatalogue, formatProblems } from "./index.ts";

const root = new URL("../../../catalogue/", import.meta.url).pathname;
const files = new Map(
  readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".yaml"))
    .map((path) => [path, readFileSync(join(root, path), "utf8")]),
);
const permit = "policing/residence-permit.yaml";
const certificate = "certificates/residence-permit.yaml";

type Case = {
  /** What was done to the file. */
  readonly wrong: string;
  readonly file?: string;
  readonly replace: readonly [string | RegExp, string];
  readonly code: string;
  /** The problem stands in the line with this text, in the broken file. */
  readonly at: string;
  readonly remedy: RegExp;
  readonly remedyZh?: RegExp;
};

function broken({ file = permit, replace: [find, put] }: Pick<Case, "file" | "replace">): { text: string; problems: readonly CatalogueProblem[] } {
  const text = files.get(file) ?? "";
  const changed = text.replace(find, put);
  if (changed === text) throw new Error(`nothing to replace: ${find}`);
  return { text: changed, problems: checkCatalogue(new Map(files).set(file, changed)).problems };
}

const sampleOfJob = "  - name: 在单位上班";

const cases: readonly Case[] = [
  { wrong: "a key misspelt", replace: ["regime: licence", "regimee: licence"], code: "unknown_key", at: "regimee", remedy: /Did you mean "regime"/, remedyZh: /您是否想写“regime”/ },
  { wrong: "a key of a question misspelt", replace: ["max: today", "maximum: today"], code: "unknown_key", at: "maximum: today", remedy: /max/ },
  { wrong: "a key missing", replace: [/keep: .*\n/, ""], code: "missing_key", at: "code: residence-permit", remedy: /"keep: …"/, remedyZh: /请加一行“keep/ },
  { wrong: "a language missing", replace: ["zh: 您住在哪里, en: Where you live", "zh: 您住在哪里"], code: "missing_language", at: "您住在哪里 }", remedy: /en: …/ },
  { wrong: "an option without label", replace: ["value: none, label: { zh: 以上都没有, en: None of these }", "value: none"], code: "missing_key", at: "value: none", remedy: /label/ },
  { wrong: "a value that is none", replace: ["kind: apply", "kind: aply"], code: "wrong_value", at: "kind: aply", remedy: /Did you mean "apply"/ },
  { wrong: "a limit in another form", replace: ["accept: 5 working days", "accept: five days"], code: "wrong_form", at: "accept: five days", remedy: /5 working days/ },
  { wrong: "a number where text is needed", replace: ['city: "430621"', "city: 430621"], code: "wrong_type", at: "city: 430621", remedy: /"430621"/ },
  { wrong: "a list that is none", replace: ["audience: [person]", "audience: person"], code: "wrong_type", at: "audience", remedy: /a list/ },
  { wrong: "an unknown field", replace: ["field: policing", "field: polcing"], code: "unknown_field", at: "field: polcing", remedy: /Did you mean "policing"/ },
  { wrong: "an unknown kind of agency", replace: ["agency: public-security", "agency: police"], code: "unknown_agency", at: "agency: police", remedy: /agencies\.yaml/ },
  { wrong: "an unknown certificate", replace: ["certificate: residence-permit }", "certificate: residence-card }"], code: "unknown_certificate", at: "residence-card", remedy: /residence-permit|certificates\// },
  { wrong: "a promise longer than the law", replace: ["promise: 5 working days", "promise: 20 working days"], code: "promise_longer_than_law", at: "promise: 20", remedy: /at most 15 days/, remedyZh: /不能超过15 日/ },
  { wrong: "an extension shorter than the limit", replace: ["limit: 30 days", "limit: 3 days"], code: "longest_shorter_than_law", at: "longest:", remedy: /longest/ },
  { wrong: "a licence accepted too late", replace: ["accept: 5 working days", "accept: 10 working days"], code: "accept_too_long", at: "accept: 10", remedy: /5 working days/ },
  { wrong: "a purpose that is missing", replace: ["purpose: check-hukou", "purpose: check-hukuo"], code: "purpose_missing", at: "check-hukuo", remedy: /check-hukou/ },
  { wrong: "a purpose nobody uses", replace: [/purpose: reach-family/g, "purpose: reach-you"], code: "purpose_unused", at: "  reach-family:", remedy: /Remove it/ },
  { wrong: "a question asked twice", replace: ["- id: lives_since", "- id: address"], code: "duplicate_question", at: "- id: address\n        type: date", remedy: /another name/ },
  { wrong: "a page named twice", replace: ["- page: housing", "- page: job"], code: "duplicate_page", at: "- page: job\n    title: { zh: 您的住处", remedy: /another name/ },
  { wrong: "an option twice", replace: ["value: lease", "value: own"], code: "duplicate_option", at: "value: own, label: { zh: 租的", remedy: /another name/ },
  { wrong: "a choice without options", replace: [/id: ground\n( *)type: choice/, "id: ground\n$1type: choices"], code: "rule_type", at: 'when: ground = "none"', remedy: /same kind/ },
  { wrong: "options where there is no choice", replace: [/type: choice(\n.*\n *options:\n *- \{ value: own,)/, "type: text$1"], code: "key_not_for_type", at: "options:\n          - { value: own,", remedy: /change the type to choice/ },
  { wrong: "limits the wrong way round", replace: ["        max: today", '        min: "2026-01-01"\n        max: "2020-01-01"'], code: "min_above_max", at: 'min: "2026-01-01"', remedy: /Check min/ },
  { wrong: "an unknown name in a rule", replace: ["months between(lives_since, today()) < 6", "months between(live_since, today()) < 6"], code: "rule_unknown_name", at: "live_since", remedy: /Did you mean "lives_since"/ },
  { wrong: "a function misspelt", replace: ["same city(hukou", "same_city(hukou"], code: "rule_unknown_name", at: "same_city", remedy: /same city/ },
  { wrong: "a clash of types in a rule", replace: ['work_kind in ("employed", "own_business")', "work_kind in (1, 2)"], code: "rule_type", at: "work_kind in (1, 2)", remedy: /same kind/ },
  { wrong: "an option that does not exist, in a rule", replace: ['when: ground = "school"', 'when: ground = "scool"'], code: "rule_type", at: '"scool"', remedy: /"school"/ },
  { wrong: "a rule with == ", replace: ['when: ground = "job"', 'when: ground == "job"'], code: "rule_syntax", at: "==", remedy: /Write =/ },
  { wrong: "a rule that is no condition", replace: ['when: ground = "none"', "when: ground"], code: "rule_type", at: "- when: ground\n", remedy: /Write a condition/ },
  { wrong: "a contradictory rule", replace: ['when: housing_kind = "lease"', 'when: housing_kind = "lease" and housing_kind = "own"'], code: "rule_never_true", at: 'housing_kind = "own"', remedy: /contradict/ },
  { wrong: "an unreachable question", replace: ['when: housing_kind = "lease"', 'when: ground = "job"'], code: "rule_never_true", at: 'when: ground = "job"\n        purpose: check-residence', remedy: /earlier questions/ },
  { wrong: "an unreachable page", replace: ['when: ground = "school"', 'when: ground = "school" and work_kind = "flexible"'], code: "rule_never_true", at: 'work_kind = "flexible"', remedy: /contradict/ },
  { wrong: "a refusal for everyone", replace: ['when: ground = "none"', 'when: ground != "none" or ground = "none"'], code: "rule_always_true", at: 'or ground = "none"', remedy: /< and >/ },
  { wrong: "a refusal that cannot happen", replace: ["lives_since, today()) < 6", "lives_since, today()) < 0"], code: "rule_never_true", at: "< 0", remedy: /range/ },
  { wrong: "a condition that always holds", replace: ["when: emergency_name != null", "when: phone != null"], code: "rule_always_true", at: "when: phone != null", remedy: /Remove the condition/ },
  { wrong: "a condition on a later question", replace: ['when: ground = "job"', "when: emergency_name != null"], code: "rule_reads_later", at: "when: emergency_name != null", remedy: /further up/ },
  { wrong: "a condition on itself", replace: ["when: emergency_name != null", "when: emergency_phone != null"], code: "rule_reads_itself", at: "when: emergency_phone", remedy: /asked before/ },
  { wrong: "the same refusal twice", replace: ["refuse:\n", 'refuse:\n  - when: ground =  "none"\n    say: { zh: 不行。, en: No. }\n'], code: "refuse_duplicate", at: '- when: ground = "none"', remedy: /Remove one/ },
  { wrong: "sensitive data that shares a purpose", replace: ["purpose: print-photo", "purpose: check-hukou"], code: "sensitive_purpose", at: "sensitive: biometric", remedy: /purpose of its own/ },
  { wrong: "a bank card without its kind of sensitivity", replace: [/type: text\n( *label: \{ zh: 学校名称)/, "type: bank_card\n$1"], code: "sensitive_missing", at: "type: bank_card", remedy: /sensitive: financial/ },
  { wrong: "something the profile does not have", replace: [/- id: hukou\n/, "- id: hometown\n"], code: "from_unknown", at: "from: profile\n        purpose: check-hukou", remedy: /hukou \(division\)/ },
  { wrong: "a sample that does not answer everything", replace: ["      employer: 岳阳县新开机械有限公司\n", ""], code: "sample_answer_missing", at: "answers:\n      address: { division: \"430621\", detail: 新开镇", remedy: /employer/ },
  { wrong: "a sample with an unknown question", replace: ["      work_kind: employed", "      workkind: employed"], code: "sample_answer_unknown", at: "workkind", remedy: /Did you mean "work_kind"/ },
  { wrong: "a sample with an answer of the wrong kind", replace: ["      housing_kind: lease", "      housing_kind: rented"], code: "sample_answer_wrong", at: "housing_kind: rented", remedy: /own, lease, lodging/ },
  { wrong: "a sample that answers what is not asked", replace: [sampleOfJob, sampleOfJob], code: "", at: "", remedy: /x/ },
  { wrong: "a refused sample that is not refused", replace: ['lives_since: "2026-07-01"', 'lives_since: "2026-01-01"'], code: "sample_not_refused", at: "expect:\n      refused: true\n      say:\n        zh: 您在这里居住还不满半年", remedy: /rules under `refuse`/ },
  { wrong: "a sample refused with other words", replace: [/(samples:[^]*refused: true\n *say:\n *zh: )您在这里居住还不满半年/, "$1您住得不够久"], code: "sample_wrong_sentence", at: "say:\n        zh: 您住得不够久", remedy: /word for word/ },
  { wrong: "a sample that is refused by mistake", replace: ['lives_since: "2025-03-01"', 'lives_since: "2026-10-01"'], code: "sample_refused", at: "expect:\n      through: [submitted, accepted, in_review, approved]\n      state: approved\n      say: { zh: 您的居住证办好了", remedy: /Check its answers/ },
  { wrong: "a refusal without a sample", replace: [/ {2}- name: 户口就在本市[^]*?(?= {2}- name:)/, ""], code: "sample_missing", at: "- when: same city", remedy: /refused: true/ },
  { wrong: "a sample whose states disagree", replace: ["      state: approved", "      state: refused"], code: "sample_state", at: "state: refused", remedy: /Make both the same/ },
  { wrong: "a day that does not exist", replace: ['on: "2026-11-16"', 'on: "2026-02-30"'], code: "sample_day", at: "2026-02-30", remedy: /exists/ },
  { wrong: "a code that is not the file's name", replace: ["code: residence-permit", "code: residence-permits"], code: "file_name", at: "code: residence-permits", remedy: /Rename/ },
  { wrong: "a field that is not the folder", replace: ["field: policing", "field: health"], code: "file_folder", at: "field: health", remedy: /folder health/ },
  { wrong: "an impolite word", replace: ["zh: 您的居民身份证。", "zh: 你的居民身份证。"], code: "tone", at: "你的", remedy: /您/ },
  { wrong: "an exclamation mark", replace: ["en: Your resident identity card.", 'en: "Your resident identity card!"'], code: "tone", at: "card!", remedy: /full stop/ },
  { wrong: "languages mixed up", replace: ["zh: 您的居民身份证。, en: Your resident identity card.", "zh: Your card., en: 您的居民身份证。"], code: "language_mixed", at: "Your card.", remedy: /Chinese under zh/ },
  { wrong: "a tab", replace: ["  accept: 5 working days", "\taccept: 5 working days"], code: "yaml_syntax", at: "\taccept", remedy: /spaces/ },
  { wrong: "an entry twice", replace: ["kind: apply", "kind: apply\nkind: pay"], code: "yaml_duplicate_key", at: "kind: pay", remedy: /only one/ },
  { wrong: "a quote that is not closed", replace: ['city: "430621"', 'city: "430621'], code: "yaml_syntax", at: "", remedy: /./ },
  { wrong: "a colon inside a sentence", replace: ["en: Your resident identity card.", "en: Bring: your card"], code: "yaml_syntax", at: "Bring", remedy: /quotes/ },
  { wrong: "a reference", replace: ["audience: [person]", "audience: &a [person]"], code: "yaml_syntax", at: "&a", remedy: /content itself/ },
  { wrong: "an empty file", replace: [/[^]+/, ""], code: "file_empty", at: "", remedy: /start from/ },
  { wrong: "a reserved word as a question", replace: ["- id: school\n", "- id: city\n"], code: "reserved_id", at: "- id: city", remedy: /city_given/ },
  { wrong: "a fee of nothing", replace: ["fee: none", "fee: { amount: 0, basis: 条例 }"], code: "fee_zero", at: "fee: {", remedy: /fee: none/ },
  { wrong: "a fee with thirds of a fen", replace: ["fee: none", "fee: { amount: 0.333, basis: 条例 }"], code: "wrong_size", at: "fee: {", remedy: /two decimals/ },
  { wrong: "a certificate line without a source", file: certificate, replace: ["profile.name", "profile.nickname"], code: "certificate_value", at: "profile.nickname", remedy: /profile\.name/ },
  { wrong: "a certificate that prints what not everyone answers", file: certificate, replace: ["answers.address", "answers.employer"], code: "certificate_value", at: "answers.employer", remedy: /everyone answers/ },
  { wrong: "a last day of something without end", file: certificate, replace: ["validity: { years: 1 }", "validity: none"], code: "certificate_validity", at: "dates.valid_until", remedy: /years: 1/ },
  { wrong: "a placeholder nobody fills in", file: certificate, replace: ["{city}居住", "{town}居住"], code: "certificate_placeholder", at: "{town}", remedy: /\{city\}/ },
  { wrong: "a field twice", file: "fields.yaml", replace: ["code: health", "code: housing"], code: "duplicate_code", at: "code: housing\n  number: 3", remedy: /only one/ },
];

describe("a file with a mistake", () => {
  it.each(cases.filter(({ code }) => code !== ""))("$wrong", (one) => {
    const { text, problems } = broken(one);
    const found = problems.find(({ code }) => code === one.code);
    expect(found, formatProblems(problems, "en")).toBeDefined();
    if (!found) return;
    expect(found.file).toBe(`catalogue/${one.file ?? permit}`);
    expect(found.remedy.en).toMatch(one.remedy);
    if (one.remedyZh) expect(found.remedy.zh).toMatch(one.remedyZh);
    expect(found.say.zh).toMatch(/\p{Script=Han}/u);
    expect(found.say.en).toMatch(/[a-z]/);
    if (one.at !== "") {
      const lines = text.split("\n").flatMap((_, line) => (text.split("\n").slice(line).join("\n").startsWith(one.at) ? [line + 1] : []));
      const at = lines[0] ?? text.slice(0, text.indexOf(one.at)).split("\n").length;
      expect(text).toContain(one.at);
      expect(found.line).toBe(at);
    }
  });
});
