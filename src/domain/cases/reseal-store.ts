import { statement } from "../../foundation/database/index.ts";

export const applicantsToReseal = statement({
  name: "cases.applicants_to_reseal",
  scope: "city",
  params: { city: "text", after: "text" },
  row: { number: "text", applicant_sealed: "jsonb" },
  text: `
    select number, applicant_sealed from cases
    where city = :city and number > :after
    order by number
    limit 200`,
});

/** An applicant who was erased meanwhile stays erased. */
export const resealApplicant = statement({
  name: "cases.reseal_applicant",
  scope: "city",
  params: { city: "text", number: "text", applicant_sealed: "jsonb", old: "jsonb" },
  row: { number: "text" },
  text: `
    update cases set applicant_sealed = :applicant_sealed
    where city = :city and number = :number and applicant_sealed = :old
    returning number`,
});

/** Everything of a city that is sealed with another key than `kid`, a page at a time (keys rotate). */
export const answersToReseal = statement({
  name: "cases.answers_to_reseal",
  scope: "city",
  params: { city: "text", after_number: "text", after_revision: "int4" },
  row: { number: "text", revision: "int4", answers: "jsonb" },
  text: `
    select number, revision, answers from case_answers
    where city = :city and (number, revision) > (:after_number, :after_revision)
    order by number, revision limit 200`,
});

/** Only where it still holds what was read: an answer that was taken out meanwhile stays out. */
export const resealAnswers = statement({
  name: "cases.reseal_answers",
  scope: "city",
  params: { city: "text", number: "text", revision: "int4", answers: "jsonb", old: "jsonb" },
  row: { revision: "int4" },
  text: `
    update case_answers set answers = :answers
    where city = :city and number = :number and revision = :revision and answers = :old
    returning revision`,
});
