import { cityScope } from "../../../foundation/database/index.ts";
import { isId } from "../../../foundation/ids/index.ts";
import type { Identity } from "../identity.ts";
import { tidy } from "../residents/claims.ts";
import { type ClerkRecord, clerkRecordFromRow } from "./clerk.ts";
import { clerkRow, clerksPage } from "./store.ts";

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

/** One clerk of a city, or undefined. */
export async function clerkOf(identity: Identity, city: string, clerk: string): Promise<ClerkRecord | undefined> {
  if (!isId(clerk)) return undefined;
  const [row] = await identity.database.run(cityScope(city), clerkRow, { city, id: clerk });
  return row && clerkRecordFromRow(row);
}
