-- Residents, clerks, sessions and partner programs.

-- A person across cities. The key is a keyed hash of the identity document; every field is sealed with the installation's
-- key and carries algorithm and key id.
create table residents (
  resident text primary key check (length(resident) between 1 and 64),
  name text not null,
  id_type text not null check
    (id_type in ('resident_id', 'hk_macao_taiwan_permit', 'foreign_permanent_resident_id', 'passport')),
  id_number text not null,
  phone text,
  birth_day text,
  sex text,
  hukou_division text,
  address text,
  -- Fields the person stated here: signing in again does not overwrite them with what the identity provider knows.
  stated text[] not null,
  preferences jsonb not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  signed_in_at timestamptz not null
);
alter table residents enable row level security;
alter table residents force row level security;
create policy resident_only on residents
  using (resident = any (string_to_array(current_setting('app.residents', true), ',')))
  with check (resident = any (string_to_array(current_setting('app.residents', true), ',')));
grant select, insert, update, delete on residents to onewindow_app;

-- Open sessions by the digest of their token. No policy: who holds the token may read the row, and nobody can guess 256 bits.
create table sessions (
  token_hash text primary key,
  kind text not null check (kind in ('resident', 'staff')),
  resident text,
  city text,
  clerk uuid,
  created_at timestamptz not null,
  seen_at timestamptz not null,
  idle_until timestamptz not null,
  ends_at timestamptz not null,
  check ((kind = 'resident') = (resident is not null)),
  check ((kind = 'staff') = (city is not null and clerk is not null))
);
create index sessions_of_clerk on sessions (clerk, city) where clerk is not null;
create index sessions_of_resident on sessions (resident) where resident is not null;
create index sessions_by_idle on sessions (idle_until);
grant select, insert, update, delete on sessions to onewindow_app;

-- Clerks of a city; those of city 000000 belong to the installation.
create table clerks (
  city text not null check (city ~ '^[0-9]{6}$'),
  id uuid not null,
  login text not null check (length(login) between 3 and 40),
  name text not null check (length(name) between 1 and 80),
  agency text check (length(agency) <= 60),
  roles text[] not null check (roles <@ array['clerk', 'lead', 'office', 'auditor', 'operator']),
  -- Argon2id with its parameters, in the usual string form.
  password text,
  totp_secret text,
  totp_last_step bigint,
  failed integer not null,
  locks integer not null,
  locked_until timestamptz,
  enrolment_hash text,
  enrolment_until timestamptz,
  -- The secret offered during an enrolment, until a code proves that it arrived.
  enrolment_totp text,
  enrolled_at timestamptz,
  suspended_at timestamptz,
  created_by text not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (city, id),
  unique (city, login),
  -- Who checks does not act (GB/T 22239-2019: separated administration, security and audit).
  check (not ('auditor' = any (roles) and roles && array['clerk', 'lead', 'office', 'operator'])),
  check (('operator' = any (roles)) <= (city = '000000'))
);
alter table clerks enable row level security;
alter table clerks force row level security;
create policy city_only on clerks
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, update on clerks to onewindow_app;

create table clerk_recovery_codes (
  city text not null,
  clerk uuid not null,
  code_hash text not null,
  used_at timestamptz,
  primary key (city, clerk, code_hash),
  foreign key (city, clerk) references clerks (city, id)
);
alter table clerk_recovery_codes enable row level security;
alter table clerk_recovery_codes force row level security;
create policy city_only on clerk_recovery_codes
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, update, delete on clerk_recovery_codes to onewindow_app;

-- Where a sign-in name belongs, by its keyed hash: the only step of signing in that does not know the city yet.
create table staff_logins (
  login_hash text primary key,
  city text not null,
  clerk uuid not null
);
grant select, insert on staff_logins to onewindow_app;

-- The operator's role takes two people: one proposes, another confirms.
create table clerk_proposals (
  city text not null,
  id uuid not null,
  clerk uuid not null,
  proposed_by uuid not null,
  proposed_at timestamptz not null,
  expires_at timestamptz not null,
  confirmed_by uuid,
  confirmed_at timestamptz,
  primary key (city, id),
  foreign key (city, clerk) references clerks (city, id),
  check (confirmed_by <> proposed_by and confirmed_by <> clerk and proposed_by <> clerk)
);
alter table clerk_proposals enable row level security;
alter table clerk_proposals force row level security;
create policy city_only on clerk_proposals
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, update on clerk_proposals to onewindow_app;

-- Programs that may call the API: app operators (channels) and agencies. They serve several cities, so they belong to the
-- installation.
create table partner_clients (
  client text primary key check (client ~ '^[a-z0-9][a-z0-9-]{2,39}$'),
  kind text not null check (kind in ('channel', 'agency')),
  name text not null check (length(name) between 1 and 80),
  secret_hash text not null,
  -- Empty: every city of the installation.
  cities text[] not null,
  agency text check (length(agency) <= 60),
  scopes text[] not null,
  created_by text not null,
  created_at timestamptz not null,
  suspended_at timestamptz,
  -- Tokens carry it; raising it ends those that were issued before.
  generation integer not null default 1 check (generation > 0),
  -- The secret before, as long as the program may still use it.
  old_secret_hash text,
  old_until timestamptz,
  check ((old_secret_hash is null) = (old_until is null))
);
grant select, insert, update on partner_clients to onewindow_app;

-- What the demonstration's identity provider remembers for minutes; empty in a real installation.
create table demonstration_sign_ins (
  key text primary key,
  payload jsonb not null,
  grant_id text,
  uid text,
  expires_at timestamptz not null
);
create index demonstration_sign_ins_by_grant on demonstration_sign_ins (grant_id) where grant_id is not null;
create index demonstration_sign_ins_by_uid on demonstration_sign_ins (uid) where uid is not null;
create index demonstration_sign_ins_by_age on demonstration_sign_ins (expires_at);
grant select, insert, update, delete on demonstration_sign_ins to onewindow_app;
