import {
  type CompiledRule,
  compileRule,
  possibleOutcomes,
  RuleError,
  type RuleName,
} from "../../../foundation/rules/index.ts";
import type { Path, Source } from "../files/source.ts";
import { foundNames, ruleNames } from "../service/compile.ts";
import { bothRules, type ServiceFile } from "../service/read.ts";

type Asked = { readonly id: string; readonly order: number; readonly page: string };

/** Checks every rule of a service: names, types, order of asking, and whether it can ever hold. True when all can run. */
export function checkRules(source: Source, file: ServiceFile): boolean {
  const before = source.problems.list.length;
  const questions = file.ask.flatMap((page) => page.questions);
  const names = ruleNames(questions);
  const asked = new Map<string, Asked>();
  let order = 0;
  for (const page of file.ask) {
    for (const question of page.questions) asked.set(question.id, { id: question.id, order: order++, page: page.page });
  }

  const pageRules = file.ask.map((page, p) =>
    page.when === undefined ? undefined : compileAt(source, ["ask", p, "when"], page.when, names),
  );
  const conditions: Record<string, CompiledRule> = {};
  const checks: (() => void)[] = [];
  for (const [p, page] of file.ask.entries()) {
    const pageRule = pageRules[p];
    const first = asked.get(page.questions[0]?.id ?? "")?.order ?? 0;
    if (pageRule) {
      checkOrder(source, ["ask", p, "when"], pageRule, first, asked);
      checks.push(() => checkCondition(source, ["ask", p, "when"], [pageRule], pageRule, names, conditions));
    }
    for (const [q, question] of page.questions.entries()) {
      const path = ["ask", p, "questions", q, "when"];
      const own = question.when === undefined ? undefined : compileAt(source, path, question.when, names);
      if (own) {
        checkOrder(source, path, own, asked.get(question.id)?.order ?? 0, asked);
        const together = pageRule ? [pageRule, own] : [own];
        checks.push(() => checkCondition(source, path, together, own, names, conditions));
      }
      const both = bothRules(page.when, question.when);
      if (both !== undefined && (own || question.when === undefined) && (pageRule || page.when === undefined)) {
        const compiled = compileAt(source, own ? path : ["ask", p, "when"], both, names);
        if (compiled) conditions[question.id] = compiled;
      }
    }
  }
  const texts = new Map<string, number>();
  for (const [r, refusal] of (file.refuse ?? []).entries()) {
    const path = ["refuse", r, "when"];
    const rule = compileAt(source, path, refusal.when, names);
    if (rule) checks.push(() => checkRefusal(source, path, rule, names, conditions));
    const normal = refusal.when.replaceAll(/\s+/g, " ").trim();
    const same = texts.get(normal);
    if (same !== undefined) {
      source.problems.add(
        "refuse_duplicate",
        source.placeOfValue(path),
        { zh: `这条规则和第 ${same + 1} 条一样。`, en: `This rule is the same as number ${same + 1}.` },
        { zh: "请删去其中一条。", en: "Remove one of the two." },
      );
    }
    texts.set(normal, r);
  }
  const { look_up: lookUp, by_rule: byRule } = file;
  if (lookUp?.issue_when !== undefined) {
    compileAt(source, ["look_up", "issue_when"], lookUp.issue_when, { ...names, ...foundNames(lookUp) });
  }
  for (const [f, { when }] of (file.fee === "none" ? [] : (file.fee.amounts ?? [])).entries()) {
    if (when === undefined) continue;
    const path = ["fee", "amounts", f, "when"];
    const rule = compileAt(source, path, when, names);
    if (rule) checks.push(() => checkReachable(source, path, rule, names, conditions));
  }
  if (byRule !== undefined) {
    const path = ["by_rule", "approve_when"];
    const rule = compileAt(source, path, byRule.approve_when, names);
    if (rule) checks.push(() => checkReachable(source, path, rule, names, conditions));
  }
  const runnable = source.problems.list.length === before;
  // Whether a rule can hold is asked only when all of them can run: one mistake should not be told twice.
  if (runnable) for (const check of checks) check();
  return runnable;
}

