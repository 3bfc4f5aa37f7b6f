import type { Text } from "../../../foundation/i18n/index.ts";
import { isDay, nearest } from "../../../foundation/rules/index.ts";
import { hasForm } from "../files/schema.ts";
import type { Path, Source } from "../files/source.ts";
import { type Fill, filledFrom, type LifeEventDefinition } from "../life-events/life-event.ts";
import { answerSchema } from "../service/answers-schema.ts";
import type { ServiceVersion } from "../service/compile.ts";
import type { Question, QuestionType } from "../service/definition.ts";

/** Types whose answers another type takes as they are. */
const wider: Partial<Readonly<Record<QuestionType, readonly QuestionType[]>>> = {
  name: ["text", "long_text"],
  text: ["long_text"],
};

type Add = (code: string, path: Path, say: readonly [string, string], remedy: readonly [string, string]) => void;

/** What fills the questions of the services: both questions exist, their types agree, and what is sensitive stays sensitive. */
export function checkFills(
  source: Source,
  event: LifeEventDefinition,
  services: ReadonlyMap<string, ServiceVersion>,
): void {
  const shared = new Map(event.ask.flatMap(({ questions }) => questions.map((one) => [one.id, one] as const)));
  const used = new Set<string>();
  const add: Add = (code, path, say, remedy) =>
    source.problems.add(code, source.placeOfValue(path), both(say), both(remedy));
  for (const [s, step] of event.steps.entries()) {
    const service = services.get(step.service);
    for (const name of wordsOf(step.when)) used.add(name);
    for (const [id, fill] of Object.entries(step.fill ?? {})) {
      used.add(filledFrom(fill) ?? "");
      if (service) checkFill({ source, add, shared, service, path: ["steps", s, "fill", id] }, id, fill);
    }
  }
  for (const { questions } of event.ask)
    for (const { when } of questions) for (const name of wordsOf(when)) used.add(name);
  for (const { when } of event.ask) for (const name of wordsOf(when)) used.add(name);
  for (const [p, page] of event.ask.entries()) {
    for (const [q, { id }] of page.questions.entries()) {
      if (used.has(id)) continue;
      add(
        "shared_unused",
        ["ask", p, "questions", q, "id"],
        [`没有服务用到“${id}”的答案。`, `No service uses the answer to "${id}".`],
        [
          "请删去这个问题，或者在 steps 的 fill、when 里用它。",
          "Remove the question, or use it in `fill` or `when` of a step.",
        ],
      );
    }
  }
}

function wordsOf(rule: string | undefined): readonly string[] {
  return rule?.replaceAll(/"[^"]*"/g, "").match(/[a-z][a-z0-9_]*/g) ?? [];
}

function both([zh, en]: readonly [string, string]): Text {
  return { zh, en };
}

type At = {
  readonly source: Source;
  readonly add: Add;
  readonly shared: ReadonlyMap<string, Question>;
  readonly service: ServiceVersion;
  readonly path: Path;
};

function checkFill(at: At, id: string, fill: Fill): void {
  const { source, add, shared, service, path } = at;
  const question = service.questions.get(id)?.question;
  if (!question) {
    const close = nearest(id, service.questions.keys());
    source.problems.add(
      "fill_unknown_question",
      source.place(path),
      both([
        `“${service.definition.code}”没有“${id}”这个问题。`,
        `"${service.definition.code}" has no question "${id}".`,
      ]),
      close === undefined
        ? both(["请写服务文件里的问题名。", "Write the id of a question of that service."])
        : both([`您是否想写“${close}”？`, `Did you mean "${close}"?`]),
    );
    return;
  }
  const from = filledFrom(fill);
  if (from === undefined) {
    const value = typeof fill === "object" && "value" in fill ? fill.value : undefined;
    checkValue(at, question, value, typeof fill === "object" && "value" in fill ? [...path, "value"] : path);
    return;
  }
  const answer = shared.get(from);
  if (!answer) {
    const close = nearest(from, shared.keys());
    add(
      "fill_unknown_shared",
      typeof fill === "string" ? path : [...path, "from"],
      [`没有“${from}”这个共同的问题。`, `There is no shared question "${from}".`],
      close === undefined
        ? ["请写 ask 里的问题名。", "Write the id of a question under `ask`."]
        : [`您是否想写“${close}”？`, `Did you mean "${close}"?`],
    );
    return;
  }
  if (typeof fill === "object" && "from" in fill && fill.as !== undefined) checkOptions(at, answer, question, fill.as);
  else checkType(at, answer, question);
  if (question.sensitive === undefined || answer.sensitive === question.sensitive) return;
  add(
    "fill_sensitive",
    path,
    [
      `“${id}”是敏感个人信息，共同的问题“${from}”却没有同样标明。`,
      `"${id}" is sensitive data, and the shared question "${from}" does not say so.`,
    ],
    [
      `请给共同的问题“${from}”加一行 sensitive: ${question.sensitive}。`,
      `Add a line \`sensitive: ${question.sensitive}\` to the shared question "${from}".`,
    ],
  );
}

