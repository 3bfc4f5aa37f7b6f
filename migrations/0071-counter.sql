-- What a case asks of the counter: the fee that is due and what was received, a visit and when it was made; null where it asks nothing.
alter table cases add column counter jsonb;

-- 跨省通办: the city where it was sent, where that is another than the one that decides.
alter table cases add column accepted_in text check (accepted_in ~ '^[0-9]{6}$' and accepted_in <> city);

-- What a city took in for others: which service, who decides and how it stands; nothing about the person. Fed by the events of the case.
create table accepted_elsewhere (
  city text not null,
  number text not null check (length(number) <= 40),
  decided_in text not null check (decided_in ~ '^[0-9]{6}$' and decided_in <> city),
  service text not null,
  -- Whose counter this is here: the agency that offers the service in this city.
  agency text not null,
  state text not null,
  revision integer not null check (revision > 0),
  submitted_at timestamptz not null,
  closed_at timestamptz,
  primary key (city, number)
);
create index accepted_elsewhere_newest on accepted_elsewhere (city, agency, submitted_at desc, number desc);
alter table accepted_elsewhere enable row level security;
alter table accepted_elsewhere force row level security;
create policy city_only on accepted_elsewhere
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, update, delete on accepted_elsewhere to onewindow_app;
