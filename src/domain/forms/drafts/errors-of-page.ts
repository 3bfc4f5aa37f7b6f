import type { FieldError } from "../../../foundation/refusal.ts";
import { evaluate } from "../evaluate.ts";
import { type FormSource, formOf } from "../form.ts";
import type { JourneyOptions } from "../journey.ts";
import { withKnown } from "../known.ts";
import { Wrong } from "../types/contract.ts";
import { required } from "../types/wrongs.ts";
import type { DraftContent } from "./draft.ts";
import { finding } from "./merge-page.ts";

/**
 * What is wrong on a page of a draft as it lies there: what was typed and is no answer, and answers that are none any more
 * (a day that has passed). What is merely missing is no error before someone has tried to go on: `missing` are the questions that
 * were left empty then. One that has an answer by now, or is not asked any more, is no error.
 */
export function errorsOfPage(
  service: FormSource,
  page: string,
  draft: DraftContent,
  options: JourneyOptions,
  missing: ReadonlySet<string> = new Set(),
): readonly FieldError[] {
  const given = withKnown(draft.answers, options.known, draft.disputed);
  const errors: FieldError[] = [];
  for (const { question, asked, value, wrong } of evaluate(formOf(service), given, options, false).found) {
    const { id } = question.question;
    if (question.page !== page || asked !== true) continue;
    // What is shown as known is not what was once typed.
    if (options.known && Object.hasOwn(options.known, id) && !draft.disputed.includes(id)) continue;
    if (wrong) errors.push(finding(id, wrong, question.reader).error);
    else if (Object.hasOwn(draft.typed, id)) {
      const typed = Object.entries(draft.typed[id] ?? {});
      const posted = Object.fromEntries(typed.map(([part, text]) => [part === "" ? id : `${id}-${part}`, text]));
      const read = question.reader.fromForm(posted, id, options);
      if (read instanceof Wrong) errors.push(finding(id, read, question.reader).error);
    } else if (missing.has(id) && question.required && value === undefined) {
      errors.push(finding(id, required, question.reader).error);
    }
  }
  return errors;
}
