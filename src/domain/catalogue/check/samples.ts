import type { Text } from "../../../foundation/i18n/index.ts";
import { isDay, nearest, type RuleContext } from "../../../foundation/rules/index.ts";
import { hasForm } from "../files/schema.ts";
import type { Path, Source } from "../files/source.ts";
import { answerSchema } from "../service/answers-schema.ts";
import { type ServiceVersion, settle } from "../service/compile.ts";
import type { Answers, FoundFormat, Sample } from "../service/definition.ts";

function same(a: Text, b: Text): boolean {
  return a.zh === b.zh && a.en === b.en;
}

/** Plays every sample: its answers fit and are complete, and what should be refused is refused, with the expected words. */
export function checkSamples(source: Source, service: ServiceVersion): void {
  const { samples, refuse } = service.definition;
  for (const [s, sample] of samples.entries()) {
    const path = ["samples", s];
    const context = { today: sample.on, city: sample.city };
    if (!isDay(sample.on)) {
      problem(
        source,
        "sample_day",
        [...path, "on"],
        [`“${sample.on}”不是存在的日期。`, `"${sample.on}" is not a day that exists.`],
        ["请写存在的日期。", "Write a day that exists."],
      );
      continue;
    }
    for (const key of ["answers", "corrections"] as const) {
      if (sample[key] !== undefined) checkForms(source, service, sample[key], [...path, key]);
    }
    checkExpected(source, service, sample, path);
    if (sample.expect.refused) checkRefused(source, service, sample, context, path);
    else checkGranted(source, service, sample, context, path);
    checkAgencySays(source, service, sample, context, path);
  }
  if (!samples.some((sample) => !sample.expect.refused)) {
    problem(
      source,
      "sample_missing",
      ["samples"],
      ["没有一个能办成的样例。", "No sample shows a case that goes through."],
      ["请加一个答案完整、能办成的样例。", "Add a sample with complete answers that goes through."],
    );
  }
  for (const [r, refusal] of refuse.entries()) {
    if (samples.some((sample) => sample.expect.refused && same(sample.expect.say, refusal.say))) continue;
    problem(
      source,
      "sample_missing",
      ["refuse", r],
      ["没有样例说明这种办不了的情形。", "No sample shows this refusal."],
      [
        "请在 samples 里加一个 refused: true 的样例，say 和这里一字不差。",
        "Add a sample with refused: true whose `say` is word for word the one here.",
      ],
    );
  }
}

function problem(source: Source, code: string, path: Path, say: [string, string], remedy: [string, string]): void {
  source.problems.add(code, source.place(path), { zh: say[0], en: say[1] }, { zh: remedy[0], en: remedy[1] });
}

function checkForms(source: Source, service: ServiceVersion, answers: Answers, path: Path): void {
  for (const [id, answer] of Object.entries(answers)) {
    const question = service.questions.get(id)?.question;
    if (!question) {
      const close = nearest(id, service.questions.keys());
      problem(
        source,
        "sample_answer_unknown",
        [...path, id],
        [`没有“${id}”这个问题。`, `There is no question "${id}".`],
        close === undefined
          ? ["请删去这一行。", "Remove this line."]
          : [`您是否想写“${close}”？`, `Did you mean "${close}"?`],
      );
    } else if (!hasForm(answerSchema(question), answer) || (question.type === "date" && !isDay(String(answer)))) {
      const options = question.options?.map((option) => option.value).join(", ");
      const form = forms[question.type];
      problem(
        source,
        "sample_answer_wrong",
        [...path, id],
        [
          `“${id}”的答案不合类型（${question.type}）。`,
          `The answer to "${id}" does not fit its type (${question.type}).`,
        ],
        options === undefined
          ? [`请按这种类型写：${form?.zh ?? "文字，加引号"}。`, `Write it as ${form?.en ?? "text in quotes"}.`]
          : [`选项有：${options}。`, `The options are ${options}.`],
      );
    }
  }
}

