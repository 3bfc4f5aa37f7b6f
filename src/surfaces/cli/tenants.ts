import { type Catalogue, offer, offeredServices } from "../../domain/catalogue/index.ts";
import {
  bundledRows,
  bundledSource,
  bundledVersion,
  type CitySettings,
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

/** Who takes on what is nobody's in particular. */
const cityOffice: Text = { zh: "政务服务办公室", en: "City office" };

/** What an agency of a city is called when nobody says otherwise: the city's name and the kind's. */
export function agencyName(catalogue: Catalogue, city: Text, kind: string): Text {
  const name = kind === "any" ? cityOffice : catalogue.agencyKinds.get(kind)?.name;
  return { zh: `${city.zh}${name?.zh ?? kind}`, en: `${city.en} ${name?.en ?? kind}` };
}

/**
 * Offers every service of the catalogue that the city does not offer yet: those named are shown, all others wait, hidden, for the city
 * office. What is offered already stays as it is.
 */
export async function offerServices(
  database: Database,
  catalogue: Catalogue,
  input: {
    readonly city: string;
    readonly name: Text;
    readonly shown: ReadonlySet<string> | "all";
    /** Names of agencies by kind, where they differ from the usual. */
    readonly agencies?: ReadonlyMap<string, Text>;
    readonly now: Date;
  },
): Promise<number> {
  const { city, name, shown, now } = input;
  const there = new Set((await offeredServices(database, city)).map((offering) => offering.service));
  let added = 0;
  for (const { definition } of catalogue.services()) {
    if (there.has(definition.code)) continue;
    const visible = shown === "all" || shown.has(definition.code);
    const agency = input.agencies?.get(definition.agency) ?? agencyName(catalogue, name, definition.agency);
    await offer(database, catalogue, city, definition.code, { agencyName: agency, visible }, now);
    added += 1;
  }
  return added;
}
