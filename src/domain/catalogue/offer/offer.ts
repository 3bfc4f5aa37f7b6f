import { cityScope, type Database, sharedScope } from "../../../foundation/database/index.ts";
import { type FieldError, Refusal } from "../../../foundation/refusal.ts";
import type { Catalogue } from "../catalogue.ts";
import { type ChangedBy, recorded } from "./changes.ts";
import { agencyProblems, offerProblems } from "./check.ts";
import type { AgencyValues, OfferValues } from "./offering.ts";
import {
  addCityAgencies,
  addOfferings,
  addStandingAgencies,
  putCityAgencies,
  putOfferings,
  putStandingAgencies,
  putStandingOffers,
  removeStandingOffer,
  touchOfferings,
} from "./store.ts";

/** What a city says of a service; what it does not say it inherits. */
export type NewOffering = OfferValues & { readonly version?: string | null };

type Known = Pick<Catalogue, "service" | "agencyKinds"> & Partial<Pick<Catalogue, "placeOf">>;

/** Rows written by one statement. */
const rowsAtOnce = 2_000;

/**
 * Offers a service in a city, or changes how it is offered; shown unless `visibility` says otherwise. Where it is said who changed it,
 * a line of the history is left (`changesOf`). Refuses a service or version
 * that is not published (404 `service_not_found`) and values the law does not allow (422 `offering_not_possible`, with fields).
 */
export async function offer(
  database: Database,
  catalogue: Known,
  city: string,
  service: string,
  offering: NewOffering,
  now: Date,
  by?: ChangedBy,
): Promise<void> {
  check(catalogue, service, offering, city);
  const rows = [
    { city, service, version: offering.version ?? null, ...stored({ visibility: "visible", ...offering }) },
  ];
  await database.transaction(cityScope(city), async (tx) => {
    const put = () => tx.run(putOfferings, { rows, at: now });
    await recorded(tx, { city, about: "service", code: service }, put, now, by);
    await tx.run(touchOfferings, { places: [city] });
  });
}

/** One service of one city, for `addAll`. */
export type Added = { readonly city: string; readonly service: string } & NewOffering;

/**
 * Offers many services in many cities at once; what a city offers already stays as it is. Everything is checked before anything
 * is written. @returns how many were added
 */
export async function addAll(database: Database, catalogue: Known, all: readonly Added[], now: Date): Promise<number> {
  for (const { city, service, ...values } of all) check(catalogue, service, values, city);
  const byCity = Map.groupBy(all, ({ city }) => city);
  let added = 0;
  for (const some of sets([...byCity.values()])) {
    const cities = some.map(([first]) => first?.city ?? "");
    const rows = some.flat().map(({ city, service, version, ...values }) => ({
      ...{ city, service, version: version ?? null },
      ...stored({ visibility: "visible", ...values }),
    }));
    added += await database.transaction(cityScope(...cities), async (tx) => {
      const { length } = await tx.run(addOfferings, { rows, at: now });
      if (length > 0) await tx.run(touchOfferings, { places: cities });
      return length;
    });
  }
  return added;
}

/** An agency of a city, and what all its services share there. */
export type CityAgency = { readonly city: string; readonly agency: string } & AgencyValues;

/**
 * Says who the agencies of cities are; `keep` leaves those alone that a city has said already, `by` leaves a line of the
 * history where it is one agency that somebody changes. Refuses unknown kinds and values out
 * of shape (422 `offering_not_possible`). @returns how many were written
 */
export async function setCityAgencies(
  database: Database,
  catalogue: Known,
  all: readonly CityAgency[],
  now: Date,
  options: { readonly keep?: boolean; readonly by?: ChangedBy } = {},
): Promise<number> {
  for (const { city: _, agency, ...values } of all) refuse(agencyProblems(catalogue.agencyKinds, agency, values));
  const byCity = Map.groupBy(all, ({ city }) => city);
  let written = 0;
  for (const some of sets([...byCity.values()])) {
    const cities = some.map(([first]) => first?.city ?? "");
    const rows = some.flat().map(({ city, agency, ...values }) => ({ city, agency, ...storedAgency(values) }));
    written += await database.transaction(cityScope(...cities), async (tx) => {
      const put = () => tx.run(options.keep ? addCityAgencies : putCityAgencies, { rows, at: now });
      const [only] = rows;
      const { length } =
        only && rows.length === 1
          ? await recorded(tx, { city: only.city, about: "agency", code: only.agency }, put, now, options.by)
          : await put();
      if (length > 0) await tx.run(touchOfferings, { places: cities });
      return length;
    });
  }
  return written;
}

export type StandingOffer = { readonly place: string; readonly service: string } & OfferValues;
export type StandingAgency = { readonly place: string; readonly agency: string } & AgencyValues;

