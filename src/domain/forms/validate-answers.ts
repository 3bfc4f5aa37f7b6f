import type { Text } from "../../foundation/i18n/index.ts";
import type { FieldError } from "../../foundation/refusal.ts";
import type { Answers } from "../catalogue/index.ts";
import { type Circumstances, evaluate } from "./evaluate.ts";
import { type FormSource, formOf } from "./form.ts";
import type { Wrong } from "./types/contract.ts";
import { required, wrongType } from "./types/wrongs.ts";

export type ValidateOptions = Circumstances & {
  /** Everything must be there. Otherwise what is missing is simply not yet answered. */
  readonly complete: boolean;
  /**
   * Answers to questions that are not asked: `refuse` (the default, for callers of the API, who would otherwise believe
   * they were heard) or `keep` (drafts: an answer is kept aside in case its question comes back).
   */
  readonly hidden?: "refuse" | "keep";
};

export type Validated = {
  /** Answers to asked questions, in their stored form. */
  readonly answers: Answers;
  /** Answers to questions that are not asked now, as they were given. */
  readonly aside: Answers;
  /** In the order of the form; `field` is the question's id, or `id.part` where one part is at fault. */
  readonly errors: readonly FieldError[];
  /** Why the service will have to refuse, as far as the answers show it. */
  readonly refusals: readonly Text[];
};

const errorLimit = 50;
const nothing: Answers = Object.freeze({});
const notAnObject = wrongType({ zh: "问题编号与答案的对应", en: "an object of answers by question id" });
const unknownQuestion: Text = {
  zh: "这项服务没有这个问题。问题的编号见服务说明中的 answers_schema。",
  en: "This service has no such question. The ids are in the answers_schema of the service.",
};
const notAsked: Text = {
  zh: "根据其他答案，这个问题不需要回答。请去掉它，或核对其他答案。",
  en: "With the other answers, this question is not asked. Please leave it out, or check the other answers.",
};
const tooMany: Text = {
  zh: "还有更多问题没有列出，请先改正以上各项。",
  en: "There are more findings. Please put these right first.",
};

export function fieldError(id: string, wrong: Wrong, separator: "." | "-"): FieldError {
  const field = wrong.part === undefined ? id : `${id}${separator}${wrong.part}`;
  return { field, code: wrong.code, message: wrong.message };
}

/**
 * Checks answers as a whole and brings them into their stored form. Never throws on what is given: any JSON value, however
 * deep or large, is an answer or an error. At most 50 errors.
 */
export function validateAnswers(service: FormSource, given: unknown, options: ValidateOptions): Validated {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    return { answers: nothing, aside: nothing, errors: [fieldError("answers", notAnObject, ".")], refusals: [] };
  }
  const form = formOf(service);
  const record = given as Record<string, unknown>;
  const errors: FieldError[] = [];
  const { found, refusals } = evaluate(form, record, options, options.complete);
  const answers: Record<string, unknown> = {};
  const aside: Record<string, unknown> = {};
  let sent = 0;
  for (const { question, asked, raw, value, wrong } of found) {
    const { id } = question.question;
    if (raw !== undefined) sent += 1;
    if (asked) {
      if (wrong) errors.push(fieldError(id, wrong, "."));
      else if (value !== undefined && value !== null) answers[id] = value;
      else if (options.complete && value === undefined) errors.push(fieldError(id, required, "."));
    } else if (raw !== undefined && raw !== null) {
      if (options.hidden === "keep") aside[id] = raw;
      else if (asked === false) errors.push({ field: id, code: "not_asked", message: notAsked });
    }
  }
  const keys = Object.keys(record);
  // All keys were questions: nothing to look for.
  if (keys.length !== sent) {
    for (const id of keys) {
      if (form.byId.has(id)) continue;
      errors.push({ field: id.slice(0, 100), code: "unknown_question", message: unknownQuestion });
      if (errors.length > errorLimit) break;
    }
  }
  if (errors.length > errorLimit) {
    errors.splice(errorLimit - 1, errors.length, { field: "answers", code: "too_many_errors", message: tooMany });
  }
  return { answers, aside, errors, refusals };
}

/** Findings that do not stop anyone (a code that was really issued but breaks an older standard), for the check page. */
export function doubtsOf(service: FormSource, answers: Answers): readonly FieldError[] {
  const doubts: FieldError[] = [];
  for (const { question, reader } of formOf(service).questions) {
    const value = answers[question.id];
    const doubt = value === undefined || value === null ? undefined : reader.doubt?.(value);
    if (doubt) doubts.push(fieldError(question.id, doubt, "."));
  }
  return doubts;
}
