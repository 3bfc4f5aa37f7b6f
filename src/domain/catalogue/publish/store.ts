import { statement } from "../../../foundation/database/index.ts";

/** Lines of a history; `rows`: [{ id, service, version, version_before }]. */
export const addPublications = statement({
  name: "catalogue.add_publications",
  scope: "city",
  params: {
    city: "text",
    rows: "jsonb",
    act: "text",
    at: "timestamptz",
    by_kind: "text",
    by_id: "text",
    by_name: "text",
    note: "text",
  },
  row: { id: "uuid" },
  text: `
    insert into publications (city, id, service, version, version_before, act, at, by_kind, by_id, by_name, note)
    select :city, row.id, row.service, row.version, row.version_before, :act, :at, :by_kind, :by_id, :by_name, :note
    from jsonb_to_recordset(:rows) as row (id uuid, service text, version text, version_before text)
    returning id`,
});

const line = {
  id: "uuid",
  service: "text",
  version: "text",
  version_before: "text?",
  act: "text",
  at: "timestamptz",
  by_kind: "text",
  by_name: "text",
  note: "text",
} as const;
const columns = Object.keys(line).join(", ");

export const publicationsOfService = statement({
  name: "catalogue.publications_of_service",
  scope: "city",
  params: { city: "text", service: "text", limit: "int4" },
  row: line,
  text: `
    select ${columns} from publications
    where city = :city and service = :service order by at desc, id desc limit :limit`,
});

export const newestPublications = statement({
  name: "catalogue.newest_publications",
  scope: "city",
  params: { city: "text", limit: "int4" },
  row: line,
  text: `select ${columns} from publications where city = :city order by at desc, id desc limit :limit`,
});

/** What a city holds on to of one service; no row where it says nothing of it. */
export const pinnedVersion = statement({
  name: "catalogue.pinned_version",
  scope: "city",
  params: { city: "text", service: "text" },
  row: { version: "text?", visibility: "text?" },
  text: "select version, visibility from offerings where city = :city and service = :service",
});

/** Which version a city offers; everything else it says of the service stays as it is. `visibility` counts where it said nothing. */
export const pinVersion = statement({
  name: "catalogue.pin_version",
  scope: "city",
  params: { city: "text", service: "text", version: "text?", visibility: "text?", at: "timestamptz" },
  row: { service: "text" },
  text: `
    insert into offerings (city, service, version, visibility, changed_at)
    values (:city, :service, :version, :visibility, :at)
    on conflict (city, service) do update set version = excluded.version, changed_at = excluded.changed_at
    returning service`,
});
