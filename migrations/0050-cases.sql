-- The life of a case: the row is the fold of its events. What was sent is sealed per question and kept per revision.

create table cases (
  city text not null,
  number text not null check (length(number) <= 40),
  service text not null,
  service_version text not null,
  regime text not null,
  agency text not null,
  state text not null check (state in ('submitted', 'correction_asked', 'not_accepted', 'accepted', 'in_review', 'suspended',
    'approved', 'refused', 'delivered', 'withdrawn', 'lapsed', 'transferred', 'archived')),
  revision integer not null check (revision > 0),
  applicant text not null check (length(applicant) <= 64),
  applicant_sealed jsonb not null,
  -- Keyed hash of the applicant's telephone, by which staff find a case whose caller knows nothing else.
  phone_hash text check (length(phone_hash) <= 64),
  filed_by text not null check (length(filed_by) <= 80),
  channel text not null check (length(channel) <= 40),
  delivery text check (delivery in ('collect', 'post')),
  assignee uuid,
  submitted_at timestamptz not null,
  accepted_at timestamptz,
  decided_at timestamptz,
  closed_at timestamptz,
  due_at timestamptz,
  due_kind text,
  due_provisional boolean not null,
  -- The city's own promise to decide, as it stood when the case was filed; null is as the service says.
  promise_days integer check (promise_days > 0),
  promise_unit text check (promise_unit in ('working_days', 'days')),
  corrections integer not null check (corrections between 0 and 1),
  extensions integer not null check (extensions between 0 and 1),
  certificate text,
  tracking text check (length(tracking) <= 64),
  -- Why the agency's system has not answered yet.
  waiting_for text check (length(waiting_for) <= 40),
  primary key (city, number)
);
-- A case whose clock is stopped has no deadline; it stands behind all that have one. `case`, because behind a policy `coalesce`
-- does not become the condition of an index.
create index cases_open on cases
  (city, agency, (case when due_at is null then 'infinity'::timestamptz else due_at end), number) where closed_at is null;
create index cases_of_clerk on cases
  (city, assignee, (case when due_at is null then 'infinity'::timestamptz else due_at end), number) where closed_at is null and assignee is not null;
create index cases_of_applicant on cases (city, applicant, submitted_at, number);
create index cases_of_phone on cases (city, phone_hash, submitted_at, number) where phone_hash is not null;
create index cases_closed on cases (city, closed_at, number) where closed_at is not null;
alter table cases enable row level security;
alter table cases force row level security;
create policy city_only on cases
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, update, delete on cases to onewindow_app;

create table case_answers (
  city text not null,
  number text not null,
  revision integer not null,
  answers jsonb not null,
  primary key (city, number, revision),
  foreign key (city, number) references cases (city, number) on delete cascade
);
alter table case_answers enable row level security;
alter table case_answers force row level security;
create policy city_only on case_answers
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, update, delete on case_answers to onewindow_app;

-- Running deadlines. Pausing or moving one is changing its row.
create table clocks (
  city text not null,
  subject text not null,
  kind text not null check (kind in ('accept', 'correct', 'decide', 'deliver', 'consult')),
  state text not null check (state in ('running', 'paused', 'stopped', 'fired')),
  started_at timestamptz not null,
  due_at timestamptz not null,
  paused_at timestamptz,
  days integer not null check (days >= 0),
  unit text not null check (unit in ('working_days', 'days')),
  provisional boolean not null,
  -- The last day the person was told of before it came.
  told_due_at timestamptz,
  primary key (city, subject, kind),
  foreign key (city, subject) references cases (city, number) on delete cascade
);
create index clocks_due on clocks (city, due_at) where state = 'running';
create index clocks_to_tell on clocks (city, due_at)
  where kind = 'correct' and state = 'running' and told_due_at is distinct from due_at;
alter table clocks enable row level security;
alter table clocks force row level security;
create policy city_only on clocks
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, update, delete on clocks to onewindow_app;

-- The list of a person's cases across cities, fed by events; the case itself stays with the city that decides.
create table resident_cases (
  resident text not null,
  city text not null,
  number text not null,
  service text not null,
  state text not null,
  revision integer not null,
  submitted_at timestamptz not null,
  due_at timestamptz,
  closed_at timestamptz,
  primary key (resident, city, number)
);
create index resident_cases_newest on resident_cases (resident, submitted_at desc, number);
alter table resident_cases enable row level security;
alter table resident_cases force row level security;
create policy resident_only on resident_cases
  using (resident = any (string_to_array(current_setting('app.residents', true), ',')))
  with check (resident = any (string_to_array(current_setting('app.residents', true), ',')));
grant select, insert, update, delete on resident_cases to onewindow_app;
