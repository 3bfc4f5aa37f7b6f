import { statement } from "../../foundation/database/index.ts";

/** Changes whenever a connector of any city does. */
export const connectorsState = statement({
  name: "agencies.connectors_state",
  scope: "shared",
  params: {},
  row: { state: "text" },
  text: "select coalesce(sum(revision), 0)::text as state from connector_changes",
});

export const connectorChanges = statement({
  name: "agencies.connector_changes",
  scope: "shared",
  params: { limit: "int4" },
  row: { city: "text", revision: "int8" },
  text: "select city, revision from connector_changes order by city limit :limit",
});

export const touchConnectors = statement({
  name: "agencies.touch_connectors",
  scope: "shared",
  params: { city: "text" },
  row: { revision: "int8" },
  text: `
    insert into connector_changes (city, revision) values (:city, 1)
    on conflict (city) do update set revision = connector_changes.revision + 1
    returning revision`,
});

const connector = {
  agency: "text",
  adapter: "text",
  config: "json",
  secrets_sealed: "text?",
  revision: "int4",
  enabled: "bool",
  changed_at: "timestamptz",
  changed_by: "text",
} as const;
const connectorColumns = Object.keys(connector).join(", ");

export const connectorsOfCity = statement({
  name: "agencies.connectors_of_city",
  scope: "city",
  params: { city: "text", limit: "int4" },
  row: connector,
  text: `select ${connectorColumns} from connectors where city = :city order by agency limit :limit`,
});

/** How the connectors of many cities fare. */
export const connectorsOfCities = statement({
  name: "agencies.connectors_of_cities",
  scope: "city",
  params: { cities: "text[]", limit: "int4" },
  row: {
    city: "text",
    agency: "text",
    enabled: "bool",
    last_success_at: "timestamptz?",
    last_failure_at: "timestamptz?",
    open_until: "timestamptz?",
    files_missing_since: "timestamptz?",
  },
  text: `
    select c.city, c.agency, c.enabled, h.last_success_at, h.last_failure_at, h.open_until, h.files_missing_since
    from connectors c left join connector_health h on h.city = c.city and h.agency = c.agency
    where c.city = any (:cities)
    order by c.city, c.agency
    limit :limit`,
});

/** Secrets that are not given stay as they are. */
export const writeConnector = statement({
  name: "agencies.write_connector",
  scope: "city",
  params: {
    city: "text",
    agency: "text",
    adapter: "text",
    config: "json",
    secrets_sealed: "text?",
    at: "timestamptz",
    by: "text",
  },
  row: { revision: "int4" },
  text: `
    insert into connectors (city, agency, adapter, config, secrets_sealed, revision, enabled, changed_at, changed_by)
    values (:city, :agency, :adapter, :config, :secrets_sealed, 1, true, :at, :by)
    on conflict (city, agency) do update
      set adapter = excluded.adapter, config = excluded.config,
        secrets_sealed = coalesce(excluded.secrets_sealed, connectors.secrets_sealed),
        revision = connectors.revision + 1, changed_at = excluded.changed_at, changed_by = excluded.changed_by
    returning revision`,
});

export const enableConnector = statement({
  name: "agencies.enable_connector",
  scope: "city",
  params: { city: "text", agency: "text", enabled: "bool", at: "timestamptz", by: "text" },
  row: { revision: "int4" },
  text: `
    update connectors set enabled = :enabled, revision = revision + 1, changed_at = :at, changed_by = :by
    where city = :city and agency = :agency and enabled <> :enabled
    returning revision`,
});

export const resealConnector = statement({
  name: "agencies.reseal_connector",
  scope: "city",
  params: { city: "text", agency: "text", secrets_sealed: "text", old: "text" },
  row: { agency: "text" },
  text: `
    update connectors set secrets_sealed = :secrets_sealed
    where city = :city and agency = :agency and secrets_sealed = :old
    returning agency`,
});

export const openHealth = statement({
  name: "agencies.open_health",
  scope: "city",
  params: { city: "text", agency: "text" },
  row: { agency: "text" },
  text: `
    insert into connector_health (city, agency, answered, failed) values (:city, :agency, 0, 0)
    on conflict (city, agency) do nothing
    returning agency`,
});

