-- The last lists of other systems that a city's office brought in: checked, and perhaps taken.
create table imports (
  city text not null check (city ~ '^[0-9]{6}$'),
  id uuid not null,
  at timestamptz not null,
  -- The clerk.
  by_id text not null check (length(by_id) between 1 and 80),
  by_name text not null check (length(by_name) between 1 and 100),
  file_name text not null check (length(file_name) between 1 and 200),
  -- `checked` waits to be taken.
  state text not null check (state in ('checked', 'taken')),
  -- { rows, taken, repaired, no_service, refused }
  counts jsonb not null,
  -- What it makes and changes: { made, changed, same }, codes of services.
  applied jsonb not null,
  -- One JSON object a row of the file, a line each, gzip.
  report bytea not null check (length(report) <= 20000000),
  -- The file as it was sent and its mapping (null: the usual columns), gzip; gone once it is taken.
  content bytea check (length(content) <= 20000000),
  mapping bytea check (length(mapping) <= 300000),
  primary key (city, id)
);
create index imports_newest on imports (city, at, id);
alter table imports enable row level security;
alter table imports force row level security;
create policy city_only on imports
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, update, delete on imports to onewindow_app;
