import type { Path, Source } from "../files/source.ts";
import { profileFields, type Question, type QuestionType } from "../service/definition.ts";
import type { ServiceFile } from "../service/read.ts";

/** Words of the rule language: a question with such a name could not be used in a rule. */
const reserved = new Set([
  "and",
  "or",
  "not",
  "in",
  "between",
  "if",
  "then",
  "else",
  "true",
  "false",
  "null",
  "for",
  "return",
  "some",
  "every",
  "satisfies",
  "function",
  "external",
  "date",
  "time",
  "duration",
  "instance",
  "of",
  "today",
  "city",
]);

const keysOf: readonly {
  key: "options" | "min" | "max" | "max_length" | "or_promise" | "accept";
  types: readonly QuestionType[];
}[] = [
  { key: "options", types: ["choice", "choices"] },
  { key: "min", types: ["number", "money", "date"] },
  { key: "max", types: ["number", "money", "date", "people"] },
  { key: "max_length", types: ["text", "long_text", "name"] },
  { key: "or_promise", types: ["file", "photo"] },
  { key: "accept", types: ["file", "photo"] },
];

/** Questions and pages: names once, keys that mean something for the type, purposes that exist and are used. */
export function checkQuestions(source: Source, file: ServiceFile): void {
  const ids = new Map<string, number>();
  const pages = new Map<string, number>();
  const used = new Map<string, { sensitive: Set<string>; first: Path }>();
  for (const [p, page] of file.ask.entries()) {
    checkOnce(source, pages, page.page, ["ask", p, "page"], "duplicate_page", { zh: "页名", en: "page" });
    for (const [q, question] of page.questions.entries()) {
      const path = ["ask", p, "questions", q];
      checkOnce(source, ids, question.id, [...path, "id"], "duplicate_question", { zh: "问题名", en: "question" });
      checkQuestion(source, question, path);
      checkPurpose(source, file, question, path);
      checkPeople(source, question, path);
      const use = used.get(question.purpose) ?? { sensitive: new Set<string>(), first: [...path, "purpose"] };
      use.sensitive.add(question.sensitive ?? "");
      used.set(question.purpose, use);
      if (question.sensitive !== undefined && use.sensitive.size > 1)
        mixedPurpose(source, question, [...path, "sensitive"]);
    }
  }
  for (const purpose of Object.keys(file.purposes)) {
    if (used.has(purpose)) continue;
    source.problems.add(
      "purpose_unused",
      source.place(["purposes", purpose]),
      { zh: `用途“${purpose}”没有问题用到。`, en: `No question uses the purpose "${purpose}".` },
      {
        zh: "请删去它，或者检查问题里的 purpose 是否写错。",
        en: "Remove it, or check the `purpose` of the questions.",
      },
    );
  }
}

/** More rows than anybody fills in make a form nobody can read. */
const peopleAtMost = 20;

function checkPeople(source: Source, { id, type, max }: Question, path: Path): void {
  if (type !== "people" || max === undefined) return;
  if (typeof max === "number" && Number.isInteger(max) && max >= 1 && max <= peopleAtMost) return;
  source.problems.add(
    "people_max",
    source.place([...path, "max"]),
    { zh: `“${id}”不能填 ${max} 个人。`, en: `"${id}" cannot be ${max} people.` },
    { zh: `请写 1 到 ${peopleAtMost} 的整数。`, en: `Write a whole number from 1 to ${peopleAtMost}.` },
  );
}

function mixedPurpose(source: Source, question: Question, path: Path): void {
  source.problems.add(
    "sensitive_purpose",
    source.place(path),
    {
      zh: `敏感信息“${question.id}”和普通信息共用了用途“${question.purpose}”，没法单独征得同意。`,
      en: `The sensitive "${question.id}" shares its purpose "${question.purpose}" with ordinary data, so that separate consent cannot be asked.`,
    },
    {
      zh: "请给敏感信息单独写一个用途（个人信息保护法第二十八、二十九条）。",
      en: "Give sensitive data a purpose of its own (个人信息保护法 第28–29条).",
    },
  );
}

function checkOnce(
  source: Source,
  seen: Map<string, number>,
  value: string,
  path: Path,
  code: string,
  what: { zh: string; en: string },
): void {
  const place = source.placeOfValue(path);
  const before = seen.get(value);
  if (before === undefined) {
    seen.set(value, place.line);
    return;
  }
  source.problems.add(
    code,
    place,
    {
      zh: `${what.zh}“${value}”在第 ${before} 行已经用过了。`,
      en: `The ${what.en} "${value}" exists already in line ${before}.`,
    },
    { zh: "请换一个名字。", en: "Choose another name." },
  );
}

