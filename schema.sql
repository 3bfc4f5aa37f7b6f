-- The database as it is, read from the system catalogues after all migrations; bin/generate writes it, a test compares.
-- Not to be run: migrations/ makes the database.

create table absences (
  city text not null,
  id uuid not null,
  clerk uuid not null,
  deputy uuid not null,
  from_at timestamp with time zone not null,
  until_at timestamp with time zone not null,
  began_at timestamp with time zone,
  ended_at timestamp with time zone,
  created_by uuid not null,
  created_at timestamp with time zone not null,
  constraint absences_pkey PRIMARY KEY (city, id),
  constraint absences_check CHECK (((from_at < until_at) AND (clerk <> deputy)))
);
create INDEX absences_of_clerk ON absences USING btree (city, clerk, until_at);
create INDEX absences_standing ON absences USING btree (city, until_at) WHERE (ended_at IS NULL);
alter table absences enable row level security;
alter table absences force row level security;
create policy city_only on absences for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant delete, insert, select, update on absences to onewindow_app;

create table accepted_elsewhere (
  city text not null,
  number text not null,
  decided_in text not null,
  service text not null,
  agency text not null,
  state text not null,
  revision integer not null,
  submitted_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  constraint accepted_elsewhere_pkey PRIMARY KEY (city, number),
  constraint accepted_elsewhere_check CHECK (((decided_in ~ '^[0-9]{6}$'::text) AND (decided_in <> city))),
  constraint accepted_elsewhere_number_check CHECK ((length(number) <= 40)),
  constraint accepted_elsewhere_revision_check CHECK ((revision > 0))
);
create INDEX accepted_elsewhere_newest ON accepted_elsewhere USING btree (city, agency, submitted_at DESC, number DESC);
alter table accepted_elsewhere enable row level security;
alter table accepted_elsewhere force row level security;
create policy city_only on accepted_elsewhere for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant delete, insert, select, update on accepted_elsewhere to onewindow_app;

create table agency_cases (
  city text not null,
  number text not null,
  agency text not null,
  reference text not null,
  stage text not null,
  sequence bigint not null,
  stage_at timestamp with time zone not null,
  sent_at timestamp with time zone not null,
  sent_revision integer not null,
  followed_at timestamp with time zone,
  withdrawn_at timestamp with time zone,
  constraint agency_cases_pkey PRIMARY KEY (city, number),
  constraint agency_cases_city_agency_reference_key UNIQUE (city, agency, reference),
  constraint agency_cases_city_number_fkey FOREIGN KEY (city, number) REFERENCES cases(city, number) ON DELETE CASCADE,
  constraint agency_cases_agency_check CHECK ((length(agency) <= 60)),
  constraint agency_cases_reference_check CHECK (((length(reference) >= 1) AND (length(reference) <= 100))),
  constraint agency_cases_sent_revision_check CHECK ((sent_revision > 0)),
  constraint agency_cases_sequence_check CHECK ((sequence >= 0)),
  constraint agency_cases_stage_check CHECK ((stage = ANY (ARRAY['received'::text, 'correction_asked'::text, 'accepted'::text, 'approved'::text, 'refused'::text])))
);
alter table agency_cases enable row level security;
alter table agency_cases force row level security;
create policy city_only on agency_cases for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant delete, insert, select, update on agency_cases to onewindow_app;

create table agency_errands (
  city text not null,
  purpose text not null,
  subject text not null,
  id uuid not null,
  agency text not null,
  service text not null,
  state text not null,
  revision integer not null,
  since timestamp with time zone not null,
  due_at timestamp with time zone not null,
  running_until timestamp with time zone,
  attempts integer not null,
  asked integer not null,
  last_at timestamp with time zone,
  last_reason text,
  constraint agency_errands_pkey PRIMARY KEY (city, purpose, subject),
  constraint agency_errands_city_id_key UNIQUE (city, id),
  constraint agency_errands_agency_check CHECK ((length(agency) <= 60)),
  constraint agency_errands_asked_check CHECK ((asked >= 0)),
  constraint agency_errands_attempts_check CHECK ((attempts >= 0)),
  constraint agency_errands_last_reason_check CHECK ((length(last_reason) <= 60)),
  constraint agency_errands_purpose_check CHECK ((purpose = ANY (ARRAY['answer'::text, 'submit'::text, 'follow'::text, 'withdraw'::text]))),
  constraint agency_errands_revision_check CHECK ((revision > 0)),
  constraint agency_errands_service_check CHECK ((length(service) <= 60)),
  constraint agency_errands_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'dead'::text]))),
  constraint agency_errands_subject_check CHECK ((length(subject) <= 80))
);
create INDEX agency_errands_due ON agency_errands USING btree (city, due_at) WHERE (state = 'waiting'::text);
create INDEX agency_errands_newest ON agency_errands USING btree (city, state, agency, id);
create INDEX agency_errands_of_case ON agency_errands USING btree (city, subject);
alter table agency_errands enable row level security;
alter table agency_errands force row level security;
create policy city_only on agency_errands for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant delete, insert, select, update on agency_errands to onewindow_app;

create table agency_pushes (
  city text not null,
  agency text not null,
  nonce text not null,
  body_hash text not null,
  number text not null,
  reference text not null,
  sequence bigint not null,
  stage text not null,
  outcome text,
  received_at timestamp with time zone not null,
  constraint agency_pushes_pkey PRIMARY KEY (city, agency, nonce),
  constraint agency_pushes_body_hash_check CHECK ((length(body_hash) = 64)),
  constraint agency_pushes_nonce_check CHECK (((length(nonce) >= 16) AND (length(nonce) <= 100))),
  constraint agency_pushes_outcome_check CHECK ((outcome = ANY (ARRAY['applied'::text, 'late'::text, 'not_possible'::text])))
);
create INDEX agency_pushes_of_case ON agency_pushes USING btree (city, number, received_at);
create INDEX agency_pushes_old ON agency_pushes USING btree (city, received_at);
alter table agency_pushes enable row level security;
alter table agency_pushes force row level security;
create policy city_only on agency_pushes for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant delete, insert, select, update on agency_pushes to onewindow_app;

create table assists (
  city text not null,
  id uuid not null,
  clerk uuid not null,
  resident text not null,
  person_sealed text,
  consent text not null,
  service text not null,
  draft uuid not null,
  part_of uuid,
  number text,
  created_at timestamp with time zone not null,
  sent_at timestamp with time zone,
  constraint assists_pkey PRIMARY KEY (city, id),
  constraint assists_city_draft_key UNIQUE (city, draft),
  constraint assists_city_clerk_fkey FOREIGN KEY (city, clerk) REFERENCES clerks(city, id),
  constraint assists_city_part_of_fkey FOREIGN KEY (city, part_of) REFERENCES assists(city, id),
  constraint assists_check CHECK (((number IS NULL) = (sent_at IS NULL))),
  constraint assists_consent_check CHECK ((consent = ANY (ARRAY['paper'::text, 'word'::text]))),
  constraint assists_number_check CHECK ((length(number) <= 40)),
  constraint assists_person_sealed_check CHECK ((length(person_sealed) <= 4000)),
  constraint assists_resident_check CHECK ((length(resident) <= 64)),
  constraint assists_service_check CHECK ((length(service) <= 80))
);
create INDEX assists_of_case ON assists USING btree (city, number) WHERE (number IS NOT NULL);
create INDEX assists_of_clerk ON assists USING btree (city, clerk, created_at, id);
create INDEX assists_unsent ON assists USING btree (city, created_at, id) WHERE (person_sealed IS NOT NULL);
create INDEX assists_within ON assists USING btree (city, part_of) WHERE (part_of IS NOT NULL);
alter table assists enable row level security;
alter table assists force row level security;
create policy city_only on assists for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant insert, select, update on assists to onewindow_app;

create table audit_entries (
  city text not null,
  id uuid not null,
  at timestamp with time zone not null,
  actor_kind text not null,
  actor text not null,
  act text not null,
  subject text not null,
  detail jsonb not null,
  resident text,
  constraint audit_entries_pkey PRIMARY KEY (city, id),
  constraint audit_entries_act_check CHECK (((length(act) >= 1) AND (length(act) <= 60))),
  constraint audit_entries_actor_check CHECK (((length(actor) >= 1) AND (length(actor) <= 80))),
  constraint audit_entries_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['resident'::text, 'clerk'::text, 'system'::text, 'partner'::text, 'agency'::text, 'visitor'::text]))),
  constraint audit_entries_city_check CHECK ((city ~ '^[0-9]{6}$'::text)),
  constraint audit_entries_detail_check CHECK ((length((detail)::text) <= 4000)),
  constraint audit_entries_resident_check CHECK ((length(resident) <= 64)),
  constraint audit_entries_subject_check CHECK (((length(subject) >= 1) AND (length(subject) <= 120)))
);
alter table audit_entries enable row level security;
alter table audit_entries force row level security;
create policy city_only on audit_entries for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant insert, select on audit_entries to onewindow_app;

create table audit_seals (
  city text not null,
  number bigint not null,
  until_id uuid not null,
  entries integer not null,
  entries_digest text not null,
  previous text not null,
  digest text not null,
  kid text not null,
  signature text not null,
  sealed_at timestamp with time zone not null,
  constraint audit_seals_pkey PRIMARY KEY (city, number),
  constraint audit_seals_city_check CHECK ((city ~ '^[0-9]{6}$'::text)),
  constraint audit_seals_entries_check CHECK ((entries > 0)),
  constraint audit_seals_number_check CHECK ((number > 0))
);
alter table audit_seals enable row level security;
alter table audit_seals force row level security;
create policy city_only on audit_seals for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant insert, select on audit_seals to onewindow_app;

create table bill_finders (
  city text not null,
  bill text not null,
  resident text not null,
  found_at timestamp with time zone not null,
  constraint bill_finders_pkey PRIMARY KEY (city, bill, resident),
  constraint bill_finders_city_bill_fkey FOREIGN KEY (city, bill) REFERENCES bills(city, number),
  constraint bill_finders_resident_check CHECK (((length(resident) >= 1) AND (length(resident) <= 64)))
);
alter table bill_finders enable row level security;
alter table bill_finders force row level security;
create policy city_only on bill_finders for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant delete, insert, select, update on bill_finders to onewindow_app;

create table bills (
  city text not null,
  number text not null,
  agency text not null,
  biller text not null,
  service text not null,
  reference text not null,
  case_number text,
  account_hash text,
  sealed jsonb not null,
  payee text not null,
  amount_fen bigint not null,
  late_fee_fen bigint not null,
  paid_fen bigint not null,
  partial_min_fen bigint,
  due_on date,
  period text,
  state text not null,
  revision integer not null,
  opened_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  constraint bills_pkey PRIMARY KEY (city, number),
  constraint bills_city_biller_reference_key UNIQUE (city, biller, reference),
  constraint bills_account_hash_check CHECK ((length(account_hash) <= 64)),
  constraint bills_agency_check CHECK ((length(agency) <= 60)),
  constraint bills_amount_fen_check CHECK ((amount_fen > 0)),
  constraint bills_biller_check CHECK ((length(biller) <= 60)),
  constraint bills_case_number_check CHECK ((length(case_number) <= 40)),
  constraint bills_check CHECK (((late_fee_fen >= 0) AND (late_fee_fen <= amount_fen))),
  constraint bills_check1 CHECK (((paid_fen >= 0) AND (paid_fen <= amount_fen))),
  constraint bills_number_check CHECK ((length(number) <= 40)),
  constraint bills_partial_min_fen_check CHECK ((partial_min_fen > 0)),
  constraint bills_payee_check CHECK ((payee = ANY (ARRAY['treasury'::text, 'merchant'::text]))),
  constraint bills_period_check CHECK ((length(period) <= 20)),
  constraint bills_reference_check CHECK (((length(reference) >= 1) AND (length(reference) <= 80))),
  constraint bills_revision_check CHECK ((revision > 0)),
  constraint bills_service_check CHECK ((length(service) <= 60)),
  constraint bills_state_check CHECK ((state = ANY (ARRAY['open'::text, 'paid'::text, 'settled'::text, 'withdrawn'::text])))
);
create INDEX bills_of_account ON bills USING btree (city, account_hash, number) WHERE (account_hash IS NOT NULL);
create INDEX bills_of_case ON bills USING btree (city, case_number) WHERE (case_number IS NOT NULL);
create INDEX bills_of_reference ON bills USING btree (city, reference);
alter table bills enable row level security;
alter table bills force row level security;
create policy city_only on bills for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant delete, insert, select, update on bills to onewindow_app;

create table calendar_days (
  city text not null,
  day date not null,
  working boolean not null,
  source text not null,
  imported_at timestamp with time zone not null,
  constraint calendar_days_pkey PRIMARY KEY (city, day),
  constraint calendar_days_source_check CHECK (((length(source) >= 1) AND (length(source) <= 200)))
);
alter table calendar_days enable row level security;
alter table calendar_days force row level security;
create policy city_only on calendar_days for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant delete, insert, select, update on calendar_days to onewindow_app;

create table calendar_years (
  year integer not null,
  days_off text[] not null,
  working_days text[] not null,
  source text not null,
  imported_at timestamp with time zone not null,
  revision integer not null default 1,
  constraint calendar_years_pkey PRIMARY KEY (year),
  constraint calendar_years_source_check CHECK (((length(source) >= 1) AND (length(source) <= 200))),
  constraint calendar_years_year_check CHECK (((year >= 2004) AND (year <= 2200)))
);
grant insert, select, update on calendar_years to onewindow_app;

create table case_answers (
  city text not null,
  number text not null,
  revision integer not null,
  answers jsonb not null,
  constraint case_answers_pkey PRIMARY KEY (city, number, revision),
  constraint case_answers_city_number_fkey FOREIGN KEY (city, number) REFERENCES cases(city, number) ON DELETE CASCADE
);
alter table case_answers enable row level security;
alter table case_answers force row level security;
create policy city_only on case_answers for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant delete, insert, select, update on case_answers to onewindow_app;

