import {
  type Added,
  addAll,
  type Catalogue,
  type CityAgency,
  type StandingAgency,
  setCityAgencies,
  setStandingAgencies,
  usualAgency,
  usualAgencyName,
  type Venue,
} from "../../domain/catalogue/index.ts";
import {
  bundledRows,
  bundledSource,
  bundledVersion,
  type CitySettings,
  type Divisions,
  importDivisions,
  openCity,
  Regions,
} from "../../domain/regions/index.ts";
import { type Database, sharedScope } from "../../foundation/database/index.ts";
import { openSequence } from "../../foundation/events/index.ts";
import type { Text } from "../../foundation/i18n/index.ts";
import type { SealAlgorithm, Secrets } from "../../foundation/secrets/index.ts";

/** The list of divisions the program brings along. Does nothing where it, or a newer one, was imported. */
export async function seedDivisions(database: Database, now: Date): Promise<void> {
  await importDivisions(database, bundledRows(), {
    version: bundledVersion,
    source: bundledSource,
    now,
    dryRun: false,
  });
}

/** Opens a city: tenant, keys, and the count of its events. Again is the same. */
export async function openTenant(
  database: Database,
  secrets: Secrets,
  city: string,
  settings: CitySettings,
  now: Date,
  algorithm: SealAlgorithm = "aes-256-gcm",
): Promise<void> {
  const regions = await Regions.load(database);
  if (!regions.city(city)) await openCity(database, regions.divisions, { city, settings, now });
  await database.run(sharedScope, openSequence, { city });
  await secrets.openCity(city, algorithm);
}

/** What an agency of a city is called when nobody says otherwise: the city's name and the kind's. */
export function agencyName(catalogue: Catalogue, city: Text, kind: string): Text {
  return usualAgencyName(catalogue.agencyKinds, city, kind);
}

/** A city, what it is to offer, and who its agencies are where they differ from the usual. */
export type ToOffer = {
  readonly city: string;
  readonly shown: ReadonlySet<string> | "all";
  /** Services that are not shown wait, hidden, for the city office; false leaves them out. */
  readonly prepareOthers?: boolean;
  readonly agencies?: ReadonlyMap<string, Text> | undefined;
  readonly venues?: ((agency: string) => readonly Venue[]) | undefined;
  /** Of all its agencies. */
  readonly phone?: string | undefined;
};

export type NewlyOffered = {
  readonly services: number;
  /** Agencies of these cities, and those of prefectures and provinces that serve them. */
  readonly agencies: number;
  readonly above: readonly { readonly place: string; readonly agency: string }[];
};

/**
 * Offers services of the catalogue in cities that do not offer them yet, and names the agencies that do them, by the level at which
 * such agencies exist. What a city or a place above it has said already stays as it is.
 */
export async function offerInCities(
  database: Database,
  catalogue: Catalogue,
  divisions: Divisions,
  cities: readonly ToOffer[],
  now: Date,
): Promise<NewlyOffered> {
  const services: Added[] = [];
  const agencies: CityAgency[] = [];
  const above = new Map<string, StandingAgency>();
  const all = catalogue.services();
  for (const { city, shown, prepareOthers = true, agencies: named, venues, phone } of cities) {
    const kinds = new Set<string>();
    for (const { definition } of all) {
      const isShown = shown === "all" || shown.has(definition.code);
      if (!isShown && !prepareOthers) continue;
      services.push({ city, service: definition.code, visibility: isShown ? "visible" : "hidden" });
      kinds.add(definition.agency);
    }
    const [division] = divisions.resolve(city);
    const path = divisions.path(division?.code ?? city);
    for (const agency of kinds) {
      const usual = usualAgency(agency, path);
      const name = named?.get(agency) ?? usual?.name ?? null;
      const own = usual === undefined || named?.has(agency) || usual.owner.code === division?.code;
      const places = { ...(venues ? { venues: venues(agency) } : {}), ...(phone === undefined ? {} : { phone }) };
      if (own) agencies.push({ city, agency, name, ...places });
      else {
        above.set(`${usual.owner.code} ${agency}`, { place: usual.owner.code, agency, name });
        if (venues || phone !== undefined) agencies.push({ city, agency, ...places });
      }
    }
  }
  await setStandingAgencies(database, catalogue, [...above.values()], now, { keep: true });
  const added = await setCityAgencies(database, catalogue, agencies, now, { keep: true });
  return {
    services: await addAll(database, catalogue, services, now),
    agencies: added,
    above: [...above.values()].map(({ place, agency }) => ({ place, agency })),
  };
}