const forms: Readonly<Record<string, Text>> = {
  number: { zh: "数字，不加引号", en: "a number without quotes" },
  money: { zh: "以分为单位的整数", en: "a whole number of fen" },
  date: { zh: '"2026-11-16" 这样的日期，加引号', en: 'a day like "2026-11-16", in quotes' },
  yes_no: { zh: "true 或 false", en: "true or false" },
  address: { zh: '{ division: "六位代码", detail: 详细地址 }', en: '{ division: "six digits", detail: … }' },
  place: {
    zh: '{ words: 怎么找, address: { division: "六位代码", detail: 详细地址 }, latitude: 29.14, longitude: 113.12 }，至少一样',
    en: '{ words, address: { division: "six digits", detail }, latitude, longitude }, at least one of them',
  },
  division: { zh: '六位代码，加引号，例如 "430621"', en: 'six digits in quotes, like "430621"' },
  people: { zh: '[{ name: 姓名, resident_id: "十八位号码" }]', en: '[{ name: …, resident_id: "18 digits" }]' },
  phone: { zh: "电话号码，加引号", en: "a telephone number in quotes" },
  file: {
    zh: "{ file: 编号, name: …, size: …, type: … }，允许承诺时也可以 { promise: true }",
    en: "{ file: id, name, size, type }, or { promise: true } where a promise is allowed",
  },
  photo: {
    zh: "{ file: 编号, name: …, size: …, type: … }，允许承诺时也可以 { promise: true }",
    en: "{ file: id, name, size, type }, or { promise: true } where a promise is allowed",
  },
};

const foundForms: Readonly<Record<FoundFormat, (value: unknown) => boolean>> = {
  text: (value) => typeof value === "string",
  choice: (value) => typeof value === "string",
  number: (value) => typeof value === "number",
  money: (value) => Number.isSafeInteger(value),
  day: (value) => typeof value === "string" && isDay(value),
  month: (value) => typeof value === "string" && isDay(`${value}-01`),
  yes_no: (value) => typeof value === "boolean",
};

/** What the agency is made to answer fits what the service says comes back, and is issued or not as expected. */
function checkAgencySays(
  source: Source,
  service: ServiceVersion,
  sample: Sample,
  context: RuleContext,
  path: Path,
): void {
  const lookUp = service.definition.look_up;
  const says = sample.agency_says;
  if (!lookUp || sample.expect.refused) {
    if (says === undefined) return;
    problem(
      source,
      "sample_agency",
      [...path, "agency_says"],
      ["这个样例不会向机关查询。", "Nothing is looked up in this sample."],
      ["请删去 agency_says。", "Remove `agency_says`."],
    );
    return;
  }
  if (says === undefined) {
    problem(
      source,
      "sample_agency",
      path,
      ["没有写机关会怎样答复。", "What the agency answers is missing."],
      [
        "请加 agency_says；查不到写 agency_says: nothing。",
        "Add `agency_says`; write `nothing` where it knows of none.",
      ],
    );
    return;
  }
  if (says === "nothing") {
    checkSaid(source, sample, lookUp.none, path);
    return;
  }
  for (const [id, value] of Object.entries(says)) {
    const field = lookUp.answer.find((one) => one.id === id);
    const rows = field?.format === "table" ? (Array.isArray(value) ? value : [undefined]) : [{ [id]: value }];
    const columns = field === undefined ? [] : (field.columns ?? [field]);
    const right =
      field !== undefined &&
      rows.every((row) =>
        Object.entries((row ?? { "": 0 }) as Record<string, unknown>).every(([key, cell]) => {
          const column = columns.find((one) => one.id === key);
          return column !== undefined && column.format !== "table" && foundForms[column.format](cell);
        }),
      );
    if (right) continue;
    problem(
      source,
      "sample_agency",
      [...path, "agency_says", id],
      [`“${id}”不在 answer 里，或者写法不对。`, `"${id}" is not in \`answer\`, or not written as its format says.`],
      [
        '数字、金额（分）不加引号，日期写 "2026-11-16"，月份写 "2026-11"。',
        'Numbers and money (fen) without quotes, days as "2026-11-16", months as "2026-11".',
      ],
    );
    return;
  }
  const { issueWhen } = service;
  if (!issueWhen) return;
  const { values } = settle(service, sample.answers, context);
  const empty = Object.fromEntries(lookUp.answer.map((field) => [field.id, null]));
  const issued = issueWhen({ ...values, ...empty, ...says }, context) === true;
  if (issued !== (sample.expect.not_issued !== true)) {
    problem(
      source,
      "sample_not_issued",
      [...path, "expect"],
      issued
        ? ["这个样例会出具证明，但写了 not_issued。", "This sample is issued, but `not_issued` stands here."]
        : ["按 issue_when，这个样例不会出具证明。", "By `issue_when` nothing is issued in this sample."],
      ["请检查 agency_says 和 issue_when。", "Check `agency_says` and `issue_when`."],
    );
  } else if (!issued && lookUp.otherwise) checkSaid(source, sample, lookUp.otherwise, path);
}

