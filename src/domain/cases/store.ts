import { statement } from "../../foundation/database/index.ts";

/**
 * Many submissions in one statement, each decided on its own: the idempotency key is written first, and only a row whose key
 * is new becomes a case. Rows are written in key order and the city's sequence is locked last and in order of cities, so that
 * two batches never wait for each other in a circle.
 */
export const submitCases = statement({
  name: "cases.submit",
  scope: "city",
  params: { rows: "jsonb" },
  row: { ord: "int4", fresh: "bool" },
  text: `
    with given as materialized (
      select * from jsonb_to_recordset(:rows) as g(
        ord int, city text, number text, caller text, key text, body_hash text, answer jsonb, at timestamptz,
        service text, service_version text, regime text, agency text, state text, applicant text, applicant_sealed jsonb,
        phone_hash text, filed_by text, channel text, delivery text, promise_days int, promise_unit text, due_at timestamptz, due_kind text, due_provisional boolean,
        counter jsonb, accepted_in text, answers jsonb, actor_kind text, on_behalf text, data jsonb, clock jsonb)
    ), keyed as (
      insert into idempotency_keys (city, caller, key, body_hash, answer, created_at)
      select city, caller, key, body_hash, answer, at from given order by city, caller, key
      on conflict (city, caller, key) do nothing
      returning city, caller, key, answer
    ), fresh as materialized (
      select g.* from given g
      join keyed k on k.city = g.city and k.caller = g.caller and k.key = g.key and k.answer = g.answer
    ), new_cases as (
      insert into cases (city, number, service, service_version, regime, agency, state, revision, applicant,
        applicant_sealed, phone_hash, filed_by, channel, delivery, promise_days, promise_unit, submitted_at, due_at, due_kind,
        due_provisional, corrections, extensions, counter, accepted_in)
      select city, number, service, service_version, regime, agency, state, 1, applicant,
        applicant_sealed, phone_hash, filed_by, channel, delivery, promise_days, promise_unit, at, due_at, due_kind,
        due_provisional, 0, 0, counter, accepted_in
      from fresh order by city, number
    ), new_answers as (
      insert into case_answers (city, number, revision, answers) select city, number, 1, answers from fresh
    ), new_clocks as (
      insert into clocks (city, subject, kind, state, started_at, due_at, days, unit, provisional)
      select city, number, clock->>'kind', clock->>'state', (clock->>'started_at')::timestamptz,
        (clock->>'due_at')::timestamptz, (clock->>'days')::int, clock->>'unit', (clock->>'provisional')::boolean
      from fresh
    ), counted as (
      select city, count(*) as n from fresh group by city
    ), locked as materialized (
      select s.city, s.last_seq from city_sequences s join counted c on c.city = s.city order by s.city for update of s
    ), moved as (
      update city_sequences s set last_seq = l.last_seq + c.n
      from locked l join counted c on c.city = l.city
      where s.city = l.city
      returning s.city, s.last_seq - c.n as base
    ), new_events as (
      insert into events (city, seq, type, subject, revision, at, actor_kind, actor, on_behalf, data)
      select f.city, m.base + row_number() over (partition by f.city order by f.ord), 'submit', f.number, 1, f.at,
        f.actor_kind, f.filed_by, f.on_behalf, f.data
      from fresh f join moved m on m.city = f.city
    )
    select g.ord, exists (select from fresh f where f.ord = g.ord) as fresh from given g order by g.ord`,
});

/**
 * Many acts in one statement. A row counts only where the case still has the revision the act was decided on, once per case
 * and batch, and where its idempotency key is new.
 */
