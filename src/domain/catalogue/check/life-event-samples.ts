import { isDay, nearest } from "../../../foundation/rules/index.ts";
import { hasForm } from "../files/schema.ts";
import type { Path, Source } from "../files/source.ts";
import { filledAnswers, isSentAlong, type LifeEvent, type LifeEventSample } from "../life-events/life-event.ts";
import { answerSchema } from "../service/answers-schema.ts";
import { type ServiceVersion, settle } from "../service/compile.ts";
import type { Answers } from "../service/definition.ts";

type Said = readonly [zh: string, en: string];

function problem(source: Source, code: string, path: Path, say: Said, remedy: Said): void {
  source.problems.add(code, source.place(path), { zh: say[0], en: say[1] }, { zh: remedy[0], en: remedy[1] });
}

/** Plays every sample: its answers fit and suffice, and each service is sent, refused or waits as expected. */
export function checkLifeEventSamples(
  source: Source,
  event: LifeEvent,
  services: ReadonlyMap<string, ServiceVersion>,
): void {
  for (const [s, sample] of event.definition.samples.entries()) {
    const path = ["samples", s];
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
    checkAnswers(source, event.shared, sample.answers, [...path, "answers"]);
    checkSuffices(source, event.shared, sample.answers, sample, [...path, "answers"]);
    checkEnds(source, sample, path);
    for (const [code, own] of Object.entries(sample.services)) {
      checkService(source, event, services, sample, { code, own, path: [...path, "services", code] });
    }
  }
}

/** Every chosen service has one end, and no other has any. */
function checkEnds(source: Source, sample: LifeEventSample, path: Path): void {
  const { sent, refused = {}, later = [] } = sample.expect;
  const ends = [...Object.keys(sent), ...Object.keys(refused), ...later];
  const chosen = Object.keys(sample.services);
  const wrong = [
    ...chosen.filter((code) => ends.filter((end) => end === code).length !== 1),
    ...ends.filter((end) => !chosen.includes(end)),
  ];
  if (wrong.length === 0) return;
  problem(
    source,
    "sample_end",
    [...path, "expect"],
    [
      `这些服务没有写清结果，或者没有选：${[...new Set(wrong)].join(", ")}。`,
      `These services have no clear end, or were not chosen: ${[...new Set(wrong)].join(", ")}.`,
    ],
    [
      "services 里的每一项，要在 sent、refused、later 里写一次，只写一次。",
      "Name each entry of `services` once, under `sent`, `refused` or `later`.",
    ],
  );
}

type One = { readonly code: string; readonly own: Answers; readonly path: Path };