create table cases (
  city text not null,
  number text not null,
  service text not null,
  service_version text not null,
  regime text not null,
  agency text not null,
  state text not null,
  revision integer not null,
  applicant text not null,
  applicant_sealed jsonb not null,
  phone_hash text,
  filed_by text not null,
  channel text not null,
  delivery text,
  assignee uuid,
  submitted_at timestamp with time zone not null,
  accepted_at timestamp with time zone,
  decided_at timestamp with time zone,
  closed_at timestamp with time zone,
  due_at timestamp with time zone,
  due_kind text,
  due_provisional boolean not null,
  promise_days integer,
  promise_unit text,
  corrections integer not null,
  extensions integer not null,
  certificate text,
  tracking text,
  waiting_for text,
  report jsonb,
  area text,
  counter jsonb,
  accepted_in text,
  constraint cases_pkey PRIMARY KEY (city, number),
  constraint cases_applicant_check CHECK ((length(applicant) <= 64)),
  constraint cases_area_check CHECK ((length(area) <= 40)),
  constraint cases_channel_check CHECK ((length(channel) <= 40)),
  constraint cases_check CHECK (((accepted_in ~ '^[0-9]{6}$'::text) AND (accepted_in <> city))),
  constraint cases_corrections_check CHECK (((corrections >= 0) AND (corrections <= 1))),
  constraint cases_delivery_check CHECK ((delivery = ANY (ARRAY['collect'::text, 'post'::text]))),
  constraint cases_extensions_check CHECK (((extensions >= 0) AND (extensions <= 1))),
  constraint cases_filed_by_check CHECK ((length(filed_by) <= 80)),
  constraint cases_number_check CHECK ((length(number) <= 40)),
  constraint cases_phone_hash_check CHECK ((length(phone_hash) <= 64)),
  constraint cases_promise_days_check CHECK ((promise_days > 0)),
  constraint cases_promise_unit_check CHECK ((promise_unit = ANY (ARRAY['working_days'::text, 'days'::text]))),
  constraint cases_revision_check CHECK ((revision > 0)),
  constraint cases_state_check CHECK ((state = ANY (ARRAY['submitted'::text, 'correction_asked'::text, 'not_accepted'::text, 'accepted'::text, 'in_review'::text, 'suspended'::text, 'approved'::text, 'refused'::text, 'delivered'::text, 'withdrawn'::text, 'lapsed'::text, 'transferred'::text, 'archived'::text]))),
  constraint cases_tracking_check CHECK ((length(tracking) <= 64)),
  constraint cases_waiting_for_check CHECK ((length(waiting_for) <= 40))
);
create INDEX cases_closed ON cases USING btree (city, closed_at, number) WHERE (closed_at IS NOT NULL);
create INDEX cases_of_applicant ON cases USING btree (city, applicant, submitted_at, number);
create INDEX cases_of_area ON cases USING btree (city, area, (
CASE
    WHEN (due_at IS NULL) THEN 'infinity'::timestamp with time zone
    ELSE due_at
END), number) WHERE ((closed_at IS NULL) AND (area IS NOT NULL));
create INDEX cases_of_clerk ON cases USING btree (city, assignee, (
CASE
    WHEN (due_at IS NULL) THEN 'infinity'::timestamp with time zone
    ELSE due_at
END), number) WHERE ((closed_at IS NULL) AND (assignee IS NOT NULL));
create INDEX cases_of_phone ON cases USING btree (city, phone_hash, submitted_at, number) WHERE (phone_hash IS NOT NULL);
create INDEX cases_of_service ON cases USING btree (city, service, submitted_at, number);
create INDEX cases_open ON cases USING btree (city, agency, (
CASE
    WHEN (due_at IS NULL) THEN 'infinity'::timestamp with time zone
    ELSE due_at
END), number) WHERE (closed_at IS NULL);
alter table cases enable row level security;
alter table cases force row level security;
create policy city_only on cases for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant delete, insert, select, update on cases to onewindow_app;

create table certificate_codes (
  city text not null,
  code_hash text not null,
  id uuid not null,
  number text not null,
  holder text not null,
  agency text,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  withdrawn_at timestamp with time zone,
  used_at timestamp with time zone,
  used_by text,
  used_name text,
  file_taken_at timestamp with time zone,
  purpose_sealed text not null,
  constraint certificate_codes_pkey PRIMARY KEY (city, code_hash),
  constraint certificate_codes_city_id_key UNIQUE (city, id),
  constraint certificate_codes_city_number_fkey FOREIGN KEY (city, number) REFERENCES certificates(city, number),
  constraint certificate_codes_agency_check CHECK ((length(agency) <= 60)),
  constraint certificate_codes_check CHECK (((used_at IS NULL) OR (withdrawn_at IS NULL))),
  constraint certificate_codes_check1 CHECK (((used_at IS NULL) = (used_by IS NULL))),
  constraint certificate_codes_code_hash_check CHECK ((length(code_hash) <= 64)),
  constraint certificate_codes_holder_check CHECK (((length(holder) >= 1) AND (length(holder) <= 80))),
  constraint certificate_codes_number_check CHECK ((length(number) <= 40)),
  constraint certificate_codes_purpose_sealed_check CHECK (((length(purpose_sealed) >= 1) AND (length(purpose_sealed) <= 2000))),
  constraint certificate_codes_used_by_check CHECK ((length(used_by) <= 200)),
  constraint certificate_codes_used_name_check CHECK ((length(used_name) <= 200))
);
create INDEX certificate_codes_by_end ON certificate_codes USING btree (city, expires_at);
create INDEX certificate_codes_of ON certificate_codes USING btree (city, holder, number, created_at);
alter table certificate_codes enable row level security;
alter table certificate_codes force row level security;
create policy city_only on certificate_codes for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant delete, insert, select, update on certificate_codes to onewindow_app;

create table certificates (
  city text not null,
  number text not null,
  case_number text not null,
  template text not null,
  template_version text not null,
  holder text not null,
  facts_sealed text not null,
  facts_sha256 text not null,
  signature text not null,
  key_id text not null,
  alg text not null,
  file_id uuid not null,
  pdf_sha256 text not null,
  pdf_signature text not null,
  issued_at timestamp with time zone not null,
  valid_until date,
  revoked_at timestamp with time zone,
  revoked_reason_sealed text,
  replaced_by text,
  revoked_because text,
  facts_changed_at timestamp with time zone,
  values_sealed text,
  constraint certificates_pkey PRIMARY KEY (city, number),
  constraint certificates_case_number_check CHECK ((length(case_number) <= 40)),
  constraint certificates_check CHECK (((revoked_at IS NULL) = (revoked_reason_sealed IS NULL))),
  constraint certificates_check1 CHECK (((replaced_by IS NULL) OR (revoked_at IS NOT NULL))),
  constraint certificates_holder_check CHECK (((length(holder) >= 1) AND (length(holder) <= 80))),
  constraint certificates_number_check CHECK ((length(number) <= 40)),
  constraint certificates_pdf_sha256_check CHECK ((pdf_sha256 ~ '^[0-9a-f]{64}$'::text)),
  constraint certificates_revoked_because_check CHECK ((revoked_because = ANY (ARRAY['decision'::text, 'replaced'::text, 'agency'::text, 'facts_changed'::text]))),
  constraint certificates_template_check CHECK ((length(template) <= 80)),
  constraint certificates_template_version_check CHECK ((length(template_version) <= 40))
);
create INDEX certificates_of_holder ON certificates USING btree (city, holder, issued_at DESC, number DESC);
create UNIQUE INDEX certificates_once ON certificates USING btree (city, case_number, template) WHERE (revoked_at IS NULL);
create INDEX certificates_standing ON certificates USING btree (city, holder, template) WHERE (revoked_at IS NULL);
alter table certificates enable row level security;
alter table certificates force row level security;
create policy city_only on certificates for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant insert, select, update on certificates to onewindow_app;

create table cities (
  city text not null,
  opened_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  changed_at timestamp with time zone not null,
  revision integer not null default 1,
  settings jsonb not null,
  constraint cities_pkey PRIMARY KEY (city),
  constraint cities_city_check CHECK ((city ~ '^[0-9]{6}$'::text)),
  constraint cities_settings_check CHECK ((jsonb_typeof(settings) = 'object'::text))
);
grant insert, select, update on cities to onewindow_app;

create table city_agencies (
  city text not null,
  agency text not null,
  name_zh text,
  name_en text,
  venues jsonb,
  phone text,
  connector text,
  promise_days integer,
  promise_unit text,
  changed_at timestamp with time zone not null,
  constraint city_agencies_pkey PRIMARY KEY (city, agency),
  constraint city_agencies_agency_check CHECK (((length(agency) >= 1) AND (length(agency) <= 60))),
  constraint city_agencies_check CHECK (((name_zh IS NULL) = (name_en IS NULL))),
  constraint city_agencies_check1 CHECK (((promise_days IS NULL) = (promise_unit IS NULL))),
  constraint city_agencies_city_check CHECK ((city ~ '^[0-9]{6}$'::text)),
  constraint city_agencies_connector_check CHECK (((length(connector) >= 1) AND (length(connector) <= 60))),
  constraint city_agencies_name_en_check CHECK (((length(name_en) >= 1) AND (length(name_en) <= 200))),
  constraint city_agencies_name_zh_check CHECK (((length(name_zh) >= 1) AND (length(name_zh) <= 100))),
  constraint city_agencies_phone_check CHECK (((length(phone) >= 3) AND (length(phone) <= 40))),
  constraint city_agencies_promise_days_check CHECK (((promise_days >= 0) AND (promise_days <= 999))),
  constraint city_agencies_promise_unit_check CHECK ((promise_unit = ANY (ARRAY['days'::text, 'working_days'::text]))),
  constraint city_agencies_venues_check CHECK (((jsonb_typeof(venues) = 'array'::text) AND (jsonb_array_length(venues) <= 20)))
);
alter table city_agencies enable row level security;
alter table city_agencies force row level security;
create policy city_only on city_agencies for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant insert, select, update on city_agencies to onewindow_app;

create table city_keys (
  city text not null,
  kid text not null,
  purpose text not null,
  alg text not null,
  wrapped text,
  public_key text,
  created_at timestamp with time zone not null,
  active_from timestamp with time zone not null,
  constraint city_keys_pkey PRIMARY KEY (city, kid),
  constraint city_keys_alg_check CHECK ((alg = ANY (ARRAY['aes-256-gcm'::text, 'sm4-gcm'::text, 'ed25519'::text]))),
  constraint city_keys_city_check CHECK ((city ~ '^[0-9]{6}$'::text)),
  constraint city_keys_purpose_check CHECK ((purpose = ANY (ARRAY['seal'::text, 'sign'::text])))
);
alter table city_keys enable row level security;
alter table city_keys force row level security;
create policy city_only on city_keys for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant insert, select, update on city_keys to onewindow_app;

create table city_sequences (
  city text not null,
  last_seq bigint not null,
  books_shut date,
  constraint city_sequences_pkey PRIMARY KEY (city)
);
grant insert, select, update on city_sequences to onewindow_app;

create table clerk_proposals (
  city text not null,
  id uuid not null,
  clerk uuid not null,
  proposed_by uuid not null,
  proposed_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  confirmed_by uuid,
  confirmed_at timestamp with time zone,
  constraint clerk_proposals_pkey PRIMARY KEY (city, id),
  constraint clerk_proposals_city_clerk_fkey FOREIGN KEY (city, clerk) REFERENCES clerks(city, id),
  constraint clerk_proposals_check CHECK (((confirmed_by <> proposed_by) AND (confirmed_by <> clerk) AND (proposed_by <> clerk)))
);
alter table clerk_proposals enable row level security;
alter table clerk_proposals force row level security;
create policy city_only on clerk_proposals for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant insert, select, update on clerk_proposals to onewindow_app;

create table clerk_recovery_codes (
  city text not null,
  clerk uuid not null,
  code_hash text not null,
  used_at timestamp with time zone,
  constraint clerk_recovery_codes_pkey PRIMARY KEY (city, clerk, code_hash),
  constraint clerk_recovery_codes_city_clerk_fkey FOREIGN KEY (city, clerk) REFERENCES clerks(city, id)
);
alter table clerk_recovery_codes enable row level security;
alter table clerk_recovery_codes force row level security;
create policy city_only on clerk_recovery_codes for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant delete, insert, select, update on clerk_recovery_codes to onewindow_app;

create table clerks (
  city text not null,
  id uuid not null,
  login text not null,
  name text not null,
  agency text,
  roles text[] not null,
  password text,
  totp_secret text,
  totp_last_step bigint,
  failed integer not null,
  locks integer not null,
  locked_until timestamp with time zone,
  enrolment_hash text,
  enrolment_until timestamp with time zone,
  enrolment_totp text,
  enrolled_at timestamp with time zone,
  suspended_at timestamp with time zone,
  created_by text not null,
  created_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  constraint clerks_pkey PRIMARY KEY (city, id),
  constraint clerks_city_login_key UNIQUE (city, login),
  constraint clerks_agency_check CHECK ((length(agency) <= 60)),
  constraint clerks_check CHECK ((('operator'::text = ANY (roles)) <= (city = '000000'::text))),
  constraint clerks_city_check CHECK ((city ~ '^[0-9]{6}$'::text)),
  constraint clerks_login_check CHECK (((length(login) >= 3) AND (length(login) <= 40))),
  constraint clerks_name_check CHECK (((length(name) >= 1) AND (length(name) <= 80))),
  constraint clerks_roles_check CHECK ((roles <@ ARRAY['clerk'::text, 'lead'::text, 'office'::text, 'auditor'::text, 'operator'::text, 'community'::text, 'finance'::text])),
  constraint clerks_roles_check1 CHECK ((NOT (('auditor'::text = ANY (roles)) AND (roles && ARRAY['clerk'::text, 'lead'::text, 'office'::text, 'operator'::text, 'community'::text]))))
);
alter table clerks enable row level security;
alter table clerks force row level security;
create policy city_only on clerks for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant insert, select, update on clerks to onewindow_app;

