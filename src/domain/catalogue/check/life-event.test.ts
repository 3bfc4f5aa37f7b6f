import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type CatalogueProblem, checkCatalogue, formatProblems } from "../index.ts";

const root = new URL("../../../../catalogue/", import.meta.url).pathname;
const path = "life-events/retirement.yaml";
const text = readFileSync(join(root, path), "utf8");
const services = new Set([...text.matchAll(/^ {2}- service: (\S+)$/gm)].map(([, code]) => `${code}.yaml`));
const files = new Map(
  readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter(
      (one) =>
        one.endsWith(".yaml") &&
        (!one.includes("/") ||
          one.startsWith("certificates/") ||
          services.has(one.split("/").at(-1) ?? "") ||
          one === path),
    )
    .map((one) => [one, readFileSync(join(root, one), "utf8")]),
);

function broken(find: string | RegExp, put: string): { changed: string; problems: readonly CatalogueProblem[] } {
  const changed = text.replace(find, put);
  if (changed === text) throw new Error(`nothing to replace: ${find}`);
  const found = checkCatalogue(new Map(files).set(path, changed));
  return { changed, problems: found.problems.filter(({ file }) => file === `catalogue/${path}`) };
}

type Mistake = readonly [what: string, find: string | RegExp, put: string, code: string, at: string, remedy: RegExp];

