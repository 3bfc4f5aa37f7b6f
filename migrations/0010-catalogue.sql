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

-- What a service is like in a place, and who is there to do it. Every value may be null: then the place above says it, and where
-- none does, the catalogue (src/domain/catalogue/offer/resolve.ts). Two pairs of tables with the same columns: what whole parts of the
-- nation share, and what one city says for itself.

-- Said by the nation (000000), a province or a prefecture for every place below it. Holds nothing personal and is read by all
-- cities below: reference tables without policies.
create table standing_offers (
  place text not null check (place ~ '^[0-9]{4}00$'),
  service text not null check (length(service) between 1 and 60),
  agency text check (length(agency) between 1 and 60),
  agency_name_zh text check (length(agency_name_zh) between 1 and 100),
  agency_name_en text check (length(agency_name_en) between 1 and 200),
  fee_amount_fen bigint check (fee_amount_fen >= 0),
  fee_basis text check (length(fee_basis) between 1 and 200),
  promise_days integer check (promise_days between 0 and 999),
  promise_unit text check (promise_unit in ('days', 'working_days')),
  -- [{ name, address, hours: { zh, en }, phone }], at most 20.
  venues jsonb check (jsonb_typeof(venues) = 'array' and jsonb_array_length(venues) <= 20),
  phone text check (length(phone) between 3 and 40),
  -- Whose connector is asked: an agency's code.
  connector text check (length(connector) between 1 and 60),
  visibility text check (visibility in ('visible', 'hidden', 'withdrawn')),
  withdrawn_on date,
  announcement_zh text check (length(announcement_zh) between 1 and 500),
  announcement_en text check (length(announcement_en) between 1 and 1000),
  changed_at timestamptz not null,
  primary key (place, service),
  check ((agency_name_zh is null) = (agency_name_en is null)),
  check ((fee_amount_fen is null) = (fee_basis is null)),
  check ((promise_days is null) = (promise_unit is null)),
  check ((visibility is not distinct from 'withdrawn') = (withdrawn_on is not null)),
  check ((withdrawn_on is null) = (announcement_zh is null) and (withdrawn_on is null) = (announcement_en is null))
);
grant select, insert, update, delete on standing_offers to onewindow_app;

-- The agency of a kind in a place: what an offering takes from it unless it says its own. `all` speaks for every agency there.
create table standing_agencies (
  place text not null check (place ~ '^[0-9]{4}00$'),
  agency text not null check (length(agency) between 1 and 60),
  name_zh text check (length(name_zh) between 1 and 100),
  name_en text check (length(name_en) between 1 and 200),
  venues jsonb check (jsonb_typeof(venues) = 'array' and jsonb_array_length(venues) <= 20),
  phone text check (length(phone) between 3 and 40),
  connector text check (length(connector) between 1 and 60),
  -- Decided within this, where the catalogue says longer.
  promise_days integer check (promise_days between 0 and 999),
  promise_unit text check (promise_unit in ('days', 'working_days')),
  changed_at timestamptz not null,
  primary key (place, agency),
  check ((name_zh is null) = (name_en is null)),
  check ((promise_days is null) = (promise_unit is null))
);
grant select, insert, update, delete on standing_agencies to onewindow_app;

create table offerings (
  city text not null check (city ~ '^[0-9]{6}$'),
  service text not null check (length(service) between 1 and 60),
  -- Held on to; null follows the version in force.
  version text,
  agency text check (length(agency) between 1 and 60),
  agency_name_zh text check (length(agency_name_zh) between 1 and 100),
  agency_name_en text check (length(agency_name_en) between 1 and 200),
  fee_amount_fen bigint check (fee_amount_fen >= 0),
  fee_basis text check (length(fee_basis) between 1 and 200),
  promise_days integer check (promise_days between 0 and 999),
  promise_unit text check (promise_unit in ('days', 'working_days')),
  venues jsonb check (jsonb_typeof(venues) = 'array' and jsonb_array_length(venues) <= 20),
  phone text check (length(phone) between 3 and 40),
  connector text check (length(connector) between 1 and 60),
  visibility text check (visibility in ('visible', 'hidden', 'withdrawn')),
  withdrawn_on date,
  announcement_zh text check (length(announcement_zh) between 1 and 500),
  announcement_en text check (length(announcement_en) between 1 and 1000),
  changed_at timestamptz not null,
  primary key (city, service),
  foreign key (service, version) references service_versions (code, version),
  check ((agency_name_zh is null) = (agency_name_en is null)),
  check ((fee_amount_fen is null) = (fee_basis is null)),
  check ((promise_days is null) = (promise_unit is null)),
  check ((visibility is not distinct from 'withdrawn') = (withdrawn_on is not null)),
  check ((withdrawn_on is null) = (announcement_zh is null) and (withdrawn_on is null) = (announcement_en is null))
);
alter table offerings enable row level security;
alter table offerings force row level security;
create policy city_only on offerings
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, update on offerings to onewindow_app;

create table city_agencies (
  city text not null check (city ~ '^[0-9]{6}$'),
  agency text not null check (length(agency) between 1 and 60),
  name_zh text check (length(name_zh) between 1 and 100),
  name_en text check (length(name_en) between 1 and 200),
  venues jsonb check (jsonb_typeof(venues) = 'array' and jsonb_array_length(venues) <= 20),
  phone text check (length(phone) between 3 and 40),
  connector text check (length(connector) between 1 and 60),
  -- Decided within this, where the catalogue says longer.
  promise_days integer check (promise_days between 0 and 999),
  promise_unit text check (promise_unit in ('days', 'working_days')),
  changed_at timestamptz not null,
  primary key (city, agency),
  check ((name_zh is null) = (name_en is null)),
  check ((promise_days is null) = (promise_unit is null))
);
alter table city_agencies enable row level security;
alter table city_agencies force row level security;
create policy city_only on city_agencies
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, update on city_agencies to onewindow_app;

-- What somebody of the city changed in what it says of a service or an agency: before and after, as it was stored.
create table offer_changes (
  city text not null check (city ~ '^[0-9]{6}$'),
  id uuid not null,
  about text not null check (about in ('service', 'agency')),
  code text not null check (length(code) between 1 and 60),
  -- Null where the city had said nothing yet.
  before jsonb,
  after jsonb not null,
  at timestamptz not null,
  by_id text not null check (length(by_id) between 1 and 80),
  by_name text not null check (length(by_name) between 1 and 100),
  primary key (city, id)
);
create index offer_changes_of_one on offer_changes (city, about, code, id);
alter table offer_changes enable row level security;
alter table offer_changes force row level security;
create policy city_only on offer_changes
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
-- No update and no delete: history stays.
grant select, insert on offer_changes to onewindow_app;

-- That something of a place changed, and nothing else: every process looks here once a second and reads anew what it holds of it.
create table offering_changes (
  place text primary key check (place ~ '^[0-9]{6}$'),
  revision bigint not null
);
grant select, insert, update on offering_changes to onewindow_app;
