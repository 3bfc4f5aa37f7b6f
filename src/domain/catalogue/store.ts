import { statement } from "../../foundation/database/index.ts";

/** Versions that are new; those that exist stay as they are. */
export const insertVersions = statement({
  name: "catalogue.insert_versions",
  scope: "shared",
  params: { rows: "jsonb", at: "timestamptz" },
  row: { code: "text", version: "text" },
  text: `
    insert into service_versions (code, version, definition, certificate, published_at)
    select row.code, row.version, row.definition, row.certificate, :at
    from jsonb_to_recordset(:rows) as row (code text, version text, definition jsonb, certificate jsonb)
    order by row.code
    on conflict (code, version) do nothing
    returning code, version`,
});

export const putIntoForce = statement({
  name: "catalogue.put_into_force",
  scope: "shared",
  params: { rows: "jsonb", at: "timestamptz" },
  row: { code: "text", version: "text" },
  text: `
    insert into services as known (code, version, changed_at)
    select row.code, row.version, :at
    from jsonb_to_recordset(:rows) as row (code text, version text)
    order by row.code
    on conflict (code) do update set version = excluded.version, changed_at = excluded.changed_at
    where known.version <> excluded.version
    returning code, version`,
});

export const versionsInForce = statement({
  name: "catalogue.versions_in_force",
  scope: "shared",
  params: { after: "text", limit: "int4" },
  row: { code: "text", version: "text" },
  text: "select code, version from services where code > :after order by code limit :limit",
});

/** Versions in order of publishing, from a place on. */
export const versionsSince = statement({
  name: "catalogue.versions_since",
  scope: "shared",
  params: { at: "timestamptz", code: "text", version: "text", limit: "int4" },
  row: {
    code: "text",
    version: "text",
    definition: "jsonb",
    certificate: "jsonb?",
    published_at: "timestamptz",
  },
  text: `
    select code, version, definition, certificate, published_at
    from service_versions
    where (published_at, code, version) > (:at, :code, :version)
    order by published_at, code, version
    limit :limit`,
});

const offering = {
  city: "text",
  service: "text",
  version: "text?",
  agency: "text",
  agency_name_zh: "text",
  agency_name_en: "text",
  fee_amount_fen: "int8?",
  fee_basis: "text?",
  promise_days: "int4?",
  promise_unit: "text?",
  visible: "bool",
  changed_at: "timestamptz",
} as const;

export const putOffering = statement({
  name: "catalogue.put_offering",
  scope: "city",
  params: offering,
  row: { service: "text" },
  text: `
    insert into offerings (city, service, version, agency, agency_name_zh, agency_name_en, fee_amount_fen, fee_basis,
      promise_days, promise_unit, visible, changed_at)
    values (:city, :service, :version, :agency, :agency_name_zh, :agency_name_en, :fee_amount_fen, :fee_basis,
      :promise_days, :promise_unit, :visible, :changed_at)
    on conflict (city, service) do update set
      version = excluded.version, agency = excluded.agency, agency_name_zh = excluded.agency_name_zh,
      agency_name_en = excluded.agency_name_en, fee_amount_fen = excluded.fee_amount_fen, fee_basis = excluded.fee_basis,
      promise_days = excluded.promise_days, promise_unit = excluded.promise_unit, visible = excluded.visible,
      changed_at = excluded.changed_at
    returning service`,
});

export const offeringsOf = statement({
  name: "catalogue.offerings_of",
  scope: "city",
  params: { city: "text", limit: "int4" },
  row: offering,
  text: `
    select city, service, version, agency, agency_name_zh, agency_name_en, fee_amount_fen, fee_basis, promise_days,
      promise_unit, visible, changed_at
    from offerings where city = :city order by service limit :limit`,
});

export const offeringOf = statement({
  name: "catalogue.offering_of",
  scope: "city",
  params: { city: "text", service: "text" },
  row: offering,
  text: `
    select city, service, version, agency, agency_name_zh, agency_name_en, fee_amount_fen, fee_basis, promise_days,
      promise_unit, visible, changed_at
    from offerings where city = :city and service = :service`,
});