const mistakes: readonly Mistake[] = [
  ["a key nobody knows", "icon: clock-hour-4", "picture: clock-hour-4", "unknown_key", "picture:", /icon/],
  ["no steps", /^steps:[\s\S]*?^counter:/m, "counter:", "missing_key", "code: retirement", /steps/],
  [
    "a code that is not the file's",
    "code: retirement",
    "code: retiring",
    "file_name",
    "code: retiring",
    /retiring\.yaml/,
  ],
  ["an icon there is none of", "clock-hour-4", "rocking-chair", "unknown_icon", "rocking-chair", /home/],
  [
    "a service nobody offers",
    "service: pension-claim",
    "service: pension-clam",
    "unknown_service",
    "pension-clam",
    /pension-claim/,
  ],
  [
    "a service twice",
    "service: senior-card",
    "service: pension-claim",
    "duplicate_step",
    "- service: pension-claim\n    why: { zh: 满",
    /once|Remove/,
  ],
  [
    "waiting for what is not there",
    "after: pension-claim",
    "after: pension",
    "unknown_step",
    "after: pension\n",
    /pension-claim/,
  ],
  [
    "waiting for what comes later",
    "after: pension-claim",
    "after: senior-card",
    "step_order",
    "after: senior-card",
    /pension-claim/,
  ],
  [
    "a rule with an unknown name",
    "when: has_fund = true",
    "when: has_found = true",
    "rule_unknown_name",
    "has_found",
    /has_fund/,
  ],
  [
    "a rule with clashing types",
    "when: has_fund = true",
    'when: has_fund = "yes"',
    "rule_type",
    'has_fund = "yes"',
    /./,
  ],
  [
    "a question the service has not",
    "retired_on: retire_on",
    "retired_onn: retire_on",
    "fill_unknown_question",
    "retired_onn: retire_on",
    /retired_on/,
  ],
  [
    "a shared question there is not",
    "retired_on: retire_on",
    "retired_on: retires_on",
    "fill_unknown_shared",
    "retired_on: retires_on",
    /retire_on/,
  ],
  ["types that differ", "retired_on: retire_on", "retired_on: phone", "fill_type", "retired_on: phone", /one type/],
  [
    "a fixed answer that is no option",
    "value: retired",
    "value: pensioner",
    "fill_value",
    "value: pensioner",
    /retired/,
  ],
  [
    "an option map for no choice",
    "birth: birth, retire_on",
    "birth: { from: birth, as: { x: y } }, retire_on",
    "fill_options",
    "as: { x",
    /choice/,
  ],
  ["a shared question of no use", "    when: has_fund = true\n", "", "shared_unused", "id: has_fund", /Remove/],
  ["a shared file", /(id: retire_on\n {8}type: )date/, "$1file", "shared_file", "type: file", /own page/],
  ["a name the choosing page needs", /id: wants_chronic/, "id: wanted", "reserved_id", "id: wanted", /another name/],
  [
    "a look-up without words of what comes",
    / {4}expect: \{ zh: 当场看到参保.*\n/,
    "",
    "expect_missing",
    "- service: insurance-account",
    /expect/,
  ],
  [
    "words of what comes for what is sent along",
    "    fill: { phone: phone }\n  - service: contribution",
    "    expect: { zh: 不用等。, en: At once. }\n  - service: contribution",
    "key_not_for_step",
    "expect: { zh: 不用等",
    /expect/,
  ],
  [
    "filling a look-up",
    "    expect: { zh: 当场看到参保",
    "    fill: { phone: phone }\n    expect: { zh: 当场看到参保",
    "key_not_for_step",
    "fill: { phone: phone }\n    expect",
    /fill/,
  ],
  [
    "a purpose nobody described",
    "purpose: contact",
    "purpose: contacts",
    "purpose_missing",
    "purpose: contacts",
    /contact/,
  ],
  [
    "English where Chinese belongs",
    "zh: 什么时候退休",
    "zh: When you retire",
    "language_mixed",
    "title: { zh: When",
    /Chinese/,
  ],
  ["你 for 您", "从哪一天起退休, en", "你从哪一天起退休, en", "tone", "你从哪一天", /您/],
  [
    "a sample without an answer",
    /(services:\n {6}pension-claim:\n) {8}pension_here: true\n/,
    "$1",
    "sample_incomplete",
    "      pension-claim:\n        draws",
    /Add them/,
  ],
  [
    "a sample that answers what is filled",
    /(services:\n {6}pension-claim:\n)/,
    '$1        birth: "1966-05-20"\n',
    "sample_filled",
    '        birth: "1966-05-20"\n        pension',
    /Remove/,
  ],
  [
    "a sample whose end is missing",
    "      later: [housing-fund-withdrawal]\n",
    "",
    "sample_end",
    "    expect:\n      sent: { pension-claim",
    /sent/,
  ],
  [
    "a sample that does not wait",
    "      sent: { pension-claim: submitted, senior-card: submitted }\n      later: [housing-fund-withdrawal]",
    "      sent: { pension-claim: submitted, senior-card: submitted, housing-fund-withdrawal: submitted }",
    "sample_later",
    "housing-fund-withdrawal: {}",
    /Correct/,
  ],
  [
    "a sample that is refused after all",
    "months_paid: 372",
    "months_paid: 120",
    "sample_refused",
    "pension-claim:\n        pension_here",
    /refused/,
  ],
  [
    "a refusal in other words",
    "您还没有缴满。可以继续",
    "您没有缴满。可以继续",
    "sample_refusal",
    "pension-claim:\n        pension_here: true\n        draws_pension: false\n        way_out: on_age\n        worker: man\n        months_paid: 150",
    /It is:/,
  ],
  [
    "a sample of a service that is not needed",
    /wants_chronic: false([\s\S]*?)senior-card:\n {8}lives_here/,
    "wants_chronic: false$1chronic-disease-status: {}\n      senior-card:\n        lives_here",
    "sample_service",
    "chronic-disease-status: {}",
    /condition/,
  ],
];

describe("a life event with a mistake", () => {
  it("is made from one without", () => {
    expect(formatProblems(checkCatalogue(files).problems, "en")).toBe("No problems found.");
    expect([...checkCatalogue(files).lifeEvents.keys()]).toEqual(["retirement"]);
  });

  it.each(mistakes)("%s", (_, find, put, code, at, remedy) => {
    const { changed, problems } = broken(find, put);
    const found = problems.find((one) => one.code === code);
    expect(found, formatProblems(problems, "en")).toBeDefined();
    if (!found) return;
    expect(`${found.remedy.en} ${found.remedy.zh}`).toMatch(remedy);
    expect(found.say.zh).toMatch(/\p{Script=Han}/u);
    expect(found.say.en).toMatch(/[a-z]/);
    expect(changed).toContain(at);
    const first = changed.slice(0, changed.indexOf(at)).split("\n").length;
    const last = first + at.split("\n").length - 1;
    expect(found.line, `${found.line} of ${first}–${last}: ${found.say.en}`).toBeGreaterThanOrEqual(first - 1);
    expect(found.line).toBeLessThanOrEqual(last);
  });
});
