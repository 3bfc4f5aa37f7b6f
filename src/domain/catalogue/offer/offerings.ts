import { cityScope, type Database, sharedScope, type Values } from "../../../foundation/database/index.ts";
import type { Text } from "../../../foundation/i18n/index.ts";
import type { Divisions } from "../../regions/index.ts";
import type { Catalogue } from "../catalogue.ts";
import type { AgencyValues, Offering, Venue, Visibility } from "./offering.ts";
import { type Layer, resolveOffering, type Said, sourcesOf } from "./resolve.ts";
import {
  cityAgenciesOf,
  offeringChanges,
  offeringsOf,
  offeringsState,
  standingAgenciesOf,
  standingOffersOf,
} from "./store.ts";

/** Services a city may offer, and agencies it may have. */
export const offeringsPerCity = 2000;
export const agenciesPerCity = 200;
/** Cities whose offerings are read in one go. */
const citiesAtOnce = 100;
const placesAtMost = 10_000;

/** What is needed to settle a city's offerings. */
export type OfferingParts = {
  readonly database: Database;
  readonly catalogue: Pick<Catalogue, "service" | "agencyKinds">;
  readonly divisions: Divisions;
};

type Stored = Omit<Values<(typeof standingOffersOf)["row"]>, "place">;
type StoredAgency = Omit<Values<(typeof standingAgenciesOf)["row"]>, "place">;

/** What one place says, without who it is. */
export type Saying = Pick<Layer, "offers" | "agencies">;
const silent: Saying = { offers: new Map(), agencies: new Map() };

/** Who speaks for a city, the nearest first. Follows its division also under a newer code. */
export function speakersOf(divisions: Divisions, city: string) {
  const [division] = divisions.resolve(city);
  const path = divisions.path(division?.code ?? city);
  const name = division?.name ?? { zh: city, en: city };
  return sourcesOf(city, name, path);
}

/** What these cities say for themselves; a city that says nothing is left out. */
export async function readCitySayings(
  database: Database,
  cities: readonly string[],
): Promise<ReadonlyMap<string, Saying>> {
  const found = new Map<string, Saying>();
  for (let from = 0; from < cities.length; from += citiesAtOnce) {
    const some = cities.slice(from, from + citiesAtOnce);
    const scope = cityScope(...some);
    const [offers, agencies] = await Promise.all([
      database.run(scope, offeringsOf, { cities: some, limit: some.length * offeringsPerCity }),
      database.run(scope, cityAgenciesOf, { cities: some, limit: some.length * agenciesPerCity }),
    ]);
    gather(
      found,
      offers.map((row) => ({ place: row.city, row, version: row.version })),
      agencies.map((row) => ({ place: row.city, row })),
    );
  }
  return found;
}

/** What nation, provinces and prefectures say for all below them; a place that says nothing is left out. */
export async function readStandingSayings(
  database: Database,
  places: readonly string[],
): Promise<ReadonlyMap<string, Saying>> {
  const found = new Map<string, Saying>();
  if (places.length === 0) return found;
  const asked = { places: [...new Set(places)], limit: placesAtMost * 10 };
  const [offers, agencies] = await Promise.all([
    database.run(sharedScope, standingOffersOf, asked),
    database.run(sharedScope, standingAgenciesOf, asked),
  ]);
  gather(
    found,
    offers.map((row) => ({ place: row.place, row, version: null })),
    agencies.map((row) => ({ place: row.place, row })),
  );
  return found;
}

function gather(
  found: Map<string, Saying>,
  offers: readonly { place: string; row: Stored; version: string | null }[],
  agencies: readonly { place: string; row: StoredAgency & { agency: string } }[],
): void {
  const made = new Map<
    string,
    { offers: Map<string, Said>; agencies: Map<string, AgencyValues & { changedAt: Date }> }
  >();
  const of = (place: string) => {
    const known = made.get(place) ?? { offers: new Map(), agencies: new Map() };
    made.set(place, known);
    return known;
  };
  for (const { place, row, version } of offers) of(place).offers.set(row.service, { ...toSaid(row), version });
  for (const { place, row } of agencies) of(place).agencies.set(row.agency, toAgency(row));
  for (const [place, saying] of made) found.set(place, saying);
}

