import { cityScope, type Database } from "../../../foundation/database/index.ts";
import { nation } from "../offer/offering.ts";
import { publicationsOfService } from "./store.ts";
import { publicationsShown } from "./versions.ts";

/** Days for which what was begun under a version may still be sent after another one took its place (docs/decisions/0018). */
export const sendableDays = 30;
const day = 24 * 60 * 60 * 1000;

/**
 * Until when a draft under this version may still be sent in a city where another one is in force now: 30 days after it was replaced
 * there, by the city itself or by the nation. Undefined where it was taken back (somebody rolled back from it, so it is not to be
 * used), and where nobody knows when it was replaced.
 */
export async function sendableUntil(
  database: Database,
  { city, service, version }: { readonly city: string; readonly service: string; readonly version: string },
): Promise<Date | undefined> {
  const lists = await Promise.all(
    [city, nation].map((place) =>
      database.run(cityScope(place), publicationsOfService, { city: place, service, limit: publicationsShown }),
    ),
  );
  const [last] = lists
    .flat()
    .filter((line) => line.act !== "checked" && line.version_before === version)
    .sort((a, b) => b.at.getTime() - a.at.getTime());
  if (last === undefined || last.act === "rolled_back") return undefined;
  return new Date(last.at.getTime() + sendableDays * day);
}
