-- Publishing as one act: who put which version into force where, a city's own services, and what a trial run reads.

alter table services
  -- A service of one city's own: only that city offers it. Null is the nation's.
  add column place text check (place ~ '^[0-9]{6}$' and place <> '000000'),
  -- Versions that somebody rolled back from: the files do not bring them back.
  add column set_aside text[] not null default '{}';

-- Everything that was ever put into force, and what a city has checked and not published yet. The nation's lines have the
-- installation's code (000000).
create table publications (
  city text not null check (city ~ '^[0-9]{6}$'),
  id uuid not null,
  service text not null check (length(service) between 1 and 60),
  version text not null,
  -- In force there before; null where there was none.
  version_before text,
  act text not null check (act in ('checked', 'published', 'rolled_back', 'followed', 'released')),
  at timestamptz not null,
  -- Who: a clerk, or the command line.
  by_kind text not null check (by_kind in ('clerk', 'system')),
  by_id text not null check (length(by_id) between 1 and 80),
  by_name text not null check (length(by_name) between 1 and 100),
  note text not null check (length(note) <= 500),
  primary key (city, id),
  foreign key (service, version) references service_versions (code, version)
);
create index publications_of_service on publications (city, service, at, id);
create index publications_newest on publications (city, at, id);
alter table publications enable row level security;
alter table publications force row level security;
create policy city_only on publications
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
-- No update and no delete: history stays.
grant select, insert on publications to onewindow_app;

-- The newest cases of a service, for trying a new version against them.
create index cases_of_service on cases (city, service, submitted_at, number);
