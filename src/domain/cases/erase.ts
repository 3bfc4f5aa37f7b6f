import { cityAndResidentScope, cityScope } from "../../foundation/database/index.ts";
import type { CaseContext } from "./context.ts";
import { eraseAnswers, eraseApplicant, eraseWords, forgetOwn } from "./erase-store.ts";
import { forgetErasures } from "./erasures-store.ts";
import { perform } from "./perform.ts";
import { type CaseView, findCase } from "./read.ts";
import { eventsOfCase } from "./store.ts";

/** Why a case is erased: its time is over, or the person asked for it (个人信息保护法 第19、47条). The act `archive` keeps it as its actor. */
export type ErasedFor = "retention" | "erasure";

/** Why an archived case was erased; undefined for every other case. */
export function erasedFor({ row, timeline }: Pick<CaseView, "row" | "timeline">): ErasedFor | undefined {
  if (row.state !== "archived") return undefined;
  return timeline.find((event) => event.type === "archive")?.actor === "erasure" ? "erasure" : "retention";
}

/**
 * Takes the person out of a closed case: what was sent, what was said and found, who it was. What was done, when and by which office
 * stays (docs/decisions/0033). Every step may be repeated, and the applicant goes last, so that a crash in between is found again.
 * @returns whether there was still somebody to erase
 */
export async function eraseCase(context: CaseContext, city: string, number: string, why: ErasedFor): Promise<boolean> {
  const { database } = context;
  const row = await findCase(context, city, number);
  if (row.applicant === "erased") return false;
  await database.run(cityScope(city), eraseAnswers, { city, number });
  if (row.state !== "archived") {
    await perform(context, { city, number, type: "archive", revision: row.revision, by: { kind: "system", id: why } });
  }
  const events = await database.run(cityScope(city), eventsOfCase, { city, number });
  const filed = events.find((event) => event.type === "submit")?.actor_kind;
  await database.transaction(cityAndResidentScope([city], [row.applicant]), async (tx) => {
    await tx.run(eraseWords, { city, number });
    await tx.run(forgetOwn, { resident: row.applicant, city, number });
    await tx.run(forgetErasures, { resident: row.applicant, city, number });
    await tx.run(eraseApplicant, { city, number, by_person: filed === "resident" || filed === "visitor" });
  });
  return true;
}