export const applyActs = statement({
  name: "cases.apply",
  scope: "city",
  params: { rows: "jsonb" },
  row: { ord: "int4", done: "bool" },
  text: `
    with given as materialized (
      select * from jsonb_to_recordset(:rows) as g(
        ord int, city text, number text, expected int, caller text, key text, body_hash text, answer jsonb, at timestamptz,
        type text, actor_kind text, actor text, on_behalf text, state text, assignee uuid, agency text,
        accepted_at timestamptz, decided_at timestamptz, closed_at timestamptz, due_at timestamptz, due_kind text,
        due_provisional boolean, corrections int, extensions int, certificate text, tracking text, delivery text,
        waiting_for text, area text, report jsonb, counter jsonb, promise_days int, promise_unit text, answers jsonb, data jsonb, clocks jsonb)
    ), locked as materialized (
      select c.city, c.number, c.revision from cases c join given g on g.city = c.city and g.number = c.number
      order by c.city, c.number for update of c
    ), able as materialized (
      select distinct on (g.city, g.number) g.* from given g
      join locked l on l.city = g.city and l.number = g.number and l.revision = g.expected
      order by g.city, g.number, g.ord
    ), keyed as (
      insert into idempotency_keys (city, caller, key, body_hash, answer, created_at)
      select city, caller, key, body_hash, answer, at from able where key is not null order by city, caller, key
      on conflict (city, caller, key) do nothing
      returning city, caller, key, answer
    ), done as materialized (
      select a.* from able a where a.key is null or exists (
        select from keyed k where k.city = a.city and k.caller = a.caller and k.key = a.key and k.answer = a.answer)
    ), changed as (
      update cases c set state = d.state, revision = d.expected + 1, assignee = d.assignee, agency = d.agency,
        accepted_at = d.accepted_at, decided_at = d.decided_at, closed_at = d.closed_at, due_at = d.due_at,
        due_kind = d.due_kind, due_provisional = d.due_provisional, corrections = d.corrections,
        extensions = d.extensions, certificate = d.certificate, tracking = d.tracking, delivery = d.delivery,
        waiting_for = d.waiting_for, area = d.area, report = d.report, counter = d.counter,
        promise_days = d.promise_days, promise_unit = d.promise_unit
      from done d where c.city = d.city and c.number = d.number
    ), new_answers as (
      insert into case_answers (city, number, revision, answers)
      select city, number, expected + 1, answers from done where answers is not null
    ), turned as (
      insert into clocks (city, subject, kind, state, started_at, due_at, paused_at, days, unit, provisional)
      select d.city, d.number, k.kind, k.state, k.started_at, k.due_at, k.paused_at, k.days, k.unit, k.provisional
      from done d, jsonb_to_recordset(d.clocks) as k(kind text, state text, started_at timestamptz, due_at timestamptz,
        paused_at timestamptz, days int, unit text, provisional boolean)
      on conflict (city, subject, kind) do update set state = excluded.state, started_at = excluded.started_at,
        due_at = excluded.due_at, paused_at = excluded.paused_at, days = excluded.days, unit = excluded.unit,
        provisional = excluded.provisional
    ), counted as (
      select city, count(*) as n from done group by city
    ), sequences as materialized (
      select s.city, s.last_seq from city_sequences s join counted c on c.city = s.city order by s.city for update of s
    ), moved as (
      update city_sequences s set last_seq = l.last_seq + c.n
      from sequences l join counted c on c.city = l.city
      where s.city = l.city
      returning s.city, s.last_seq - c.n as base
    ), new_events as (
      insert into events (city, seq, type, subject, revision, at, actor_kind, actor, on_behalf, data)
      select d.city, m.base + row_number() over (partition by d.city order by d.ord), d.type, d.number, d.expected + 1,
        d.at, d.actor_kind, d.actor, d.on_behalf, d.data
      from done d join moved m on m.city = d.city
    )
    select g.ord, exists (select from done d where d.ord = g.ord) as done from given g order by g.ord`,
});

const caseRow = {
  city: "text",
  number: "text",
  service: "text",
  service_version: "text",
  regime: "text",
  agency: "text",
  state: "text",
  revision: "int4",
  applicant: "text",
  applicant_sealed: "jsonb",
  filed_by: "text",
  channel: "text",
  delivery: "text?",
  assignee: "uuid?",
  submitted_at: "timestamptz",
  accepted_at: "timestamptz?",
  decided_at: "timestamptz?",
  closed_at: "timestamptz?",
  due_at: "timestamptz?",
  due_kind: "text?",
  due_provisional: "bool",
  promise_days: "int4?",
  promise_unit: "text?",
  corrections: "int4",
  extensions: "int4",
  certificate: "text?",
  tracking: "text?",
  waiting_for: "text?",
  area: "text?",
  report: "jsonb?",
  counter: "jsonb?",
  accepted_in: "text?",
} as const;

const caseColumns = Object.keys(caseRow).join(", ");

export const caseByNumber = statement({
  name: "cases.by_number",
  scope: "city",
  params: { city: "text", number: "text" },
  row: caseRow,
  text: `select ${caseColumns} from cases where city = :city and number = :number`,
});