/** What one process saw since it wrote last. */
export const addHealth = statement({
  name: "agencies.add_health",
  scope: "city",
  params: {
    city: "text",
    agency: "text",
    answered: "int8",
    failed: "int8",
    last_success_at: "timestamptz?",
    last_failure_at: "timestamptz?",
    last_failure: "text?",
    open_until: "timestamptz?",
  },
  row: { agency: "text" },
  text: `
    update connector_health
    set answered = answered + :answered, failed = failed + :failed,
      last_success_at = greatest(last_success_at, :last_success_at::timestamptz),
      last_failure = case when :last_failure_at::timestamptz >= coalesce(last_failure_at, '-infinity') then :last_failure::text
        else last_failure end,
      last_failure_at = greatest(last_failure_at, :last_failure_at::timestamptz),
      open_until = :open_until
    where city = :city and agency = :agency
    returning agency`,
});

export const healthOfCity = statement({
  name: "agencies.health_of_city",
  scope: "city",
  params: { city: "text", limit: "int4" },
  row: {
    agency: "text",
    answered: "int8",
    failed: "int8",
    last_success_at: "timestamptz?",
    last_failure_at: "timestamptz?",
    last_failure: "text?",
    open_until: "timestamptz?",
    files_written_on: "date?",
    files_missing_since: "timestamptz?",
  },
  text: `
    select agency, answered, failed, last_success_at, last_failure_at, last_failure, open_until, files_written_on,
      files_missing_since
    from connector_health where city = :city order by agency limit :limit`,
});

/** One process at a time works on the files of a connector; a lease ends by itself where the process died. */
export const leaseFiles = statement({
  name: "agencies.lease_files",
  scope: "city",
  params: { city: "text", agency: "text", now: "timestamptz", until: "timestamptz" },
  row: { files_written_on: "date?", files_missing_since: "timestamptz?" },
  text: `
    update connector_health set leased_until = :until
    where city = :city and agency = :agency and (leased_until is null or leased_until <= :now)
    returning files_written_on, files_missing_since`,
});

export const releaseFiles = statement({
  name: "agencies.release_files",
  scope: "city",
  params: {
    city: "text",
    agency: "text",
    files_written_on: "date?",
    files_missing_since: "timestamptz?",
  },
  row: { agency: "text" },
  text: `
    update connector_health
    set leased_until = null, files_written_on = :files_written_on, files_missing_since = :files_missing_since
    where city = :city and agency = :agency
    returning agency`,
});

export const addFile = statement({
  name: "agencies.add_file",
  scope: "city",
  params: {
    city: "text",
    agency: "text",
    direction: "text",
    digest: "text",
    name: "text",
    at: "timestamptz",
    rows: "int4",
    taken: "int4",
    broken: "jsonb",
  },
  row: { digest: "text" },
  text: `
    insert into connector_files (city, agency, direction, digest, name, at, rows, taken, broken)
    values (:city, :agency, :direction, :digest, :name, :at, :rows, :taken, :broken)
    on conflict (city, agency, direction, digest) do nothing
    returning digest`,
});

const file = {
  direction: "text",
  digest: "text",
  name: "text",
  at: "timestamptz",
  rows: "int4",
  taken: "int4",
  broken: "jsonb",
} as const;

export const fileByDigest = statement({
  name: "agencies.file_by_digest",
  scope: "city",
  params: { city: "text", agency: "text", direction: "text", digest: "text" },
  row: { name: "text", at: "timestamptz", broken: "jsonb" },
  text: `
    select name, at, broken from connector_files
    where city = :city and agency = :agency and direction = :direction and digest = :digest`,
});

export const newestFiles = statement({
  name: "agencies.newest_files",
  scope: "city",
  params: { city: "text", agency: "text", limit: "int4" },
  row: file,
  text: `
    select ${Object.keys(file).join(", ")} from connector_files
    where city = :city and agency = :agency
    order by at desc limit :limit`,
});

/** When the last file of an agency came, or its connector was made. */
export const lastFileIn = statement({
  name: "agencies.last_file_in",
  scope: "city",
  params: { city: "text", agency: "text" },
  row: { at: "timestamptz" },
  text: `
    select coalesce(max(f.at), c.changed_at) as at
    from connectors c
      left join connector_files f on f.city = c.city and f.agency = c.agency and f.direction = 'in'
    where c.city = :city and c.agency = :agency
    group by c.changed_at
    limit 1`,
});
