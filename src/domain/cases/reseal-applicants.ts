import { cityScope } from "../../foundation/database/index.ts";
import type { CaseContext } from "./context.ts";
import { applicantsToReseal, resealApplicant } from "./reseal-store.ts";
import { openPart, type Sealed, sealPart } from "./sealing.ts";

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
      // Erased, or under the newest key.
      if (old.sealed === undefined || old.sealed.split(".")[1] === kid) continue;
      const again = sealPart(secrets, city, number, "applicant", openPart(secrets, city, number, "applicant", old));
      const done = await database.run(cityScope(city), resealApplicant, { city, number, applicant_sealed: again, old });
      changed += done.length;
    }
    const last = rows.at(-1);
    if (!last) return changed;
    after = last.number;
  }
}
