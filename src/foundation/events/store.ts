import { statement } from "../database/index.ts";

/** A city begins to count. */
export const openSequence = statement({
  name: "events.open_sequence",
  scope: "shared",
  params: { city: "text" },
  row: {},
  text: `insert into city_sequences (city, last_seq) values (:city, 0) on conflict (city) do nothing`,
});

/** The same for many cities at once. */
export const openSequences = statement({
  name: "events.open_sequences",
  scope: "shared",
  params: { cities: "text[]" },
  row: {},
  text: `
    insert into city_sequences (city, last_seq)
    select city, 0 from unnest(:cities::text[]) as opened (city) order by city
    on conflict (city) do nothing`,
});

export const laggingCities = statement({
  name: "events.lagging_cities",
  scope: "shared",
  params: {},
  row: { city: "text", seq: "int8" },
  text: `
    select s.city, coalesce(c.seq, 0) as seq
    from city_sequences s left join relay_cursors c on c.city = s.city
    where s.last_seq > coalesce(c.seq, 0)
    order by s.city limit 200`,
});

export const eventsAfter = statement({
  name: "events.after",
  scope: "city",
  params: { city: "text", seq: "int8", limit: "int4" },
  row: {
    city: "text",
    seq: "int8",
    type: "text",
    subject: "text",
    revision: "int4",
    at: "timestamptz",
    actor_kind: "text",
    actor: "text",
    on_behalf: "text?",
    data: "jsonb",
  },
  text: `
    select city, seq, type, subject, revision, at, actor_kind, actor, on_behalf, data from events
    where city = :city and seq > :seq order by seq limit :limit`,
});

export const eventsBySeq = statement({
  name: "events.by_seq",
  scope: "city",
  params: { city: "text", seqs: "int8[]" },
  row: eventsAfter.row,
  text: `
    select city, seq, type, subject, revision, at, actor_kind, actor, on_behalf, data from events
    where city = :city and seq = any(:seqs) order by seq limit 1000`,
});

export const moveCursor = statement({
  name: "events.move_cursor",
  scope: "shared",
  params: { city: "text", seq: "int8" },
  row: {},
  text: `
    insert into relay_cursors (city, seq) values (:city, :seq)
    on conflict (city) do update set seq = excluded.seq where relay_cursors.seq < excluded.seq`,
});

/** Gives the numbers that were not there before, none of them ever after. */
export const markDone = statement({
  name: "events.mark_done",
  scope: "city",
  params: { city: "text", seqs: "int8[]", reaction: "text", done_at: "timestamptz" },
  row: { seq: "int8" },
  text: `
    insert into reactions_done (city, seq, reaction, done_at)
    select :city, seq, :reaction, :done_at from unnest(:seqs::int8[]) as given(seq) order by seq
    on conflict (city, seq, reaction) do nothing returning seq`,
});

/** One relay at a time; held until the transaction ends. */
export const tryRelayLock = statement({
  name: "events.try_relay_lock",
  scope: "shared",
  params: {},
  row: { locked: "bool" },
  text: `select pg_try_advisory_xact_lock(20261, 3) as locked`,
});
