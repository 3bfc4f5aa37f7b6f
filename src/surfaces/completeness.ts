import { connectorStatesOf } from "../domain/agencies/index.ts";
import {
  bodiesOf,
  type Catalogue,
  type Finding,
  findingsOf,
  offeringsOfCities,
  type Readiness,
  speakersOf,
} from "../domain/catalogue/index.ts";
import { rolesHeld } from "../domain/identity/index.ts";
import type { Regions } from "../domain/regions/index.ts";
import type { Database } from "../foundation/database/index.ts";
import type { Offered } from "./offerings.ts";

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

/**
 * What would be missing of these services of a city if residents saw them: red findings block, amber ones warn. Everything by which
 * a service goes live through the city office asks this first.
 */
export async function findingsIfShown(
  parts: Parts,
  city: string,
  chosen: readonly Pick<Offered, "service" | "offering">[],
  now: Date,
): Promise<readonly Finding[]> {
  if (chosen.length === 0) return [];
  const readiness = await readinessOf(parts, [city], now);
  const shown = chosen.map(({ service, offering }) => ({ service, offering: { ...offering, visible: true } }));
  return findingsOf(shown, readiness(city), namesOf(parts.catalogue, shown));
}

/** Services of a city that residents must not meet yet, by code, each with what is red of it alone. What is ready is not in it. */
export async function heldBack(
  parts: Parts,
  city: string,
  chosen: readonly Pick<Offered, "service" | "offering">[],
  now: Date,
): Promise<ReadonlyMap<string, readonly Finding[]>> {
  if (chosen.length === 0) return new Map();
  const readiness = (await readinessOf(parts, [city], now))(city);
  const held = chosen.flatMap(({ service, offering }) => {
    const shown = [{ service, offering: { ...offering, visible: true } }];
    const red = blocking(findingsOf(shown, readiness, namesOf(parts.catalogue, shown)));
    return red.length === 0 ? [] : ([[offering.service, red]] as const);
  });
  return new Map(held);
}

/** What blocks: residents would meet it. */
export function blocking(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter(({ level }) => level === "red");
}

async function checkSome(parts: Parts, cities: readonly string[], now: Date): Promise<readonly CityCheck[]> {
  const { database, catalogue, regions } = parts;
  const { divisions } = regions;
  const today = (city: string) => regions.calendarOf(city).dayOf(now);
  const [offerings, readiness] = await Promise.all([
    offeringsOfCities({ database, catalogue, divisions }, cities, today),
    readinessOf(parts, cities, now),
  ]);
  return cities.map((city) => {
    const offered = (offerings.get(city) ?? []).flatMap((offering) => {
      const service = catalogue.service(offering.service, offering.version);
      return service ? [{ service, offering }] : [];
    });
    const findings = findingsOf(offered, readiness(city), namesOf(catalogue, offered));
    const red = blocking(findings).length;
    const shown = offered.filter(({ offering }) => offering.visible).length;
    return { city, shown, red, amber: findings.length - red, findings };
  });
}

/** People and systems of these cities. */
async function readinessOf(
  { database, regions }: Parts,
  cities: readonly string[],
  now: Date,
): Promise<(city: string) => Readiness> {
  const speakers = new Map(cities.map((city) => [city, speakersOf(regions.divisions, city)]));
  const places = [...new Set([...speakers.values()].flatMap((all) => all.flatMap(({ place }) => place ?? [])))];
  const [roles, connectors] = await Promise.all([
    rolesHeld({ database }, cities),
    connectorStatesOf(database, places, now),
  ]);
  return (city) => ({
    roles: roles.get(city) ?? new Map(),
    // The nearest place that has a connector answers.
    connectors: new Map(
      (speakers.get(city) ?? []).toReversed().flatMap(({ place }) => [...(connectors.get(place ?? "") ?? [])]),
    ),
  });
}

function namesOf(catalogue: Catalogue, offered: readonly Pick<Offered, "offering">[]) {
  const bodies = offered.flatMap(({ offering }) => bodiesOf(offering));
  const names = new Map(bodies.map(({ agency, agencyName }) => [agency, agencyName]));
  return (agency: string) => names.get(agency) ?? catalogue.agencyName(agency);
}
