import { basename, dirname } from "node:path";
import { isIconName } from "../../../foundation/html/index.ts";
import type { Text } from "../../../foundation/i18n/index.ts";
import { compileRule, nearest, possibleOutcomes, RuleError, type RuleName } from "../../../foundation/rules/index.ts";
import { checkForm } from "../files/schema.ts";
import type { Path, Source } from "../files/source.ts";
import {
  compileLifeEvent,
  isSentAlong,
  type LifeEvent,
  type LifeEventDefinition,
  wantedPage,
  wantedQuestion,
} from "../life-events/life-event.ts";
import { ruleNames, type ServiceVersion } from "../service/compile.ts";
import type { ServiceFile } from "../service/read.ts";
import { checkFills } from "./fills.ts";
import { checkLifeEventSamples } from "./life-event-samples.ts";
import { checkQuestions } from "./questions.ts";
import { checkRules } from "./rules.ts";
import { checkTexts } from "./texts.ts";

/** What a life event may refer to: every service that has a file, and those of them without problems. */
export type KnownServices = {
  readonly named: ReadonlyMap<string, string>;
  readonly sound: ReadonlyMap<string, ServiceVersion>;
};

/** Where the files of life events lie within a catalogue. */
export const lifeEventFolder = "life-events";

/** Checks one file of a life event. Undefined where it has problems: the source says which. */
export function checkLifeEvent(source: Source, services: KnownServices): LifeEvent | undefined {
  if (!checkForm(source, "lifeEvent")) return undefined;
  const event = source.value as LifeEventDefinition;
  checkTexts(source);
  checkNames(source, event);
  // The shared questions are asked like those of a service, so they are checked like those of a service.
  const form = { ask: event.ask, purposes: event.purposes, fee: "none" } as unknown as ServiceFile;
  checkQuestions(source, form);
  checkShared(source, event);
  const runnable = checkRules(source, form);
  const names = ruleNames(event.ask.flatMap(({ questions }) => questions));
  checkSteps(source, event, names, services);
  checkFills(source, event, services.sound);
  if (!runnable || source.problems.list.length > 0) return undefined;
  // A service with problems of its own has told them; its samples here would only tell them again.
  if (event.steps.some(({ service }) => !services.sound.has(service))) return undefined;
  const compiled = compileLifeEvent(event);
  checkLifeEventSamples(source, compiled, services.sound);
  return source.problems.list.length === 0 ? compiled : undefined;
}

type Both = readonly [zh: string, en: string];

function text([zh, en]: Both): Text {
  return { zh, en };
}

function checkNames(source: Source, event: LifeEventDefinition): void {
  const name = basename(source.problems.file).replace(/\.ya?ml$/, "");
  if (name !== event.code || basename(dirname(source.problems.file)) !== lifeEventFolder) {
    source.problems.add(
      "file_name",
      source.placeOfValue(["code"]),
      text([
        `代码“${event.code}”和文件名“${name}”不一样。`,
        `The code "${event.code}" differs from the file name "${name}".`,
      ]),
      text([
        `请把文件改名为 ${event.code}.yaml，或者改代码。`,
        `Rename the file to ${event.code}.yaml, or change the code.`,
      ]),
    );
  }
  if (!isIconName(event.icon)) {
    source.problems.add(
      "unknown_icon",
      source.placeOfValue(["icon"]),
      text([`没有“${event.icon}”这个图标。`, `There is no icon "${event.icon}".`]),
      text([
        "请从 src/foundation/html/icons.ts 里选一个，例如 home、school、briefcase。",
        "Choose one of src/foundation/html/icons.ts, for example home, school or briefcase.",
      ]),
    );
  }
}

/** Files are kept for one service and one case each, and two names belong to the page where services are chosen. */
function checkShared(source: Source, event: LifeEventDefinition): void {
  for (const [p, { page, questions }] of event.ask.entries()) {
    if (page === wantedPage) reserved(source, ["ask", p, "page"], page);
    for (const [q, { id, type }] of questions.entries()) {
      const path = ["ask", p, "questions", q];
      if (id === wantedQuestion) reserved(source, [...path, "id"], id);
      if (type !== "file" && type !== "photo") continue;
      source.problems.add(
        "shared_file",
        source.placeOfValue([...path, "type"]),
        text(["文件和照片不能放在共同的问题里。", "Files and photos cannot be shared questions."]),
        text([
          "请删去这个问题：需要文件的服务会在自己的页面上要。",
          "Remove it: the service that needs the file asks for it on its own page.",
        ]),
      );
    }
  }
}

