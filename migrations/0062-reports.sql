-- Reports (12345): what the life of a case does not say of them, and where they are sent by themselves.

-- What a report has besides: urging, extension, the report it is joined to, the call afterwards. Changed by acts alone.
alter table cases add column report jsonb;

-- One row a report, fed by its case: how it is found by matter, category, nearness and what waits; nothing personal in it.
create table reports (
  city text not null,
  number text not null check (length(number) <= 40),
  service text not null check (length(service) <= 80),
  matter text not null check (length(matter) <= 40),
  category text not null check (length(category) <= 40),
  agency text not null check (length(agency) <= 40),
  state text not null check (length(state) <= 40),
  revision integer not null check (revision > 0),
  submitted_at timestamptz not null,
  due_at timestamptz,
  closed_at timestamptz,
  -- A square of a hundredth of a degree (about a kilometre): what is near is looked for in it and the eight around it.
  cell text check (length(cell) <= 20),
  -- Keyed hash of the written address: the same address is found without being readable.
  address_hash text check (length(address_hash) <= 64),
  -- As much of the place as anybody may know: a road, a township, or nothing.
  coarse_place text check (length(coarse_place) <= 40),
  joined_to text check (length(joined_to) <= 40),
  -- The last time its reporter urged.
  urged_at timestamptz,
  extension text check (extension in ('asked', 'granted', 'refused')),
  called_back text check (called_back in ('satisfied', 'not_satisfied', 'not_reached')),
  primary key (city, number),
  foreign key (city, number) references cases (city, number) on delete cascade
);
create index reports_alike on reports (city, category, submitted_at);
create index reports_joined on reports (city, joined_to) where joined_to is not null;
-- What waits, by the inbox's questions.
create index reports_open on reports
  (city, (case when due_at is null then 'infinity'::timestamptz else due_at end), number) where closed_at is null;
create index reports_urged on reports (city, number) where closed_at is null and urged_at is not null;
create index reports_extension on reports (city, number) where extension = 'asked' and closed_at is null;
create index reports_to_call on reports (city, number) where called_back is null and state in ('approved', 'refused');
alter table reports enable row level security;
alter table reports force row level security;
create policy city_only on reports
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, update, delete on reports to onewindow_app;

-- 派单规则: which agency gets reports of a category by themselves, and the working days it has.
create table dispatch_rules (
  city text not null,
  category text not null check (length(category) <= 40),
  agency text check (length(agency) <= 40),
  days integer check (days between 1 and 60),
  changed_at timestamptz not null,
  primary key (city, category)
);
alter table dispatch_rules enable row level security;
alter table dispatch_rules force row level security;
create policy city_only on dispatch_rules
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, update, delete on dispatch_rules to onewindow_app;

-- Working days to answer in, by matter: complaint, help, consultation, suggestion.
create table report_limits (
  city text not null,
  matter text not null check (length(matter) <= 40),
  days integer not null check (days between 1 and 60),
  changed_at timestamptz not null,
  primary key (city, matter)
);
alter table report_limits enable row level security;
alter table report_limits force row level security;
create policy city_only on report_limits
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, update, delete on report_limits to onewindow_app;
