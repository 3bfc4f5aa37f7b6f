-- Files received. Their bytes lie encrypted under DATA_DIR/files; each has a key of its own, sealed with the city's key, and
-- erasing `key_sealed` erases the file in every backup too.
create table files (
  city text not null,
  id uuid not null,
  -- Who sent it: a resident's key, or the key of an unfinished draft's visitor.
  owner text not null check (length(owner) between 1 and 80),
  -- Stays after sending, so that the same upload repeated is found again.
  draft uuid,
  case_number text check (length(case_number) <= 40),
  question text not null check (length(question) <= 80),
  name_sealed text not null,
  key_sealed text,
  size bigint not null check (size > 0),
  type text not null check (type in ('pdf', 'jpeg', 'png', 'webp')),
  -- Of the bytes as stored, after place and device were taken out of photos.
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  flags text[] not null,
  created_at timestamptz not null,
  deleted_at timestamptz,
  -- When the bytes left the disk; what is deleted and still there is swept.
  removed_at timestamptz,
  primary key (city, id),
  check ((deleted_at is null) = (key_sealed is not null))
);
create unique index files_same_once on files (city, owner, draft, case_number, question, sha256) nulls not distinct where deleted_at is null;
create index files_of_case on files (city, case_number) where case_number is not null;
create index files_of_draft on files (city, draft) where case_number is null and deleted_at is null;
create index files_unsent on files (city, created_at) where case_number is null and deleted_at is null;
create index files_to_remove on files (city, deleted_at) where deleted_at is not null and removed_at is null;
alter table files enable row level security;
alter table files force row level security;
create policy city_only on files
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, update on files to onewindow_app;

-- Certificates issued. The printed facts are sealed; the signature is over their canonical form.
create table certificates (
  city text not null,
  number text not null check (length(number) <= 40),
  case_number text not null check (length(case_number) <= 40),
  template text not null check (length(template) <= 80),
  template_version text not null check (length(template_version) <= 40),
  holder text not null check (length(holder) between 1 and 80),
  facts_sealed text not null,
  facts_sha256 text not null,
  signature text not null,
  key_id text not null,
  alg text not null,
  file_id uuid not null,
  pdf_sha256 text not null check (pdf_sha256 ~ '^[0-9a-f]{64}$'),
  pdf_signature text not null,
  issued_at timestamptz not null,
  valid_until date,
  revoked_at timestamptz,
  revoked_reason_sealed text,
  replaced_by text,
  primary key (city, number),
  check ((revoked_at is null) = (revoked_reason_sealed is null)),
  check (replaced_by is null or revoked_at is not null)
);
-- A case gives one certificate of a kind at a time: issuing twice finds the first.
create unique index certificates_once on certificates (city, case_number, template) where revoked_at is null;
create index certificates_of_holder on certificates (city, holder, issued_at desc, number desc);
alter table certificates enable row level security;
alter table certificates force row level security;
create policy city_only on certificates
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, update on certificates to onewindow_app;
