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