/** Says for the nation ("000000"), provinces or prefectures what holds for their services in every place below. Refusals as `offer`. */
export async function setStandingOffers(
  database: Database,
  catalogue: Known,
  all: readonly StandingOffer[],
  now: Date,
): Promise<void> {
  for (const { place, service, ...values } of all) {
    checkPlace(place);
    check(catalogue, service, values);
  }
  const rows = all.map(({ place, service, ...values }) => ({ place, service, ...stored(values) }));
  await database.transaction(sharedScope, async (tx) => {
    await tx.run(putStandingOffers, { rows, at: now });
    await tx.run(touchOfferings, { places: [...new Set(all.map(({ place }) => place))] });
  });
}

/** Takes back what a place says of a service; what it inherits or the catalogue says holds again. */
export async function takeBackStandingOffer(database: Database, place: string, service: string): Promise<boolean> {
  return database.transaction(sharedScope, async (tx) => {
    const removed = await tx.run(removeStandingOffer, { place, service });
    if (removed.length > 0) await tx.run(touchOfferings, { places: [place] });
    return removed.length > 0;
  });
}

/** The same for the agencies of a kind; `keep` leaves those alone of which the place has said something already. */
export async function setStandingAgencies(
  database: Database,
  catalogue: Known,
  all: readonly StandingAgency[],
  now: Date,
  options: { readonly keep?: boolean } = {},
): Promise<void> {
  if (all.length === 0) return;
  for (const { place, agency, ...values } of all) {
    checkPlace(place);
    refuse(agencyProblems(catalogue.agencyKinds, agency, values));
  }
  const rows = all.map(({ place, agency, ...values }) => ({ place, agency, ...storedAgency(values) }));
  await database.transaction(sharedScope, async (tx) => {
    const written: { place: string }[] = [];
    for (let from = 0; from < rows.length; from += rowsAtOnce) {
      const some = { rows: rows.slice(from, from + rowsAtOnce), at: now };
      written.push(...(await tx.run(options.keep ? addStandingAgencies : putStandingAgencies, some)));
    }
    const places = [...new Set(written.map(({ place }) => place))];
    if (places.length > 0) await tx.run(touchOfferings, { places });
  });
}

/** Cities in sets whose rows fit into one statement. */
function sets<T>(cities: readonly (readonly T[])[]): (readonly T[])[][] {
  const made: (readonly T[])[][] = [];
  let room = 0;
  for (const rows of cities) {
    if (rows.length > room || made.length === 0) {
      made.push([]);
      room = rowsAtOnce;
    }
    made.at(-1)?.push(rows);
    room -= rows.length;
  }
  return made;
}

function check(catalogue: Known, service: string, offering: NewOffering, city?: string): void {
  const known = catalogue.service(service, offering.version ?? null);
  // One city's own service is there for that city alone.
  const place = catalogue.placeOf?.(service);
  if (!known || (place !== undefined && place !== city)) {
    throw new Refusal({
      code: "service_not_found",
      status: 404,
      say: { zh: "没有这项服务，或者它还没有发布。", en: "There is no such service, or it is not published yet." },
    });
  }
  refuse(offerProblems(catalogue.agencyKinds, known, offering));
}

function checkPlace(place: string): void {
  if (/^\d{4}00$/.test(place)) return;
  refuse([
    {
      field: "place",
      code: "bad_place",
      message: {
        zh: "只有国家、省和地级市可以替下级规定。",
        en: "Only the nation, a province or a prefecture can say it for the places below.",
      },
    },
  ]);
}

function refuse(fields: readonly FieldError[]): void {
  if (fields.length === 0) return;
  throw new Refusal({
    code: "offering_not_possible",
    status: 422,
    say: {
      zh: "这项服务不能这样开通，请改正标出的内容。",
      en: "The service cannot be offered like this. Please correct what is marked.",
    },
    fields: [...fields],
  });
}

function stored(values: OfferValues) {
  const { fee, promise, withdrawal, agencyName } = values;
  return {
    agency: values.agency ?? null,
    agency_name_zh: agencyName?.zh.trim() ?? null,
    agency_name_en: agencyName?.en.trim() ?? null,
    fee_amount_fen: fee?.amount_fen.toString() ?? null,
    fee_basis: fee?.basis.trim() ?? null,
    promise_days: promise?.days ?? null,
    promise_unit: promise?.unit ?? null,
    venues: values.venues ?? null,
    phone: values.phone ?? null,
    connector: values.connector ?? null,
    visibility: values.visibility ?? null,
    withdrawn_on: withdrawal?.on ?? null,
    announcement_zh: withdrawal?.announcement.zh.trim() ?? null,
    announcement_en: withdrawal?.announcement.en.trim() ?? null,
  };
}

function storedAgency({ name, venues, phone, connector, promise }: AgencyValues) {
  return {
    name_zh: name?.zh.trim() ?? null,
    name_en: name?.en.trim() ?? null,
    ...{ venues: venues ?? null, phone: phone ?? null, connector: connector ?? null },
    ...{ promise_days: promise?.days ?? null, promise_unit: promise?.unit ?? null },
  };
}