function checkService(
  source: Source,
  event: LifeEvent,
  services: ReadonlyMap<string, ServiceVersion>,
  sample: LifeEventSample,
  { code, own, path }: One,
): void {
  const step = event.steps.find(({ service }) => service === code);
  const service = services.get(code);
  const context = { today: sample.on, city: sample.city };
  const { values } = settle(event.shared, sample.answers, context);
  if (!step || !service || !isSentAlong(service) || (step.when && step.when(values, context) !== true)) {
    problem(
      source,
      "sample_service",
      path,
      [`按这些答案，不能选“${code}”。`, `With these answers "${code}" cannot be chosen.`],
      [
        "请写 steps 里、条件成立的、能申请的服务。",
        "Name a service of `steps` that can be applied for and whose condition holds.",
      ],
    );
    return;
  }
  const { sent, refused = {}, later = [] } = sample.expect;
  const waits = step.after !== undefined && (Object.hasOwn(sample.services, step.after) || later.includes(step.after));
  if (later.includes(code) !== waits) {
    problem(
      source,
      "sample_later",
      path,
      waits
        ? [
            `“${code}”要等“${step.after}”，应当写在 later 里。`,
            `"${code}" waits for "${step.after}" and belongs under \`later\`.`,
          ]
        : [`“${code}”不用等，不该写在 later 里。`, `"${code}" waits for nothing and does not belong under \`later\`.`],
      ["请改 expect。", "Correct `expect`."],
    );
    return;
  }
  checkAnswers(source, service, own, path);
  if (waits) return;
  const filled = filledAnswers(step, sample.answers);
  const doubled = Object.keys(own).find((id) => Object.hasOwn(filled, id));
  if (doubled !== undefined) {
    problem(
      source,
      "sample_filled",
      [...path, doubled],
      [`“${doubled}”已经由共同的答案填好。`, `"${doubled}" is filled by the shared answers already.`],
      ["请删去这一行。", "Remove this line."],
    );
  }
  const all = { ...own, ...filled };
  const given = settle(service, all, context).values;
  const grounds = service.refuse.filter(({ when }) => when(given, context) === true).map(({ say }) => say);
  const expected = refused[code];
  if (expected !== undefined) {
    if (grounds.some((say) => say.zh === expected.zh && say.en === expected.en)) return;
    problem(
      source,
      "sample_refusal",
      path,
      [`这些答案没有引出“${code}”的这句话。`, `These answers do not lead to that sentence of "${code}".`],
      [
        grounds[0] === undefined ? "没有理由成立，请改答案。" : `实际是：${grounds[0].zh}`,
        grounds[0] === undefined ? "No ground holds; change the answers." : `It is: ${grounds[0].en}`,
      ],
    );
    return;
  }
  if (grounds[0] !== undefined) {
    problem(
      source,
      "sample_refused",
      path,
      [`按这些答案办不了：${grounds[0].zh}`, `With these answers it is refused: ${grounds[0].en}`],
      ["请改答案，或者把它写在 refused 里。", "Change the answers, or put it under `refused`."],
    );
    return;
  }
  if (Object.hasOwn(sent, code)) checkSuffices(source, service, all, sample, path);
}

function checkAnswers(source: Source, form: ServiceVersion, answers: Answers, path: Path): void {
  for (const [id, answer] of Object.entries(answers)) {
    const question = form.questions.get(id)?.question;
    const fits =
      question && hasForm(answerSchema(question), answer) && (question.type !== "date" || isDay(String(answer)));
    if (fits) continue;
    const close = question ? undefined : nearest(id, form.questions.keys());
    problem(
      source,
      question ? "sample_answer_wrong" : "sample_answer_unknown",
      [...path, id],
      question
        ? [
            `“${id}”的答案不合类型（${question.type}）。`,
            `The answer to "${id}" does not fit its type (${question.type}).`,
          ]
        : [`没有“${id}”这个问题。`, `There is no question "${id}".`],
      close === undefined
        ? ["请改正这一行，或者删去它。", "Correct this line, or remove it."]
        : [`您是否想写“${close}”？`, `Did you mean "${close}"?`],
    );
  }
}

/** Everything that is asked of everyone, and known from nowhere else, is answered; nothing is answered that is not asked. */
function checkSuffices(
  source: Source,
  form: ServiceVersion,
  answers: Answers,
  sample: LifeEventSample,
  path: Path,
): void {
  const { asked } = settle(form, answers, { today: sample.on, city: sample.city });
  const missing = [...form.questions.values()]
    .map(({ question }) => question)
    .filter(({ id, required }) => required !== false && asked.has(id) && answers[id] === undefined)
    .map(({ id }) => id);
  const hidden = Object.keys(answers).filter((id) => form.questions.has(id) && !asked.has(id));
  if (missing.length > 0) {
    problem(
      source,
      "sample_incomplete",
      path,
      [`还缺这些答案：${missing.join(", ")}。`, `These answers are missing: ${missing.join(", ")}.`],
      ["请补上，或者在 fill 里填好。", "Add them, or fill them under `fill`."],
    );
  }
  // What a step fills may well not be asked under these answers; what a sample answers itself should be.
  for (const id of hidden.filter(
    (one) => path.at(-1) === "answers" || Object.hasOwn(sample.services[String(path.at(-1))] ?? {}, one),
  )) {
    problem(
      source,
      "sample_answer_hidden",
      [...path, id],
      [`按这些答案不会问“${id}”。`, `With these answers "${id}" is not asked.`],
      ["请删去这一行，或者检查 when。", "Remove this line, or check its `when`."],
    );
  }
}
