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

/**
 * Puts versions of one place's services into force (`place` null: the nation's) and says what was in force before. Services of
 * another place stay as they are and are not returned. `how`: the `files` of the nation do not bring back what was set aside; what
 * somebody has `chosen` does; going `back` sets aside what was in force.
 */
export const putIntoForce = statement({
  name: "catalogue.put_into_force",
  scope: "shared",
  params: { rows: "jsonb", place: "text?", how: "text", at: "timestamptz" },
  row: { code: "text", version: "text", version_before: "text?" },
  text: `
    with put as (
      insert into services as known (code, version, place, changed_at)
      select row.code, row.version, :place, :at
      from jsonb_to_recordset(:rows) as row (code text, version text)
      order by row.code
      on conflict (code) do update set version = excluded.version, changed_at = excluded.changed_at,
        set_aside = case when :how = 'back'
          then array_append(array_remove(array_remove(known.set_aside, excluded.version), known.version), known.version)
          else '{}' end
      where known.version <> excluded.version and known.place is not distinct from excluded.place
        and not (:how = 'files' and excluded.version = any (known.set_aside))
      returning code, version
    )
    select put.code, put.version, before.version as version_before
    from put left join services before on before.code = put.code
    order by put.code`,
});

/** Of these codes: those that are in force, and whose they are. */
export const placesOfServices = statement({
  name: "catalogue.places_of_services",
  scope: "shared",
  params: { codes: "text[]" },
  row: { code: "text", version: "text", place: "text?", set_aside: "text[]" },
  text: "select code, version, place, set_aside from services where code = any (:codes) order by code",
});

/** The files decide again, also where they say what was rolled back from. */
export const releaseSetAside = statement({
  name: "catalogue.release_set_aside",
  scope: "shared",
  params: { code: "text", at: "timestamptz" },
  row: { version: "text" },
  text: `
    update services set set_aside = '{}', changed_at = :at
    where code = :code and place is null and set_aside <> '{}' returning version`,
});

export const versionsInForce = statement({
  name: "catalogue.versions_in_force",
  scope: "shared",
  params: { after: "text", limit: "int4" },
  row: { code: "text", version: "text", place: "text?" },
  text: "select code, version, place from services where code > :after order by code limit :limit",
});

/** Versions in order of publishing, from a place on, without those that are `known` (`code@version`). */
export const versionsSince = statement({
  name: "catalogue.versions_since",
  scope: "shared",
  params: { at: "timestamptz", code: "text", version: "text", known: "text[]", limit: "int4" },
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
      and not (code || '@' || version = any (:known))
    order by published_at, code, version
    limit :limit`,
});
