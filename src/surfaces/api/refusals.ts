import { type FieldError, Refusal } from "../../foundation/refusal.ts";

export function applicantInvalid(fields: readonly FieldError[]): Refusal {
  return new Refusal({
    code: "applicant_invalid",
    status: 422,
    say: { zh: "申请人的资料有误，请看各项说明。", en: "What is said of the applicant is not right; see each field." },
    fields,
  });
}

export function answersInvalid(fields: readonly FieldError[]): Refusal {
  return new Refusal({
    code: "answers_invalid",
    status: 422,
    say: { zh: "有几处需要更正，请看各项说明。", en: "Some answers need correcting; see each of them." },
    fields,
  });
}