function reserved(source: Source, path: Path, name: string): void {
  source.problems.add(
    "reserved_id",
    source.placeOfValue(path),
    text([`“${name}”留给选服务的那一页用。`, `"${name}" belongs to the page on which the services are chosen.`]),
    text(["请换一个名字。", "Choose another name."]),
  );
}

function checkSteps(
  source: Source,
  event: LifeEventDefinition,
  names: Readonly<Record<string, RuleName>>,
  { named, sound }: KnownServices,
): void {
  const before = new Map<string, number>();
  for (const [s, step] of event.steps.entries()) {
    const path = ["steps", s];
    if (!named.has(step.service)) {
      const close = nearest(step.service, named.keys());
      source.problems.add(
        "unknown_service",
        source.placeOfValue([...path, "service"]),
        text([`没有“${step.service}”这项服务。`, `There is no service "${step.service}".`]),
        close === undefined
          ? text(["请写服务文件里的代码。", "Write the code of a service file."])
          : text([`您是否想写“${close}”？`, `Did you mean "${close}"?`]),
      );
    }
    const seen = before.get(step.service);
    if (seen !== undefined) {
      source.problems.add(
        "duplicate_step",
        source.placeOfValue([...path, "service"]),
        text([`“${step.service}”在第 ${seen} 行已经写过了。`, `"${step.service}" stands in line ${seen} already.`]),
        text(["一件事里每项服务只写一次，请删去一处。", "A service belongs to an event once. Remove one of the two."]),
      );
    }
    checkAfter(source, event, step.after, s);
    checkWhen(source, [...path, "when"], step.when, names);
    checkExpect(source, path, step, sound.get(step.service));
    before.set(step.service, source.placeOfValue([...path, "service"]).line);
  }
}

function checkAfter(source: Source, event: LifeEventDefinition, after: string | undefined, s: number): void {
  if (after === undefined) return;
  const at = event.steps.findIndex(({ service }) => service === after);
  if (at >= 0 && at < s) return;
  const earlier = event.steps.slice(0, s).map(({ service }) => service);
  source.problems.add(
    at < 0 ? "unknown_step" : "step_order",
    source.placeOfValue(["steps", s, "after"]),
    at < 0
      ? text([`这件事里没有“${after}”这一步。`, `This event has no step "${after}".`])
      : text([`“${after}”排在后面，不能等它。`, `"${after}" comes later and cannot be waited for.`]),
    earlier.length === 0
      ? text(["第一步不用等别的，请删去 after。", "The first step waits for nothing. Remove `after`."])
      : text([`前面的步骤有：${earlier.join(", ")}。`, `The steps before are ${earlier.join(", ")}.`]),
  );
}

function checkWhen(
  source: Source,
  path: Path,
  rule: string | undefined,
  names: Readonly<Record<string, RuleName>>,
): void {
  if (rule === undefined) return;
  try {
    const outcomes = possibleOutcomes(compileRule(rule, names, "boolean"), names, {});
    if (outcomes === undefined || (outcomes.true && outcomes.false)) return;
    source.problems.add(
      outcomes.true ? "rule_always_true" : "rule_never_true",
      source.placeOfValue(path),
      outcomes.true
        ? text(["这个条件总是成立。", "This condition always holds."])
        : text(["这个条件永远不会成立，谁也看不到这一步。", "This condition can never hold; nobody sees this step."]),
      text(["请改正或者删去这个条件。", "Correct the condition, or remove it."]),
    );
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    for (const one of error.problems) {
      source.problems.add(one.code, source.placeWithin(path, one.line, one.column), one.say, one.remedy);
    }
  }
}

function checkExpect(
  source: Source,
  path: Path,
  step: LifeEventDefinition["steps"][number],
  service: ServiceVersion | undefined,
): void {
  if (!service) return;
  const along = isSentAlong(service);
  if (along === (step.expect === undefined) && (along || step.fill === undefined)) return;
  if (!along && step.expect === undefined) {
    source.problems.add(
      "expect_missing",
      source.place([...path, "service"]),
      text([
        `“${step.service}”不是申请，不会一起提交，但没有写打开以后会怎样。`,
        `"${step.service}" is no application and is not sent along, but what to expect there is missing.`,
      ]),
      text(["请加一行 expect: { zh: …, en: … }。", "Add a line `expect: { zh: …, en: … }`."]),
    );
    return;
  }
  const key = along ? "expect" : "fill";
  source.problems.add(
    "key_not_for_step",
    source.place([...path, key]),
    along
      ? text(["这项会一起提交，不用写 expect。", "This one is sent along and has no `expect`."])
      : text(["这项在自己的页面上办，共同的答案填不进去。", "This one is done on its own pages and cannot be filled."]),
    text([`请删去 ${key}。`, `Remove \`${key}\`.`]),
  );
}