function checkValue({ add }: At, question: Question, value: unknown, path: Path): void {
  const fits = value !== undefined && hasForm(answerSchema(question), value);
  if (fits && (question.type !== "date" || isDay(String(value))) && question.sensitive === undefined) return;
  const options = question.options?.map((option) => option.value).join(", ");
  add(
    "fill_value",
    path,
    [
      `这不能作“${question.id}”（${question.type}）的固定答案。`,
      `This cannot be the fixed answer to "${question.id}" (${question.type}).`,
    ],
    options === undefined
      ? [
          "请写 { value: 合类型的答案 }；敏感信息不能固定。",
          "Write `{ value: … }` with an answer of that type that is not sensitive.",
        ]
      : [`选项有：${options}。`, `The options are ${options}.`],
  );
}

function checkType({ add, path }: At, answer: Question, question: Question): void {
  const fits = answer.type === question.type || wider[answer.type]?.includes(question.type) === true;
  if (!fits) {
    add(
      "fill_type",
      path,
      [
        `“${answer.id}”的类型是 ${answer.type}，“${question.id}”要的是 ${question.type}。`,
        `"${answer.id}" is of type ${answer.type}, and "${question.id}" of type ${question.type}.`,
      ],
      [
        "请让两个类型一样；选项不同的，写 { from: …, as: { 选项: 答案 } }。",
        "Make both of one type, or write `{ from: …, as: { option: answer } }` where the options differ.",
      ],
    );
    return;
  }
  if (answer.options === undefined || question.options === undefined) return;
  const known = question.options.map(({ value }) => value);
  const missing = answer.options.map(({ value }) => value).filter((value) => !known.includes(value));
  if (missing.length === 0) return;
  add(
    "fill_options",
    path,
    [
      `“${question.id}”没有这些选项：${missing.join(", ")}。`,
      `"${question.id}" has no such options: ${missing.join(", ")}.`,
    ],
    [
      `它的选项有：${known.join(", ")}。名字不同的，写 { from: ${answer.id}, as: { 选项: 选项 } }。`,
      `Its options are ${known.join(", ")}. Where names differ, write \`{ from: ${answer.id}, as: { … } }\`.`,
    ],
  );
}

function checkOptions(at: At, answer: Question, question: Question, as: Readonly<Record<string, unknown>>): void {
  const known = answer.type === "yes_no" ? ["true", "false"] : (answer.options?.map(({ value }) => value) ?? []);
  for (const [option, value] of Object.entries(as)) {
    const path = [...at.path, "as", option];
    if (!known.includes(option)) {
      at.add(
        "fill_options",
        path,
        [`“${answer.id}”没有选项“${option}”。`, `"${answer.id}" has no option "${option}".`],
        known.length === 0
          ? ["as 只用于 choice 和 yes_no。", "`as` is for choice and yes_no only."]
          : [`它的选项有：${known.join(", ")}。`, `Its options are ${known.join(", ")}.`],
      );
    } else checkValue(at, { ...question, sensitive: undefined } as unknown as Question, value, path);
  }
}