create table clocks (
  city text not null,
  subject text not null,
  kind text not null,
  state text not null,
  started_at timestamp with time zone not null,
  due_at timestamp with time zone not null,
  paused_at timestamp with time zone,
  days integer not null,
  unit text not null,
  provisional boolean not null,
  told_due_at timestamp with time zone,
  constraint clocks_pkey PRIMARY KEY (city, subject, kind),
  constraint clocks_city_subject_fkey FOREIGN KEY (city, subject) REFERENCES cases(city, number) ON DELETE CASCADE,
  constraint clocks_days_check CHECK ((days >= 0)),
  constraint clocks_kind_check CHECK ((kind = ANY (ARRAY['accept'::text, 'correct'::text, 'decide'::text, 'deliver'::text, 'consult'::text]))),
  constraint clocks_state_check CHECK ((state = ANY (ARRAY['running'::text, 'paused'::text, 'stopped'::text, 'fired'::text]))),
  constraint clocks_unit_check CHECK ((unit = ANY (ARRAY['working_days'::text, 'days'::text])))
);
create INDEX clocks_due ON clocks USING btree (city, due_at) WHERE (state = 'running'::text);
create INDEX clocks_to_tell ON clocks USING btree (city, due_at) WHERE ((kind = 'correct'::text) AND (state = 'running'::text) AND (told_due_at IS DISTINCT FROM due_at));
alter table clocks enable row level security;
alter table clocks force row level security;
create policy city_only on clocks for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant delete, insert, select, update on clocks to onewindow_app;

create table connector_changes (
  city text not null,
  revision bigint not null,
  constraint connector_changes_pkey PRIMARY KEY (city)
);
grant insert, select, update on connector_changes to onewindow_app;

create table connector_files (
  city text not null,
  agency text not null,
  direction text not null,
  digest text not null,
  name text not null,
  at timestamp with time zone not null,
  rows integer not null,
  taken integer not null,
  broken jsonb not null,
  constraint connector_files_pkey PRIMARY KEY (city, agency, direction, digest),
  constraint connector_files_digest_check CHECK ((length(digest) = 64)),
  constraint connector_files_direction_check CHECK ((direction = ANY (ARRAY['in'::text, 'out'::text]))),
  constraint connector_files_name_check CHECK ((length(name) <= 200)),
  constraint connector_files_rows_check CHECK ((rows >= 0)),
  constraint connector_files_taken_check CHECK ((taken >= 0))
);
create INDEX connector_files_newest ON connector_files USING btree (city, agency, at DESC);
alter table connector_files enable row level security;
alter table connector_files force row level security;
create policy city_only on connector_files for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant delete, insert, select, update on connector_files to onewindow_app;

create table connector_health (
  city text not null,
  agency text not null,
  answered bigint not null,
  failed bigint not null,
  last_success_at timestamp with time zone,
  last_failure_at timestamp with time zone,
  last_failure text,
  open_until timestamp with time zone,
  leased_until timestamp with time zone,
  files_written_on date,
  files_missing_since timestamp with time zone,
  constraint connector_health_pkey PRIMARY KEY (city, agency),
  constraint connector_health_city_agency_fkey FOREIGN KEY (city, agency) REFERENCES connectors(city, agency),
  constraint connector_health_last_failure_check CHECK ((length(last_failure) <= 60))
);
alter table connector_health enable row level security;
alter table connector_health force row level security;
create policy city_only on connector_health for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant delete, insert, select, update on connector_health to onewindow_app;

create table connectors (
  city text not null,
  agency text not null,
  adapter text not null,
  config json not null,
  secrets_sealed text,
  revision integer not null,
  enabled boolean not null,
  changed_at timestamp with time zone not null,
  changed_by text not null,
  constraint connectors_pkey PRIMARY KEY (city, agency),
  constraint connectors_adapter_check CHECK ((length(adapter) <= 40)),
  constraint connectors_agency_check CHECK ((length(agency) <= 60)),
  constraint connectors_changed_by_check CHECK ((length(changed_by) <= 80)),
  constraint connectors_city_check CHECK ((city ~ '^[0-9]{6}$'::text)),
  constraint connectors_revision_check CHECK ((revision > 0))
);
alter table connectors enable row level security;
alter table connectors force row level security;
create policy city_only on connectors for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant delete, insert, select, update on connectors to onewindow_app;

create table contacts (
  resident text not null,
  channel text not null,
  address_sealed text,
  wanted boolean not null,
  said_at timestamp with time zone not null,
  verified_at timestamp with time zone,
  bounced_at timestamp with time zone,
  code_hash text,
  code_until timestamp with time zone,
  code_tries integer not null default 0,
  codes_sent integer not null default 0,
  codes_since timestamp with time zone,
  constraint contacts_pkey PRIMARY KEY (resident, channel),
  constraint contacts_address_sealed_check CHECK ((length(address_sealed) <= 2000)),
  constraint contacts_channel_check CHECK ((channel = ANY (ARRAY['sms'::text, 'email'::text]))),
  constraint contacts_check CHECK (((channel = 'email'::text) OR (address_sealed IS NULL))),
  constraint contacts_code_hash_check CHECK ((length(code_hash) <= 64)),
  constraint contacts_resident_check CHECK (((length(resident) >= 1) AND (length(resident) <= 64)))
);
alter table contacts enable row level security;
alter table contacts force row level security;
create policy resident_only on contacts for all
  using ((resident = ANY (string_to_array(current_setting('app.residents'::text, true), ','::text))))
  with check ((resident = ANY (string_to_array(current_setting('app.residents'::text, true), ','::text))));
grant delete, insert, select, update on contacts to onewindow_app;

create table deliveries (
  resident text not null,
  reference text not null,
  message uuid not null,
  channel text not null,
  kind text not null,
  sealed_values text,
  address_sealed text,
  about text,
  state text not null,
  tries integer not null,
  provider_id text,
  reason text,
  created_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  constraint deliveries_pkey PRIMARY KEY (resident, reference),
  constraint deliveries_resident_message_channel_key UNIQUE (resident, message, channel),
  constraint deliveries_about_check CHECK ((length(about) <= 80)),
  constraint deliveries_address_sealed_check CHECK ((length(address_sealed) <= 2000)),
  constraint deliveries_channel_check CHECK ((channel = ANY (ARRAY['sms'::text, 'email'::text]))),
  constraint deliveries_kind_check CHECK ((kind = ANY (ARRAY['news'::text, 'to_do'::text, 'code'::text]))),
  constraint deliveries_provider_id_check CHECK ((length(provider_id) <= 200)),
  constraint deliveries_reason_check CHECK ((length(reason) <= 60)),
  constraint deliveries_reference_check CHECK (((length(reference) >= 16) AND (length(reference) <= 40))),
  constraint deliveries_resident_check CHECK (((length(resident) >= 1) AND (length(resident) <= 64))),
  constraint deliveries_sealed_values_check CHECK ((length(sealed_values) <= 4000)),
  constraint deliveries_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'sent'::text, 'delivered'::text, 'failed'::text, 'given_up'::text])))
);
create INDEX deliveries_about ON deliveries USING btree (resident, about, created_at) WHERE (about IS NOT NULL);
create INDEX deliveries_latest ON deliveries USING btree (resident, created_at);
alter table deliveries enable row level security;
alter table deliveries force row level security;
create policy resident_only on deliveries for all
  using ((resident = ANY (string_to_array(current_setting('app.residents'::text, true), ','::text))))
  with check ((resident = ANY (string_to_array(current_setting('app.residents'::text, true), ','::text))));
grant delete, insert, select, update on deliveries to onewindow_app;

create table delivery_queue (
  reference text not null,
  resident text not null,
  channel text not null,
  due_at timestamp with time zone not null,
  constraint delivery_queue_pkey PRIMARY KEY (reference),
  constraint delivery_queue_channel_check CHECK ((channel = ANY (ARRAY['sms'::text, 'email'::text]))),
  constraint delivery_queue_reference_check CHECK (((length(reference) >= 16) AND (length(reference) <= 40))),
  constraint delivery_queue_resident_check CHECK (((length(resident) >= 1) AND (length(resident) <= 64)))
);
create INDEX delivery_queue_due ON delivery_queue USING btree (channel, due_at);
create INDEX delivery_queue_of ON delivery_queue USING btree (resident);
grant delete, insert, select, update on delivery_queue to onewindow_app;

create table demo_wallet_orders (
  city text not null,
  number text not null,
  account text not null,
  amount_fen bigint not null,
  description text not null,
  payee text not null,
  return_url text not null,
  notify_url text not null,
  state text not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  paid_at timestamp with time zone,
  tell_at timestamp with time zone,
  told integer not null,
  constraint demo_wallet_orders_pkey PRIMARY KEY (city, number),
  constraint demo_wallet_orders_account_check CHECK ((length(account) <= 40)),
  constraint demo_wallet_orders_amount_fen_check CHECK ((amount_fen > 0)),
  constraint demo_wallet_orders_check CHECK (((paid_at IS NOT NULL) = (state = 'paid'::text))),
  constraint demo_wallet_orders_description_check CHECK ((length(description) <= 500)),
  constraint demo_wallet_orders_notify_url_check CHECK ((length(notify_url) <= 1000)),
  constraint demo_wallet_orders_number_check CHECK (((length(number) >= 1) AND (length(number) <= 32))),
  constraint demo_wallet_orders_payee_check CHECK ((length(payee) <= 100)),
  constraint demo_wallet_orders_return_url_check CHECK ((length(return_url) <= 1000)),
  constraint demo_wallet_orders_state_check CHECK ((state = ANY (ARRAY['unpaid'::text, 'paid'::text, 'closed'::text]))),
  constraint demo_wallet_orders_told_check CHECK ((told >= 0))
);
create INDEX demo_wallet_orders_paid ON demo_wallet_orders USING btree (city, account, paid_at, number) WHERE (paid_at IS NOT NULL);
create INDEX demo_wallet_orders_to_tell ON demo_wallet_orders USING btree (city, tell_at) WHERE (tell_at IS NOT NULL);
alter table demo_wallet_orders enable row level security;
alter table demo_wallet_orders force row level security;
create policy city_only on demo_wallet_orders for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant delete, insert, select, update on demo_wallet_orders to onewindow_app;

create table demo_wallet_refunds (
  city text not null,
  refund text not null,
  number text not null,
  account text not null,
  amount_fen bigint not null,
  notify_url text not null,
  refunded_at timestamp with time zone not null,
  tell_at timestamp with time zone,
  told integer not null,
  constraint demo_wallet_refunds_pkey PRIMARY KEY (city, refund),
  constraint demo_wallet_refunds_city_number_fkey FOREIGN KEY (city, number) REFERENCES demo_wallet_orders(city, number),
  constraint demo_wallet_refunds_account_check CHECK ((length(account) <= 40)),
  constraint demo_wallet_refunds_amount_fen_check CHECK ((amount_fen > 0)),
  constraint demo_wallet_refunds_notify_url_check CHECK ((length(notify_url) <= 1000)),
  constraint demo_wallet_refunds_refund_check CHECK (((length(refund) >= 1) AND (length(refund) <= 32))),
  constraint demo_wallet_refunds_told_check CHECK ((told >= 0))
);
create INDEX demo_wallet_refunds_by_day ON demo_wallet_refunds USING btree (city, account, refunded_at, refund);
create INDEX demo_wallet_refunds_of_order ON demo_wallet_refunds USING btree (city, number);
create INDEX demo_wallet_refunds_to_tell ON demo_wallet_refunds USING btree (city, tell_at) WHERE (tell_at IS NOT NULL);
alter table demo_wallet_refunds enable row level security;
alter table demo_wallet_refunds force row level security;
create policy city_only on demo_wallet_refunds for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant delete, insert, select, update on demo_wallet_refunds to onewindow_app;

create table demonstration_sign_ins (
  key text not null,
  payload jsonb not null,
  grant_id text,
  uid text,
  expires_at timestamp with time zone not null,
  constraint demonstration_sign_ins_pkey PRIMARY KEY (key)
);
create INDEX demonstration_sign_ins_by_age ON demonstration_sign_ins USING btree (expires_at);
create INDEX demonstration_sign_ins_by_grant ON demonstration_sign_ins USING btree (grant_id) WHERE (grant_id IS NOT NULL);
create INDEX demonstration_sign_ins_by_uid ON demonstration_sign_ins USING btree (uid) WHERE (uid IS NOT NULL);
grant delete, insert, select, update on demonstration_sign_ins to onewindow_app;

create table differences (
  city text not null,
  source text not null,
  day date not null,
  kind text not null,
  number text not null,
  part text not null,
  line integer not null,
  name text not null,
  state text not null,
  ours_fen bigint,
  theirs_fen bigint,
  our_day date,
  their_state text,
  reference text,
  ended_by text,
  explanation jsonb,
  remedy text,
  answer text,
  changed_by text not null,
  changed_at timestamp with time zone not null,
  run uuid not null,
  constraint differences_pkey PRIMARY KEY (city, source, day, kind, number, part, line),
  constraint differences_answer_check CHECK ((length(answer) <= 60)),
  constraint differences_changed_by_check CHECK ((length(changed_by) <= 80)),
  constraint differences_ended_by_check CHECK ((length(ended_by) <= 80)),
  constraint differences_kind_check CHECK ((kind = ANY (ARRAY['payment'::text, 'refund'::text, 'write_off'::text, 'reversal'::text]))),
  constraint differences_line_check CHECK ((line >= 0)),
  constraint differences_name_check CHECK ((name = ANY (ARRAY['missing_here'::text, 'missing_there'::text, 'amount'::text, 'state'::text, 'date'::text, 'duplicate'::text]))),
  constraint differences_number_check CHECK ((length(number) <= 80)),
  constraint differences_ours_fen_check CHECK ((ours_fen >= 0)),
  constraint differences_part_check CHECK ((length(part) <= 80)),
  constraint differences_reference_check CHECK ((length(reference) <= 80)),
  constraint differences_remedy_check CHECK ((remedy = ANY (ARRAY['ask'::text, 'refund'::text, 'write_off'::text]))),
  constraint differences_state_check CHECK ((state = ANY (ARRAY['open'::text, 'matched'::text, 'explained'::text, 'resolved'::text]))),
  constraint differences_their_state_check CHECK ((their_state = ANY (ARRAY['succeeded'::text, 'processing'::text, 'failed'::text]))),
  constraint differences_theirs_fen_check CHECK ((theirs_fen >= 0))
);
create INDEX differences_newest ON differences USING btree (city, day, source, number, kind, part, line);
create INDEX differences_of_number ON differences USING btree (city, number, source);
create INDEX differences_open ON differences USING btree (city, day, source, number, kind, part, line) WHERE (state = 'open'::text);
alter table differences enable row level security;
alter table differences force row level security;
create policy city_only on differences for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant delete, insert, select, update on differences to onewindow_app;

