import { statement } from "../../foundation/database/index.ts";

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

const agency = { name_zh: "text?", name_en: "text?", venues: "jsonb?", phone: "text?", connector: "text?" } as const;
const agencyColumns = Object.keys(agency).join(", ");
const agencyTypes = "name_zh text, name_en text, venues jsonb, phone text, connector text";

const taken = (columns: string) =>
  columns
    .split(", ")
    .map((column) => `${column} = excluded.${column}`)
    .join(", ");

/** `rows`: [{ city, service, version, …values }]; what was there is replaced as a whole. */
export const putOfferings = statement({
  name: "catalogue.put_offerings",
  scope: "city",
  params: { rows: "jsonb", at: "timestamptz" },
  row: { city: "text", service: "text" },
  text: `
    insert into offerings (city, service, version, ${valueColumns}, changed_at)
    select city, service, version, ${valueColumns}, :at
    from jsonb_to_recordset(:rows) as row (city text, service text, version text, ${valueTypes})
    order by city, service
    on conflict (city, service) do update set version = excluded.version, ${taken(valueColumns)}, changed_at = excluded.changed_at
    returning city, service`,
});

/** The same for services the cities do not have yet; the others stay as they are. */
export const addOfferings = statement({
  name: "catalogue.add_offerings",
  scope: "city",
  params: { rows: "jsonb", at: "timestamptz" },
  row: { city: "text", service: "text" },
  text: `
    insert into offerings (city, service, version, ${valueColumns}, changed_at)
    select city, service, version, ${valueColumns}, :at
    from jsonb_to_recordset(:rows) as row (city text, service text, version text, ${valueTypes})
    order by city, service
    on conflict (city, service) do nothing
    returning city, service`,
});

/** `rows`: [{ city, agency, …values }]. */
export const putCityAgencies = statement({
  name: "catalogue.put_city_agencies",
  scope: "city",
  params: { rows: "jsonb", at: "timestamptz" },
  row: { city: "text", agency: "text" },
  text: `
    insert into city_agencies (city, agency, ${agencyColumns}, changed_at)
    select city, agency, ${agencyColumns}, :at
    from jsonb_to_recordset(:rows) as row (city text, agency text, ${agencyTypes})
    order by city, agency
    on conflict (city, agency) do update set ${taken(agencyColumns)}, changed_at = excluded.changed_at
    returning city, agency`,
});

export const addCityAgencies = statement({
  name: "catalogue.add_city_agencies",
  scope: "city",
  params: { rows: "jsonb", at: "timestamptz" },
  row: { city: "text", agency: "text" },
  text: `
    insert into city_agencies (city, agency, ${agencyColumns}, changed_at)
    select city, agency, ${agencyColumns}, :at
    from jsonb_to_recordset(:rows) as row (city text, agency text, ${agencyTypes})
    order by city, agency
    on conflict (city, agency) do nothing
    returning city, agency`,
});

export const putStandingOffers = statement({
  name: "catalogue.put_standing_offers",
  scope: "shared",
  params: { rows: "jsonb", at: "timestamptz" },
  row: { place: "text", service: "text" },
  text: `
    insert into standing_offers (place, service, ${valueColumns}, changed_at)
    select place, service, ${valueColumns}, :at
    from jsonb_to_recordset(:rows) as row (place text, service text, ${valueTypes})
    order by place, service
    on conflict (place, service) do update set ${taken(valueColumns)}, changed_at = excluded.changed_at
    returning place, service`,
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
  text: `
    insert into standing_agencies (place, agency, ${agencyColumns}, changed_at)
    select place, agency, ${agencyColumns}, :at
    from jsonb_to_recordset(:rows) as row (place text, agency text, ${agencyTypes})
    order by place, agency
    on conflict (place, agency) do update set ${taken(agencyColumns)}, changed_at = excluded.changed_at
    returning place, agency`,
});

/** For kinds of which the place says nothing yet; the others stay as they are. */
export const addStandingAgencies = statement({
  name: "catalogue.add_standing_agencies",
  scope: "shared",
  params: { rows: "jsonb", at: "timestamptz" },
  row: { place: "text", agency: "text" },
  text: `
    insert into standing_agencies (place, agency, ${agencyColumns}, changed_at)
    select place, agency, ${agencyColumns}, :at
    from jsonb_to_recordset(:rows) as row (place text, agency text, ${agencyTypes})
    order by place, agency
    on conflict (place, agency) do nothing
    returning place, agency`,
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
