import { statement } from "../../foundation/database/index.ts";

export const eraseAnswers = statement({
  name: "cases.erase_answers",
  scope: "city",
  params: { city: "text", number: "text" },
  row: { revision: "int4" },
  text: `delete from case_answers where city = :city and number = :number returning revision`,
});

/** Everything that was ever sent with one case, by revision. */
export const answersOfCase = statement({
  name: "cases.answers_of_case",
  scope: "city",
  params: { city: "text", number: "text" },
  row: { revision: "int4", answers: "jsonb" },
  text: `
    select revision, answers from case_answers
    where city = :city and number = :number order by revision limit 100`,
});

/** The words in the record of an archived case, by the one right the program has to take something out of that record. */
export const eraseWords = statement({
  name: "cases.erase_words",
  scope: "city",
  params: { city: "text", number: "text" },
  row: { seq: "int8" },
  text: `select seq from erase_words(:city, :number)`,
});

/** The line in the person's own list. */
export const forgetOwn = statement({
  name: "cases.forget_own",
  scope: "resident",
  params: { resident: "text", city: "text", number: "text" },
  row: { number: "text" },
  text: `
    delete from resident_cases where resident = :resident and city = :city and number = :number
    returning number`,
});

/** Who it was, and what a clerk noted when checking the rule's decision. A program or a clerk who filed it stays named. */
export const eraseApplicant = statement({
  name: "cases.erase_applicant",
  scope: "city",
  params: { city: "text", number: "text", by_person: "bool" },
  row: {},
  text: `
    with notes as (update rule_checks set note_sealed = null where city = :city and number = :number)
    update cases set applicant = 'erased', applicant_sealed = '{}'::jsonb, phone_hash = null, tracking = null,
      filed_by = case when :by_person then 'erased' else filed_by end
    where city = :city and number = :number`,
});