create table dispatch_rules (
  city text not null,
  category text not null,
  agency text,
  days integer,
  changed_at timestamp with time zone not null,
  constraint dispatch_rules_pkey PRIMARY KEY (city, category),
  constraint dispatch_rules_agency_check CHECK ((length(agency) <= 40)),
  constraint dispatch_rules_category_check CHECK ((length(category) <= 40)),
  constraint dispatch_rules_days_check CHECK (((days >= 1) AND (days <= 60)))
);
alter table dispatch_rules enable row level security;
alter table dispatch_rules force row level security;
create policy city_only on dispatch_rules for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant delete, insert, select, update on dispatch_rules to onewindow_app;

create table division_versions (
  version date not null,
  source text not null,
  imported_at timestamp with time zone not null,
  divisions integer not null,
  report jsonb not null,
  constraint division_versions_pkey PRIMARY KEY (version),
  constraint division_versions_divisions_check CHECK ((divisions > 0)),
  constraint division_versions_source_check CHECK (((length(source) >= 1) AND (length(source) <= 200)))
);
grant insert, select on division_versions to onewindow_app;

create table divisions (
  code text not null,
  valid_from date not null,
  valid_to date,
  name text not null,
  level text not null,
  kind text not null,
  parent text,
  pinyin text not null,
  english text not null,
  successors text[] not null,
  constraint divisions_pkey PRIMARY KEY (code, valid_from),
  constraint divisions_check CHECK (((valid_to IS NULL) OR (valid_to > valid_from))),
  constraint divisions_check1 CHECK (((level = 'province'::text) = (parent IS NULL))),
  constraint divisions_check2 CHECK (((valid_to IS NOT NULL) OR (cardinality(successors) = 0))),
  constraint divisions_code_check CHECK ((code ~ '^[0-9]{6}$'::text)),
  constraint divisions_kind_check CHECK ((kind = ANY (ARRAY['省'::text, '直辖市'::text, '自治区'::text, '特别行政区'::text, '地级市'::text, '地区'::text, '自治州'::text, '盟'::text, '市辖区'::text, '县级市'::text, '县'::text, '自治县'::text, '旗'::text, '自治旗'::text, '特区'::text, '林区'::text]))),
  constraint divisions_level_check CHECK ((level = ANY (ARRAY['province'::text, 'prefecture'::text, 'county'::text]))),
  constraint divisions_name_check CHECK (((length(name) >= 2) AND (length(name) <= 60))),
  constraint divisions_parent_check CHECK ((parent ~ '^[0-9]{6}$'::text))
);
create UNIQUE INDEX divisions_now ON divisions USING btree (code) WHERE (valid_to IS NULL);
grant insert, select, update on divisions to onewindow_app;

create table draft_expiries (
  owner text not null,
  id uuid not null,
  due_at timestamp with time zone not null,
  constraint draft_expiries_pkey PRIMARY KEY (owner, id)
);
create INDEX draft_expiries_due ON draft_expiries USING btree (due_at);
grant delete, insert, select, update on draft_expiries to onewindow_app;

create table drafts (
  owner text not null,
  id uuid not null,
  city text not null,
  service text not null,
  version text not null,
  answers text not null,
  files text[] not null,
  revision integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  sent_number text,
  part_of uuid,
  constraint drafts_pkey PRIMARY KEY (owner, id),
  constraint drafts_answers_check CHECK ((length(answers) <= 1000000)),
  constraint drafts_city_check CHECK ((city ~ '^[0-9]{6}$'::text)),
  constraint drafts_owner_check CHECK ((owner ~ '^(resident|visit|assist):[A-Za-z0-9_-]{1,55}$'::text)),
  constraint drafts_revision_check CHECK ((revision >= 0)),
  constraint drafts_sent_number_check CHECK ((length(sent_number) <= 60)),
  constraint drafts_service_check CHECK (((length(service) >= 1) AND (length(service) <= 100))),
  constraint drafts_version_check CHECK (((length(version) >= 1) AND (length(version) <= 40)))
);
create INDEX drafts_latest ON drafts USING btree (owner, updated_at DESC, id DESC);
create INDEX drafts_part_of ON drafts USING btree (owner, part_of) WHERE (part_of IS NOT NULL);
alter table drafts enable row level security;
alter table drafts force row level security;
create policy owner_only on drafts for all
  using ((owner = ANY (string_to_array(current_setting('app.residents'::text, true), ','::text))))
  with check ((owner = ANY (string_to_array(current_setting('app.residents'::text, true), ','::text))));
grant delete, insert, select, update on drafts to onewindow_app;

create table erasures (
  resident text not null,
  city text not null,
  number text not null,
  revision integer not null,
  at timestamp with time zone not null,
  kinds text[] not null,
  cases jsonb not null,
  constraint erasures_pkey PRIMARY KEY (resident, city, number, revision),
  constraint erasures_cases_check CHECK ((jsonb_typeof(cases) = 'object'::text)),
  constraint erasures_city_check CHECK ((city ~ '^[0-9]{6}$'::text)),
  constraint erasures_kinds_check CHECK ((kinds <@ ARRAY['profile'::text, 'contacts'::text, 'accounts'::text, 'messages'::text, 'drafts'::text, 'life_events'::text])),
  constraint erasures_number_check CHECK ((length(number) <= 40)),
  constraint erasures_resident_check CHECK (((length(resident) >= 1) AND (length(resident) <= 64))),
  constraint erasures_revision_check CHECK ((revision > 0))
);
create INDEX erasures_latest ON erasures USING btree (resident, at DESC);
alter table erasures enable row level security;
alter table erasures force row level security;
create policy resident_only on erasures for all
  using ((resident = ANY (string_to_array(current_setting('app.residents'::text, true), ','::text))))
  with check ((resident = ANY (string_to_array(current_setting('app.residents'::text, true), ','::text))));
grant delete, insert, select on erasures to onewindow_app;

create table events (
  city text not null,
  seq bigint not null,
  type text not null,
  subject text not null,
  revision integer not null,
  at timestamp with time zone not null,
  actor_kind text not null,
  actor text not null,
  on_behalf text,
  data jsonb not null,
  constraint events_pkey PRIMARY KEY (city, seq),
  constraint events_actor_check CHECK ((length(actor) <= 80)),
  constraint events_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['resident'::text, 'clerk'::text, 'system'::text, 'partner'::text, 'agency'::text, 'visitor'::text]))),
  constraint events_subject_check CHECK ((length(subject) <= 80)),
  constraint events_type_check CHECK ((length(type) <= 60))
);
create INDEX events_of_subject ON events USING btree (city, subject, seq);
alter table events enable row level security;
alter table events force row level security;
create policy city_only on events for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant insert, select on events to onewindow_app;

create table files (
  city text not null,
  id uuid not null,
  owner text not null,
  draft uuid,
  case_number text,
  question text not null,
  name_sealed text not null,
  key_sealed text,
  size bigint not null,
  type text not null,
  sha256 text not null,
  flags text[] not null,
  created_at timestamp with time zone not null,
  deleted_at timestamp with time zone,
  removed_at timestamp with time zone,
  constraint files_pkey PRIMARY KEY (city, id),
  constraint files_case_number_check CHECK ((length(case_number) <= 40)),
  constraint files_check CHECK (((deleted_at IS NULL) = (key_sealed IS NOT NULL))),
  constraint files_owner_check CHECK (((length(owner) >= 1) AND (length(owner) <= 80))),
  constraint files_question_check CHECK ((length(question) <= 80)),
  constraint files_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text)),
  constraint files_size_check CHECK ((size > 0)),
  constraint files_type_check CHECK ((type = ANY (ARRAY['pdf'::text, 'jpeg'::text, 'png'::text, 'webp'::text])))
);
create INDEX files_of_case ON files USING btree (city, case_number) WHERE (case_number IS NOT NULL);
create INDEX files_of_draft ON files USING btree (city, draft) WHERE ((case_number IS NULL) AND (deleted_at IS NULL));
create UNIQUE INDEX files_same_once ON files USING btree (city, owner, draft, case_number, question, sha256) NULLS NOT DISTINCT WHERE (deleted_at IS NULL);
create INDEX files_to_remove ON files USING btree (city, deleted_at) WHERE ((deleted_at IS NOT NULL) AND (removed_at IS NULL));
create INDEX files_unsent ON files USING btree (city, created_at) WHERE ((case_number IS NULL) AND (deleted_at IS NULL));
alter table files enable row level security;
alter table files force row level security;
create policy city_only on files for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant insert, select, update on files to onewindow_app;

create table fiscal_receipts (
  city text not null,
  payment text not null,
  sealed jsonb not null,
  taken_at timestamp with time zone not null,
  constraint fiscal_receipts_pkey PRIMARY KEY (city, payment),
  constraint fiscal_receipts_payment_check CHECK ((length(payment) <= 40))
);
alter table fiscal_receipts enable row level security;
alter table fiscal_receipts force row level security;
create policy city_only on fiscal_receipts for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant insert, select, update on fiscal_receipts to onewindow_app;

create table idempotency_keys (
  city text not null,
  caller text not null,
  key text not null,
  body_hash text not null,
  answer jsonb not null,
  created_at timestamp with time zone not null,
  constraint idempotency_keys_pkey PRIMARY KEY (city, caller, key),
  constraint idempotency_keys_caller_check CHECK ((length(caller) <= 80)),
  constraint idempotency_keys_key_check CHECK (((length(key) >= 1) AND (length(key) <= 128)))
);
create INDEX idempotency_keys_by_age ON idempotency_keys USING btree (city, created_at);
alter table idempotency_keys enable row level security;
alter table idempotency_keys force row level security;
create policy city_only on idempotency_keys for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant delete, insert, select on idempotency_keys to onewindow_app;

create table imports (
  city text not null,
  id uuid not null,
  at timestamp with time zone not null,
  by_id text not null,
  by_name text not null,
  file_name text not null,
  state text not null,
  counts jsonb not null,
  applied jsonb not null,
  report bytea not null,
  content bytea,
  mapping bytea,
  constraint imports_pkey PRIMARY KEY (city, id),
  constraint imports_by_id_check CHECK (((length(by_id) >= 1) AND (length(by_id) <= 80))),
  constraint imports_by_name_check CHECK (((length(by_name) >= 1) AND (length(by_name) <= 100))),
  constraint imports_city_check CHECK ((city ~ '^[0-9]{6}$'::text)),
  constraint imports_content_check CHECK ((length(content) <= 20000000)),
  constraint imports_file_name_check CHECK (((length(file_name) >= 1) AND (length(file_name) <= 200))),
  constraint imports_mapping_check CHECK ((length(mapping) <= 300000)),
  constraint imports_report_check CHECK ((length(report) <= 20000000)),
  constraint imports_state_check CHECK ((state = ANY (ARRAY['checked'::text, 'taken'::text])))
);
create INDEX imports_newest ON imports USING btree (city, at, id);
alter table imports enable row level security;
alter table imports force row level security;
create policy city_only on imports for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant delete, insert, select, update on imports to onewindow_app;

create table inbox_filters (
  city text not null,
  clerk uuid not null,
  id uuid not null,
  name text not null,
  query text not null,
  created_at timestamp with time zone not null,
  constraint inbox_filters_pkey PRIMARY KEY (city, clerk, id),
  constraint inbox_filters_city_clerk_fkey FOREIGN KEY (city, clerk) REFERENCES clerks(city, id),
  constraint inbox_filters_name_check CHECK (((length(name) >= 1) AND (length(name) <= 40))),
  constraint inbox_filters_query_check CHECK ((length(query) <= 500))
);
alter table inbox_filters enable row level security;
alter table inbox_filters force row level security;
create policy city_only on inbox_filters for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant delete, insert, select, update on inbox_filters to onewindow_app;

create table installation (
  one boolean not null default true,
  kind text not null,
  name text not null,
  born_at timestamp with time zone not null,
  constraint installation_pkey PRIMARY KEY (one),
  constraint installation_kind_check CHECK ((kind = ANY (ARRAY['demonstration'::text, 'real'::text]))),
  constraint installation_one_check CHECK (one)
);
grant select on installation to onewindow_app;

create table ledger_closes (
  city text not null,
  day date not null,
  closed_at timestamp with time zone not null,
  closed_by_kind text not null,
  closed_by text not null,
  transfers bigint not null,
  received_fen bigint not null,
  refunded_fen bigint not null,
  fees_fen bigint not null,
  paid_out_fen bigint not null,
  handed_over_fen bigint not null,
  explained integer not null,
  constraint ledger_closes_pkey PRIMARY KEY (city, day),
  constraint ledger_closes_closed_by_check CHECK ((length(closed_by) <= 80)),
  constraint ledger_closes_closed_by_kind_check CHECK ((closed_by_kind = ANY (ARRAY['clerk'::text, 'system'::text]))),
  constraint ledger_closes_explained_check CHECK ((explained >= 0)),
  constraint ledger_closes_handed_over_fen_check CHECK ((handed_over_fen >= 0)),
  constraint ledger_closes_received_fen_check CHECK ((received_fen >= 0)),
  constraint ledger_closes_refunded_fen_check CHECK ((refunded_fen >= 0)),
  constraint ledger_closes_transfers_check CHECK ((transfers >= 0))
);
alter table ledger_closes enable row level security;
alter table ledger_closes force row level security;
create policy city_only on ledger_closes for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant insert, select on ledger_closes to onewindow_app;