function compileAt(
  source: Source,
  path: Path,
  text: string,
  names: Readonly<Record<string, RuleName>>,
): CompiledRule | undefined {
  try {
    return compileRule(text, names, "boolean");
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    for (const problem of error.problems) {
      source.problems.add(
        problem.code,
        source.placeWithin(path, problem.line, problem.column),
        problem.say,
        problem.remedy,
      );
    }
    return undefined;
  }
}

function checkOrder(
  source: Source,
  path: Path,
  rule: CompiledRule,
  order: number,
  asked: ReadonlyMap<string, Asked>,
): void {
  for (const name of rule.names) {
    const other = asked.get(name);
    if (!other || other.order < order) continue;
    const self = other.order === order;
    const place = source.placeWithin(path, 1, Math.max(1, rule.text.indexOf(name) + 1));
    source.problems.add(
      self ? "rule_reads_itself" : "rule_reads_later",
      place,
      self
        ? { zh: `“${name}”的条件用到了它自己的答案。`, en: `The condition of "${name}" needs its own answer.` }
        : { zh: `这里用到的“${name}”要到后面才问。`, en: `"${name}", which is used here, is asked only later.` },
      self
        ? { zh: "请改用前面问过的问题。", en: "Use a question that was asked before." }
        : {
            zh: `请把“${name}”移到前面，或者改用前面问过的问题。`,
            en: `Move "${name}" further up, or use a question asked before.`,
          },
    );
  }
}

function checkCondition(
  source: Source,
  path: Path,
  together: readonly CompiledRule[],
  own: CompiledRule,
  names: Readonly<Record<string, RuleName>>,
  conditions: Readonly<Record<string, CompiledRule>>,
): void {
  const place = source.placeOfValue(path);
  if (possibleOutcomes(together, names, conditions)?.true === false) {
    source.problems.add(
      "rule_never_true",
      place,
      {
        zh: "这个条件永远不会成立，后面的内容谁也看不到。",
        en: "This condition can never hold; nobody will ever be asked this.",
      },
      {
        zh: "请检查条件之间（包括本页和前面问题的条件）是否互相矛盾。",
        en: "Check whether the conditions, also those of the page and of earlier questions, contradict each other.",
      },
    );
  } else if (possibleOutcomes(own, names, conditions)?.false === false) {
    source.problems.add(
      "rule_always_true",
      place,
      { zh: "这个条件总是成立。", en: "This condition always holds." },
      { zh: "请删去这个条件，或者改正它。", en: "Remove the condition, or correct it." },
    );
  }
}

/** A rule of approval may hold always; one that never holds approves nobody. */
function checkReachable(
  source: Source,
  path: Path,
  rule: CompiledRule,
  names: Readonly<Record<string, RuleName>>,
  conditions: Readonly<Record<string, CompiledRule>>,
): void {
  if (possibleOutcomes(rule, names, conditions)?.true !== false) return;
  source.problems.add(
    "rule_never_true",
    source.placeOfValue(path),
    {
      zh: "这条规则永远不会成立，没有一件会立即办结。",
      en: "This rule can never hold; nothing will be approved at once.",
    },
    { zh: "请检查条件是否互相矛盾。", en: "Check for conditions that contradict each other." },
  );
}

function checkRefusal(
  source: Source,
  path: Path,
  rule: CompiledRule,
  names: Readonly<Record<string, RuleName>>,
  conditions: Readonly<Record<string, CompiledRule>>,
): void {
  const outcomes = possibleOutcomes(rule, names, conditions);
  if (!outcomes) return;
  const place = source.placeOfValue(path);
  if (!outcomes.true) {
    source.problems.add(
      "rule_never_true",
      place,
      {
        zh: "这种情形永远不会出现，谁也不会因此被告知办不了。",
        en: "This can never happen; nobody will ever be refused by it.",
      },
      {
        zh: "请检查条件是否互相矛盾，数字是否超出问题的范围。",
        en: "Check for conditions that contradict each other and numbers beyond the question's range.",
      },
    );
  } else if (!outcomes.false) {
    source.problems.add(
      "rule_always_true",
      place,
      { zh: "这条规则会让每个人都办不了。", en: "This rule would refuse everyone." },
      {
        zh: "请改正条件，例如检查 < 和 > 是否写反。",
        en: "Correct the condition; check for example whether < and > are the wrong way round.",
      },
    );
  }
}
