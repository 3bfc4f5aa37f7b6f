-- What the catalogue's files said when they were published, and what each city offers of it.

-- Every version ever published, for ever: a case is decided by the version it was filed under. Belongs to no city.
create table service_versions (
  code text not null check (length(code) between 1 and 60),
  -- The first 12 digits of the SHA-256 of definition and certificate: the same content is the same version.
  version text not null check (version ~ '^[0-9a-f]{12}$'),
  definition jsonb not null,
  -- How the service's certificate is printed; part of the version.
  certificate jsonb,
  published_at timestamptz not null,
  primary key (code, version)
);
create index service_versions_by_time on service_versions (published_at, code, version);
-- No update and no delete: published is published.
grant select, insert on service_versions to onewindow_app;

-- The version that is in force for whoever does not hold on to another one.
create table services (
  code text primary key,
  version text not null,
  changed_at timestamptz not null,
  foreign key (code, version) references service_versions (code, version)
);
grant select, insert, update on services to onewindow_app;

-- A service as a city offers it. What is null is as the catalogue says.
create table offerings (
  city text not null check (city ~ '^[0-9]{6}$'),
  service text not null check (length(service) between 1 and 60),
  -- Null follows the version in force.
  version text,
  -- Whose clerks get the cases, and what the office is called on pages.
  agency text not null check (length(agency) between 1 and 60),
  agency_name_zh text not null check (length(agency_name_zh) between 1 and 100),
  agency_name_en text not null check (length(agency_name_en) between 1 and 200),
  fee_amount_fen bigint check (fee_amount_fen >= 0),
  fee_basis text check (length(fee_basis) <= 200),
  promise_days integer check (promise_days between 0 and 999),
  promise_unit text check (promise_unit in ('days', 'working_days')),
  visible boolean not null,
  changed_at timestamptz not null,
  primary key (city, service),
  foreign key (service, version) references service_versions (code, version),
  check ((fee_amount_fen is null) = (fee_basis is null)),
  check ((promise_days is null) = (promise_unit is null))
);
alter table offerings enable row level security;
alter table offerings force row level security;
create policy city_only on offerings
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, update on offerings to onewindow_app;
