import { type CompiledRule, compileRule, type RuleName, type RuleType } from "../../foundation/rules/index.ts";
import type { Question, QuestionPage, QuestionType, ServiceDefinition } from "../catalogue/definition.ts";
import type { Reader } from "./types/contract.ts";
import { readerOf } from "./types/index.ts";

/** A question with everything that is compiled once. `place` counts questions through all pages. */
export type FormQuestion = {
  readonly question: Question;
  readonly page: string;
  readonly place: number;
  readonly reader: Reader;
  readonly when: CompiledRule | undefined;
  readonly required: boolean;
};

export type Form = {
  readonly pages: readonly QuestionPage[];
  readonly questions: readonly FormQuestion[];
  readonly byId: ReadonlyMap<string, FormQuestion>;
  /** Every question after those its condition reads. */
  readonly plan: readonly FormQuestion[];
  readonly refuse: readonly { readonly rule: CompiledRule; readonly say: ServiceDefinition["refuse"][number]["say"] }[];
};

/** What a form needs of a published version of a service. */
export type FormSource = { readonly definition: ServiceDefinition };

const ruleTypes: Partial<Record<QuestionType, RuleType>> = {
  number: "number",
  money: "money",
  date: "date",
  yes_no: "boolean",
  choices: "texts",
  address: "address",
  file: "file",
  photo: "file",
};

function ruleName(question: Question): RuleName {
  return {
    type: ruleTypes[question.type] ?? "text",
    ...(question.options ? { options: question.options.map((option) => option.value) } : {}),
    ...(question.min === undefined ? {} : { min: question.min }),
    ...(question.max === undefined ? {} : { max: question.max }),
    optional: question.required === false || question.when !== undefined,
  };
}

function inOrder(questions: readonly FormQuestion[], byId: ReadonlyMap<string, FormQuestion>): FormQuestion[] {
  const plan: FormQuestion[] = [];
  const state = new Map<FormQuestion, "open" | "done">();
  const place = (question: FormQuestion): void => {
    if (state.get(question) === "done") return;
    if (state.get(question) === "open") throw new Error(`question ${question.question.id} depends on itself`);
    state.set(question, "open");
    for (const name of question.when?.names ?? []) {
      const before = byId.get(name);
      if (before) place(before);
    }
    state.set(question, "done");
    plan.push(question);
  };
  for (const question of questions) place(question);
  return plan;
}

function compile(definition: ServiceDefinition): Form {
  const all = definition.ask.flatMap((page) => page.questions);
  const names = Object.fromEntries(all.map((question) => [question.id, ruleName(question)]));
  const questions = definition.ask
    .flatMap((page) => page.questions.map((question) => ({ question, page: page.page })))
    .map(({ question, page }, place) => ({
      question,
      page,
      place,
      reader: readerOf(question),
      when: question.when === undefined ? undefined : compileRule(question.when, names, "boolean"),
      required: question.required !== false,
    }));
  const byId = new Map(questions.map((question) => [question.question.id, question]));
  if (byId.size !== questions.length) throw new Error(`service ${definition.code} asks two questions of the same id`);
  return {
    pages: definition.ask,
    questions,
    byId,
    plan: inOrder(questions, byId),
    refuse: definition.refuse.map(({ when, say }) => ({ rule: compileRule(when, names, "boolean"), say })),
  };
}

const forms = new WeakMap<ServiceDefinition, Form>();

/**
 * The compiled form of a version. Definitions are immutable, so it is compiled at the first use and kept as long as the
 * definition lives. Throws where a rule is wrong, a question depends on itself or an id stands twice: publishing checks that.
 */
export function formOf(source: FormSource): Form {
  let form = forms.get(source.definition);
  if (!form) {
    form = compile(source.definition);
    forms.set(source.definition, form);
  }
  return form;
}
