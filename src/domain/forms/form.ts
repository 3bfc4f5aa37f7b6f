import type { Text } from "../../foundation/i18n/index.ts";
import type { CompiledRule } from "../../foundation/rules/index.ts";
import type { Question, QuestionPage, ServiceVersion } from "../catalogue/index.ts";
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
  /** Some rule reads its answer. */
  readonly decides: boolean;
};

export type Form = {
  readonly pages: readonly QuestionPage[];
  readonly questions: readonly FormQuestion[];
  readonly byId: ReadonlyMap<string, FormQuestion>;
  /** Every question after those its condition reads. */
  readonly plan: readonly FormQuestion[];
  readonly refuse: readonly { readonly rule: CompiledRule; readonly say: Text }[];
};

/** What a form needs of a published version of a service. */
export type FormSource = Pick<ServiceVersion, "definition" | "questions" | "refuse">;

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

function compile(source: FormSource): Form {
  const read = new Set(source.refuse.flatMap(({ when }) => when.names));
  for (const { when } of source.questions.values()) for (const name of when?.names ?? []) read.add(name);
  const questions = [...source.questions.values()].map(({ question, page, when }, place) => ({
    question,
    page,
    place,
    reader: readerOf(question),
    when,
    required: question.required !== false,
    decides: read.has(question.id),
  }));
  const byId = new Map(questions.map((question) => [question.question.id, question]));
  return {
    pages: source.definition.ask,
    questions,
    byId,
    plan: inOrder(questions, byId),
    refuse: source.refuse.map(({ when, say }) => ({ rule: when, say })),
  };
}

const forms = new WeakMap<FormSource, Form>();

/**
 * The compiled form of a version. Versions are immutable, so it is compiled at the first use and kept as long as the version
 * lives. Throws where a question depends on itself or its bounds are none: publishing checks that.
 */
export function formOf(source: FormSource): Form {
  let form = forms.get(source);
  if (!form) {
    form = compile(source);
    forms.set(source, form);
  }
  return form;
}