function checkSaid(source: Source, sample: Sample, said: Text, path: Path): void {
  if (same(sample.expect.say, said)) return;
  problem(
    source,
    "sample_wrong_sentence",
    [...path, "expect", "say"],
    [`实际会说：“${said.zh}”`, `What is said is: "${said.en}"`],
    ["请让两处一字不差。", "Make both word for word the same."],
  );
}

function checkExpected(source: Source, service: ServiceVersion, { expect }: Sample, path: Path): void {
  const at = [...path, "expect"];
  if (expect.refused) {
    if (expect.state === undefined && expect.through === undefined) return;
    problem(
      source,
      "sample_state",
      at,
      ["办理前就告知办不了的，没有办件状态。", "What is refused before the work has no state."],
      ["请删去 state 和 through。", "Remove `state` and `through`."],
    );
    return;
  }
  const last = expect.through?.at(-1);
  // A query is answered, it does not become a case; so is the bill that is looked up.
  const { kind } = service.definition;
  const answered = (kind === "query" || kind === "pay") && last === undefined;
  if (expect.state === undefined && !answered) {
    problem(
      source,
      "sample_state",
      at,
      ["没有写最后的状态。", "The state it ends in is missing."],
      ["请加 state，例如 state: approved。", "Add `state`, for example state: approved."],
    );
  } else if (last !== undefined && last !== expect.state) {
    problem(
      source,
      "sample_state",
      [...at, "state"],
      [
        `through 的最后是“${last}”，state 是“${expect.state}”。`,
        `\`through\` ends in "${last}", but \`state\` is "${expect.state}".`,
      ],
      ["请让两处一样。", "Make both the same."],
    );
  }
}

function firstRefusal(service: ServiceVersion, values: Answers, context: RuleContext): Text | undefined {
  return service.refuse.find(({ when }) => when(values, context) === true)?.say;
}

function checkRefused(source: Source, service: ServiceVersion, sample: Sample, context: RuleContext, path: Path): void {
  // Only what the sample answers is known: the refusal must show before the rest is filled in.
  const say = firstRefusal(service, sample.answers, context);
  if (!say) {
    problem(
      source,
      "sample_not_refused",
      [...path, "expect"],
      ["这个样例应当办不了，但没有规则拒绝它。", "This sample should be refused, but no rule refuses it."],
      ["请检查它的答案和 refuse 里的规则。", "Check its answers and the rules under `refuse`."],
    );
  } else if (!same(say, sample.expect.say)) {
    problem(
      source,
      "sample_wrong_sentence",
      [...path, "expect", "say"],
      [`实际会说：“${say.zh}”`, `What is said is: "${say.en}"`],
      [
        "请让 say 和 refuse 里的一字不差，或者检查是不是另一条规则先成立。",
        "Make `say` word for word that of `refuse`, or check whether another rule holds first.",
      ],
    );
  }
}

function checkGranted(source: Source, service: ServiceVersion, sample: Sample, context: RuleContext, path: Path): void {
  for (const answers of [sample.answers, { ...sample.answers, ...sample.corrections }]) {
    const { values, asked } = settle(service, answers, context);
    for (const [id, { question }] of service.questions) {
      const given = answers[id] !== undefined;
      if (asked.has(id) && question.required !== false && !given) {
        problem(
          source,
          "sample_answer_missing",
          [...path, "answers"],
          [`没有回答“${id}”（${question.label.zh}）。`, `"${id}" (${question.label.en}) is not answered.`],
          [`请在 answers 里加一行 ${id}。`, `Add a line for ${id} under \`answers\`.`],
        );
      } else if (!asked.has(id) && given) {
        problem(
          source,
          "sample_answer_hidden",
          [...path, "answers", id],
          [`在这些答案下不会问“${id}”。`, `"${id}" is not asked under these answers.`],
          ["请删去这一行，或者检查它的条件（when）。", "Remove this line, or check its condition (`when`)."],
        );
      }
    }
    const say = firstRefusal(service, values, context);
    if (say) {
      problem(
        source,
        "sample_refused",
        [...path, "expect"],
        [
          `这个样例应当能办，但会被告知：“${say.zh}”`,
          `This sample should go through, but people are told: "${say.en}"`,
        ],
        ["请检查它的答案和 refuse 里的规则。", "Check its answers and the rules under `refuse`."],
      );
    }
  }
}
