-- What everything stands on. Every table that belongs to a city carries the city in every key (it is the distribution column)
-- and a policy that compares it with the setting of the connection; what belongs to a person is keyed by the resident.

-- The program connects as this role: it owns nothing and cannot bypass policies. Its password is set by `onewindow init`.
do $$
begin
  if not exists (select from pg_roles where rolname = 'onewindow_app') then
    create role onewindow_app nologin nosuperuser nocreatedb nocreaterole nobypassrls;
  end if;
end $$;

grant usage on schema public to onewindow_app;
grant select on schema_migrations to onewindow_app;

-- What this installation is. Written once at its birth by the owner; the program can only read it, so that a demonstration
-- never becomes a real installation, nor the other way round.
create table installation (
  one boolean primary key default true check (one),
  kind text not null check (kind in ('demonstration', 'real')),
  name text not null,
  born_at timestamptz not null
);
grant select on installation to onewindow_app;

-- Keys of the cities, wrapped by the master key that stands only in KEYS_FILE. City 000000 is the installation itself.
create table city_keys (
  city text not null check (city ~ '^[0-9]{6}$'),
  kid text not null,
  purpose text not null check (purpose in ('seal', 'sign')),
  alg text not null check (alg in ('aes-256-gcm', 'sm4-gcm', 'ed25519')),
  wrapped text,
  public_key text,
  created_at timestamptz not null,
  active_from timestamptz not null,
  primary key (city, kid)
);
alter table city_keys enable row level security;
alter table city_keys force row level security;
create policy city_only on city_keys
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, update on city_keys to onewindow_app;

-- The last event number of each city. The row lock makes numbers visible in the order of commits, so that a reader that
-- goes on from a number can never pass over one. No personal data: the relay reads all of it to see who is behind.
create table city_sequences (
  city text primary key,
  last_seq bigint not null
);
grant select, insert, update on city_sequences to onewindow_app;

-- The record of acts, and the outbox: whatever follows from an act hangs on its event.
create table events (
  city text not null,
  seq bigint not null,
  type text not null check (length(type) <= 60),
  subject text not null check (length(subject) <= 80),
  revision integer not null,
  at timestamptz not null,
  actor_kind text not null check (actor_kind in ('resident', 'clerk', 'system', 'partner', 'agency', 'visitor')),
  actor text not null check (length(actor) <= 80),
  on_behalf text,
  data jsonb not null,
  primary key (city, seq)
);
create index events_of_subject on events (city, subject, seq);
alter table events enable row level security;
alter table events force row level security;
create policy city_only on events
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert on events to onewindow_app;

-- How far the relay has handed events on.
create table relay_cursors (
  city text primary key,
  seq bigint not null
);
grant select, insert, update on relay_cursors to onewindow_app;

-- A reaction writes its line here in the transaction of its effect, and does nothing where the line is already there.
create table reactions_done (
  city text not null,
  seq bigint not null,
  reaction text not null check (length(reaction) <= 60),
  done_at timestamptz not null,
  primary key (city, seq, reaction)
);
alter table reactions_done enable row level security;
alter table reactions_done force row level security;
create policy city_only on reactions_done
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, delete on reactions_done to onewindow_app;

-- One write, one answer: the same key and body give the stored answer, another body is refused. Kept 30 days.
create table idempotency_keys (
  city text not null,
  caller text not null check (length(caller) <= 80),
  key text not null check (length(key) between 1 and 128),
  body_hash text not null,
  answer jsonb not null,
  created_at timestamptz not null,
  primary key (city, caller, key)
);
create index idempotency_keys_by_age on idempotency_keys (city, created_at);
alter table idempotency_keys enable row level security;
alter table idempotency_keys force row level security;
create policy city_only on idempotency_keys
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, delete on idempotency_keys to onewindow_app;

-- The queue of the worker belongs to the program: graphile-worker keeps its own tables in it.
create schema graphile_worker authorization onewindow_app;