create table ledger_days (
  city text not null,
  account text not null,
  day date not null,
  debit_fen bigint not null,
  credit_fen bigint not null,
  balance_fen bigint not null,
  constraint ledger_days_pkey PRIMARY KEY (city, account, day),
  constraint ledger_days_credit_fen_check CHECK ((credit_fen >= 0)),
  constraint ledger_days_debit_fen_check CHECK ((debit_fen >= 0))
);
alter table ledger_days enable row level security;
alter table ledger_days force row level security;
create policy city_only on ledger_days for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant insert, select on ledger_days to onewindow_app;

create table lent_cases (
  city text not null,
  number text not null,
  absence uuid not null,
  owner uuid not null,
  deputy uuid not null,
  at timestamp with time zone not null,
  constraint lent_cases_pkey PRIMARY KEY (city, number),
  constraint lent_cases_city_number_fkey FOREIGN KEY (city, number) REFERENCES cases(city, number) ON DELETE CASCADE,
  constraint lent_cases_number_check CHECK ((length(number) <= 40))
);
create INDEX lent_cases_of_absence ON lent_cases USING btree (city, absence, number);
alter table lent_cases enable row level security;
alter table lent_cases force row level security;
create policy city_only on lent_cases for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant delete, insert, select, update on lent_cases to onewindow_app;

create table life_event_steps (
  resident text not null,
  number text not null,
  service text not null,
  place integer not null,
  case_number text,
  refused jsonb,
  changed_at timestamp with time zone not null,
  constraint life_event_steps_pkey PRIMARY KEY (resident, number, service),
  constraint life_event_steps_resident_number_fkey FOREIGN KEY (resident, number) REFERENCES life_events(resident, number) ON DELETE CASCADE,
  constraint life_event_steps_case_number_check CHECK ((length(case_number) <= 40)),
  constraint life_event_steps_number_check CHECK ((length(number) <= 40)),
  constraint life_event_steps_place_check CHECK ((place >= 0)),
  constraint life_event_steps_refused_check CHECK ((jsonb_typeof(refused) = 'object'::text)),
  constraint life_event_steps_resident_check CHECK (((length(resident) >= 1) AND (length(resident) <= 64))),
  constraint life_event_steps_service_check CHECK (((length(service) >= 1) AND (length(service) <= 60)))
);
alter table life_event_steps enable row level security;
alter table life_event_steps force row level security;
create policy resident_only on life_event_steps for all
  using ((resident = ANY (string_to_array(current_setting('app.residents'::text, true), ','::text))))
  with check ((resident = ANY (string_to_array(current_setting('app.residents'::text, true), ','::text))));
grant delete, insert, select, update on life_event_steps to onewindow_app;

create table life_event_versions (
  code text not null,
  version text not null,
  place integer not null,
  definition jsonb not null,
  published_at timestamp with time zone not null,
  constraint life_event_versions_pkey PRIMARY KEY (code, version),
  constraint life_event_versions_code_check CHECK (((length(code) >= 1) AND (length(code) <= 60))),
  constraint life_event_versions_version_check CHECK ((version ~ '^[0-9a-f]{12}$'::text))
);
grant insert, select on life_event_versions to onewindow_app;

create table life_events (
  resident text not null,
  number text not null,
  city text not null,
  event text not null,
  version text not null,
  draft uuid not null,
  started_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  constraint life_events_pkey PRIMARY KEY (resident, number),
  constraint life_events_resident_draft_key UNIQUE (resident, draft),
  constraint life_events_city_check CHECK ((city ~ '^[0-9]{6}$'::text)),
  constraint life_events_event_check CHECK (((length(event) >= 1) AND (length(event) <= 60))),
  constraint life_events_number_check CHECK ((length(number) <= 40)),
  constraint life_events_resident_check CHECK (((length(resident) >= 1) AND (length(resident) <= 64))),
  constraint life_events_version_check CHECK ((version ~ '^[0-9a-f]{12}$'::text))
);
create INDEX life_events_latest ON life_events USING btree (resident, started_at DESC, number DESC);
alter table life_events enable row level security;
alter table life_events force row level security;
create policy resident_only on life_events for all
  using ((resident = ANY (string_to_array(current_setting('app.residents'::text, true), ','::text))))
  with check ((resident = ANY (string_to_array(current_setting('app.residents'::text, true), ','::text))));
grant delete, insert, select, update on life_events to onewindow_app;

create table life_events_in_force (
  code text not null,
  version text not null,
  place integer not null,
  changed_at timestamp with time zone not null,
  constraint life_events_in_force_pkey PRIMARY KEY (code),
  constraint life_events_in_force_code_version_fkey FOREIGN KEY (code, version) REFERENCES life_event_versions(code, version)
);
grant insert, select, update on life_events_in_force to onewindow_app;

create table messages (
  resident text not null,
  id uuid not null,
  city text not null,
  at timestamp with time zone not null,
  template text not null,
  sealed_values text not null,
  about text,
  read_at timestamp with time zone,
  constraint messages_pkey PRIMARY KEY (resident, id),
  constraint messages_about_check CHECK ((length(about) <= 80)),
  constraint messages_city_check CHECK ((city ~ '^[0-9]{6}$'::text)),
  constraint messages_resident_check CHECK (((length(resident) >= 1) AND (length(resident) <= 64))),
  constraint messages_sealed_values_check CHECK ((length(sealed_values) <= 8000)),
  constraint messages_template_check CHECK ((length(template) <= 60))
);
create INDEX messages_unread ON messages USING btree (resident, id) WHERE (read_at IS NULL);
alter table messages enable row level security;
alter table messages force row level security;
create policy resident_only on messages for all
  using ((resident = ANY (string_to_array(current_setting('app.residents'::text, true), ','::text))))
  with check ((resident = ANY (string_to_array(current_setting('app.residents'::text, true), ','::text))));
grant delete, insert, select, update on messages to onewindow_app;

create table offer_changes (
  city text not null,
  id uuid not null,
  about text not null,
  code text not null,
  before jsonb,
  after jsonb not null,
  at timestamp with time zone not null,
  by_id text not null,
  by_name text not null,
  constraint offer_changes_pkey PRIMARY KEY (city, id),
  constraint offer_changes_about_check CHECK ((about = ANY (ARRAY['service'::text, 'agency'::text]))),
  constraint offer_changes_by_id_check CHECK (((length(by_id) >= 1) AND (length(by_id) <= 80))),
  constraint offer_changes_by_name_check CHECK (((length(by_name) >= 1) AND (length(by_name) <= 100))),
  constraint offer_changes_city_check CHECK ((city ~ '^[0-9]{6}$'::text)),
  constraint offer_changes_code_check CHECK (((length(code) >= 1) AND (length(code) <= 60)))
);
create INDEX offer_changes_of_one ON offer_changes USING btree (city, about, code, id);
alter table offer_changes enable row level security;
alter table offer_changes force row level security;
create policy city_only on offer_changes for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant insert, select on offer_changes to onewindow_app;

create table offering_changes (
  place text not null,
  revision bigint not null,
  constraint offering_changes_pkey PRIMARY KEY (place),
  constraint offering_changes_place_check CHECK ((place ~ '^[0-9]{6}$'::text))
);
grant insert, select, update on offering_changes to onewindow_app;

create table offerings (
  city text not null,
  service text not null,
  version text,
  agency text,
  agency_name_zh text,
  agency_name_en text,
  fee_amount_fen bigint,
  fee_basis text,
  promise_days integer,
  promise_unit text,
  venues jsonb,
  phone text,
  connector text,
  visibility text,
  withdrawn_on date,
  announcement_zh text,
  announcement_en text,
  changed_at timestamp with time zone not null,
  constraint offerings_pkey PRIMARY KEY (city, service),
  constraint offerings_service_version_fkey FOREIGN KEY (service, version) REFERENCES service_versions(code, version),
  constraint offerings_agency_check CHECK (((length(agency) >= 1) AND (length(agency) <= 60))),
  constraint offerings_agency_name_en_check CHECK (((length(agency_name_en) >= 1) AND (length(agency_name_en) <= 200))),
  constraint offerings_agency_name_zh_check CHECK (((length(agency_name_zh) >= 1) AND (length(agency_name_zh) <= 100))),
  constraint offerings_announcement_en_check CHECK (((length(announcement_en) >= 1) AND (length(announcement_en) <= 1000))),
  constraint offerings_announcement_zh_check CHECK (((length(announcement_zh) >= 1) AND (length(announcement_zh) <= 500))),
  constraint offerings_check CHECK (((agency_name_zh IS NULL) = (agency_name_en IS NULL))),
  constraint offerings_check1 CHECK (((fee_amount_fen IS NULL) = (fee_basis IS NULL))),
  constraint offerings_check2 CHECK (((promise_days IS NULL) = (promise_unit IS NULL))),
  constraint offerings_check3 CHECK (((NOT (visibility IS DISTINCT FROM 'withdrawn'::text)) = (withdrawn_on IS NOT NULL))),
  constraint offerings_check4 CHECK ((((withdrawn_on IS NULL) = (announcement_zh IS NULL)) AND ((withdrawn_on IS NULL) = (announcement_en IS NULL)))),
  constraint offerings_city_check CHECK ((city ~ '^[0-9]{6}$'::text)),
  constraint offerings_connector_check CHECK (((length(connector) >= 1) AND (length(connector) <= 60))),
  constraint offerings_fee_amount_fen_check CHECK ((fee_amount_fen >= 0)),
  constraint offerings_fee_basis_check CHECK (((length(fee_basis) >= 1) AND (length(fee_basis) <= 200))),
  constraint offerings_phone_check CHECK (((length(phone) >= 3) AND (length(phone) <= 40))),
  constraint offerings_promise_days_check CHECK (((promise_days >= 0) AND (promise_days <= 999))),
  constraint offerings_promise_unit_check CHECK ((promise_unit = ANY (ARRAY['days'::text, 'working_days'::text]))),
  constraint offerings_service_check CHECK (((length(service) >= 1) AND (length(service) <= 60))),
  constraint offerings_venues_check CHECK (((jsonb_typeof(venues) = 'array'::text) AND (jsonb_array_length(venues) <= 20))),
  constraint offerings_visibility_check CHECK ((visibility = ANY (ARRAY['visible'::text, 'hidden'::text, 'withdrawn'::text])))
);
alter table offerings enable row level security;
alter table offerings force row level security;
create policy city_only on offerings for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant insert, select, update on offerings to onewindow_app;

create table partner_clients (
  client text not null,
  kind text not null,
  name text not null,
  secret_hash text not null,
  cities text[] not null,
  agency text,
  scopes text[] not null,
  created_by text not null,
  created_at timestamp with time zone not null,
  suspended_at timestamp with time zone,
  generation integer not null default 1,
  old_secret_hash text,
  old_until timestamp with time zone,
  constraint partner_clients_pkey PRIMARY KEY (client),
  constraint partner_clients_agency_check CHECK ((length(agency) <= 60)),
  constraint partner_clients_check CHECK (((old_secret_hash IS NULL) = (old_until IS NULL))),
  constraint partner_clients_client_check CHECK ((client ~ '^[a-z0-9][a-z0-9-]{2,39}$'::text)),
  constraint partner_clients_generation_check CHECK ((generation > 0)),
  constraint partner_clients_kind_check CHECK ((kind = ANY (ARRAY['channel'::text, 'agency'::text]))),
  constraint partner_clients_name_check CHECK (((length(name) >= 1) AND (length(name) <= 80)))
);
grant insert, select, update on partner_clients to onewindow_app;

create table payment_account_changes (
  city text not null,
  revision bigint not null,
  constraint payment_account_changes_pkey PRIMARY KEY (city)
);
grant insert, select, update on payment_account_changes to onewindow_app;

create table payment_accounts (
  city text not null,
  provider text not null,
  account text not null,
  agency text not null,
  config json not null,
  secrets_sealed text,
  enabled boolean not null,
  revision integer not null,
  changed_at timestamp with time zone not null,
  changed_by text not null,
  constraint payment_accounts_pkey PRIMARY KEY (city, provider, account),
  constraint payment_accounts_account_check CHECK ((account ~ '^[a-z0-9-]{1,40}$'::text)),
  constraint payment_accounts_agency_check CHECK ((length(agency) <= 60)),
  constraint payment_accounts_changed_by_check CHECK ((length(changed_by) <= 80)),
  constraint payment_accounts_provider_check CHECK ((provider = ANY (ARRAY['wechat'::text, 'alipay'::text, 'treasury'::text, 'demo'::text]))),
  constraint payment_accounts_revision_check CHECK ((revision > 0))
);
alter table payment_accounts enable row level security;
alter table payment_accounts force row level security;
create policy city_only on payment_accounts for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant delete, insert, select, update on payment_accounts to onewindow_app;

create table payment_bills (
  city text not null,
  payment text not null,
  bill text not null,
  amount_fen bigint not null,
  returned_fen bigint not null,
  standing boolean not null,
  write_off text,
  write_off_at timestamp with time zone,
  write_off_reference text,
  constraint payment_bills_pkey PRIMARY KEY (city, payment, bill),
  constraint payment_bills_city_bill_fkey FOREIGN KEY (city, bill) REFERENCES bills(city, number),
  constraint payment_bills_city_payment_fkey FOREIGN KEY (city, payment) REFERENCES payments(city, number) ON DELETE CASCADE,
  constraint payment_bills_amount_fen_check CHECK ((amount_fen > 0)),
  constraint payment_bills_check CHECK (((returned_fen >= 0) AND (returned_fen <= amount_fen))),
  constraint payment_bills_write_off_check CHECK ((write_off = ANY (ARRAY['waiting'::text, 'done'::text, 'refused'::text, 'by_hand'::text]))),
  constraint payment_bills_write_off_reference_check CHECK ((length(write_off_reference) <= 80))
);
create INDEX payment_bills_of_bill ON payment_bills USING btree (city, bill, payment);
create UNIQUE INDEX payment_bills_one_standing ON payment_bills USING btree (city, bill) WHERE standing;
alter table payment_bills enable row level security;
alter table payment_bills force row level security;
create policy city_only on payment_bills for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant delete, insert, select, update on payment_bills to onewindow_app;

