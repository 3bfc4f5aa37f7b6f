import { cityScope, type Database } from "../../foundation/database/index.ts";
import { isId, newId } from "../../foundation/ids/index.ts";
import type { Clerk } from "../identity/index.ts";
import { Faults, gone, tidyText } from "./refuse.ts";
import { addFilterRow, filtersOfClerk, removeFilterRow } from "./store.ts";

/** A view of the inbox somebody wants again: its name and the parameters of its address. */
export type SavedFilter = { readonly id: string; readonly name: string; readonly query: string };
export const filtersAtMost = 20;

type Within = { readonly database: Database };
type Owner = Pick<Clerk, "city" | "id">;

export async function listFilters({ database }: Within, { city, id }: Owner): Promise<readonly SavedFilter[]> {
  return database.run(cityScope(city), filtersOfClerk, { city, clerk: id });
}

/** @throws Refusal `work_invalid` (422): no name, or twenty already */
export async function saveFilter(
  { database }: Within,
  clerk: Owner,
  input: { readonly name: string; readonly query: string },
  now: Date,
): Promise<void> {
  const faults = new Faults();
  const name = tidyText(input.name, 40);
  if (name === "")
    faults.add("name", "name", "请给这个筛选起个名字，不超过 40 个字。", "Give it a name of at most 40 characters.");
  faults.refuse();
  const row = { city: clerk.city, clerk: clerk.id, id: newId(now), name, query: input.query.slice(0, 500) };
  const added = await database.run(cityScope(clerk.city), addFilterRow, { ...row, most: filtersAtMost, now });
  if (added.length > 0) return;
  faults.add("name", "too_many", "最多保存 20 个，请先删除一个。", "At most 20 can be kept. Please remove one first.");
  faults.refuse();
}

export async function removeFilter({ database }: Within, { city, id: clerk }: Owner, id: string): Promise<void> {
  const removed = isId(id) ? await database.run(cityScope(city), removeFilterRow, { city, clerk, id }) : [];
  if (removed.length === 0) throw gone();
}
