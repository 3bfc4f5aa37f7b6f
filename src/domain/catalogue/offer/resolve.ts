import type { Text } from "../../../foundation/i18n/index.ts";
import { kindOfAgency, numberOfBody } from "../agency-kind.ts";
import type { Catalogue } from "../catalogue.ts";
import { isLonger } from "../check/service.ts";
import type { ServiceVersion } from "../service/compile.ts";
import type { Duration } from "../service/definition.ts";
import {
  type AgencyValues,
  type By,
  bodiesPerKind,
  everyAgency,
  nation,
  type Offering,
  type OfferValues,
  type Source,
  type Venue,
  type Visibility,
} from "./offering.ts";

/** What one place says, of services and of its agencies. */
export type Layer = {
  readonly source: Source;
  readonly offers: ReadonlyMap<string, Said>;
  readonly agencies: ReadonlyMap<string, AgencyValues & { readonly changedAt: Date }>;
};
export type Said = OfferValues & { readonly version?: string | null; readonly changedAt: Date };

/** A place of the way from the nation down to a city. */
export type Place = {
  readonly code: string;
  readonly name: Text;
  readonly level: "province" | "prefecture" | "county";
};

export const nationName: Text = { zh: "国家", en: "the nation" };

/** Who speaks for a city, the nearest first: the city itself, its prefecture and province (also where it is one), the nation. */
export function sourcesOf(city: string, name: Text, path: readonly Place[]): readonly Source[] {
  const above = path
    .filter(({ level }) => level !== "county")
    .map((place): Source => ({ by: place.level as By, place: place.code, name: place.name }))
    .reverse();
  return [{ by: "city", place: city, name }, ...above, { by: "nation", place: nation, name: nationName }];
}

const catalogueSource: Source = { by: "catalogue", place: null, name: null };
const lawSource: Source = { by: "law", place: null, name: null };

/** What an agency is called where no place has given it a name: the place's and the kind's; a further body with its number. */
export function usualAgencyName(agencyKinds: Catalogue["agencyKinds"], place: Text, agency: string): Text {
  const known = agency === "any" ? cityOffice : agencyKinds.get(agency)?.name;
  const kind = known ?? agencyKinds.get(kindOfAgency(agency))?.name;
  const number = known === undefined && kind !== undefined ? ` ${numberOfBody(agency)}` : "";
  return { zh: `${place.zh}${kind?.zh ?? agency}${number}`, en: `${place.en} ${kind?.en ?? agency}${number}` };
}

/** Who takes on what is nobody's in particular. */
const cityOffice: Text = { zh: "政务服务办公室", en: "Government Services Office" };

const noVenues: readonly Venue[] = [];

/**
 * A service as the city of these layers (the nearest first) offers it on a day of its calendar; undefined where no layer says
 * whether it is shown. For each value the nearest place decides that says one; within a place, what it says of the service goes
 * before what it says of the agency, and that before what it says of all agencies. Where the city has further bodies of the agency's
 * kind, the service is offered by each of them.
 */
export function resolveOffering(
  agencyKinds: Catalogue["agencyKinds"],
  service: Pick<ServiceVersion, "definition">,
  layers: readonly Layer[],
  today: string,
): Offering | undefined {
  const offering = resolveFor(agencyKinds, service, layers, today);
  const [own] = layers;
  if (!offering || !own) return offering;
  const others = furtherBodies(offering.agency, own).flatMap(
    (body) => resolveFor(agencyKinds, service, layers, today, body) ?? [],
  );
  return others.length === 0 ? offering : { ...offering, others };
}

function furtherBodies(agency: string, own: Layer): readonly string[] {
  return [...own.agencies.keys()]
    .filter((code) => code.startsWith(`${agency}-`) && kindOfAgency(code) === agency)
    .sort((a, b) => numberOfBody(a) - numberOfBody(b))
    .slice(0, bodiesPerKind - 1);
}

