import { cityScope } from "../../foundation/database/index.ts";
import type { CaseContext } from "./context.ts";
import { answersOfCase } from "./erase-store.ts";
import { findCase } from "./read.ts";
import { resealAnswers } from "./reseal-store.ts";
import { openPart, type Sealed, sealPart } from "./sealing.ts";

/** A sealing with a new key may come between reading and writing, once or twice. */
const tries = 5;

/**
 * Takes one answer out of everything that was sent with a case, because the consent to it was taken back (个人信息保护法 第47条第1款第3项). Once the
 * case is decided, the answer belongs to its file and stays until the time of keeping is over. Again is the same.
 * @returns whether the case was still undecided, so that the answer is gone
 */
export async function eraseAnswer(
  context: Pick<CaseContext, "database" | "secrets">,
  { city, number, question }: { readonly city: string; readonly number: string; readonly question: string },
): Promise<boolean> {
  const { database, secrets } = context;
  const row = await findCase(context as CaseContext, city, number);
  if (row.decided_at !== null || row.closed_at !== null) return false;
  for (let tried = 0; tried < tries; tried += 1) {
    let missed = false;
    for (const { revision, answers } of await database.run(cityScope(city), answersOfCase, { city, number })) {
      const old = answers as Sealed;
      const { [question]: gone, ...rest } = openPart(secrets, city, number, "answers", old);
      if (gone === undefined) continue;
      const put = { city, number, revision, answers: sealPart(secrets, city, number, "answers", rest), old };
      if ((await database.run(cityScope(city), resealAnswers, put)).length === 0) missed = true;
    }
    if (!missed) return true;
  }
  throw new Error(`the answer could not be taken out of ${number}: what was sent kept changing`);
}
