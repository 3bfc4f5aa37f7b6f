import { statement } from "../../../foundation/database/index.ts";

const values = {
  agency: "text?",
  agency_name_zh: "text?",
  agency_name_en: "text?",
  fee_amount_fen: "int8?",
  fee_basis: "text?",
  promise_days: "int4?",
  promise_unit: "text?",
  venues: "jsonb?",
  phone: "text?",
  connector: "text?",
  visibility: "text?",
  withdrawn_on: "date?",
  announcement_zh: "text?",
  announcement_en: "text?",
} as const;
const valueColumns = Object.keys(values).join(", ");
const valueTypes = `agency text, agency_name_zh text, agency_name_en text, fee_amount_fen bigint, fee_basis text,
  promise_days integer, promise_unit text, venues jsonb, phone text, connector text, visibility text, withdrawn_on date,
  announcement_zh text, announcement_en text`;

const agency = {
  ...({ name_zh: "text?", name_en: "text?", venues: "jsonb?", phone: "text?", connector: "text?" } as const),
  ...({ promise_days: "int4?", promise_unit: "text?" } as const),
} as const;
const asJson = (columns: string) =>
  `jsonb_build_object(${columns
    .split(", ")
    .map((one) => `'${one}', ${one}`)
    .join(", ")})`;
const agencyColumns = Object.keys(agency).join(", ");
const agencyTypes = `name_zh text, name_en text, venues jsonb, phone text, connector text, promise_days integer,
  promise_unit text`;

/** What a row is of, and what it says, with the types in which JSON is read. */
const tables = {
  offerings: {
    name: "offerings",
    key: ["city", "service"],
    columns: `version, ${valueColumns}`,
    types: `version text, ${valueTypes}`,
  },
  city_agencies: { name: "city_agencies", key: ["city", "agency"], columns: agencyColumns, types: agencyTypes },
  standing_offers: { name: "standing_offers", key: ["place", "service"], columns: valueColumns, types: valueTypes },
  standing_agencies: {
    name: "standing_agencies",
    key: ["place", "agency"],
    columns: agencyColumns,
    types: agencyTypes,
  },
} as const;

/** Rows of one of these tables from JSON, many at once in the order of their keys; what was there is replaced as a whole, or kept. */
function written(
  { name, key, columns, types }: (typeof tables)[keyof typeof tables],
  there: "replaced" | "kept",
): string {
  const keys = key.join(", ");
  const all = [...columns.split(", "), "changed_at"];
  const conflict =
    there === "kept"
      ? "do nothing"
      : `do update set ${all.map((column) => `${column} = excluded.${column}`).join(", ")}`;
  return `
    insert into ${name} (${keys}, ${columns}, changed_at)
    select ${keys}, ${columns}, :at
    from jsonb_to_recordset(:rows) as row (${key.map((column) => `${column} text`).join(", ")}, ${types})
    order by ${keys}
    on conflict (${keys}) ${conflict}
    returning ${keys}`;
}

/** `rows`: [{ city, service, version, …values }]; what was there is replaced as a whole. */
export const putOfferings = statement({
  name: "catalogue.put_offerings",
  scope: "city",
  params: { rows: "jsonb", at: "timestamptz" },
  row: { city: "text", service: "text" },
  text: written(tables.offerings, "replaced"),
});

/** The same for services the cities do not have yet; the others stay as they are. */
export const addOfferings = statement({
  name: "catalogue.add_offerings",
  scope: "city",
  params: { rows: "jsonb", at: "timestamptz" },
  row: { city: "text", service: "text" },
  text: written(tables.offerings, "kept"),
});

/** `rows`: [{ city, agency, …values }]. */
export const putCityAgencies = statement({
  name: "catalogue.put_city_agencies",
  scope: "city",
  params: { rows: "jsonb", at: "timestamptz" },
  row: { city: "text", agency: "text" },
  text: written(tables.city_agencies, "replaced"),
});

export const addCityAgencies = statement({
  name: "catalogue.add_city_agencies",
  scope: "city",
  params: { rows: "jsonb", at: "timestamptz" },
  row: { city: "text", agency: "text" },
  text: written(tables.city_agencies, "kept"),
});

export const putStandingOffers = statement({
  name: "catalogue.put_standing_offers",
  scope: "shared",
  params: { rows: "jsonb", at: "timestamptz" },
  row: { place: "text", service: "text" },
  text: written(tables.standing_offers, "replaced"),
});

export const removeStandingOffer = statement({
  name: "catalogue.remove_standing_offer",
  scope: "shared",
  params: { place: "text", service: "text" },
  row: { service: "text" },
  text: "delete from standing_offers where place = :place and service = :service returning service",
});

