import { statement } from "../../foundation/database/index.ts";

/** Changes whenever anything that `Regions` holds in memory changes. */
export const regionsState = statement({
  name: "regions_state",
  scope: "shared",
  params: {},
  row: { state: "text" },
  text: `
    select concat_ws('|',
      (select max(version) from division_versions),
      (select sum(revision) from cities),
      (select sum(revision) from calendar_years)) as state`,
});

export const latestVersion = statement({
  name: "regions_latest_version",
  scope: "shared",
  params: {},
  row: { version: "date", source: "text" },
  text: `select version, source from division_versions order by version desc limit 1`,
});

/** Every code once: as it is now, or as it was last. The nation has about 3,200 and gains some 30 a year. */
export const readDivisions = statement({
  name: "regions_divisions",
  scope: "shared",
  params: { limit: "int4" },
  row: {
    code: "text",
    valid_from: "date",
    valid_to: "date?",
    name: "text",
    level: "text",
    kind: "text",
    parent: "text?",
    pinyin: "text",
    english: "text",
    successors: "text[]",
  },
  text: `
    select distinct on (code)
      code, valid_from, valid_to, name, level, kind, parent, pinyin, english, successors
    from divisions
    order by code, valid_from desc
    limit :limit`,
});

export const insertVersion = statement({
  name: "regions_insert_version",
  scope: "shared",
  params: { version: "date", source: "text", imported_at: "timestamptz", divisions: "int4", report: "jsonb" },
  row: { version: "date" },
  text: `
    insert into division_versions (version, source, imported_at, divisions, report)
    values (:version, :source, :imported_at, :divisions, :report)
    on conflict (version) do nothing
    returning version`,
});

/** Ends rows on a day. `rows`: [{ code, successors }]. */
export const endDivisions = statement({
  name: "regions_end_divisions",
  scope: "shared",
  params: { valid_to: "date", rows: "jsonb" },
  row: { code: "text" },
  text: `
    update divisions d
    set valid_to = :valid_to, successors = ended.successors
    from jsonb_to_recordset(:rows) as ended (code text, successors text[])
    where d.code = ended.code and d.valid_to is null
    returning d.code`,
});

/** `rows`: [{ code, name, level, kind, parent, pinyin, english }]. */
export const insertDivisions = statement({
  name: "regions_insert_divisions",
  scope: "shared",
  params: { valid_from: "date", rows: "jsonb" },
  row: { code: "text" },
  text: `
    insert into divisions (code, valid_from, name, level, kind, parent, pinyin, english, successors)
    select code, :valid_from, name, level, kind, parent, pinyin, english, '{}'
    from jsonb_to_recordset(:rows)
      as added (code text, name text, level text, kind text, parent text, pinyin text, english text)
    on conflict do nothing
    returning code`,
});

const city = {
  city: "text",
  opened_at: "timestamptz",
  closed_at: "timestamptz?",
  changed_at: "timestamptz",
  settings: "jsonb",
} as const;

export const readCities = statement({
  name: "regions_cities",
  scope: "shared",
  params: { limit: "int4" },
  row: city,
  text: `select city, opened_at, closed_at, changed_at, settings from cities order by city limit :limit`,
});

/** Opens a city, also one that was closed before; gives no row when it is open. */
export const openCityRow = statement({
  name: "regions_open_city",
  scope: "shared",
  params: { city: "text", opened_at: "timestamptz", settings: "jsonb" },
  row: city,
  text: `
    insert into cities (city, opened_at, changed_at, settings)
    values (:city, :opened_at, :opened_at, :settings)
    on conflict (city) do update
      set opened_at = excluded.opened_at, changed_at = excluded.changed_at, settings = excluded.settings, closed_at = null,
        revision = cities.revision + 1
      where cities.closed_at is not null
    returning city, opened_at, closed_at, changed_at, settings`,
});