create table payment_notices (
  city text not null,
  id uuid not null,
  provider text not null,
  account text not null,
  notice text,
  verdict text not null,
  reason text,
  subject text,
  digest text not null,
  at timestamp with time zone not null,
  constraint payment_notices_pkey PRIMARY KEY (city, id),
  constraint payment_notices_account_check CHECK ((length(account) <= 40)),
  constraint payment_notices_digest_check CHECK ((length(digest) = 64)),
  constraint payment_notices_notice_check CHECK ((length(notice) <= 100)),
  constraint payment_notices_provider_check CHECK ((length(provider) <= 20)),
  constraint payment_notices_reason_check CHECK ((length(reason) <= 60)),
  constraint payment_notices_subject_check CHECK ((length(subject) <= 40)),
  constraint payment_notices_verdict_check CHECK ((verdict = ANY (ARRAY['applied'::text, 'repeated'::text, 'ignored'::text, 'refused'::text])))
);
create INDEX payment_notices_newest ON payment_notices USING btree (city, at DESC, id);
create INDEX payment_notices_of_subject ON payment_notices USING btree (city, subject, at DESC) WHERE (subject IS NOT NULL);
alter table payment_notices enable row level security;
alter table payment_notices force row level security;
create policy city_only on payment_notices for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant delete, insert, select on payment_notices to onewindow_app;

create table payment_tasks (
  city text not null,
  kind text not null,
  subject text not null,
  part text not null,
  state text not null,
  due_at timestamp with time zone not null,
  running_until timestamp with time zone,
  attempts integer not null,
  last_reason text,
  constraint payment_tasks_pkey PRIMARY KEY (city, kind, subject, part),
  constraint payment_tasks_attempts_check CHECK ((attempts >= 0)),
  constraint payment_tasks_kind_check CHECK ((kind = ANY (ARRAY['close'::text, 'query'::text, 'refund'::text, 'refund_query'::text, 'write_off'::text, 'write_off_query'::text, 'fiscal_receipt'::text, 'reverse'::text]))),
  constraint payment_tasks_last_reason_check CHECK ((length(last_reason) <= 60)),
  constraint payment_tasks_part_check CHECK ((length(part) <= 40)),
  constraint payment_tasks_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'dead'::text]))),
  constraint payment_tasks_subject_check CHECK ((length(subject) <= 40))
);
create INDEX payment_tasks_dead ON payment_tasks USING btree (city, kind, subject, part) WHERE (state = 'dead'::text);
create INDEX payment_tasks_due ON payment_tasks USING btree (city, due_at) WHERE (state = 'waiting'::text);
create INDEX payment_tasks_of_payment ON payment_tasks USING btree (city, subject);
alter table payment_tasks enable row level security;
alter table payment_tasks force row level security;
create policy city_only on payment_tasks for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant delete, insert, select, update on payment_tasks to onewindow_app;

create table payments (
  city text not null,
  number text not null,
  provider text not null,
  account text not null,
  paying_from text not null,
  state text not null,
  revision integer not null,
  service text not null,
  agency text not null,
  amount_fen bigint not null,
  received_fen bigint not null,
  applied boolean not null,
  refunded_fen bigint not null,
  refunding_fen bigint not null,
  over_fen bigint not null,
  payer text not null,
  channel text not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  paid_at timestamp with time zone,
  reference text,
  closed_because text,
  constraint payments_pkey PRIMARY KEY (city, number),
  constraint payments_account_check CHECK ((length(account) <= 40)),
  constraint payments_agency_check CHECK ((length(agency) <= 60)),
  constraint payments_amount_fen_check CHECK ((amount_fen > 0)),
  constraint payments_channel_check CHECK ((length(channel) <= 40)),
  constraint payments_check CHECK (((refunded_fen + refunding_fen) <= received_fen)),
  constraint payments_closed_because_check CHECK ((closed_because = ANY (ARRAY['superseded'::text, 'expired'::text, 'cancelled'::text, 'provider'::text]))),
  constraint payments_number_check CHECK ((length(number) <= 32)),
  constraint payments_over_fen_check CHECK ((over_fen >= 0)),
  constraint payments_payer_check CHECK ((length(payer) <= 80)),
  constraint payments_paying_from_check CHECK ((paying_from = ANY (ARRAY['inside'::text, 'phone'::text, 'desktop'::text, 'mini'::text]))),
  constraint payments_provider_check CHECK ((provider = ANY (ARRAY['wechat'::text, 'alipay'::text, 'treasury'::text, 'demo'::text]))),
  constraint payments_received_fen_check CHECK ((received_fen >= 0)),
  constraint payments_reference_check CHECK ((length(reference) <= 80)),
  constraint payments_refunded_fen_check CHECK ((refunded_fen >= 0)),
  constraint payments_refunding_fen_check CHECK ((refunding_fen >= 0)),
  constraint payments_revision_check CHECK ((revision > 0)),
  constraint payments_service_check CHECK ((length(service) <= 60)),
  constraint payments_state_check CHECK ((state = ANY (ARRAY['created'::text, 'handed_over'::text, 'pending'::text, 'succeeded'::text, 'failed'::text, 'closed'::text, 'late_success'::text, 'refunding'::text, 'refunded'::text, 'disputed'::text])))
);
create INDEX payments_newest ON payments USING btree (city, created_at DESC, number);
create INDEX payments_of_payer ON payments USING btree (city, payer, created_at DESC, number);
create INDEX payments_of_provider ON payments USING btree (city, provider, account, paid_at, number) WHERE (paid_at IS NOT NULL);
create INDEX payments_of_reference ON payments USING btree (city, reference) WHERE (reference IS NOT NULL);
create INDEX payments_unsettled ON payments USING btree (city, state, created_at DESC, number) WHERE (state = ANY (ARRAY['late_success'::text, 'refunding'::text, 'disputed'::text]));
alter table payments enable row level security;
alter table payments force row level security;
create policy city_only on payments for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant delete, insert, select, update on payments to onewindow_app;

create table publications (
  city text not null,
  id uuid not null,
  service text not null,
  version text not null,
  version_before text,
  act text not null,
  at timestamp with time zone not null,
  by_kind text not null,
  by_id text not null,
  by_name text not null,
  note text not null,
  constraint publications_pkey PRIMARY KEY (city, id),
  constraint publications_service_version_fkey FOREIGN KEY (service, version) REFERENCES service_versions(code, version),
  constraint publications_act_check CHECK ((act = ANY (ARRAY['checked'::text, 'published'::text, 'rolled_back'::text, 'followed'::text, 'released'::text]))),
  constraint publications_by_id_check CHECK (((length(by_id) >= 1) AND (length(by_id) <= 80))),
  constraint publications_by_kind_check CHECK ((by_kind = ANY (ARRAY['clerk'::text, 'system'::text]))),
  constraint publications_by_name_check CHECK (((length(by_name) >= 1) AND (length(by_name) <= 100))),
  constraint publications_city_check CHECK ((city ~ '^[0-9]{6}$'::text)),
  constraint publications_note_check CHECK ((length(note) <= 500)),
  constraint publications_service_check CHECK (((length(service) >= 1) AND (length(service) <= 60)))
);
create INDEX publications_newest ON publications USING btree (city, at, id);
create INDEX publications_of_service ON publications USING btree (city, service, at, id);
alter table publications enable row level security;
alter table publications force row level security;
create policy city_only on publications for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant insert, select on publications to onewindow_app;

create table reactions_done (
  city text not null,
  seq bigint not null,
  reaction text not null,
  done_at timestamp with time zone not null,
  constraint reactions_done_pkey PRIMARY KEY (city, seq, reaction),
  constraint reactions_done_reaction_check CHECK ((length(reaction) <= 60))
);
alter table reactions_done enable row level security;
alter table reactions_done force row level security;
create policy city_only on reactions_done for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant delete, insert, select on reactions_done to onewindow_app;

create table readings (
  resident text not null,
  id uuid not null,
  city text not null,
  at timestamp with time zone not null,
  reader_name text not null,
  reader_agency text not null,
  purpose text not null,
  subject text not null,
  constraint readings_pkey PRIMARY KEY (resident, id),
  constraint readings_city_check CHECK ((city ~ '^[0-9]{6}$'::text)),
  constraint readings_purpose_check CHECK ((length(purpose) <= 60)),
  constraint readings_reader_agency_check CHECK ((length(reader_agency) <= 80)),
  constraint readings_reader_name_check CHECK ((length(reader_name) <= 80)),
  constraint readings_resident_check CHECK (((length(resident) >= 1) AND (length(resident) <= 64))),
  constraint readings_subject_check CHECK ((length(subject) <= 120))
);
alter table readings enable row level security;
alter table readings force row level security;
create policy resident_only on readings for all
  using ((resident = ANY (string_to_array(current_setting('app.residents'::text, true), ','::text))))
  with check ((resident = ANY (string_to_array(current_setting('app.residents'::text, true), ','::text))));
grant insert, select on readings to onewindow_app;

create table reason_templates (
  city text not null,
  id uuid not null,
  agency text not null,
  service text,
  act text not null,
  name text not null,
  text_zh text not null,
  text_en text not null,
  changed_by uuid not null,
  changed_at timestamp with time zone not null,
  constraint reason_templates_pkey PRIMARY KEY (city, id),
  constraint reason_templates_act_check CHECK ((length(act) <= 40)),
  constraint reason_templates_agency_check CHECK ((length(agency) <= 60)),
  constraint reason_templates_name_check CHECK (((length(name) >= 1) AND (length(name) <= 60))),
  constraint reason_templates_service_check CHECK ((length(service) <= 80)),
  constraint reason_templates_text_en_check CHECK (((length(text_en) >= 1) AND (length(text_en) <= 4000))),
  constraint reason_templates_text_zh_check CHECK (((length(text_zh) >= 1) AND (length(text_zh) <= 2000)))
);
create INDEX reason_templates_of_agency ON reason_templates USING btree (city, agency, act, name, id);
alter table reason_templates enable row level security;
alter table reason_templates force row level security;
create policy city_only on reason_templates for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant delete, insert, select, update on reason_templates to onewindow_app;

create table receipt_bills (
  city text not null,
  receipt text not null,
  bill text not null,
  payer text not null,
  account_hash text,
  year integer not null,
  happened_at timestamp with time zone not null,
  kind text not null,
  amount_fen bigint not null,
  constraint receipt_bills_pkey PRIMARY KEY (city, receipt, bill),
  constraint receipt_bills_city_receipt_fkey FOREIGN KEY (city, receipt) REFERENCES receipts(city, number),
  constraint receipt_bills_account_hash_check CHECK ((length(account_hash) <= 64)),
  constraint receipt_bills_amount_fen_check CHECK ((amount_fen > 0)),
  constraint receipt_bills_bill_check CHECK ((length(bill) <= 40)),
  constraint receipt_bills_kind_check CHECK ((kind = ANY (ARRAY['payment'::text, 'refund'::text]))),
  constraint receipt_bills_payer_check CHECK ((length(payer) <= 80)),
  constraint receipt_bills_receipt_check CHECK ((length(receipt) <= 40))
);
create INDEX receipt_bills_of_account ON receipt_bills USING btree (city, payer, account_hash, year, happened_at, receipt, bill) WHERE (account_hash IS NOT NULL);
alter table receipt_bills enable row level security;
alter table receipt_bills force row level security;
create policy city_only on receipt_bills for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant insert, select on receipt_bills to onewindow_app;

create table receipt_counters (
  city text not null,
  year integer not null,
  last bigint not null,
  constraint receipt_counters_pkey PRIMARY KEY (city, year),
  constraint receipt_counters_last_check CHECK ((last >= 0)),
  constraint receipt_counters_year_check CHECK (((year >= 2000) AND (year <= 2199)))
);
alter table receipt_counters enable row level security;
alter table receipt_counters force row level security;
create policy city_only on receipt_counters for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant insert, select, update on receipt_counters to onewindow_app;

create table receipts (
  city text not null,
  number text not null,
  kind text not null,
  subject text not null,
  payment text not null,
  year integer not null,
  serial bigint not null,
  amount_fen bigint not null,
  payee text not null,
  service text not null,
  agency text not null,
  payer text not null,
  happened_at timestamp with time zone not null,
  issued_at timestamp with time zone not null,
  original text,
  sealed jsonb not null,
  constraint receipts_pkey PRIMARY KEY (city, number),
  constraint receipts_city_kind_subject_key UNIQUE (city, kind, subject),
  constraint receipts_city_year_serial_key UNIQUE (city, year, serial),
  constraint receipts_agency_check CHECK ((length(agency) <= 60)),
  constraint receipts_amount_fen_check CHECK ((amount_fen > 0)),
  constraint receipts_check CHECK (((kind = 'refund'::text) = (original IS NOT NULL))),
  constraint receipts_kind_check CHECK ((kind = ANY (ARRAY['payment'::text, 'refund'::text]))),
  constraint receipts_number_check CHECK ((length(number) <= 40)),
  constraint receipts_original_check CHECK ((length(original) <= 40)),
  constraint receipts_payee_check CHECK ((payee = ANY (ARRAY['treasury'::text, 'merchant'::text]))),
  constraint receipts_payer_check CHECK ((length(payer) <= 80)),
  constraint receipts_payment_check CHECK ((length(payment) <= 40)),
  constraint receipts_serial_check CHECK ((serial > 0)),
  constraint receipts_service_check CHECK ((length(service) <= 60)),
  constraint receipts_subject_check CHECK ((length(subject) <= 40)),
  constraint receipts_year_check CHECK (((year >= 2000) AND (year <= 2199)))
);
create INDEX receipts_of_payment ON receipts USING btree (city, payment, kind, serial);
alter table receipts enable row level security;
alter table receipts force row level security;
create policy city_only on receipts for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant insert, select, update on receipts to onewindow_app;

