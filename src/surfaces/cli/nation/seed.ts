import { type Catalogue, setStandingOffers } from "../../../domain/catalogue/index.ts";
import { openCities, Regions } from "../../../domain/regions/index.ts";
import { type Database, sharedScope } from "../../../foundation/database/index.ts";
import { openSequences } from "../../../foundation/events/index.ts";
import type { Secrets } from "../../../foundation/secrets/index.ts";
import { offerInCities } from "../tenants.ts";
import { readPlaces } from "./places.ts";
import { demonstrationVenue, servicesByRule } from "./rule.ts";

/** Places whose keys and services are made by one round of statements. */
const placesAtOnce = 91;

/**
 * The demonstration nation: 364 cities and counties with what the rule of docs/demonstration-nation.md gives them. In sets of rows;
 * again it adds only what is missing, for example services that are new in the catalogue. `besides` are places whose services
 * are not the rule's.
 */
export async function seedNation(options: {
  readonly database: Database;
  readonly secrets: Secrets;
  readonly catalogue: Catalogue;
  readonly besides: ReadonlySet<string>;
  readonly now: Date;
  readonly say: (line: string) => void;
}): Promise<void> {
  const { database, secrets, catalogue, besides, now, say } = options;
  const places = readPlaces().filter(({ city }) => !besides.has(city));
  const { divisions } = await Regions.load(database);
  const codes = places.map(({ city }) => city);
  const settings = { phone: "12345", filing_number: "演示备案 00000000 号" };
  await openCities(
    database,
    divisions,
    codes.map((city) => ({ city, settings })),
    now,
  );
  await database.run(sharedScope, openSequences, { cities: codes });
  for (let from = 0; from < places.length; from += placesAtOnce) {
    const some = places.slice(from, from + placesAtOnce);
    await secrets.openCities(some.map(({ city }) => city));
    const cities = some.map((place) => {
      const name = divisions.get(place.city)?.name ?? { zh: place.city, en: place.city };
      return {
        city: place.city,
        shown: servicesByRule(catalogue, divisions, place),
        prepareOthers: false,
        venues: (agency: string) => [demonstrationVenue(name, agency)],
        phone: settings.phone,
      };
    });
    const { services } = await offerInCities(database, catalogue, divisions, cities, now);
    say(
      `${Math.min(from + placesAtOnce, places.length)} of ${places.length} cities and counties, ${services} services`,
    );
  }
  // What a province says for every place below it, to be seen in the demonstration.
  if (catalogue.service("residence-permit")) {
    const promise = { days: 4, unit: "working_days" } as const;
    await setStandingOffers(database, catalogue, [{ place: "430000", service: "residence-permit", promise }], now);
  }
}
