-- The agencies' own systems: how each is reached, how it fares, and what is still to be asked of it.

-- One row per connected agency of a city. `config` is the file of `onewindow connector set`; what is secret stands sealed beside it.
-- json, not jsonb: the order of the columns of a file is the order in which they were written.
create table connectors (
  city text not null check (city ~ '^[0-9]{6}$'),
  agency text not null check (length(agency) <= 60),
  adapter text not null check (length(adapter) <= 40),
  config json not null,
  secrets_sealed text,
  revision integer not null check (revision > 0),
  enabled boolean not null,
  changed_at timestamptz not null,
  changed_by text not null check (length(changed_by) <= 80),
  primary key (city, agency)
);
alter table connectors enable row level security;
alter table connectors force row level security;
create policy city_only on connectors
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, update, delete on connectors to onewindow_app;

-- That a connector of a city changed, and nothing else: every process looks here and reads anew what is newer.
create table connector_changes (
  city text primary key,
  revision bigint not null
);
grant select, insert, update on connector_changes to onewindow_app;

-- How a connector fares, gathered from all processes.
create table connector_health (
  city text not null,
  agency text not null,
  answered bigint not null,
  failed bigint not null,
  last_success_at timestamptz,
  last_failure_at timestamptz,
  last_failure text check (length(last_failure) <= 60),
  -- The circuit is open until then: nothing is asked.
  open_until timestamptz,
  -- File drops: one process at a time works on the directory.
  leased_until timestamptz,
  files_written_on date,
  files_missing_since timestamptz,
  primary key (city, agency),
  foreign key (city, agency) references connectors (city, agency)
);
alter table connector_health enable row level security;
alter table connector_health force row level security;
create policy city_only on connector_health
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, update, delete on connector_health to onewindow_app;

-- Files exchanged with an agency, by their digest: the same file twice is the same file. `broken`: [{ line, reason }], at most 100.
create table connector_files (
  city text not null,
  agency text not null,
  direction text not null check (direction in ('in', 'out')),
  digest text not null check (length(digest) = 64),
  name text not null check (length(name) <= 200),
  at timestamptz not null,
  rows integer not null check (rows >= 0),
  taken integer not null check (taken >= 0),
  broken jsonb not null,
  primary key (city, agency, direction, digest)
);
create index connector_files_newest on connector_files (city, agency, at desc);
alter table connector_files enable row level security;
alter table connector_files force row level security;
create policy city_only on connector_files
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, update, delete on connector_files to onewindow_app;

-- What is to be asked of an agency until it has answered. Nothing personal is copied: an errand is rebuilt from its case.
create table agency_errands (
  city text not null,
  purpose text not null check (purpose in ('answer', 'submit', 'follow', 'withdraw')),
  -- Number of the case.
  subject text not null check (length(subject) <= 80),
  id uuid not null,
  agency text not null check (length(agency) <= 60),
  service text not null check (length(service) <= 60),
  state text not null check (state in ('waiting', 'dead')),
  -- Grows when the errand is asked for again, also while it runs.
  revision integer not null check (revision > 0),
  -- The beginning of the 48 hours.
  since timestamptz not null,
  due_at timestamptz not null,
  running_until timestamptz,
  -- Every attempt, and those in which the agency was really asked.
  attempts integer not null check (attempts >= 0),
  asked integer not null check (asked >= 0),
  last_at timestamptz,
  last_reason text check (length(last_reason) <= 60),
  primary key (city, purpose, subject),
  unique (city, id)
);
create index agency_errands_due on agency_errands (city, due_at) where state = 'waiting';
create index agency_errands_newest on agency_errands (city, state, agency, id);
create index agency_errands_of_case on agency_errands (city, subject);
alter table agency_errands enable row level security;
alter table agency_errands force row level security;
create policy city_only on agency_errands
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, update, delete on agency_errands to onewindow_app;

-- A case that the agency keeps in its own system: its reference there and the last stage it told.
create table agency_cases (
  city text not null,
  number text not null,
  agency text not null check (length(agency) <= 60),
  reference text not null check (length(reference) between 1 and 100),
  stage text not null check (stage in ('received', 'correction_asked', 'accepted', 'approved', 'refused')),
  sequence bigint not null check (sequence >= 0),
  stage_at timestamptz not null,
  sent_at timestamptz not null,
  -- The revision of the case the agency has.
  sent_revision integer not null check (sent_revision > 0),
  followed_at timestamptz,
  withdrawn_at timestamptz,
  primary key (city, number),
  unique (city, agency, reference),
  foreign key (city, number) references cases (city, number) on delete cascade
);
alter table agency_cases enable row level security;
alter table agency_cases force row level security;
create policy city_only on agency_cases
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, update, delete on agency_cases to onewindow_app;

-- What agencies pushed, by the nonce they signed: the same again gets the same answer, and what came late is on record.
create table agency_pushes (
  city text not null,
  agency text not null,
  nonce text not null check (length(nonce) between 16 and 100),
  body_hash text not null check (length(body_hash) = 64),
  number text not null,
  reference text not null,
  sequence bigint not null,
  stage text not null,
  -- Null while it is being worked on.
  outcome text check (outcome in ('applied', 'late', 'not_possible')),
  received_at timestamptz not null,
  primary key (city, agency, nonce)
);
create index agency_pushes_old on agency_pushes (city, received_at);
create index agency_pushes_of_case on agency_pushes (city, number, received_at);
alter table agency_pushes enable row level security;
alter table agency_pushes force row level security;
create policy city_only on agency_pushes
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, update, delete on agency_pushes to onewindow_app;
