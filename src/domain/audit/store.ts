import { statement } from "../../foundation/database/index.ts";

export const addEntry = statement({
  name: "audit.add_entry",
  scope: "city",
  params: {
    city: "text",
    id: "uuid",
    at: "timestamptz",
    actor_kind: "text",
    actor: "text",
    act: "text",
    subject: "text",
    detail: "jsonb",
    resident: "text?",
  },
  row: {},
  text: `
    insert into audit_entries (city, id, at, actor_kind, actor, act, subject, detail, resident)
    values (:city, :id, :at, :actor_kind, :actor, :act, :subject, :detail, :resident)`,
});

export const addReading = statement({
  name: "audit.add_reading",
  scope: "resident",
  params: {
    resident: "text",
    id: "uuid",
    city: "text",
    at: "timestamptz",
    reader_name: "text",
    reader_agency: "text",
    purpose: "text",
    subject: "text",
  },
  row: {},
  text: `
    insert into readings (resident, id, city, at, reader_name, reader_agency, purpose, subject)
    values (:resident, :id, :city, :at, :reader_name, :reader_agency, :purpose, :subject)`,
});

export const readingsPage = statement({
  name: "audit.readings_page",
  scope: "resident",
  params: { resident: "text", before: "uuid?", limit: "int4" },
  row: {
    id: "uuid",
    city: "text",
    at: "timestamptz",
    reader_name: "text",
    reader_agency: "text",
    purpose: "text",
    subject: "text",
  },
  text: `
    select id, city, at, reader_name, reader_agency, purpose, subject
    from readings
    where resident = :resident and id < coalesce(:before::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)
    order by id desc
    limit :limit::int4`,
});

/** `case` and not `coalesce`: behind a policy the planner takes only the first for a place in the index. */
export const entriesPage = statement({
  name: "audit.entries_page",
  scope: "city",
  params: { city: "text", before: "uuid?", limit: "int4" },
  row: {
    id: "uuid",
    at: "timestamptz",
    actor_kind: "text",
    actor: "text",
    act: "text",
    subject: "text",
    detail: "jsonb",
    resident: "text?",
  },
  text: `
    select id, at, actor_kind, actor, act, subject, detail, resident
    from audit_entries
    where city = :city
      and id < case when :before::uuid is null then 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid else :before::uuid end
    order by id desc
    limit :limit::int4`,
});

export const lastSeal = statement({
  name: "audit.last_seal",
  scope: "city",
  params: { city: "text" },
  row: { number: "int8", until_id: "uuid", digest: "text" },
  text: `
    select number, until_id, digest from audit_seals
    where city = :city
    order by number desc
    limit 1`,
});

/** Cities that have entries after their last seal, none later than `settled`: one question for a nation. */
export const unsealedCities = statement({
  name: "audit.unsealed_cities",
  scope: "city",
  params: { cities: "text[]", settled: "uuid" },
  row: { city: "text" },
  text: `
    select c.city
    from unnest(:cities::text[]) as c (city)
    left join lateral (select until_id from audit_seals where city = c.city order by number desc limit 1) s on true
    cross join lateral (
      select id from audit_entries
      where city = c.city and id < :settled
        and id > case when s.until_id is null then '00000000-0000-0000-0000-000000000000'::uuid else s.until_id end
      order by id
      limit 1
    ) e
    order by c.city`,
});

export const sealsPage = statement({
  name: "audit.seals_page",
  scope: "city",
  params: { city: "text", after: "int8", limit: "int4" },
  row: {
    number: "int8",
    until_id: "uuid",
    entries: "int4",
    entries_digest: "text",
    previous: "text",
    digest: "text",
    kid: "text",
    signature: "text",
  },
  text: `
    select number, until_id, entries, entries_digest, previous, digest, kid, signature
    from audit_seals
    where city = :city and number > :after
    order by number
    limit :limit::int4`,
});

/** The last of the next `limit` entries after one, none later than `settled`. */
export const nextStretch = statement({
  name: "audit.next_stretch",
  scope: "city",
  params: { city: "text", after: "uuid", settled: "uuid", limit: "int4" },
  row: { id: "uuid" },
  text: `
    select id
    from (
      select id from audit_entries
      where city = :city and id > :after and id < :settled
      order by id
      limit :limit::int4
    ) stretch
    order by id desc
    limit 1`,
});

/** One digest over every column of every entry of a stretch; a json array a line leaves no room for two readings. */
export const stretchDigest = statement({
  name: "audit.stretch_digest",
  scope: "city",
  params: { city: "text", after: "uuid", until: "uuid" },
  row: { entries: "int4", digest: "text?" },
  text: `
    select
      count(*)::int4 as entries,
      encode(sha256(convert_to(string_agg(
        jsonb_build_array(
          id, (extract(epoch from at) * 1000000)::int8, actor_kind, actor, act, subject, detail, resident
        )::text, E'\\n' order by id), 'UTF8')), 'hex') as digest
    from audit_entries
    where city = :city and id > :after and id <= :until`,
});

/** Of two processes that seal at once the second adds nothing. */
export const addSeal = statement({
  name: "audit.add_seal",
  scope: "city",
  params: {
    city: "text",
    number: "int8",
    until_id: "uuid",
    entries: "int4",
    entries_digest: "text",
    previous: "text",
    digest: "text",
    kid: "text",
    signature: "text",
    sealed_at: "timestamptz",
  },
  row: { number: "int8" },
  text: `
    insert into audit_seals
      (city, number, until_id, entries, entries_digest, previous, digest, kid, signature, sealed_at)
    values
      (:city, :number, :until_id, :entries, :entries_digest, :previous, :digest, :kid, :signature, :sealed_at)
    on conflict (city, number) do nothing
    returning number`,
});
