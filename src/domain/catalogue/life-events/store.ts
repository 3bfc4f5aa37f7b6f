import { statement } from "../../../foundation/database/index.ts";

export const insertLifeEvents = statement({
  name: "catalogue.insert_life_events",
  scope: "shared",
  params: { rows: "jsonb", at: "timestamptz" },
  row: {},
  text: `
    insert into life_event_versions (code, version, place, definition, published_at)
    select row.code, row.version, row.place, row.definition, :at
    from jsonb_to_recordset(:rows) as row (code text, version text, place int, definition jsonb)
    order by row.code
    on conflict (code, version) do nothing`,
});

export const putLifeEventsIntoForce = statement({
  name: "catalogue.put_life_events_into_force",
  scope: "shared",
  params: { rows: "jsonb", at: "timestamptz" },
  row: {},
  text: `
    insert into life_events_in_force as known (code, version, place, changed_at)
    select row.code, row.version, row.place, :at
    from jsonb_to_recordset(:rows) as row (code text, version text, place int)
    order by row.code
    on conflict (code) do update
    set version = excluded.version, place = excluded.place, changed_at = excluded.changed_at
    where known.version <> excluded.version or known.place <> excluded.place`,
});

export const lifeEventsInForce = statement({
  name: "catalogue.life_events_in_force",
  scope: "shared",
  params: { limit: "int4" },
  row: { code: "text", version: "text" },
  text: "select code, version from life_events_in_force order by place, code limit :limit",
});

/** Versions nobody here has read yet. */
export const lifeEventVersions = statement({
  name: "catalogue.life_event_versions",
  scope: "shared",
  params: { known: "text[]", limit: "int4" },
  row: { code: "text", version: "text", definition: "jsonb" },
  text: `
    select code, version, definition from life_event_versions
    where not (code || '@' || version = any (:known))
    order by code, version limit :limit`,
});
