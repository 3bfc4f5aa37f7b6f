import { clerkOf } from "../../domain/identity/index.ts";
import { installationCity } from "../../foundation/secrets/index.ts";
import type { House } from "../house.ts";

/** A name that was read counts this long. */
const freshFor = 60_000;
const most = 5_000;
const perPage = 200;

type Known = { readonly name: string; readonly at: number };

const known = new WeakMap<House, Map<string, Known>>();

/** Names of clerks by their ids, those of the city and of the installation; ids nobody has are left out. */
export async function clerkNames(
  house: House,
  city: string,
  ids: readonly (string | null)[],
): Promise<ReadonlyMap<string, string>> {
  let names = known.get(house);
  if (!names) {
    names = new Map();
    known.set(house, names);
  }
  const cache = names;
  const now = performance.now();
  const found = new Map<string, string>();
  const wanted = [...new Set(ids.filter((id) => id !== null))].slice(0, perPage);
  await Promise.all(
    wanted.map(async (id) => {
      const key = `${city} ${id}`;
      const before = cache.get(key);
      if (before && now - before.at < freshFor) {
        found.set(id, before.name);
        return;
      }
      const clerk = (await clerkOf(house.identity, city, id)) ?? (await clerkOf(house.identity, installationCity, id));
      if (!clerk) return;
      if (cache.size >= most) cache.clear();
      cache.set(key, { name: clerk.name, at: now });
      found.set(id, clerk.name);
    }),
  );
  return found;
}

/** Forgets a clerk's name after it was changed here. */
export function forgetName(house: House, city: string, id: string): void {
  known.get(house)?.delete(`${city} ${id}`);
}
