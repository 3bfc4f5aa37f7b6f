import { type FieldError, Refusal } from "../../foundation/refusal.ts";

/** Answers that cannot be right, with every field named. */
export function answersRefused(errors: readonly FieldError[]): Refusal {
  return new Refusal({
    code: "answers_invalid",
    status: 422,
    say: { zh: "有几处需要更正，请看各项说明。", en: "Some answers need correcting; see each of them." },
    fields: errors,
  });
}