/** What reactions need of many cases; instants as text, because thousands of rows a second would each be made into dates. */
export const briefCases = statement({
  name: "cases.brief",
  scope: "city",
  params: { city: "text", numbers: "text[]" },
  row: {
    number: "text",
    applicant: "text",
    service: "text",
    service_version: "text",
    agency: "text",
    state: "text",
    revision: "int4",
    delivery: "text?",
    tracking: "text?",
    waiting_for: "text?",
    report: "jsonb?",
    accepted_in: "text?",
    submitted_at: "text",
    due_at: "text?",
    closed_at: "text?",
  },
  text: `
    select number, applicant, service, service_version, agency, state, revision, delivery, tracking, waiting_for,
      report, accepted_in, submitted_at::text as submitted_at, due_at::text as due_at, closed_at::text as closed_at
    from cases where city = :city and number = any(:numbers) limit 1000`,
});

export const latestAnswers = statement({
  name: "cases.latest_answers",
  scope: "city",
  params: { city: "text", number: "text" },
  row: { revision: "int4", answers: "jsonb" },
  text: `
    select revision, answers from case_answers
    where city = :city and number = :number order by revision desc limit 1`,
});

/** What was sent with several cases, the newest of each. */
export const answersOfCases = statement({
  name: "cases.answers_of",
  scope: "city",
  params: { city: "text", numbers: "text[]" },
  row: { number: "text", answers: "jsonb" },
  text: `
    select distinct on (number) number, answers from case_answers
    where city = :city and number = any(:numbers) order by number, revision desc limit 200`,
});

export const clocksOfCase = statement({
  name: "cases.clocks",
  scope: "city",
  params: { city: "text", number: "text" },
  row: {
    kind: "text",
    state: "text",
    started_at: "timestamptz",
    due_at: "timestamptz",
    paused_at: "timestamptz?",
    days: "int4",
    unit: "text",
    provisional: "bool",
  },
  text: `
    select kind, state, started_at, due_at, paused_at, days, unit, provisional from clocks
    where city = :city and subject = :number order by kind limit 10`,
});

export const eventsOfCase = statement({
  name: "cases.events",
  scope: "city",
  params: { city: "text", number: "text" },
  row: {
    seq: "int8",
    type: "text",
    revision: "int4",
    at: "timestamptz",
    actor_kind: "text",
    actor: "text",
    on_behalf: "text?",
    data: "jsonb",
  },
  text: `
    select seq, type, revision, at, actor_kind, actor, on_behalf, data from events
    where city = :city and subject = :number order by seq desc limit 500`,
});

/** Clocks that have run out, in the order they did. */
export const dueClocks = statement({
  name: "cases.due_clocks",
  scope: "city",
  params: { cities: "text[]", at: "timestamptz" },
  row: { city: "text", subject: "text", kind: "text", due_at: "timestamptz" },
  text: `
    select city, subject, kind, due_at from clocks
    where city = any(:cities) and state = 'running' and due_at <= :at
    order by due_at, city, subject limit 200`,
});

/** People's own lists, many at once: the newest state wins, whatever order the reactions run in. */
export const projectCases = statement({
  name: "cases.project",
  scope: "resident",
  params: { rows: "jsonb" },
  row: {},
  text: `
    insert into resident_cases (resident, city, number, service, state, revision, submitted_at, due_at, closed_at)
    select resident, city, number, service, state, revision, submitted_at, due_at, closed_at
    from jsonb_to_recordset(:rows) as g(resident text, city text, number text, service text, state text, revision int,
      submitted_at timestamptz, due_at timestamptz, closed_at timestamptz)
    order by resident, city, number
    on conflict (resident, city, number) do update set state = excluded.state, revision = excluded.revision,
      due_at = excluded.due_at, closed_at = excluded.closed_at
    where resident_cases.revision < excluded.revision`,
});

export const casesOfResident = statement({
  name: "cases.of_resident",
  scope: "resident",
  params: { resident: "text", before: "timestamptz?", before_number: "text", limit: "int4" },
  row: {
    city: "text",
    number: "text",
    service: "text",
    state: "text",
    revision: "int4",
    submitted_at: "timestamptz",
    due_at: "timestamptz?",
    closed_at: "timestamptz?",
  },
  text: `
    select city, number, service, state, revision, submitted_at, due_at, closed_at from resident_cases
    where resident = :resident and (:before::timestamptz is null or (submitted_at, number) < (:before, :before_number))
    order by submitted_at desc, number desc limit :limit`,
});

/** Closed cases whose time of keeping is over; the caller names the services that are kept so long, and the limit. */
export const expiredCases = statement({
  name: "cases.expired",
  scope: "city",
  params: { city: "text", services: "text[]", before: "timestamptz" },
  row: { number: "text" },
  text: `
    select number from cases
    where city = :city and closed_at < :before and service = any(:services) and applicant <> 'erased'
    order by closed_at, number limit 200`,
});