/** Opens those that never were; `rows`: [{ city, settings }]. */
export const openCityRows = statement({
  name: "regions_open_cities",
  scope: "shared",
  params: { rows: "jsonb", opened_at: "timestamptz" },
  row: { city: "text" },
  text: `
    insert into cities (city, opened_at, changed_at, settings)
    select city, :opened_at, :opened_at, settings
    from jsonb_to_recordset(:rows) as opened (city text, settings jsonb)
    order by city
    on conflict (city) do nothing
    returning city`,
});

export const changeCityRow = statement({
  name: "regions_change_city",
  scope: "shared",
  params: { city: "text", changed_at: "timestamptz", settings: "jsonb" },
  row: city,
  text: `
    update cities set settings = settings || :settings, changed_at = :changed_at, revision = revision + 1
    where city = :city and closed_at is null
    returning city, opened_at, closed_at, changed_at, settings`,
});

export const closeCityRow = statement({
  name: "regions_close_city",
  scope: "shared",
  params: { city: "text", closed_at: "timestamptz" },
  row: city,
  text: `
    update cities set closed_at = :closed_at, changed_at = :closed_at, revision = revision + 1
    where city = :city and closed_at is null
    returning city, opened_at, closed_at, changed_at, settings`,
});

/** Tells every process to read its calendars again. */
export const touchCity = statement({
  name: "regions_touch_city",
  scope: "shared",
  params: { city: "text", changed_at: "timestamptz" },
  row: { city: "text" },
  text: `
    update cities set changed_at = :changed_at, revision = revision + 1
    where city = :city and closed_at is null
    returning city`,
});

export const readCalendarYears = statement({
  name: "regions_calendar_years",
  scope: "shared",
  params: {},
  row: { year: "int4", days_off: "text[]", working_days: "text[]", source: "text" },
  text: `select year, days_off, working_days, source from calendar_years order by year limit 200`,
});

export const writeCalendarYear = statement({
  name: "regions_write_calendar_year",
  scope: "shared",
  params: {
    year: "int4",
    days_off: "text[]",
    working_days: "text[]",
    source: "text",
    imported_at: "timestamptz",
  },
  row: { year: "int4" },
  text: `
    insert into calendar_years (year, days_off, working_days, source, imported_at)
    values (:year, :days_off, :working_days, :source, :imported_at)
    on conflict (year) do update
      set days_off = excluded.days_off, working_days = excluded.working_days,
          source = excluded.source, imported_at = excluded.imported_at, revision = calendar_years.revision + 1
    returning year`,
});

/** Own days of every city of the scope. */
export const readCalendarDays = statement({
  name: "regions_calendar_days",
  scope: "city",
  params: { limit: "int4" },
  row: { city: "text", day: "date", working: "bool", source: "text" },
  text: `select city, day, working, source from calendar_days order by city, day limit :limit`,
});

/** `rows`: [{ day, working }]. */
export const writeCalendarDays = statement({
  name: "regions_write_calendar_days",
  scope: "city",
  params: { city: "text", source: "text", imported_at: "timestamptz", rows: "jsonb" },
  row: { day: "date" },
  text: `
    insert into calendar_days (city, day, working, source, imported_at)
    select :city, day, working, :source, :imported_at
    from jsonb_to_recordset(:rows) as own (day date, working boolean)
    on conflict (city, day) do update
      set working = excluded.working, source = excluded.source, imported_at = excluded.imported_at
    returning day`,
});

/** Days on which the city does again as the nation does. */
export const deleteCalendarDays = statement({
  name: "regions_delete_calendar_days",
  scope: "city",
  params: { city: "text", days: "text[]" },
  row: { day: "date" },
  text: `delete from calendar_days where city = :city and day = any (:days::text[]::date[]) returning day`,
});

/** Held until the transaction ends. */
export const lockImport = statement({
  name: "regions.lock_import",
  scope: "shared",
  params: {},
  row: { held: "bool" },
  text: `select pg_advisory_xact_lock(20261, 5) is null as held`,
});
