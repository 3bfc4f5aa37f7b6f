import { statement } from "../../foundation/database/index.ts";

/** Asked for again it starts anew; while it runs, the revision tells whoever runs it that once more is needed. */
export const addErrand = statement({
  name: "agencies.add_errand",
  scope: "city",
  params: {
    city: "text",
    purpose: "text",
    subject: "text",
    id: "uuid",
    agency: "text",
    service: "text",
    now: "timestamptz",
    due_at: "timestamptz",
  },
  row: { id: "uuid" },
  text: `
    insert into agency_errands (city, purpose, subject, id, agency, service, state, revision, since, due_at, attempts, asked)
    values (:city, :purpose, :subject, :id, :agency, :service, 'waiting', 1, :now, :due_at, 0, 0)
    on conflict (city, purpose, subject) do update
      set state = 'waiting', revision = agency_errands.revision + 1, since = excluded.since, due_at = excluded.due_at,
        attempts = 0, asked = 0, agency = excluded.agency, service = excluded.service
    returning id`,
});

/** Cities in which something is due, the longest waiting first. */
export const dueCities = statement({
  name: "agencies.due_cities",
  scope: "city",
  params: { cities: "text[]", now: "timestamptz", limit: "int4" },
  row: { city: "text" },
  text: `
    select city from agency_errands
    where city = any(:cities) and state = 'waiting' and due_at <= :now and (running_until is null or running_until <= :now)
    group by city
    order by min(due_at) limit :limit`,
});

const errand = {
  city: "text",
  purpose: "text",
  subject: "text",
  id: "uuid",
  agency: "text",
  service: "text",
  state: "text",
  revision: "int4",
  since: "timestamptz",
  due_at: "timestamptz",
  attempts: "int4",
  asked: "int4",
  last_at: "timestamptz?",
  last_reason: "text?",
} as const;
const columns = Object.keys(errand);

/**
 * Takes what is due for itself until `until`, except for agencies that are busy enough. Materialized: joined as a sub-query, the
 * limit would count anew for each row.
 */
export const claimErrands = statement({
  name: "agencies.claim_errands",
  scope: "city",
  params: { city: "text", now: "timestamptz", until: "timestamptz", full: "text[]", limit: "int4" },
  row: errand,
  text: `
    with due as materialized (
      select d.city, d.purpose, d.subject from agency_errands d
      where d.city = :city and d.state = 'waiting' and d.due_at <= :now
        and (d.running_until is null or d.running_until <= :now) and d.agency <> all(:full)
      order by d.due_at limit :limit
      for update skip locked)
    update agency_errands e
    set running_until = :until, attempts = e.attempts + 1, last_at = :now
    from due
    where e.city = :city and e.city = due.city and e.purpose = due.purpose and e.subject = due.subject
    returning ${columns.map((name) => `e.${name}`).join(", ")}`,
});

/** Done, unless it was asked for again meanwhile. */
export const finishErrand = statement({
  name: "agencies.finish_errand",
  scope: "city",
  params: { city: "text", purpose: "text", subject: "text", revision: "int4" },
  row: { id: "uuid" },
  text: `
    delete from agency_errands
    where city = :city and purpose = :purpose and subject = :subject and revision = :revision
    returning id`,
});

/** Back into the row: later, or dead. What was asked for again meanwhile keeps its own time. */
export const postponeErrand = statement({
  name: "agencies.postpone_errand",
  scope: "city",
  params: {
    city: "text",
    purpose: "text",
    subject: "text",
    revision: "int4",
    state: "text",
    since: "timestamptz",
    due_at: "timestamptz",
    attempts: "int4",
    asked: "int4",
    reason: "text?",
  },
  row: { id: "uuid" },
  text: `
    update agency_errands
    set running_until = null, last_reason = :reason,
      state = case when revision = :revision then :state::text else state end,
      since = case when revision = :revision then :since::timestamptz else since end,
      due_at = case when revision = :revision then :due_at::timestamptz else due_at end,
      attempts = case when revision = :revision then :attempts::int4 else attempts end,
      asked = case when revision = :revision then :asked::int4 else asked end
    where city = :city and purpose = :purpose and subject = :subject
    returning id`,
});

export const listErrands = statement({
  name: "agencies.list_errands",
  scope: "city",
  params: { city: "text", agencies: "text[]", state: "text", after: "uuid", limit: "int4" },
  row: errand,
  text: `
    select ${columns.join(", ")} from agency_errands
    where city = :city and state = :state and agency = any(:agencies) and id > :after
    order by id limit :limit`,
});

export const errandById = statement({
  name: "agencies.errand_by_id",
  scope: "city",
  params: { city: "text", id: "uuid" },
  row: errand,
  text: `select ${columns.join(", ")} from agency_errands where city = :city and id = :id`,
});

export const errandsOfCase = statement({
  name: "agencies.errands_of_case",
  scope: "city",
  params: { city: "text", subject: "text" },
  row: errand,
  text: `
    select ${columns.join(", ")} from agency_errands where city = :city and subject = :subject order by purpose limit 10`,
});

export const countErrands = statement({
  name: "agencies.count_errands",
  scope: "city",
  params: { city: "text", agencies: "text[]", limit: "int4" },
  row: { agency: "text", state: "text", count: "int4", oldest: "timestamptz" },
  text: `
    select a.agency, s.state, c.count, c.oldest
    from unnest(:agencies::text[]) as a(agency)
    cross join unnest('{waiting,dead}'::text[]) as s(state)
    cross join lateral (
      select count(*)::int4 as count, min(since) as oldest
      from (
        select since from agency_errands
        where city = :city and state = s.state and agency = a.agency order by id limit :limit) counted) c
    where c.count > 0
    order by a.agency, s.state limit 1000`,
});

/** Dead ones wait again, from the beginning. */
export const replayErrands = statement({
  name: "agencies.replay_errands",
  scope: "city",
  params: { city: "text", ids: "text[]", now: "timestamptz" },
  row: { id: "uuid", purpose: "text", subject: "text", agency: "text" },
  text: `
    update agency_errands
    set state = 'waiting', revision = revision + 1, since = :now, due_at = :now, attempts = 0, asked = 0, running_until = null
    where city = :city and id = any(:ids::text[]::uuid[]) and state = 'dead'
    returning id, purpose, subject, agency`,
});

export const dropErrands = statement({
  name: "agencies.drop_errands",
  scope: "city",
  params: { city: "text", ids: "text[]" },
  row: { id: "uuid", purpose: "text", subject: "text", agency: "text" },
  text: `
    delete from agency_errands
    where city = :city and id = any(:ids::text[]::uuid[]) and state = 'dead'
    returning id, purpose, subject, agency`,
});
