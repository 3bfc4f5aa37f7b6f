import { isDeepStrictEqual } from "node:util";
import { cityScope, type Database, type Runner } from "../../../foundation/database/index.ts";
import { newId } from "../../../foundation/ids/index.ts";
import { addOfferChange, cityAgencyNow, offerChangesOf, offeringNow } from "./store.ts";

/** The clerk who changes what a city says. */
export type ChangedBy = { readonly id: string; readonly name: string };

/** What was changed: a service of a city, or one of its agencies. */
export type Changed = { readonly city: string; readonly about: "service" | "agency"; readonly code: string };

/** One value that was changed; null is not said. Keys are the columns of the tables. */
export type ChangedValue = { readonly key: string; readonly before: unknown; readonly after: unknown };

/** One line of the history of what a city says. */
export type OfferChange = {
  readonly id: string;
  readonly at: Date;
  readonly by: string;
  readonly values: readonly ChangedValue[];
};

export const offerChangesShown = 50;

/** Does what changes a row, and leaves a line of the history in the same transaction; none where nothing became different. */
export async function recorded<T>(
  tx: Runner,
  { city, about, code }: Changed,
  change: () => Promise<T>,
  now: Date,
  by?: ChangedBy,
): Promise<T> {
  if (!by) return change();
  const read = async () => (await tx.run(about === "service" ? offeringNow : cityAgencyNow, { city, code }))[0]?.said;
  const before = await read();
  const done = await change();
  const after = await read();
  if (after !== undefined && !isDeepStrictEqual(before, after)) {
    const who = { by_id: by.id.slice(0, 80), by_name: by.name.slice(0, 100) };
    await tx.run(addOfferChange, { city, id: newId(now), about, code, before: before ?? null, after, at: now, ...who });
  }
  return done;
}

/** What was changed in what a city says of a service or an agency, newest first, at most 50 lines. */
export async function changesOf(database: Database, { city, about, code }: Changed): Promise<readonly OfferChange[]> {
  const rows = await database.run(cityScope(city), offerChangesOf, { city, about, code, limit: offerChangesShown });
  return rows.map(({ id, at, by_name: by, before, after }) => {
    const [was, is] = [before ?? {}, after] as Readonly<Record<string, unknown>>[];
    const values = Object.keys(is ?? {}).flatMap((key): ChangedValue[] => {
      const [from, to] = [was?.[key] ?? null, is?.[key] ?? null];
      return isDeepStrictEqual(from, to) ? [] : [{ key, before: from, after: to }];
    });
    return { id, at, by, values };
  });
}
