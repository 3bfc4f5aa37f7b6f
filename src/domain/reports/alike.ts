import { cityScope } from "../../foundation/database/index.ts";
import { type CaseContext, type CaseRow, openAnswers } from "../cases/index.ts";
import type { Answers } from "../catalogue/index.ts";
import { type Compared, isAlike, type Likeness, likeness } from "./likeness.ts";
import { addressHash, cellsAround, spotOf } from "./place-of.ts";
import { reportsAlike } from "./store.ts";

/** A report that may be about the same thing. */
export type Alike = Likeness & {
  readonly number: string;
  readonly state: string;
  readonly submitted_at: Date;
  /** It follows another itself; joining leads to that one. */
  readonly joined_to: string | null;
};

const daysBack = 30;
/** The newest of its category and squares: a clerk looks at five, and what is older is not decrypted for it. */
const compared = 100;
const shown = 5;

/** Reports of the same category within thirty days that are near and speak alike, the likeliest first; at most five. */
export async function findAlike(context: CaseContext, row: CaseRow, answers: Answers): Promise<readonly Alike[]> {
  const { city, number } = row;
  const category = answers["category"];
  if (typeof category !== "string") return [];
  const mine = comparedOf(context, answers);
  const since = new Date(new Date(row.submitted_at).getTime() - daysBack * 86_400_000);
  const candidates = await context.database.run(cityScope(city), reportsAlike, {
    ...{ city, number, category, since, limit: compared },
    cells: mine.spot.point === undefined ? [] : [...cellsAround(mine.spot.point)],
    address_hash: mine.address ?? null,
  });
  const sent = await openAnswers(
    context,
    city,
    candidates.map((one) => one.number),
  );
  return candidates
    .flatMap((candidate) => {
      const their = sent.get(candidate.number);
      const like = their && likeness(mine, comparedOf(context, their));
      return like && isAlike(like) ? [{ ...candidate, ...like }] : [];
    })
    .sort((a, b) => Number(b.sameAddress) - Number(a.sameAddress) || b.words - a.words)
    .slice(0, shown);
}

function comparedOf({ secrets }: CaseContext, answers: Answers): Compared {
  const spot = spotOf(answers);
  return {
    spot,
    story: typeof answers["story"] === "string" ? answers["story"] : "",
    address: spot.address && addressHash(secrets, spot.address),
  };
}
