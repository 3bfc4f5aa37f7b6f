-- Who did or read what. Entries are only ever added; a minute or two later they are sealed into a digest chain per city, so
-- that a changed, removed or slipped-in row is found (GB/T 22239-2019, level 3: protected logs, kept six months and longer).

create table audit_entries (
  city text not null check (city ~ '^[0-9]{6}$'),
  id uuid not null,
  at timestamptz not null,
  actor_kind text not null check (actor_kind in ('resident', 'clerk', 'system', 'partner', 'agency', 'visitor')),
  actor text not null check (length(actor) between 1 and 80),
  act text not null check (length(act) between 1 and 60),
  subject text not null check (length(subject) between 1 and 120),
  -- Never personal data: what is sealed for ever cannot be erased on request.
  detail jsonb not null check (length(detail::text) <= 4000),
  -- Whose data was read or changed.
  resident text check (length(resident) <= 64),
  primary key (city, id)
);
alter table audit_entries enable row level security;
alter table audit_entries force row level security;
create policy city_only on audit_entries
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert on audit_entries to onewindow_app;

create table audit_seals (
  city text not null check (city ~ '^[0-9]{6}$'),
  number bigint not null check (number > 0),
  -- The seal covers every entry after the one before it, up to and with this one.
  until_id uuid not null,
  entries integer not null check (entries > 0),
  entries_digest text not null,
  previous text not null,
  digest text not null,
  kid text not null,
  signature text not null,
  sealed_at timestamptz not null,
  primary key (city, number)
);
alter table audit_seals enable row level security;
alter table audit_seals force row level security;
create policy city_only on audit_seals
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert on audit_seals to onewindow_app;

-- The same readings as the person concerned sees them: who opened my file, when and what for.
create table readings (
  resident text not null check (length(resident) between 1 and 64),
  id uuid not null,
  city text not null check (city ~ '^[0-9]{6}$'),
  at timestamptz not null,
  reader_name text not null check (length(reader_name) <= 80),
  reader_agency text not null check (length(reader_agency) <= 80),
  purpose text not null check (length(purpose) <= 60),
  subject text not null check (length(subject) <= 120),
  primary key (resident, id)
);
alter table readings enable row level security;
alter table readings force row level security;
create policy resident_only on readings
  using (resident = any (string_to_array(current_setting('app.residents', true), ',')))
  with check (resident = any (string_to_array(current_setting('app.residents', true), ',')));
grant select, insert on readings to onewindow_app;
