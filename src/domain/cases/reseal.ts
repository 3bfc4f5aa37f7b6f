import { cityScope } from "../../foundation/database/index.ts";
import type { CaseContext } from "./context.ts";
import { answersToReseal, resealAnswers } from "./reseal-store.ts";
import { openPart, type Sealed, sealPart } from "./sealing.ts";

/** Seals the answers of a city again with its newest key, while serving. @returns how many rows were changed */
export async function resealCases(context: CaseContext, city: string): Promise<number> {
  const { database, secrets } = context;
  const kid = secrets.sealKeyId(city);
  let after = { after_number: "", after_revision: 0 };
  for (let changed = 0; ; ) {
    const rows = await database.run(cityScope(city), answersToReseal, { city, ...after });
    for (const { number, revision, answers } of rows) {
      const sealed = answers as Sealed;
      if (sealed.sealed === undefined || sealed.sealed.split(".")[1] === kid) continue;
      const again = sealPart(secrets, city, number, "answers", openPart(secrets, city, number, "answers", sealed));
      const put = { city, number, revision, answers: again, old: sealed };
      changed += (await database.run(cityScope(city), resealAnswers, put)).length;
    }
    const last = rows.at(-1);
    if (!last) return changed;
    after = { after_number: last.number, after_revision: last.revision };
  }
}
