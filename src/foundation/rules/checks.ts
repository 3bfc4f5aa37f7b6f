import type { Node, Part, Scope } from "./node.ts";
import { typeWords } from "./problems.ts";
import type { RuleType } from "./types.ts";

export function isNumeric(part: Part): boolean {
  return part.type === "number" || part.type === "money";
}

/** Says that a part has another type than is needed here. */
export function clash(node: Node, part: Part, needed: RuleType, scope: Scope): void {
  const is = typeWords[part.type];
  const should = typeWords[needed];
  scope.problems.add(
    "rule_type",
    node.from,
    {
      zh: `“${scope.of(node)}”是${is.zh}，这里需要的是${should.zh}。`,
      en: `"${scope.of(node)}" is ${is.en}; ${should.en} is needed here.`,
    },
    {
      zh: `请换成${should.zh}，或者改用别的条件。`,
      en: `Use ${should.en} here, or write another condition.`,
    },
  );
}

/** A text compared with a choice must be one of its options. */
export function checkOption(
  node: Node | undefined,
  part: Part | undefined,
  options: readonly string[] | undefined,
  scope: Scope,
): void {
  if (!node || !options || typeof part?.literal !== "string" || options.includes(part.literal)) return;
  const choices = options.map((option) => `"${option}"`).join(", ");
  scope.problems.add(
    "rule_type",
    node.from,
    { zh: `“${part.literal}”不是这个问题的选项。`, en: `"${part.literal}" is not an option of this question.` },
    { zh: `选项有：${choices}。`, en: `The options are ${choices}.` },
  );
}