function checkPurpose(source: Source, file: ServiceFile, question: Question, path: Path): void {
  if (Object.hasOwn(file.purposes, question.purpose)) return;
  const known = Object.keys(file.purposes).join(", ");
  source.problems.add(
    "purpose_missing",
    source.placeOfValue([...path, "purpose"]),
    { zh: `没有说明用途“${question.purpose}”。`, en: `The purpose "${question.purpose}" is not described.` },
    {
      zh: `请在 purposes 里写上它，或者从这些里选：${known}。`,
      en: `Describe it under \`purposes\`, or choose one of these: ${known}.`,
    },
  );
}

function checkQuestion(source: Source, question: Question, path: Path): void {
  const add = (code: string, key: string, say: [string, string], remedy: [string, string]): void =>
    source.problems.add(
      code,
      source.place([...path, key]),
      { zh: say[0], en: say[1] },
      { zh: remedy[0], en: remedy[1] },
    );
  if (reserved.has(question.id)) {
    add(
      "reserved_id",
      "id",
      [
        `“${question.id}”是规则里的词，不能当问题名。`,
        `"${question.id}" is a word of rules and cannot name a question.`,
      ],
      [`请换一个名字，例如 ${question.id}_given。`, `Choose another name, for example ${question.id}_given.`],
    );
  }
  for (const { key, types } of keysOf) {
    if (question[key] === undefined || types.includes(question.type)) continue;
    const list = types.join(", ");
    add(
      "key_not_for_type",
      key,
      [`类型是 ${question.type} 的问题不用“${key}”。`, `A question of type ${question.type} has no "${key}".`],
      [`请删去它，或者把类型改成：${list}。`, `Remove it, or change the type to ${list}.`],
    );
  }
  if ((question.type === "choice" || question.type === "choices") && question.options === undefined) {
    add(
      "missing_options",
      "type",
      [`“${question.id}”没有选项。`, `"${question.id}" has no options.`],
      ["请加 options，每项写 value 和 label。", "Add `options`, each with `value` and `label`."],
    );
  }
  const values = new Map<string, number>();
  for (const [o, option] of (question.options ?? []).entries()) {
    checkOnce(source, values, option.value, [...path, "options", o, "value"], "duplicate_option", {
      zh: "选项",
      en: "option",
    });
  }
  if (question.type === "bank_card" && question.sensitive !== "financial") {
    add(
      "sensitive_missing",
      "type",
      ["银行卡号是敏感个人信息。", "A bank card number is sensitive data."],
      ["请加一行 sensitive: financial。", "Add a line `sensitive: financial`."],
    );
  }
  checkRange(question, add);
  checkFrom(question, add);
}

type Add = (code: string, key: string, say: [string, string], remedy: [string, string]) => void;

function checkRange(question: Question, add: Add): void {
  const { min, max, type } = question;
  if (!["number", "money", "date"].includes(type)) return;
  for (const [key, value] of [
    ["min", min],
    ["max", max],
  ] as const) {
    if (value === undefined) continue;
    const right =
      type === "date"
        ? typeof value === "string" && /^(today|\d{4}-\d{2}-\d{2})$/.test(value)
        : typeof value === "number";
    if (right) continue;
    add(
      "wrong_limit",
      key,
      [`“${String(value)}”不能作“${question.id}”的界限。`, `"${String(value)}" cannot limit "${question.id}".`],
      [
        type === "date" ? '请写 "2020-01-01" 或 today。' : "请写数字，不加引号。",
        type === "date" ? 'Write a day like "2020-01-01", or today.' : "Write a number without quotes.",
      ],
    );
    return;
  }
  if (
    min !== undefined &&
    max !== undefined &&
    typeof min === typeof max &&
    min > max &&
    max !== "today" &&
    min !== "today"
  ) {
    add(
      "min_above_max",
      "min",
      ["最小值比最大值还大，没有答案能填。", "The least value is above the greatest; no answer fits."],
      [`请检查 min（${min}）和 max（${max}）。`, `Check min (${min}) and max (${max}).`],
    );
  }
}

function checkFrom(question: Question, add: Add): void {
  if (question.from !== "profile") return;
  const byId = Object.hasOwn(profileFields, question.id) ? profileFields[question.id] : undefined;
  const types = new Set(Object.values(profileFields));
  if (
    byId === question.type ||
    (byId === undefined && types.has(question.type) && !["division", "date"].includes(question.type))
  )
    return;
  const list = Object.entries(profileFields)
    .map(([id, type]) => `${id} (${type})`)
    .join(", ");
  add(
    "from_unknown",
    "from",
    [`个人资料里没有“${question.id}”（${question.type}）。`, `The profile has no "${question.id}" (${question.type}).`],
    [
      `个人资料里有：${list}。请改问题名或类型，或者删去 from。`,
      `The profile has ${list}. Change id or type, or remove \`from\`.`,
    ],
  );
}