export const putStandingAgencies = statement({
  name: "catalogue.put_standing_agencies",
  scope: "shared",
  params: { rows: "jsonb", at: "timestamptz" },
  row: { place: "text", agency: "text" },
  text: written(tables.standing_agencies, "replaced"),
});

/** For kinds of which the place says nothing yet; the others stay as they are. */
export const addStandingAgencies = statement({
  name: "catalogue.add_standing_agencies",
  scope: "shared",
  params: { rows: "jsonb", at: "timestamptz" },
  row: { place: "text", agency: "text" },
  text: written(tables.standing_agencies, "kept"),
});

/** What these cities say for themselves, a few hundred rows each. */
export const offeringsOf = statement({
  name: "catalogue.offerings_of",
  scope: "city",
  params: { cities: "text[]", limit: "int4" },
  row: { city: "text", service: "text", version: "text?", ...values, changed_at: "timestamptz" },
  text: `
    select city, service, version, ${valueColumns}, changed_at
    from offerings where city = any (:cities) order by city, service limit :limit`,
});

export const cityAgenciesOf = statement({
  name: "catalogue.city_agencies_of",
  scope: "city",
  params: { cities: "text[]", limit: "int4" },
  row: { city: "text", agency: "text", ...agency, changed_at: "timestamptz" },
  text: `
    select city, agency, ${agencyColumns}, changed_at
    from city_agencies where city = any (:cities) order by city, agency limit :limit`,
});

export const standingOffersOf = statement({
  name: "catalogue.standing_offers_of",
  scope: "shared",
  params: { places: "text[]", limit: "int4" },
  row: { place: "text", service: "text", ...values, changed_at: "timestamptz" },
  text: `
    select place, service, ${valueColumns}, changed_at
    from standing_offers where place = any (:places) order by place, service limit :limit`,
});

export const standingAgenciesOf = statement({
  name: "catalogue.standing_agencies_of",
  scope: "shared",
  params: { places: "text[]", limit: "int4" },
  row: { place: "text", agency: "text", ...agency, changed_at: "timestamptz" },
  text: `
    select place, agency, ${agencyColumns}, changed_at
    from standing_agencies where place = any (:places) order by place, agency limit :limit`,
});

/** Tells every process that something of these places changed. */
export const touchOfferings = statement({
  name: "catalogue.touch_offerings",
  scope: "shared",
  params: { places: "text[]" },
  row: { place: "text" },
  text: `
    insert into offering_changes (place, revision)
    select place, 1 from unnest(:places::text[]) as changed (place) order by place
    on conflict (place) do update set revision = offering_changes.revision + 1
    returning place`,
});

/** Changes whenever anything does that a place says of its services. */
export const offeringsState = statement({
  name: "catalogue.offerings_state",
  scope: "shared",
  params: {},
  row: { state: "text" },
  text: "select coalesce(sum(revision), 0)::text as state from offering_changes",
});

export const offeringChanges = statement({
  name: "catalogue.offering_changes",
  scope: "shared",
  params: { limit: "int4" },
  row: { place: "text", revision: "int8" },
  text: "select place, revision from offering_changes order by place limit :limit",
});

/** What a city says of one service, as it is stored. */
export const offeringNow = statement({
  name: "catalogue.offering_now",
  scope: "city",
  params: { city: "text", code: "text" },
  row: { said: "jsonb" },
  text: `select ${asJson(`version, ${valueColumns}`)} as said from offerings where city = :city and service = :code`,
});

export const cityAgencyNow = statement({
  name: "catalogue.city_agency_now",
  scope: "city",
  params: { city: "text", code: "text" },
  row: { said: "jsonb" },
  text: `select ${asJson(agencyColumns)} as said from city_agencies where city = :city and agency = :code`,
});

export const addOfferChange = statement({
  name: "catalogue.add_offer_change",
  scope: "city",
  params: {
    ...({ city: "text", id: "uuid", about: "text", code: "text", before: "jsonb?", after: "jsonb" } as const),
    ...({ at: "timestamptz", by_id: "text", by_name: "text" } as const),
  },
  row: {},
  text: `
    insert into offer_changes (city, id, about, code, before, after, at, by_id, by_name)
    values (:city, :id, :about, :code, :before, :after, :at, :by_id, :by_name)`,
});

export const offerChangesOf = statement({
  name: "catalogue.offer_changes_of",
  scope: "city",
  params: { city: "text", about: "text", code: "text", limit: "int4" },
  row: { id: "uuid", before: "jsonb?", after: "jsonb", at: "timestamptz", by_name: "text" },
  text: `
    select id, before, after, at, by_name from offer_changes
    where city = :city and about = :about and code = :code order by id desc limit :limit`,
});
