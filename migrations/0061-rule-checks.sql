-- What published rules decided (秒批): how much of it, and what a clerk found who looked at a sample.

-- Per service and day of the city: filed where a rule might decide, and decided by the rule.
create table rule_days (
  city text not null,
  service text not null check (length(service) <= 80),
  day date not null,
  agency text not null check (length(agency) <= 80),
  filed integer not null check (filed >= 0),
  decided integer not null check (decided >= 0),
  primary key (city, day, service)
);
alter table rule_days enable row level security;
alter table rule_days force row level security;
create policy city_only on rule_days
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, update on rule_days to onewindow_app;

-- The sample drawn. Which cases are in it follows from a keyed hash of their numbers: nobody chooses.
create table rule_checks (
  city text not null,
  number text not null check (length(number) <= 40),
  service text not null check (length(service) <= 80),
  agency text not null check (length(agency) <= 80),
  drawn_at timestamptz not null,
  checked_by uuid,
  checked_at timestamptz,
  verdict text check (verdict in ('right', 'wrong')),
  note_sealed text check (length(note_sealed) <= 20000),
  primary key (city, number),
  foreign key (city, number) references cases (city, number) on delete cascade,
  check ((checked_at is null) = (verdict is null) and (checked_at is null) = (checked_by is null))
);
create index rule_checks_open on rule_checks (city, agency, drawn_at, number) where checked_at is null;
create index rule_checks_of_service on rule_checks (city, service, drawn_at);
alter table rule_checks enable row level security;
alter table rule_checks force row level security;
create policy city_only on rule_checks
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, update, delete on rule_checks to onewindow_app;
