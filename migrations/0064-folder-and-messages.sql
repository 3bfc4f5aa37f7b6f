-- Messages beside the inbox (e-mail, SMS), and certificates as they are used: by one-time code, replaced, overtaken by facts.

-- How a person wants to be told beside the inbox. A telephone is the profile's; an address stands here once a code proved it.
create table contacts (
  resident text not null check (length(resident) between 1 and 64),
  channel text not null check (channel in ('sms', 'email')),
  address_sealed text check (length(address_sealed) <= 2000),
  wanted boolean not null,
  -- When the person last said so: consent, or its withdrawal.
  said_at timestamptz not null,
  verified_at timestamptz,
  -- The provider says that nothing arrives there.
  bounced_at timestamptz,
  code_hash text check (length(code_hash) <= 64),
  code_until timestamptz,
  code_tries integer not null default 0,
  -- Codes asked for since, against sending many to somebody else's address.
  codes_sent integer not null default 0,
  codes_since timestamptz,
  primary key (resident, channel),
  check (channel = 'email' or address_sealed is null)
);
alter table contacts enable row level security;
alter table contacts force row level security;
create policy resident_only on contacts
  using (resident = any (string_to_array(current_setting('app.residents', true), ',')))
  with check (resident = any (string_to_array(current_setting('app.residents', true), ',')));
grant select, insert, update, delete on contacts to onewindow_app;

-- One message on its way by one channel. The address is kept only as long as it may be sent there again.
create table deliveries (
  resident text not null check (length(resident) between 1 and 64),
  reference text not null check (length(reference) between 16 and 40),
  message uuid not null,
  channel text not null check (channel in ('sms', 'email')),
  kind text not null check (kind in ('news', 'to_do', 'code')),
  sealed_values text check (length(sealed_values) <= 4000),
  address_sealed text check (length(address_sealed) <= 2000),
  -- Number of the case the message is about.
  about text check (length(about) <= 80),
  state text not null check (state in ('queued', 'sent', 'delivered', 'failed', 'given_up')),
  tries integer not null,
  provider_id text check (length(provider_id) <= 200),
  reason text check (length(reason) <= 60),
  created_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (resident, reference),
  unique (resident, message, channel)
);
create index deliveries_about on deliveries (resident, about, created_at) where about is not null;
create index deliveries_latest on deliveries (resident, created_at);
alter table deliveries enable row level security;
alter table deliveries force row level security;
create policy resident_only on deliveries
  using (resident = any (string_to_array(current_setting('app.residents', true), ',')))
  with check (resident = any (string_to_array(current_setting('app.residents', true), ',')));
grant select, insert, update, delete on deliveries to onewindow_app;

-- What is to be sent, or reported on, and when it is looked at next: found by time, or by the reference a provider repeats. No policy:
-- random references, keyed hashes and times.
create table delivery_queue (
  reference text primary key check (length(reference) between 16 and 40),
  resident text not null check (length(resident) between 1 and 64),
  channel text not null check (channel in ('sms', 'email')),
  due_at timestamptz not null
);
create index delivery_queue_due on delivery_queue (channel, due_at);
create index delivery_queue_of on delivery_queue (resident);
grant select, insert, update, delete on delivery_queue to onewindow_app;

-- Why a certificate does not stand any more, as a kind people are told; and since when what it says may no longer be so.
alter table certificates add column revoked_because text
  check (revoked_because in ('decision', 'replaced', 'agency', 'facts_changed'));
alter table certificates add column facts_changed_at timestamptz;
-- What the lines say in the stored form of answers, for later applications.
alter table certificates add column values_sealed text;
create index certificates_standing on certificates (city, holder, template) where revoked_at is null;

-- One-time codes for showing a certificate (用证码). Only a keyed hash of the code is kept.
create table certificate_codes (
  city text not null,
  code_hash text not null check (length(code_hash) <= 64),
  id uuid not null,
  number text not null check (length(number) <= 40),
  holder text not null check (length(holder) between 1 and 80),
  purpose text not null check (length(purpose) between 1 and 200),
  -- The agency kind it is for; null: whoever is shown the code.
  agency text check (length(agency) <= 60),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  withdrawn_at timestamptz,
  used_at timestamptz,
  -- Who used it, and with which repeat key, so that the same request again gets the same answer.
  used_by text check (length(used_by) <= 200),
  used_name text check (length(used_name) <= 200),
  file_taken_at timestamptz,
  primary key (city, code_hash),
  unique (city, id),
  foreign key (city, number) references certificates (city, number),
  check (used_at is null or withdrawn_at is null),
  check ((used_at is null) = (used_by is null))
);
create index certificate_codes_of on certificate_codes (city, holder, number, created_at);
alter table certificate_codes enable row level security;
alter table certificate_codes force row level security;
create policy city_only on certificate_codes
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, update on certificate_codes to onewindow_app;