/** By the agency that the places say, or by a further body: what they say of the service's office is of the first body alone. */
function resolveFor(
  agencyKinds: Catalogue["agencyKinds"],
  service: Pick<ServiceVersion, "definition">,
  layers: readonly Layer[],
  today: string,
  body?: string,
): Offering | undefined {
  const { definition } = service;
  const { code } = definition;
  const said = layers.map((layer) => layer.offers.get(code));
  const [own] = layers;
  const usual = definition.time.decide.promise ?? definition.time.decide.law;
  const at = (has: (each: Said) => boolean) => said.findIndex((each) => each !== undefined && has(each));
  const shown = at(({ visibility }) => visibility !== undefined && visibility !== null);
  if (shown < 0 || !own) return undefined;
  const source = (index: number, otherwise: Source = catalogueSource) => layers[index]?.source ?? otherwise;

  const agencyAt = at((each) => present(each.agency));
  const agency = body ?? said[agencyAt]?.agency ?? definition.agency;
  const settled = <T>(
    ofService: (each: Said) => T | null | undefined,
    ofAgency: (each: AgencyValues) => T | null | undefined,
  ) => nearest(layers, agency, ofAgency, (index) => said[index] && ofService(said[index]));
  const ofOffice = <T>(
    ofService: (each: Said) => T | null | undefined,
    ofAgency: (each: AgencyValues) => T | null | undefined,
  ) => settled(body === undefined ? ofService : () => undefined, ofAgency);
  const name = ofOffice(
    (each) => each.agencyName,
    (each) => each.name,
  );
  const venues = ofOffice(
    (each) => each.venues,
    (each) => each.venues,
  );
  const phone = ofOffice(
    (each) => each.phone,
    (each) => each.phone,
  );
  const connector = ofOffice(
    (each) => each.connector,
    (each) => each.connector,
  );
  const feeAt = at((each) => present(each.fee));
  // An agency's promise shortens; what the catalogue promises sooner stays.
  const promise = settled(
    (each) => each.promise,
    (each) => (each.promise && isLonger(usual, each.promise) ? each.promise : null),
  );
  const visibility: Visibility = said[shown]?.visibility ?? "hidden";
  const withdrawal = said[shown]?.withdrawal ?? null;
  const city = own.source.place ?? "";
  return {
    city,
    service: code,
    version: said[0]?.version ?? null,
    agency,
    agencyName: name.value ?? usualAgencyName(agencyKinds, own.source.name ?? nationName, agency),
    fee: said[feeAt]?.fee ?? null,
    promise: promise.value ?? null,
    venues: venues.value ?? noVenues,
    phone: phone.value ?? null,
    connector: connector.value ?? agency,
    visibility,
    withdrawal,
    visible: visibility === "visible" || (withdrawal !== null && today < withdrawal.on),
    changedAt: newest([
      ...said,
      ...layers.flatMap(({ agencies }) => [agencies.get(agency), agencies.get(everyAgency)]),
    ]),
    from: {
      agency: body === undefined ? source(agencyAt) : own.source,
      agencyName: name.from,
      fee: source(feeAt),
      promise: promise.value || definition.time.decide.promise ? promise.from : lawSource,
      venues: venues.from,
      phone: phone.from,
      connector: connector.from,
      visibility: source(shown),
    },
    others: [],
  };
}

/** Of an agency as a place has it: every value settled, and where each comes from. */
export type ResolvedAgency = {
  readonly name: Text;
  readonly venues: readonly Venue[];
  readonly phone: string | null;
  readonly connector: string;
  /** Null: as the catalogue says for each service. */
  readonly promise: Duration | null;
  readonly from: Readonly<Record<"name" | "venues" | "phone" | "connector" | "promise", Source>>;
};

/** What all services of an agency (or, with `everyAgency`, of all agencies) share in the place of these layers. */
export function resolveAgency(
  agencyKinds: Catalogue["agencyKinds"],
  agency: string,
  layers: readonly Layer[],
): ResolvedAgency {
  const settled = <T>(of: (each: AgencyValues) => T | null | undefined) => nearest(layers, agency, of);
  const name = settled((each) => each.name);
  const venues = settled((each) => each.venues);
  const phone = settled((each) => each.phone);
  const connector = settled((each) => each.connector);
  const promise = settled((each) => each.promise);
  return {
    name: name.value ?? usualAgencyName(agencyKinds, layers[0]?.source.name ?? nationName, agency),
    venues: venues.value ?? noVenues,
    phone: phone.value ?? null,
    connector: connector.value ?? agency,
    promise: promise.value ?? null,
    from: {
      ...{ name: name.from, venues: venues.from, phone: phone.from },
      ...{ connector: connector.from, promise: promise.from },
    },
  };
}

/** The value of the nearest place that says one: of the service itself, else of its agency, else of all agencies. */
function nearest<T>(
  layers: readonly Layer[],
  agency: string,
  ofAgency: (each: AgencyValues) => T | null | undefined,
  ofService: (index: number) => T | null | undefined = () => undefined,
): { readonly value: T | undefined; readonly from: Source } {
  for (const [index, { agencies, source }] of layers.entries()) {
    const [one, all] = [agencies.get(agency), agencies.get(everyAgency)];
    const value = ofService(index) ?? (one && ofAgency(one)) ?? (all && ofAgency(all));
    if (present(value)) return { value, from: source };
  }
  return { value: undefined, from: catalogueSource };
}

function present<T>(value: T | null | undefined): value is T {
  return value !== undefined && value !== null;
}

function newest(all: readonly ({ readonly changedAt: Date } | undefined)[]): Date {
  let latest = new Date(0);
  for (const each of all) if (each && each.changedAt > latest) latest = each.changedAt;
  return latest;
}
