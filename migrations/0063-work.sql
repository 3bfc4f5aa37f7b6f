-- Work among clerks: areas and routing, absences and deputies, saved filters, templates of reasons; and filing for somebody (帮办代办).

-- A worker of a community files for people and sees what they filed, nothing else.
alter table clerks drop constraint clerks_roles_check;
alter table clerks add constraint clerks_roles_check
  check (roles <@ array['clerk', 'lead', 'office', 'auditor', 'operator', 'community']);
alter table clerks drop constraint clerks_roles_check1;
alter table clerks add constraint clerks_roles_check1
  check (not ('auditor' = any (roles) and roles && array['clerk', 'lead', 'office', 'operator', 'community']));

-- A draft that a member of staff fills in for somebody belongs to that one act of helping.
alter table drafts drop constraint drafts_owner_check;
alter table drafts add constraint drafts_owner_check check (owner ~ '^(resident|visit|assist):[A-Za-z0-9_-]{1,55}$');

-- Where in the city a case belongs, as the routing found it when it was filed; null: nowhere in particular.
alter table cases add column area text check (length(area) <= 40);
create index cases_of_area on cases
  (city, area, (case when due_at is null then 'infinity'::timestamptz else due_at end), number)
  where closed_at is null and area is not null;

-- One act of helping: who helps whom with what, on whose word. What is known of the person goes when the draft would.
create table assists (
  city text not null,
  id uuid not null,
  clerk uuid not null,
  resident text not null check (length(resident) <= 64),
  -- Name, document and telephone as they were shown; sealed. Null once it is sent (the case has it) or too old.
  person_sealed text check (length(person_sealed) <= 4000),
  consent text not null check (consent in ('paper', 'word')),
  -- Code of a service, or of the shared questions of a life event (life-events/…).
  service text not null check (length(service) <= 80),
  draft uuid not null,
  -- Of one service of a life event: the act of helping with the event.
  part_of uuid,
  -- The case it became, or the event.
  number text check (length(number) <= 40),
  created_at timestamptz not null,
  sent_at timestamptz,
  primary key (city, id),
  unique (city, draft),
  foreign key (city, clerk) references clerks (city, id),
  foreign key (city, part_of) references assists (city, id),
  check ((number is null) = (sent_at is null))
);
create index assists_of_clerk on assists (city, clerk, created_at, id);
create index assists_within on assists (city, part_of) where part_of is not null;
create index assists_unsent on assists (city, created_at, id) where person_sealed is not null;
alter table assists enable row level security;
alter table assists force row level security;
create policy city_only on assists
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, update on assists to onewindow_app;

-- A part of a city that some clerks serve: a division, or words that stand in the addresses there (荣家湾镇).
create table work_areas (
  city text not null,
  area text not null check (area ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
  name text not null check (length(name) between 1 and 60),
  division text check (division ~ '^[0-9]{6}$'),
  part text check (length(part) between 2 and 40),
  clerks uuid[] not null check (cardinality(clerks) <= 200),
  changed_at timestamptz not null,
  primary key (city, area),
  check (division is not null or part is not null)
);
alter table work_areas enable row level security;
alter table work_areas force row level security;
create policy city_only on work_areas
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, update, delete on work_areas to onewindow_app;

create table work_groups (
  city text not null,
  id uuid not null,
  agency text not null check (length(agency) <= 60),
  name text not null check (length(name) between 1 and 60),
  clerks uuid[] not null check (cardinality(clerks) <= 200),
  changed_at timestamptz not null,
  primary key (city, id)
);
create index work_groups_of_agency on work_groups (city, agency);
alter table work_groups enable row level security;
alter table work_groups force row level security;
create policy city_only on work_groups
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, update, delete on work_groups to onewindow_app;

-- To whom new cases go: the first rule that fits.
create table routing_rules (
  city text not null,
  id uuid not null,
  agency text not null check (length(agency) <= 60),
  -- Rules of an agency in their order.
  place integer not null check (place between 1 and 1000),
  service text check (length(service) <= 80),
  area text check (length(area) <= 40),
  -- `agency`: everybody there; `area`: who serves the case's area; otherwise one group or one clerk.
  target text not null check (target in ('agency', 'area', 'group', 'clerk')),
  target_id uuid,
  changed_at timestamptz not null,
  primary key (city, id),
  check ((target in ('group', 'clerk')) = (target_id is not null))
);
create index routing_rules_in_order on routing_rules (city, agency, place, id);
alter table routing_rules enable row level security;
alter table routing_rules force row level security;
create policy city_only on routing_rules
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, update, delete on routing_rules to onewindow_app;

-- Who is away, and who works on their cases meanwhile.
create table absences (
  city text not null,
  id uuid not null,
  clerk uuid not null,
  deputy uuid not null,
  from_at timestamptz not null,
  until_at timestamptz not null,
  -- Everything they had was passed on; everything still open came back.
  began_at timestamptz,
  ended_at timestamptz,
  created_by uuid not null,
  created_at timestamptz not null,
  primary key (city, id),
  check (from_at < until_at and clerk <> deputy)
);
create index absences_standing on absences (city, until_at) where ended_at is null;
create index absences_of_clerk on absences (city, clerk, until_at);
alter table absences enable row level security;
alter table absences force row level security;
create policy city_only on absences
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, update, delete on absences to onewindow_app;

-- Cases a deputy has for the time of an absence.
create table lent_cases (
  city text not null,
  number text not null check (length(number) <= 40),
  absence uuid not null,
  owner uuid not null,
  deputy uuid not null,
  at timestamptz not null,
  primary key (city, number),
  foreign key (city, number) references cases (city, number) on delete cascade
);
create index lent_cases_of_absence on lent_cases (city, absence, number);
alter table lent_cases enable row level security;
alter table lent_cases force row level security;
create policy city_only on lent_cases
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, update, delete on lent_cases to onewindow_app;

create table inbox_filters (
  city text not null,
  clerk uuid not null,
  id uuid not null,
  name text not null check (length(name) between 1 and 40),
  query text not null check (length(query) <= 500),
  created_at timestamptz not null,
  primary key (city, clerk, id),
  foreign key (city, clerk) references clerks (city, id)
);
alter table inbox_filters enable row level security;
alter table inbox_filters force row level security;
create policy city_only on inbox_filters
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, update, delete on inbox_filters to onewindow_app;

-- Reasons that an agency gives again and again, in both languages; edited before they are sent.
create table reason_templates (
  city text not null,
  id uuid not null,
  agency text not null check (length(agency) <= 60),
  service text check (length(service) <= 80),
  act text not null check (length(act) <= 40),
  name text not null check (length(name) between 1 and 60),
  text_zh text not null check (length(text_zh) between 1 and 2000),
  text_en text not null check (length(text_en) between 1 and 4000),
  changed_by uuid not null,
  changed_at timestamptz not null,
  primary key (city, id)
);
create index reason_templates_of_agency on reason_templates (city, agency, act, name, id);
alter table reason_templates enable row level security;
alter table reason_templates force row level security;
create policy city_only on reason_templates
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, update, delete on reason_templates to onewindow_app;