function toSaid(row: Stored): Said {
  const withdrawn = text(row.announcement_zh, row.announcement_en);
  return {
    agency: row.agency,
    agencyName: text(row.agency_name_zh, row.agency_name_en),
    fee: row.fee_amount_fen === null ? null : { amount_fen: row.fee_amount_fen, basis: row.fee_basis ?? "" },
    promise: toDuration(row),
    venues: row.venues as readonly Venue[] | null,
    phone: row.phone,
    connector: row.connector,
    visibility: row.visibility as Visibility | null,
    withdrawal:
      row.withdrawn_on === null || withdrawn === null ? null : { on: row.withdrawn_on, announcement: withdrawn },
    changedAt: row.changed_at,
  };
}

function toAgency(row: StoredAgency) {
  return {
    name: text(row.name_zh, row.name_en),
    venues: row.venues as readonly Venue[] | null,
    phone: row.phone,
    connector: row.connector,
    promise: toDuration(row),
    changedAt: row.changed_at,
  };
}

function toDuration({ promise_days: days, promise_unit: unit }: Pick<Stored, "promise_days" | "promise_unit">) {
  return days === null ? null : ({ days, unit: unit === "days" ? "days" : "working_days" } as const);
}

const text = (zh: string | null, en: string | null): Text | null => (zh === null || en === null ? null : { zh, en });

/** The layers of a city, the nearest first, from what the places say. */
export function layersOf(
  divisions: Divisions,
  city: string,
  own: Saying | undefined,
  standing: ReadonlyMap<string, Saying>,
): readonly Layer[] {
  return speakersOf(divisions, city).map((source, index) => ({
    source,
    ...((index === 0 ? own : standing.get(source.place ?? "")) ?? silent),
  }));
}

/** Settles every service that any of the layers speaks of, by code. */
export function settleOfferings(
  { catalogue }: Pick<OfferingParts, "catalogue">,
  layers: readonly Layer[],
  today: string,
): ReadonlyMap<string, Offering> {
  const codes = new Set(layers.flatMap(({ offers }) => [...offers.keys()]));
  const settled = new Map<string, Offering>();
  for (const code of [...codes].sort()) {
    const service = catalogue.service(code, layers[0]?.offers.get(code)?.version);
    const offering = service && resolveOffering(catalogue.agencyKinds, service, layers, today);
    if (offering) settled.set(code, offering);
  }
  return settled;
}

/** All offerings of these cities as they are now, hidden ones included, by city. A few statements for a hundred cities. */
export async function offeringsOfCities(
  parts: OfferingParts,
  cities: readonly string[],
  today: string | ((city: string) => string),
): Promise<ReadonlyMap<string, readonly Offering[]>> {
  const { database, divisions } = parts;
  const above = cities.flatMap((city) =>
    speakersOf(divisions, city)
      .slice(1)
      .map(({ place }) => place ?? ""),
  );
  const [own, standing] = await Promise.all([readCitySayings(database, cities), readStandingSayings(database, above)]);
  return new Map(
    cities.map((city) => {
      const day = typeof today === "string" ? today : today(city);
      return [city, [...settleOfferings(parts, layersOf(divisions, city, own.get(city), standing), day).values()]];
    }),
  );
}

/** All offerings of a city, hidden ones included, by service. */
export async function offeredServices(parts: OfferingParts, city: string, today: string): Promise<readonly Offering[]> {
  return (await offeringsOfCities(parts, [city], today)).get(city) ?? [];
}

/** The layers of one city, for a page that shows what each place says. */
export async function readLayers(parts: Omit<OfferingParts, "catalogue">, city: string): Promise<readonly Layer[]> {
  const speakers = speakersOf(parts.divisions, city);
  const above = speakers.slice(1).map(({ place }) => place ?? "");
  const [own, standing] = await Promise.all([
    readCitySayings(parts.database, [city]),
    readStandingSayings(parts.database, above),
  ]);
  return layersOf(parts.divisions, city, own.get(city), standing);
}

/** Changes whenever any place changes what it says. */
export async function offeringsStamp(database: Database): Promise<string> {
  const [row] = await database.run(sharedScope, offeringsState, {});
  return row?.state ?? "";
}

/** How often each place has changed what it says. */
export async function offeringRevisions(database: Database): Promise<ReadonlyMap<string, bigint>> {
  const rows = await database.run(sharedScope, offeringChanges, { limit: placesAtMost });
  return new Map(rows.map((row) => [row.place, row.revision]));
}
