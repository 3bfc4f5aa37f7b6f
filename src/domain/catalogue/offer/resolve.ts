import type { Text } from "../../../foundation/i18n/index.ts";
import type { Catalogue } from "../catalogue.ts";
import type { ServiceVersion } from "../service/compile.ts";
import {
  type AgencyValues,
  type By,
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

/** What an agency is called where no place has given it a name: the place's and the kind's. */
export function usualAgencyName(agencyKinds: Catalogue["agencyKinds"], place: Text, agency: string): Text {
  const kind = agency === "any" ? cityOffice : agencyKinds.get(agency)?.name;
  return { zh: `${place.zh}${kind?.zh ?? agency}`, en: `${place.en} ${kind?.en ?? agency}` };
}

/** Who takes on what is nobody's in particular. */
const cityOffice: Text = { zh: "政务服务办公室", en: "Government Services Office" };

const noVenues: readonly Venue[] = [];

/**
 * A service as the city of these layers (the nearest first) offers it on a day of its calendar; undefined where no layer says
 * whether it is shown. For each value the nearest place decides that says one; within a place, what it says of the service goes
 * before what it says of the agency.
 */
export function resolveOffering(
  agencyKinds: Catalogue["agencyKinds"],
  service: Pick<ServiceVersion, "definition">,
  layers: readonly Layer[],
  today: string,
): Offering | undefined {
  const { definition } = service;
  const { code } = definition;
  const said = layers.map((layer) => layer.offers.get(code));
  const [own] = layers;
  const at = (has: (each: Said) => boolean) => said.findIndex((each) => each !== undefined && has(each));
  const shown = at(({ visibility }) => visibility !== undefined && visibility !== null);
  if (shown < 0 || !own) return undefined;
  const source = (index: number, otherwise: Source = catalogueSource) => layers[index]?.source ?? otherwise;

  const agencyAt = at((each) => present(each.agency));
  const agency = said[agencyAt]?.agency ?? definition.agency;
  const of = layers.map((layer) => layer.agencies.get(agency));
  const settled = <T>(
    ofService: (each: Said) => T | null | undefined,
    ofAgency: (each: AgencyValues) => T | null | undefined,
  ): { readonly value: T | undefined; readonly from: Source } => {
    for (const [index, layer] of layers.entries()) {
      const one = said[index];
      const value = (one && ofService(one)) ?? (of[index] && ofAgency(of[index]));
      if (present(value)) return { value, from: layer.source };
    }
    return { value: undefined, from: catalogueSource };
  };
  const name = settled(
    (each) => each.agencyName,
    (each) => each.name,
  );
  const venues = settled(
    (each) => each.venues,
    (each) => each.venues,
  );
  const phone = settled(
    (each) => each.phone,
    (each) => each.phone,
  );
  const connector = settled(
    (each) => each.connector,
    (each) => each.connector,
  );
  const feeAt = at((each) => present(each.fee));
  const promiseAt = at((each) => present(each.promise));
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
    promise: said[promiseAt]?.promise ?? null,
    venues: venues.value ?? noVenues,
    phone: phone.value ?? null,
    connector: connector.value ?? agency,
    visibility,
    withdrawal,
    visible: visibility === "visible" || (withdrawal !== null && today < withdrawal.on),
    changedAt: newest([...said, ...of]),
    from: {
      agency: source(agencyAt),
      agencyName: name.from,
      fee: source(feeAt),
      promise: source(promiseAt, definition.time.decide.promise ? catalogueSource : lawSource),
      venues: venues.from,
      phone: phone.from,
      connector: connector.from,
      visibility: source(shown),
    },
  };
}

function present<T>(value: T | null | undefined): value is T {
  return value !== undefined && value !== null;
}

function newest(all: readonly ({ readonly changedAt: Date } | undefined)[]): Date {
  let latest = new Date(0);
  for (const each of all) if (each && each.changedAt > latest) latest = each.changedAt;
  return latest;
}