create table receipts_due (
  city text not null,
  payment text not null,
  revision integer not null,
  due_at timestamp with time zone,
  attempts integer not null,
  constraint receipts_due_pkey PRIMARY KEY (city, payment),
  constraint receipts_due_attempts_check CHECK ((attempts >= 0)),
  constraint receipts_due_payment_check CHECK ((length(payment) <= 40)),
  constraint receipts_due_revision_check CHECK ((revision > 0))
);
create INDEX receipts_due_given_up ON receipts_due USING btree (city, payment) WHERE (due_at IS NULL);
create INDEX receipts_due_next ON receipts_due USING btree (city, due_at) WHERE (due_at IS NOT NULL);
alter table receipts_due enable row level security;
alter table receipts_due force row level security;
create policy city_only on receipts_due for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant delete, insert, select, update on receipts_due to onewindow_app;

create table reconciliations (
  city text not null,
  source text not null,
  day date not null,
  bill text not null,
  problem text,
  attempts integer not null,
  due_at timestamp with time zone,
  fetched_at timestamp with time zone,
  reading integer not null,
  lines bigint not null,
  moved bigint not null,
  in_fen bigint not null,
  out_fen bigint not null,
  fees_fen bigint not null,
  our_moved bigint,
  our_in_fen bigint,
  our_out_fen bigint,
  reconciled_at timestamp with time zone,
  run uuid,
  running_until timestamp with time zone,
  lines_kept boolean not null default true,
  constraint reconciliations_pkey PRIMARY KEY (city, source, day),
  constraint reconciliations_attempts_check CHECK ((attempts >= 0)),
  constraint reconciliations_bill_check CHECK ((bill = ANY (ARRAY['waiting'::text, 'fetched'::text, 'none'::text, 'problem'::text]))),
  constraint reconciliations_in_fen_check CHECK ((in_fen >= 0)),
  constraint reconciliations_lines_check CHECK ((lines >= 0)),
  constraint reconciliations_moved_check CHECK ((moved >= 0)),
  constraint reconciliations_our_in_fen_check CHECK ((our_in_fen >= 0)),
  constraint reconciliations_our_moved_check CHECK ((our_moved >= 0)),
  constraint reconciliations_our_out_fen_check CHECK ((our_out_fen >= 0)),
  constraint reconciliations_out_fen_check CHECK ((out_fen >= 0)),
  constraint reconciliations_problem_check CHECK ((length(problem) <= 60)),
  constraint reconciliations_reading_check CHECK ((reading >= 0)),
  constraint reconciliations_source_check CHECK (((length(source) >= 1) AND (length(source) <= 120)))
);
create INDEX reconciliations_days ON reconciliations USING btree (city, day, source);
create INDEX reconciliations_with_lines ON reconciliations USING btree (city, day) WHERE lines_kept;
alter table reconciliations enable row level security;
alter table reconciliations force row level security;
create policy city_only on reconciliations for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant delete, insert, select, update on reconciliations to onewindow_app;

create table refunds (
  city text not null,
  number text not null,
  payment text not null,
  amount_fen bigint not null,
  cause text not null,
  state text not null,
  reason jsonb not null,
  bills jsonb,
  asked_kind text not null,
  asked_by text not null,
  approvals_needed integer not null,
  approved_by jsonb not null,
  reference text,
  asked_at timestamp with time zone not null,
  done_at timestamp with time zone,
  way text not null default 'provider'::text,
  constraint refunds_pkey PRIMARY KEY (city, number),
  constraint refunds_city_payment_fkey FOREIGN KEY (city, payment) REFERENCES payments(city, number) ON DELETE CASCADE,
  constraint refunds_amount_fen_check CHECK ((amount_fen > 0)),
  constraint refunds_approvals_needed_check CHECK (((approvals_needed >= 0) AND (approvals_needed <= 2))),
  constraint refunds_asked_by_check CHECK ((length(asked_by) <= 80)),
  constraint refunds_asked_kind_check CHECK ((length(asked_kind) <= 20)),
  constraint refunds_cause_check CHECK ((cause = ANY (ARRAY['asked'::text, 'by_clerk'::text, 'late_success'::text, 'write_off_refused'::text, 'disputed'::text, 'case_ended'::text]))),
  constraint refunds_number_check CHECK ((length(number) <= 32)),
  constraint refunds_reference_check CHECK ((length(reference) <= 80)),
  constraint refunds_state_check CHECK ((state = ANY (ARRAY['asked'::text, 'approved'::text, 'sent'::text, 'succeeded'::text, 'failed'::text, 'declined'::text]))),
  constraint refunds_way_check CHECK ((way = ANY (ARRAY['provider'::text, 'by_hand'::text])))
);
create INDEX refunds_done ON refunds USING btree (city, done_at, number) WHERE (done_at IS NOT NULL);
create INDEX refunds_newest ON refunds USING btree (city, asked_at DESC, number);
create INDEX refunds_of_payment ON refunds USING btree (city, payment);
create INDEX refunds_waiting ON refunds USING btree (city, asked_at, number) WHERE ((state = 'asked'::text) OR (state = 'failed'::text));
alter table refunds enable row level security;
alter table refunds force row level security;
create policy city_only on refunds for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant delete, insert, select, update on refunds to onewindow_app;

create table relay_cursors (
  city text not null,
  seq bigint not null,
  constraint relay_cursors_pkey PRIMARY KEY (city)
);
grant insert, select, update on relay_cursors to onewindow_app;

create table reminder_queue (
  resident text not null,
  account uuid not null,
  due_at timestamp with time zone not null,
  tries integer not null,
  constraint reminder_queue_pkey PRIMARY KEY (resident, account),
  constraint reminder_queue_resident_check CHECK (((length(resident) >= 1) AND (length(resident) <= 64))),
  constraint reminder_queue_tries_check CHECK (((tries >= 0) AND (tries <= 100)))
);
create INDEX reminder_queue_due ON reminder_queue USING btree (due_at);
grant delete, insert, select, update on reminder_queue to onewindow_app;

create table report_limits (
  city text not null,
  matter text not null,
  days integer not null,
  changed_at timestamp with time zone not null,
  constraint report_limits_pkey PRIMARY KEY (city, matter),
  constraint report_limits_days_check CHECK (((days >= 1) AND (days <= 60))),
  constraint report_limits_matter_check CHECK ((length(matter) <= 40))
);
alter table report_limits enable row level security;
alter table report_limits force row level security;
create policy city_only on report_limits for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant delete, insert, select, update on report_limits to onewindow_app;

create table reports (
  city text not null,
  number text not null,
  service text not null,
  matter text not null,
  category text not null,
  agency text not null,
  state text not null,
  revision integer not null,
  submitted_at timestamp with time zone not null,
  due_at timestamp with time zone,
  closed_at timestamp with time zone,
  cell text,
  address_hash text,
  coarse_place text,
  joined_to text,
  urged_at timestamp with time zone,
  extension text,
  called_back text,
  constraint reports_pkey PRIMARY KEY (city, number),
  constraint reports_city_number_fkey FOREIGN KEY (city, number) REFERENCES cases(city, number) ON DELETE CASCADE,
  constraint reports_address_hash_check CHECK ((length(address_hash) <= 64)),
  constraint reports_agency_check CHECK ((length(agency) <= 40)),
  constraint reports_called_back_check CHECK ((called_back = ANY (ARRAY['satisfied'::text, 'not_satisfied'::text, 'not_reached'::text]))),
  constraint reports_category_check CHECK ((length(category) <= 40)),
  constraint reports_cell_check CHECK ((length(cell) <= 20)),
  constraint reports_coarse_place_check CHECK ((length(coarse_place) <= 40)),
  constraint reports_extension_check CHECK ((extension = ANY (ARRAY['asked'::text, 'granted'::text, 'refused'::text]))),
  constraint reports_joined_to_check CHECK ((length(joined_to) <= 40)),
  constraint reports_matter_check CHECK ((length(matter) <= 40)),
  constraint reports_number_check CHECK ((length(number) <= 40)),
  constraint reports_revision_check CHECK ((revision > 0)),
  constraint reports_service_check CHECK ((length(service) <= 80)),
  constraint reports_state_check CHECK ((length(state) <= 40))
);
create INDEX reports_alike ON reports USING btree (city, category, submitted_at);
create INDEX reports_extension ON reports USING btree (city, number) WHERE ((extension = 'asked'::text) AND (closed_at IS NULL));
create INDEX reports_joined ON reports USING btree (city, joined_to) WHERE (joined_to IS NOT NULL);
create INDEX reports_open ON reports USING btree (city, (
CASE
    WHEN (due_at IS NULL) THEN 'infinity'::timestamp with time zone
    ELSE due_at
END), number) WHERE (closed_at IS NULL);
create INDEX reports_to_call ON reports USING btree (city, number) WHERE ((called_back IS NULL) AND (state = ANY (ARRAY['approved'::text, 'refused'::text])));
create INDEX reports_urged ON reports USING btree (city, number) WHERE ((closed_at IS NULL) AND (urged_at IS NOT NULL));
alter table reports enable row level security;
alter table reports force row level security;
create policy city_only on reports for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant delete, insert, select, update on reports to onewindow_app;

create table resident_accounts (
  resident text not null,
  id uuid not null,
  city text not null,
  service text not null,
  account_hash text not null,
  sealed jsonb not null,
  own boolean not null,
  remind boolean not null,
  owed_fen bigint,
  due_on date,
  asked_at timestamp with time zone,
  created_at timestamp with time zone not null,
  reminded text[] not null default '{}'::text[],
  constraint resident_accounts_pkey PRIMARY KEY (resident, id),
  constraint resident_accounts_resident_city_service_account_hash_key UNIQUE (resident, city, service, account_hash),
  constraint resident_accounts_account_hash_check CHECK ((length(account_hash) <= 64)),
  constraint resident_accounts_owed_fen_check CHECK ((owed_fen >= 0))
);
alter table resident_accounts enable row level security;
alter table resident_accounts force row level security;
create policy resident_only on resident_accounts for all
  using ((resident = ANY (string_to_array(current_setting('app.residents'::text, true), ','::text))))
  with check ((resident = ANY (string_to_array(current_setting('app.residents'::text, true), ','::text))));
grant delete, insert, select, update on resident_accounts to onewindow_app;

create table resident_cases (
  resident text not null,
  city text not null,
  number text not null,
  service text not null,
  state text not null,
  revision integer not null,
  submitted_at timestamp with time zone not null,
  due_at timestamp with time zone,
  closed_at timestamp with time zone,
  constraint resident_cases_pkey PRIMARY KEY (resident, city, number)
);
create INDEX resident_cases_newest ON resident_cases USING btree (resident, submitted_at DESC, number);
alter table resident_cases enable row level security;
alter table resident_cases force row level security;
create policy resident_only on resident_cases for all
  using ((resident = ANY (string_to_array(current_setting('app.residents'::text, true), ','::text))))
  with check ((resident = ANY (string_to_array(current_setting('app.residents'::text, true), ','::text))));
grant delete, insert, select, update on resident_cases to onewindow_app;

create table resident_payments (
  resident text not null,
  city text not null,
  number text not null,
  service text not null,
  state text not null,
  revision integer not null,
  amount_fen bigint not null,
  refunded_fen bigint not null,
  created_at timestamp with time zone not null,
  paid_at timestamp with time zone,
  settled boolean not null,
  constraint resident_payments_pkey PRIMARY KEY (resident, city, number)
);
create INDEX resident_payments_newest ON resident_payments USING btree (resident, created_at DESC, number);
alter table resident_payments enable row level security;
alter table resident_payments force row level security;
create policy resident_only on resident_payments for all
  using ((resident = ANY (string_to_array(current_setting('app.residents'::text, true), ','::text))))
  with check ((resident = ANY (string_to_array(current_setting('app.residents'::text, true), ','::text))));
grant delete, insert, select, update on resident_payments to onewindow_app;

create table residents (
  resident text not null,
  name text not null,
  id_type text not null,
  id_number text not null,
  phone text,
  birth_day text,
  sex text,
  hukou_division text,
  address text,
  stated text[] not null,
  preferences jsonb not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  signed_in_at timestamp with time zone not null,
  constraint residents_pkey PRIMARY KEY (resident),
  constraint residents_id_type_check CHECK ((id_type = ANY (ARRAY['resident_id'::text, 'hk_macao_taiwan_permit'::text, 'foreign_permanent_resident_id'::text, 'passport'::text]))),
  constraint residents_resident_check CHECK (((length(resident) >= 1) AND (length(resident) <= 64)))
);
alter table residents enable row level security;
alter table residents force row level security;
create policy resident_only on residents for all
  using ((resident = ANY (string_to_array(current_setting('app.residents'::text, true), ','::text))))
  with check ((resident = ANY (string_to_array(current_setting('app.residents'::text, true), ','::text))));
grant delete, insert, select, update on residents to onewindow_app;

create table routing_rules (
  city text not null,
  id uuid not null,
  agency text not null,
  place integer not null,
  service text,
  area text,
  target text not null,
  target_id uuid,
  changed_at timestamp with time zone not null,
  constraint routing_rules_pkey PRIMARY KEY (city, id),
  constraint routing_rules_agency_check CHECK ((length(agency) <= 60)),
  constraint routing_rules_area_check CHECK ((length(area) <= 40)),
  constraint routing_rules_check CHECK (((target = ANY (ARRAY['group'::text, 'clerk'::text])) = (target_id IS NOT NULL))),
  constraint routing_rules_place_check CHECK (((place >= 1) AND (place <= 1000))),
  constraint routing_rules_service_check CHECK ((length(service) <= 80)),
  constraint routing_rules_target_check CHECK ((target = ANY (ARRAY['agency'::text, 'area'::text, 'group'::text, 'clerk'::text])))
);
create INDEX routing_rules_in_order ON routing_rules USING btree (city, agency, place, id);
alter table routing_rules enable row level security;
alter table routing_rules force row level security;
create policy city_only on routing_rules for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant delete, insert, select, update on routing_rules to onewindow_app;

