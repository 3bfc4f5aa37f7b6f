import { cityScope, statement } from "../../foundation/database/index.ts";
import type { CaseContext } from "./context.ts";
import { openAll, type Sealed, sealAll } from "./sealing.ts";

const applicantsToReseal = statement({
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
const resealApplicant = statement({
  name: "cases.reseal_applicant",
  scope: "city",
  params: { city: "text", number: "text", applicant_sealed: "jsonb", old: "jsonb" },
  row: { number: "text" },
  text: `
    update cases set applicant_sealed = :applicant_sealed
    where city = :city and number = :number and applicant_sealed = :old
    returning number`,
});

/** Seals who applied again with the city's newest key, while serving. @returns how many rows were changed */
export async function resealApplicants(
  context: Pick<CaseContext, "database" | "secrets">,
  city: string,
): Promise<number> {
  const { database, secrets } = context;
  const kid = secrets.sealKeyId(city);
  let changed = 0;
  for (let after = ""; ; ) {
    const rows = await database.run(cityScope(city), applicantsToReseal, { city, after });
    for (const { number, applicant_sealed } of rows) {
      const old = applicant_sealed as Sealed;
      if (Object.values(old).every((value) => value.split(".")[1] === kid)) continue;
      const again = sealAll(secrets, city, number, openAll(secrets, city, number, old));
      const done = await database.run(cityScope(city), resealApplicant, { city, number, applicant_sealed: again, old });
      changed += done.length;
    }
    const last = rows.at(-1);
    if (!last) return changed;
    after = last.number;
  }
}
