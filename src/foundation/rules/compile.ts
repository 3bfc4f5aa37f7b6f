import { parseExpression } from "feelin";
import { toFen } from "./decimal.ts";
import { expression } from "./expression.ts";
import { parserContext } from "./functions.ts";
import { type Node, Scope, type Value } from "./node.ts";
import { findHabits, Problems, typeWords, unknownFunction } from "./problems.ts";
import { type CompiledRule, notYetKnown, type RuleContext, RuleError, type RuleName, type RuleType } from "./types.ts";

export const maximumLength = 1000;
export const maximumDepth = 24;

type TreeNode = ReturnType<typeof parseExpression>["topNode"];

function plant(node: TreeNode, problems: Problems, depth: number): Node {
  if (depth > maximumDepth) {
    problems.add(
      "rule_limit",
      node.from,
      { zh: "规则的层次太深。", en: "The rule is nested too deeply." },
      {
        zh: `最多 ${maximumDepth} 层，请拆成几条规则。`,
        en: `At most ${maximumDepth} levels; split it into several rules.`,
      },
    );
    return { name: "⚠", from: node.from, to: node.to, children: [] };
  }
  const children: Node[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name !== "LineComment" && child.name !== "BlockComment") children.push(plant(child, problems, depth + 1));
  }
  return { name: node.name, from: node.from, to: node.to, children };
}

function firstError(node: Node): Node | undefined {
  if (node.name === "⚠") return node;
  for (const child of node.children) {
    const found = firstError(child);
    if (found) return found;
  }
  return undefined;
}

function checkSyntax(text: string, root: Node, problems: Problems): void {
  const broken = firstError(root);
  if (broken) {
    // "between" is a word of FEEL, so that a misspelt function with it in its name is not read as a call.
    const called = /\b([a-z]+\s+between)\s*\(/.exec(text);
    if (called?.[1] !== undefined && !Object.hasOwn(parserContext, called[1])) {
      const { say, remedy } = unknownFunction(called[1]);
      problems.add("rule_unknown_name", called.index, say, remedy);
      return;
    }
    const rest = text.slice(broken.from).trim().split(/\s+/)[0] ?? "";
    const at = rest === "" ? { zh: "规则没有写完。", en: "The rule is not complete." } : undefined;
    problems.add(
      "rule_syntax",
      broken.from,
      at ?? { zh: `读到“${rest}”时看不懂了。`, en: `The rule cannot be read from "${rest}" on.` },
      {
        zh: '请检查括号、引号和 and/or 是否成对、齐全，例如：months < 6 or ground = "none"。',
        en: 'Check that brackets, quotes and and/or are complete, for example: months < 6 or ground = "none".',
      },
    );
  }
}

function fits(type: RuleType | "null", expected: RuleType): boolean {
  if (type === expected) return true;
  const numbers: readonly string[] = ["number", "money"];
  if (numbers.includes(type) && numbers.includes(expected)) return true;
  return type === "null" && expected !== "boolean";
}

function finish(value: Value, expected: RuleType): ReturnType<CompiledRule> {
  if (value === undefined) return notYetKnown;
  if (expected === "boolean") return value === true;
  if (expected === "money" && typeof value === "number") return toFen(value);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return notYetKnown;
  return value as ReturnType<CompiledRule>;
}

/**
 * Compiles a rule written in the published subset of FEEL (README.md) into closures, once per version of a service.
 * `names` are what the rule may read, with their types; `expected` is what it must give. Money is written in yuan.
 * Throws `RuleError` with every problem found: unknown names, clashes of types, what the subset does not have, limits.
 */
export function compileRule(text: string, names: Readonly<Record<string, RuleName>>, expected: RuleType): CompiledRule {
  const problems = new Problems(text);
  if (text.trim() === "") {
    problems.add(
      "rule_syntax",
      0,
      { zh: "规则是空的。", en: "The rule is empty." },
      {
        zh: "请写出条件，或者删去这一行。",
        en: "Write the condition, or remove this line.",
      },
    );
  } else if (text.length > maximumLength) {
    problems.add(
      "rule_limit",
      maximumLength,
      {
        zh: `规则有 ${text.length} 个字符，太长了。`,
        en: `The rule has ${text.length} characters, which is too long.`,
      },
      {
        zh: `最多 ${maximumLength} 个字符，请拆成几条规则。`,
        en: `At most ${maximumLength}; split it into several rules.`,
      },
    );
  } else {
    findHabits(text, problems);
  }
  if (problems.list.length > 0) throw new RuleError(problems.list);

  const root = plant(parseExpression(text, parserContext, undefined).topNode, problems, 0);
  if (problems.list.length === 0) checkSyntax(text, root, problems);
  if (problems.list.length > 0) throw new RuleError(problems.list);

  const scope = new Scope(text, names, problems);
  const compiled = expression(root, scope);
  if (problems.list.length === 0 && !fits(compiled.type, expected)) {
    const is = typeWords[compiled.type];
    const should = typeWords[expected];
    problems.add(
      "rule_type",
      0,
      {
        zh: `这条规则得出的是${is.zh}，这里需要的是${should.zh}。`,
        en: `The rule gives ${is.en}; ${should.en} is needed here.`,
      },
      expected === "boolean"
        ? { zh: '请写成一个条件，例如：ground = "job"。', en: 'Write a condition, for example: ground = "job".' }
        : { zh: `请改写，使结果是${should.zh}。`, en: `Rewrite it so that it gives ${should.en}.` },
    );
  }
  if (problems.list.length > 0) throw new RuleError(problems.list);

  const { run } = compiled;
  return Object.assign(
    (values: Readonly<Record<string, unknown>>, context: Parameters<CompiledRule>[1]) =>
      finish(run(values, context), expected),
    {
      text,
      names: [...scope.used],
      usesToday: scope.usesToday,
      usesCity: scope.usesCity,
      edges: {
        numbers: [...scope.numbers],
        texts: [...scope.texts],
        dates: [...scope.dates],
        complete: scope.edgesComplete,
      },
    },
  );
}

/**
 * The same for a rule that was checked before: it is compiled when it is first asked for. A program that starts knows thousands of
 * published rules and needs few of them at once.
 */
export function publishedRule(
  text: string,
  names: Readonly<Record<string, RuleName>>,
  expected: RuleType,
): CompiledRule {
  let compiled: CompiledRule | undefined;
  const rule = () => {
    compiled ??= compileRule(text, names, expected);
    return compiled;
  };
  const run = (values: Readonly<Record<string, unknown>>, context: RuleContext) => rule()(values, context);
  return Object.defineProperties(run, {
    text: { value: text },
    names: { get: () => rule().names },
    usesToday: { get: () => rule().usesToday },
    usesCity: { get: () => rule().usesCity },
    edges: { get: () => rule().edges },
  }) as CompiledRule;
}
