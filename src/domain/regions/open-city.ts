import { type Database, sharedScope } from "../../foundation/database/index.ts";
import { Refusal } from "../../foundation/refusal.ts";
import { type City, type CitySettings, checkSettings, storedSettings } from "./city.ts";
import type { Divisions } from "./divisions/divisions.ts";
import { changeCityRow, closeCityRow, openCityRow, openCityRows } from "./store.ts";

/** Provinces and the nation's 2,800 counties could all be tenants; more than this is a mistake. */
export const cityLimit = 10_000;

type CityRow = { readonly city: string; readonly opened_at: Date; readonly settings: unknown };

export function toCity(row: CityRow): City {
  return { city: row.city, openedAt: row.opened_at, settings: storedSettings(row.settings) };
}

const notOpen = (city: string) =>
  new Refusal({
    code: "city_not_open",
    status: 404,
    say: { zh: `${city} 还没有开通。`, en: `${city} is not open yet.` },
  });

const unknownDivision = () =>
  new Refusal({
    code: "unknown_division",
    status: 404,
    say: { zh: "没有这个行政区划代码，或者它已经撤销。", en: "No division has this code, or it no longer exists." },
  });

/**
 * Makes a division a tenant, or opens a closed one again. Refusals: `unknown_division` (404, also for divisions that have ended),
 * `city_already_open` (409), `bad_city_settings` (422).
 */
export async function openCity(
  database: Database,
  divisions: Divisions,
  request: { city: string; settings?: CitySettings | undefined; now: Date },
): Promise<City> {
  const settings = checkSettings(request.settings ?? {});
  if (divisions.get(request.city)?.endedOn !== null) throw unknownDivision();
  const [row] = await database.run(sharedScope, openCityRow, { city: request.city, opened_at: request.now, settings });
  if (row === undefined) {
    throw new Refusal({
      code: "city_already_open",
      status: 409,
      say: { zh: "这个地方已经开通。", en: "This place is already open." },
    });
  }
  return toCity(row);
}

/**
 * Makes many divisions tenants at once; those that are or were one stay as they are. Refusals: `unknown_division` (404),
 * `bad_city_settings` (422), before anything is written. @returns the cities that were opened
 */
export async function openCities(
  database: Database,
  divisions: Divisions,
  cities: readonly { readonly city: string; readonly settings: CitySettings }[],
  now: Date,
): Promise<readonly string[]> {
  const rows = cities.map(({ city, settings }) => {
    if (divisions.get(city)?.endedOn !== null) throw unknownDivision();
    return { city, settings: checkSettings(settings) };
  });
  const opened = await database.run(sharedScope, openCityRows, { rows, opened_at: now });
  return opened.map(({ city }) => city);
}

/** Changes the settings that are named and keeps the others. Refusals: `city_not_open` (404), `bad_city_settings` (422). */
export async function changeCity(
  database: Database,
  request: { city: string; settings: CitySettings; now: Date },
): Promise<City> {
  const settings = checkSettings(request.settings);
  const [row] = await database.run(sharedScope, changeCityRow, {
    city: request.city,
    changed_at: request.now,
    settings,
  });
  if (row === undefined) throw notOpen(request.city);
  return toCity(row);
}

/** Takes a city off the list of open ones; its data stays. Refusal: `city_not_open` (404). */
export async function closeCity(database: Database, request: { city: string; now: Date }): Promise<void> {
  const [row] = await database.run(sharedScope, closeCityRow, { city: request.city, closed_at: request.now });
  if (row === undefined) throw notOpen(request.city);
}
