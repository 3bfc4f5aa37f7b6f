import type { Text } from "../../foundation/i18n/index.ts";
import { ruleValue } from "../catalogue/index.ts";
import type { Form, FormQuestion } from "./form.ts";
import { empty, type Surroundings, Wrong } from "./types/contract.ts";

/** What the conditions are evaluated with; `city` is the code rules may ask for. */
export type Circumstances = Surroundings & { readonly city?: string };

/**
 * One question under the answers given. `asked` is undefined while its condition is not yet known. `value`: the answer in its
 * stored form, null where it was answered with nothing, undefined where it was not answered.
 */
export type Found = {
  readonly question: FormQuestion;
  readonly asked: boolean | undefined;
  readonly raw: unknown;
  readonly value: unknown;
  readonly wrong: Wrong | undefined;
};

export type Evaluation = { readonly found: readonly Found[]; readonly refusals: readonly Text[] };

type Given = Readonly<Record<string, unknown>>;

/**
 * Reads all answers and decides which questions are asked, in one pass. `complete`: nothing more will be answered, so an
 * optional question without an answer counts as answered with nothing. An answer that is wrong or still missing decides
 * nothing: conditions on it stay not yet known.
 */
export function evaluate(form: Form, given: Given, circumstances: Circumstances, complete: boolean): Evaluation {
  const known: Record<string, unknown> = {};
  const found: Found[] = new Array(form.questions.length);
  for (const question of form.plan) {
    const { id } = question.question;
    const raw = Object.hasOwn(given, id) ? given[id] : undefined;
    const holds = question.when === undefined ? true : question.when(known, circumstances);
    let asked: boolean | undefined;
    let value: unknown;
    let wrong: Wrong | undefined;
    if (holds === true) {
      asked = true;
      const read = raw === undefined || raw === null ? empty : question.reader.fromJson(raw, circumstances);
      if (read instanceof Wrong) wrong = read;
      else if (read !== empty) value = read;
      else if (!question.required && (complete || raw !== undefined)) value = null;
    } else if (holds === false) {
      asked = false;
      value = null;
    }
    if (question.decides && value !== undefined) known[id] = ruleValue(question.question, value);
    found[question.place] = { question, asked, raw, value, wrong };
  }
  const refusals: Text[] = [];
  for (const { rule, say } of form.refuse) if (rule(known, circumstances) === true) refusals.push(say);
  return { found, refusals };
}
