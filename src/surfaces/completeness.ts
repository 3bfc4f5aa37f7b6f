import { connectorStatesOf } from "../domain/agencies/index.ts";
import { type Catalogue, type Finding, findingsOf, offeringsOfCities, speakersOf } from "../domain/catalogue/index.ts";
import { rolesHeld } from "../domain/identity/index.ts";
import type { Regions } from "../domain/regions/index.ts";
import type { Database } from "../foundation/database/index.ts";

/** Whether a city can go live: nothing red is left. */
export type CityCheck = {
  readonly city: string;
  readonly shown: number;
  readonly red: number;
  readonly amber: number;
  readonly findings: readonly Finding[];
};

type Parts = { readonly database: Database; readonly catalogue: Catalogue; readonly regions: Regions };

/** Cities read by one round of statements: six, whatever their number. */
const citiesAtOnce = 100;

/** The completeness report of these cities, in their order. */
export async function checkCities(parts: Parts, cities: readonly string[], now: Date): Promise<readonly CityCheck[]> {
  const reports: CityCheck[] = [];
  for (let from = 0; from < cities.length; from += citiesAtOnce) {
    reports.push(...(await checkSome(parts, cities.slice(from, from + citiesAtOnce), now)));
  }
  return reports;
}

async function checkSome(parts: Parts, cities: readonly string[], now: Date): Promise<readonly CityCheck[]> {
  const { database, catalogue, regions } = parts;
  const { divisions } = regions;
  const speakers = new Map(cities.map((city) => [city, speakersOf(divisions, city)]));
  const places = [...new Set([...speakers.values()].flatMap((all) => all.flatMap(({ place }) => place ?? [])))];
  const today = (city: string) => regions.calendarOf(city).dayOf(now);
  const [offerings, roles, connectors] = await Promise.all([
    offeringsOfCities({ database, catalogue, divisions }, cities, today),
    rolesHeld({ database }, cities),
    connectorStatesOf(database, places, now),
  ]);
  return cities.map((city) => {
    const offered = (offerings.get(city) ?? []).flatMap((offering) => {
      const service = catalogue.service(offering.service, offering.version);
      return service ? [{ service, offering }] : [];
    });
    // The nearest place that has a connector answers.
    const states = new Map(
      (speakers.get(city) ?? []).toReversed().flatMap(({ place }) => [...(connectors.get(place ?? "") ?? [])]),
    );
    const names = new Map(offered.map(({ offering }) => [offering.agency, offering.agencyName]));
    const nameOf = (agency: string) =>
      names.get(agency) ?? catalogue.agencyKinds.get(agency)?.name ?? { zh: agency, en: agency };
    const findings = findingsOf(offered, { roles: roles.get(city) ?? new Map(), connectors: states }, nameOf);
    const red = findings.filter(({ level }) => level === "red").length;
    const shown = offered.filter(({ offering }) => offering.visible).length;
    return { city, shown, red, amber: findings.length - red, findings };
  });
}