create table rule_checks (
  city text not null,
  number text not null,
  service text not null,
  agency text not null,
  drawn_at timestamp with time zone not null,
  checked_by uuid,
  checked_at timestamp with time zone,
  verdict text,
  note_sealed text,
  constraint rule_checks_pkey PRIMARY KEY (city, number),
  constraint rule_checks_city_number_fkey FOREIGN KEY (city, number) REFERENCES cases(city, number) ON DELETE CASCADE,
  constraint rule_checks_agency_check CHECK ((length(agency) <= 80)),
  constraint rule_checks_check CHECK ((((checked_at IS NULL) = (verdict IS NULL)) AND ((checked_at IS NULL) = (checked_by IS NULL)))),
  constraint rule_checks_note_sealed_check CHECK ((length(note_sealed) <= 20000)),
  constraint rule_checks_number_check CHECK ((length(number) <= 40)),
  constraint rule_checks_service_check CHECK ((length(service) <= 80)),
  constraint rule_checks_verdict_check CHECK ((verdict = ANY (ARRAY['right'::text, 'wrong'::text])))
);
create INDEX rule_checks_of_service ON rule_checks USING btree (city, service, drawn_at);
create INDEX rule_checks_open ON rule_checks USING btree (city, agency, drawn_at, number) WHERE (checked_at IS NULL);
alter table rule_checks enable row level security;
alter table rule_checks force row level security;
create policy city_only on rule_checks for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant delete, insert, select, update on rule_checks to onewindow_app;

create table rule_days (
  city text not null,
  service text not null,
  day date not null,
  agency text not null,
  filed integer not null,
  decided integer not null,
  constraint rule_days_pkey PRIMARY KEY (city, day, service),
  constraint rule_days_agency_check CHECK ((length(agency) <= 80)),
  constraint rule_days_decided_check CHECK ((decided >= 0)),
  constraint rule_days_filed_check CHECK ((filed >= 0)),
  constraint rule_days_service_check CHECK ((length(service) <= 80))
);
alter table rule_days enable row level security;
alter table rule_days force row level security;
create policy city_only on rule_days for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant insert, select, update on rule_days to onewindow_app;

create table schema_migrations (
  id integer not null,
  name text not null,
  checksum text not null,
  applied_at timestamp with time zone not null,
  constraint schema_migrations_pkey PRIMARY KEY (id)
);
grant select on schema_migrations to onewindow_app;

create table service_versions (
  code text not null,
  version text not null,
  definition jsonb not null,
  certificate jsonb,
  published_at timestamp with time zone not null,
  constraint service_versions_pkey PRIMARY KEY (code, version),
  constraint service_versions_code_check CHECK (((length(code) >= 1) AND (length(code) <= 60))),
  constraint service_versions_version_check CHECK ((version ~ '^[0-9a-f]{12}$'::text))
);
create INDEX service_versions_by_time ON service_versions USING btree (published_at, code, version);
grant insert, select on service_versions to onewindow_app;

create table services (
  code text not null,
  version text not null,
  changed_at timestamp with time zone not null,
  place text,
  set_aside text[] not null default '{}'::text[],
  constraint services_pkey PRIMARY KEY (code),
  constraint services_code_version_fkey FOREIGN KEY (code, version) REFERENCES service_versions(code, version),
  constraint services_place_check CHECK (((place ~ '^[0-9]{6}$'::text) AND (place <> '000000'::text)))
);
grant insert, select, update on services to onewindow_app;

create table sessions (
  token_hash text not null,
  kind text not null,
  resident text,
  city text,
  clerk uuid,
  created_at timestamp with time zone not null,
  seen_at timestamp with time zone not null,
  idle_until timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  constraint sessions_pkey PRIMARY KEY (token_hash),
  constraint sessions_check CHECK (((kind = 'resident'::text) = (resident IS NOT NULL))),
  constraint sessions_check1 CHECK (((kind = 'staff'::text) = ((city IS NOT NULL) AND (clerk IS NOT NULL)))),
  constraint sessions_kind_check CHECK ((kind = ANY (ARRAY['resident'::text, 'staff'::text])))
);
create INDEX sessions_by_idle ON sessions USING btree (idle_until);
create INDEX sessions_of_clerk ON sessions USING btree (clerk, city) WHERE (clerk IS NOT NULL);
create INDEX sessions_of_resident ON sessions USING btree (resident) WHERE (resident IS NOT NULL);
grant delete, insert, select, update on sessions to onewindow_app;

create table source_lines (
  city text not null,
  source text not null,
  day date not null,
  reading integer not null,
  number text not null,
  line integer not null,
  kind text not null,
  part text not null,
  reference text not null,
  amount_fen bigint not null,
  fee_fen bigint not null,
  state text not null,
  at timestamp with time zone not null,
  constraint source_lines_pkey PRIMARY KEY (city, source, day, reading, number, line),
  constraint source_lines_amount_fen_check CHECK ((amount_fen >= 0)),
  constraint source_lines_kind_check CHECK ((kind = ANY (ARRAY['payment'::text, 'refund'::text, 'write_off'::text, 'reversal'::text]))),
  constraint source_lines_line_check CHECK ((line > 0)),
  constraint source_lines_number_check CHECK ((length(number) <= 80)),
  constraint source_lines_part_check CHECK ((length(part) <= 80)),
  constraint source_lines_reference_check CHECK ((length(reference) <= 80)),
  constraint source_lines_state_check CHECK ((state = ANY (ARRAY['succeeded'::text, 'processing'::text, 'failed'::text])))
);
alter table source_lines enable row level security;
alter table source_lines force row level security;
create policy city_only on source_lines for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant delete, insert, select on source_lines to onewindow_app;

create table staff_logins (
  login_hash text not null,
  city text not null,
  clerk uuid not null,
  constraint staff_logins_pkey PRIMARY KEY (login_hash)
);
grant insert, select on staff_logins to onewindow_app;

create table standing_agencies (
  place text not null,
  agency text not null,
  name_zh text,
  name_en text,
  venues jsonb,
  phone text,
  connector text,
  promise_days integer,
  promise_unit text,
  changed_at timestamp with time zone not null,
  constraint standing_agencies_pkey PRIMARY KEY (place, agency),
  constraint standing_agencies_agency_check CHECK (((length(agency) >= 1) AND (length(agency) <= 60))),
  constraint standing_agencies_check CHECK (((name_zh IS NULL) = (name_en IS NULL))),
  constraint standing_agencies_check1 CHECK (((promise_days IS NULL) = (promise_unit IS NULL))),
  constraint standing_agencies_connector_check CHECK (((length(connector) >= 1) AND (length(connector) <= 60))),
  constraint standing_agencies_name_en_check CHECK (((length(name_en) >= 1) AND (length(name_en) <= 200))),
  constraint standing_agencies_name_zh_check CHECK (((length(name_zh) >= 1) AND (length(name_zh) <= 100))),
  constraint standing_agencies_phone_check CHECK (((length(phone) >= 3) AND (length(phone) <= 40))),
  constraint standing_agencies_place_check CHECK ((place ~ '^[0-9]{4}00$'::text)),
  constraint standing_agencies_promise_days_check CHECK (((promise_days >= 0) AND (promise_days <= 999))),
  constraint standing_agencies_promise_unit_check CHECK ((promise_unit = ANY (ARRAY['days'::text, 'working_days'::text]))),
  constraint standing_agencies_venues_check CHECK (((jsonb_typeof(venues) = 'array'::text) AND (jsonb_array_length(venues) <= 20)))
);
grant delete, insert, select, update on standing_agencies to onewindow_app;

create table standing_offers (
  place text not null,
  service text not null,
  agency text,
  agency_name_zh text,
  agency_name_en text,
  fee_amount_fen bigint,
  fee_basis text,
  promise_days integer,
  promise_unit text,
  venues jsonb,
  phone text,
  connector text,
  visibility text,
  withdrawn_on date,
  announcement_zh text,
  announcement_en text,
  changed_at timestamp with time zone not null,
  constraint standing_offers_pkey PRIMARY KEY (place, service),
  constraint standing_offers_agency_check CHECK (((length(agency) >= 1) AND (length(agency) <= 60))),
  constraint standing_offers_agency_name_en_check CHECK (((length(agency_name_en) >= 1) AND (length(agency_name_en) <= 200))),
  constraint standing_offers_agency_name_zh_check CHECK (((length(agency_name_zh) >= 1) AND (length(agency_name_zh) <= 100))),
  constraint standing_offers_announcement_en_check CHECK (((length(announcement_en) >= 1) AND (length(announcement_en) <= 1000))),
  constraint standing_offers_announcement_zh_check CHECK (((length(announcement_zh) >= 1) AND (length(announcement_zh) <= 500))),
  constraint standing_offers_check CHECK (((agency_name_zh IS NULL) = (agency_name_en IS NULL))),
  constraint standing_offers_check1 CHECK (((fee_amount_fen IS NULL) = (fee_basis IS NULL))),
  constraint standing_offers_check2 CHECK (((promise_days IS NULL) = (promise_unit IS NULL))),
  constraint standing_offers_check3 CHECK (((NOT (visibility IS DISTINCT FROM 'withdrawn'::text)) = (withdrawn_on IS NOT NULL))),
  constraint standing_offers_check4 CHECK ((((withdrawn_on IS NULL) = (announcement_zh IS NULL)) AND ((withdrawn_on IS NULL) = (announcement_en IS NULL)))),
  constraint standing_offers_connector_check CHECK (((length(connector) >= 1) AND (length(connector) <= 60))),
  constraint standing_offers_fee_amount_fen_check CHECK ((fee_amount_fen >= 0)),
  constraint standing_offers_fee_basis_check CHECK (((length(fee_basis) >= 1) AND (length(fee_basis) <= 200))),
  constraint standing_offers_phone_check CHECK (((length(phone) >= 3) AND (length(phone) <= 40))),
  constraint standing_offers_place_check CHECK ((place ~ '^[0-9]{4}00$'::text)),
  constraint standing_offers_promise_days_check CHECK (((promise_days >= 0) AND (promise_days <= 999))),
  constraint standing_offers_promise_unit_check CHECK ((promise_unit = ANY (ARRAY['days'::text, 'working_days'::text]))),
  constraint standing_offers_service_check CHECK (((length(service) >= 1) AND (length(service) <= 60))),
  constraint standing_offers_venues_check CHECK (((jsonb_typeof(venues) = 'array'::text) AND (jsonb_array_length(venues) <= 20))),
  constraint standing_offers_visibility_check CHECK ((visibility = ANY (ARRAY['visible'::text, 'hidden'::text, 'withdrawn'::text])))
);
grant delete, insert, select, update on standing_offers to onewindow_app;

create table transfers (
  city text not null,
  subject text not null,
  reason text not null,
  part text not null,
  day date not null,
  at timestamp with time zone not null,
  debit text not null,
  credit text not null,
  amount_fen bigint not null,
  constraint transfers_pkey PRIMARY KEY (city, subject, reason, part),
  constraint transfers_amount_fen_check CHECK ((amount_fen > 0)),
  constraint transfers_check CHECK ((debit <> credit)),
  constraint transfers_credit_check CHECK (((length(credit) >= 1) AND (length(credit) <= 120))),
  constraint transfers_debit_check CHECK (((length(debit) >= 1) AND (length(debit) <= 120))),
  constraint transfers_part_check CHECK ((length(part) <= 80)),
  constraint transfers_reason_check CHECK ((length(reason) <= 40)),
  constraint transfers_subject_check CHECK ((length(subject) <= 80))
);
create INDEX transfers_credit ON transfers USING btree (city, credit, day, subject);
create INDEX transfers_debit ON transfers USING btree (city, debit, day, subject);
create INDEX transfers_of_day ON transfers USING btree (city, day, subject);
alter table transfers enable row level security;
alter table transfers force row level security;
create policy city_only on transfers for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant insert, select on transfers to onewindow_app;

create table work_areas (
  city text not null,
  area text not null,
  name text not null,
  division text,
  part text,
  clerks uuid[] not null,
  changed_at timestamp with time zone not null,
  constraint work_areas_pkey PRIMARY KEY (city, area),
  constraint work_areas_area_check CHECK ((area ~ '^[a-z0-9][a-z0-9-]{0,39}$'::text)),
  constraint work_areas_check CHECK (((division IS NOT NULL) OR (part IS NOT NULL))),
  constraint work_areas_clerks_check CHECK ((cardinality(clerks) <= 200)),
  constraint work_areas_division_check CHECK ((division ~ '^[0-9]{6}$'::text)),
  constraint work_areas_name_check CHECK (((length(name) >= 1) AND (length(name) <= 60))),
  constraint work_areas_part_check CHECK (((length(part) >= 2) AND (length(part) <= 40)))
);
alter table work_areas enable row level security;
alter table work_areas force row level security;
create policy city_only on work_areas for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant delete, insert, select, update on work_areas to onewindow_app;

create table work_groups (
  city text not null,
  id uuid not null,
  agency text not null,
  name text not null,
  clerks uuid[] not null,
  changed_at timestamp with time zone not null,
  constraint work_groups_pkey PRIMARY KEY (city, id),
  constraint work_groups_agency_check CHECK ((length(agency) <= 60)),
  constraint work_groups_clerks_check CHECK ((cardinality(clerks) <= 200)),
  constraint work_groups_name_check CHECK (((length(name) >= 1) AND (length(name) <= 60)))
);
create INDEX work_groups_of_agency ON work_groups USING btree (city, agency);
alter table work_groups enable row level security;
alter table work_groups force row level security;
create policy city_only on work_groups for all
  using ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))))
  with check ((city = ANY (string_to_array(current_setting('app.cities'::text, true), ','::text))));
grant delete, insert, select, update on work_groups to onewindow_app;

create function erase_words(of_city text, of_number text)
 RETURNS TABLE(seq bigint)
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
  update public.events e
  set data = (e.data - 'sealed' - 'draft') #- '{set,tracking}',
    actor = case when e.actor_kind in ('resident', 'visitor') then 'erased' else e.actor end,
    on_behalf = case when e.on_behalf is null then null else 'erased' end
  from public.cases c
  where of_city = any (string_to_array(current_setting('app.cities', true), ','))
    and c.city = of_city and c.number = of_number and c.state = 'archived'
    and e.city = of_city and e.subject = of_number
    and (e.data ?| array['sealed', 'draft'] or e.data #> '{set,tracking}' is not null
      or (e.actor_kind in ('resident', 'visitor') and e.actor <> 'erased') or e.on_behalf <> 'erased')
  returning e.seq
$function$;
grant execute on function erase_words(text,text) to onewindow_app;
