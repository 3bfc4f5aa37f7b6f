import { cityScope } from "../../../foundation/database/index.ts";
import { isId } from "../../../foundation/ids/index.ts";
import type { Identity } from "../identity.ts";
import { tidy } from "../residents/claims.ts";
import { type ClerkRecord, clerkRecordFromRow } from "./clerk.ts";
import { clerkRow, clerksPage, rolesOfCities } from "./store.ts";

/** Clerks of a city by login, of one agency or all, at most 100 a page; `next` goes into `after` of the next call. */
export async function clerksOf(
  identity: Identity,
  city: string,
  page: { readonly agency?: string | undefined; readonly after?: string | undefined; readonly limit?: number } = {},
): Promise<{ readonly items: readonly ClerkRecord[]; readonly next: string | undefined }> {
  if (page.agency !== undefined && !/^[a-z][a-z0-9-]{0,59}$/.test(page.agency)) return { items: [], next: undefined };
  const limit = Math.min(Math.max(page.limit ?? 50, 1), 100);
  const rows = await identity.database.run(cityScope(city), clerksPage, {
    city,
    agency: page.agency ?? null,
    after: tidy(page.after, 40) ?? "",
    limit: limit + 1,
  });
  const items = rows.slice(0, limit).map(clerkRecordFromRow);
  return { items, next: rows.length > limit ? items.at(-1)?.login : undefined };
}

/** Which roles enrolled clerks hold in these cities, by agency ("" for those of none). One statement. */
export async function rolesHeld(
  identity: Pick<Identity, "database">,
  cities: readonly string[],
): Promise<ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>> {
  const held = new Map<string, Map<string, ReadonlySet<string>>>();
  if (cities.length === 0) return held;
  const asked = { cities: [...cities], limit: cities.length * 200 };
  for (const row of await identity.database.run(cityScope(...cities), rolesOfCities, asked)) {
    const ofCity = held.get(row.city) ?? new Map<string, ReadonlySet<string>>();
    held.set(row.city, ofCity.set(row.agency ?? "", new Set(row.roles)));
  }
  return held;
}

/** One clerk of a city, or undefined. */
export async function clerkOf(identity: Identity, city: string, clerk: string): Promise<ClerkRecord | undefined> {
  if (!isId(clerk)) return undefined;
  const [row] = await identity.database.run(cityScope(city), clerkRow, { city, id: clerk });
  return row && clerkRecordFromRow(row);
}
