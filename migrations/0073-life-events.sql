-- Events of a life (一件事): their files as published, and the events of residents, each of several cases.

-- Every version ever published, for ever: an event goes on under the version it was begun with. Belongs to no city.
create table life_event_versions (
  code text not null check (length(code) between 1 and 60),
  version text not null check (version ~ '^[0-9a-f]{12}$'),
  -- Where it stands among the others.
  place integer not null,
  definition jsonb not null,
  published_at timestamptz not null,
  primary key (code, version)
);
-- No update and no delete: published is published.
grant select, insert on life_event_versions to onewindow_app;

create table life_events_in_force (
  code text primary key,
  version text not null,
  place integer not null,
  changed_at timestamptz not null,
  foreign key (code, version) references life_event_versions (code, version)
);
grant select, insert, update on life_events_in_force to onewindow_app;

-- The draft of a service that was begun within a life event: the id of the draft of its shared questions.
alter table drafts add column part_of uuid;
create index drafts_part_of on drafts (owner, part_of) where part_of is not null;

-- An event of a resident, made when the first of its cases is sent. What was answered stays in the draft of the shared questions.
create table life_events (
  resident text not null check (length(resident) between 1 and 64),
  number text not null check (length(number) <= 40),
  city text not null check (city ~ '^[0-9]{6}$'),
  event text not null check (length(event) between 1 and 60),
  version text not null check (version ~ '^[0-9a-f]{12}$'),
  -- Of the shared questions; one draft is one event. Of an event sent through the API, the digest of its key.
  draft uuid not null,
  started_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (resident, number),
  unique (resident, draft)
);
create index life_events_latest on life_events (resident, started_at desc, number desc);
alter table life_events enable row level security;
alter table life_events force row level security;
create policy resident_only on life_events
  using (resident = any (string_to_array(current_setting('app.residents', true), ',')))
  with check (resident = any (string_to_array(current_setting('app.residents', true), ',')));
grant select, insert, update, delete on life_events to onewindow_app;

-- The services chosen for an event, in their order, and what became of each.
create table life_event_steps (
  resident text not null check (length(resident) between 1 and 64),
  number text not null check (length(number) <= 40),
  service text not null check (length(service) between 1 and 60),
  place integer not null check (place >= 0),
  -- The case it became, in the city that decides.
  case_number text check (length(case_number) <= 40),
  -- Why it was not taken when it was sent: { code, say: { zh, en } }.
  refused jsonb check (jsonb_typeof(refused) = 'object'),
  changed_at timestamptz not null,
  primary key (resident, number, service),
  foreign key (resident, number) references life_events (resident, number) on delete cascade
);
alter table life_event_steps enable row level security;
alter table life_event_steps force row level security;
create policy resident_only on life_event_steps
  using (resident = any (string_to_array(current_setting('app.residents', true), ',')))
  with check (resident = any (string_to_array(current_setting('app.residents', true), ',')));
grant select, insert, update, delete on life_event_steps to onewindow_app;
