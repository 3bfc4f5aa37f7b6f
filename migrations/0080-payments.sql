-- Money: what is owed, what was paid, and where every fen lies.

-- Accounts at payment providers, of a city or of one agency of it ('' is the whole city). Secrets are sealed with the city's key.
create table payment_accounts (
  city text not null,
  provider text not null check (provider in ('wechat', 'alipay', 'treasury', 'demo')),
  account text not null check (account ~ '^[a-z0-9-]{1,40}$'),
  agency text not null check (length(agency) <= 60),
  config json not null,
  secrets_sealed text,
  enabled boolean not null,
  revision integer not null check (revision > 0),
  changed_at timestamptz not null,
  changed_by text not null check (length(changed_by) <= 80),
  primary key (city, provider, account)
);
alter table payment_accounts enable row level security;
alter table payment_accounts force row level security;
create policy city_only on payment_accounts
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, update, delete on payment_accounts to onewindow_app;

-- How often the accounts of a city changed; every process reads it to know what to open anew.
create table payment_account_changes (
  city text primary key,
  revision bigint not null
);
grant select, insert, update on payment_account_changes to onewindow_app;

-- What is owed, as the biller last said it; or the fee of a case. Who holds the account and what it is made up of is sealed.
create table bills (
  city text not null,
  number text not null check (length(number) <= 40),
  -- Whose bill it is, and the connector through which it is asked for: one may serve several agencies (省市数据共享交换平台).
  agency text not null check (length(agency) <= 60),
  biller text not null check (length(biller) <= 60),
  service text not null check (length(service) <= 60),
  -- The biller's own number of it; of a case's fee the number of the case.
  reference text not null check (length(reference) between 1 and 80),
  case_number text check (length(case_number) <= 40),
  -- Keyed hash of biller and account, by which the bills of one account are found again.
  account_hash text check (length(account_hash) <= 64),
  sealed jsonb not null,
  payee text not null check (payee in ('treasury', 'merchant')),
  -- Owed in all, what was paid of it included.
  amount_fen bigint not null check (amount_fen > 0),
  late_fee_fen bigint not null check (late_fee_fen between 0 and amount_fen),
  paid_fen bigint not null check (paid_fen between 0 and amount_fen),
  -- The least that may be paid at once; null: only the whole.
  partial_min_fen bigint check (partial_min_fen > 0),
  due_on date,
  period text check (length(period) <= 20),
  -- open: owed. paid: our books hold the money. settled: the biller has written it off. withdrawn: nothing is owed any more.
  state text not null check (state in ('open', 'paid', 'settled', 'withdrawn')),
  revision integer not null check (revision > 0),
  opened_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (city, number),
  unique (city, biller, reference)
);
create index bills_of_account on bills (city, account_hash, number) where account_hash is not null;
create index bills_of_case on bills (city, case_number) where case_number is not null;
alter table bills enable row level security;
alter table bills force row level security;
create policy city_only on bills
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, update, delete on bills to onewindow_app;

-- An attempt to pay one bill or several at once. The row is the fold of its events.
create table payments (
  city text not null,
  number text not null check (length(number) <= 32),
  provider text not null check (provider in ('wechat', 'alipay', 'treasury', 'demo')),
  account text not null check (length(account) <= 40),
  paying_from text not null check (paying_from in ('inside', 'phone', 'desktop', 'mini')),
  state text not null check (state in ('created', 'handed_over', 'pending', 'succeeded', 'failed', 'closed', 'late_success',
    'refunding', 'refunded', 'disputed')),
  revision integer not null check (revision > 0),
  service text not null check (length(service) <= 60),
  agency text not null check (length(agency) <= 60),
  -- Asked for.
  amount_fen bigint not null check (amount_fen > 0),
  -- What came in: 0 until the provider says so, and only where something went wrong another amount than was asked for.
  received_fen bigint not null check (received_fen >= 0),
  -- Whether its money stands for its bills; of a late success that came too late it does not.
  applied boolean not null,
  refunded_fen bigint not null check (refunded_fen >= 0),
  refunding_fen bigint not null check (refunding_fen >= 0),
  -- What went back a second time, and is to be got back from the payer.
  over_fen bigint not null check (over_fen >= 0),
  -- The resident's key, or the session of somebody who has not signed in.
  payer text not null check (length(payer) <= 80),
  channel text not null check (length(channel) <= 40),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  paid_at timestamptz,
  -- The provider's own number.
  reference text check (length(reference) <= 80),
  closed_because text check (closed_because in ('superseded', 'expired', 'cancelled', 'provider')),
  primary key (city, number),
  check (refunded_fen + refunding_fen <= received_fen)
);
create index payments_newest on payments (city, created_at desc, number);
create index payments_of_payer on payments (city, payer, created_at desc, number);
create index payments_of_provider on payments (city, provider, account, paid_at, number) where paid_at is not null;
create index payments_of_reference on payments (city, reference) where reference is not null;
alter table payments enable row level security;
alter table payments force row level security;
create policy city_only on payments
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, update, delete on payments to onewindow_app;

-- Which bills a payment is for. A bill is held by one standing payment at a time: this is the promise that none is paid twice.
create table payment_bills (
  city text not null,
  payment text not null,
  bill text not null,
  amount_fen bigint not null check (amount_fen > 0),
  -- What went back of it, or is on its way.
  returned_fen bigint not null check (returned_fen between 0 and amount_fen),
  standing boolean not null,
  -- What the biller says of it: null before it was asked.
  write_off text check (write_off in ('waiting', 'done', 'refused', 'by_hand')),
  write_off_at timestamptz,
  write_off_reference text check (length(write_off_reference) <= 80),
  primary key (city, payment, bill),
  foreign key (city, payment) references payments (city, number) on delete cascade,
  foreign key (city, bill) references bills (city, number)
);
create unique index payment_bills_one_standing on payment_bills (city, bill) where standing;
create index payment_bills_of_bill on payment_bills (city, bill, payment);
alter table payment_bills enable row level security;
alter table payment_bills force row level security;
create policy city_only on payment_bills
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, update, delete on payment_bills to onewindow_app;

-- Money going back. Over a limit two clerks approve it.
create table refunds (
  city text not null,
  number text not null check (length(number) <= 32),
  payment text not null,
  amount_fen bigint not null check (amount_fen > 0),
  cause text not null check (cause in ('asked', 'by_clerk', 'late_success', 'write_off_refused', 'disputed', 'case_ended')),
  state text not null check (state in ('asked', 'approved', 'sent', 'succeeded', 'failed', 'declined')),
  -- Sealed: may name people.
  reason jsonb not null,
  -- Numbers of the bills it is taken from, where the asker named them.
  bills jsonb,
  asked_kind text not null check (length(asked_kind) <= 20),
  asked_by text not null check (length(asked_by) <= 80),
  approvals_needed integer not null check (approvals_needed between 0 and 2),
  approved_by jsonb not null,
  reference text check (length(reference) <= 80),
  asked_at timestamptz not null,
  done_at timestamptz,
  primary key (city, number),
  foreign key (city, payment) references payments (city, number) on delete cascade
);
create index refunds_of_payment on refunds (city, payment);
create index refunds_waiting on refunds (city, asked_at, number) where state = 'asked' or state = 'failed';
create index refunds_done on refunds (city, done_at, number) where done_at is not null;
alter table refunds enable row level security;
alter table refunds force row level security;
create policy city_only on refunds
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, update, delete on refunds to onewindow_app;

-- The ledger: money moves from one account to another, so that no row can be unbalanced. Rows are never changed. What a move is for
-- stands in its key, so that it is made once.
create table transfers (
  city text not null,
  -- Payment, refund or day it belongs to.
  subject text not null check (length(subject) <= 80),
  reason text not null check (length(reason) <= 40),
  -- The bill, where a payment has several.
  part text not null check (length(part) <= 80),
  day date not null,
  at timestamptz not null,
  debit text not null check (length(debit) between 1 and 120),
  credit text not null check (length(credit) between 1 and 120),
  amount_fen bigint not null check (amount_fen > 0),
  primary key (city, subject, reason, part),
  check (debit <> credit)
);
create index transfers_debit on transfers (city, debit, day, subject);
create index transfers_credit on transfers (city, credit, day, subject);
create index transfers_of_day on transfers (city, day, subject);
alter table transfers enable row level security;
alter table transfers force row level security;
create policy city_only on transfers
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert on transfers to onewindow_app;

-- What each account stood at when a day was closed; a balance is the last of these and what moved since.
create table ledger_days (
  city text not null,
  account text not null,
  day date not null,
  debit_fen bigint not null check (debit_fen >= 0),
  credit_fen bigint not null check (credit_fen >= 0),
  -- Debits less credits of all days up to this one.
  balance_fen bigint not null,
  primary key (city, account, day)
);
alter table ledger_days enable row level security;
alter table ledger_days force row level security;
create policy city_only on ledger_days
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert on ledger_days to onewindow_app;

-- What is to be asked of a provider or a biller until it has answered. Nothing personal is copied.
create table payment_tasks (
  city text not null,
  kind text not null check (kind in ('close', 'query', 'refund', 'refund_query', 'write_off', 'write_off_query',
    'fiscal_receipt')),
  -- Number of the payment.
  subject text not null check (length(subject) <= 40),
  -- Bill or refund; '' where it is about the payment itself.
  part text not null check (length(part) <= 40),
  state text not null check (state in ('waiting', 'dead')),
  due_at timestamptz not null,
  running_until timestamptz,
  attempts integer not null check (attempts >= 0),
  last_reason text check (length(last_reason) <= 60),
  primary key (city, kind, subject, part)
);
create index payment_tasks_due on payment_tasks (city, due_at) where state = 'waiting';
create index payment_tasks_dead on payment_tasks (city, kind, subject, part) where state = 'dead';
create index payment_tasks_of_payment on payment_tasks (city, subject);
alter table payment_tasks enable row level security;
alter table payment_tasks force row level security;
create policy city_only on payment_tasks
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, update, delete on payment_tasks to onewindow_app;

-- Notifications that came in, the refused ones too; without their bodies.
create table payment_notices (
  city text not null,
  id uuid not null,
  provider text not null check (length(provider) <= 20),
  account text not null check (length(account) <= 40),
  -- As the provider numbers it; of a refused one nothing can be believed.
  notice text check (length(notice) <= 100),
  verdict text not null check (verdict in ('applied', 'repeated', 'ignored', 'refused')),
  reason text check (length(reason) <= 60),
  subject text check (length(subject) <= 40),
  digest text not null check (length(digest) = 64),
  at timestamptz not null,
  primary key (city, id)
);
create index payment_notices_newest on payment_notices (city, at desc, id);
alter table payment_notices enable row level security;
alter table payment_notices force row level security;
create policy city_only on payment_notices
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, delete on payment_notices to onewindow_app;

-- A person's own list across cities: payments, fed by events.
create table resident_payments (
  resident text not null,
  city text not null,
  number text not null,
  service text not null,
  state text not null,
  revision integer not null,
  amount_fen bigint not null,
  refunded_fen bigint not null,
  created_at timestamptz not null,
  paid_at timestamptz,
  -- Every biller has confirmed it.
  settled boolean not null,
  primary key (resident, city, number)
);
create index resident_payments_newest on resident_payments (resident, created_at desc, number);
alter table resident_payments enable row level security;
alter table resident_payments force row level security;
create policy resident_only on resident_payments
  using (resident = any (string_to_array(current_setting('app.residents', true), ',')))
  with check (resident = any (string_to_array(current_setting('app.residents', true), ',')));
grant select, insert, update, delete on resident_payments to onewindow_app;

-- Accounts a person keeps for next time, and what was owed on them when last asked. The account itself is sealed.
create table resident_accounts (
  resident text not null,
  id uuid not null,
  city text not null,
  service text not null,
  account_hash text not null check (length(account_hash) <= 64),
  sealed jsonb not null,
  own boolean not null,
  remind boolean not null,
  owed_fen bigint check (owed_fen >= 0),
  due_on date,
  asked_at timestamptz,
  reminded_on date,
  created_at timestamptz not null,
  primary key (resident, id),
  unique (resident, city, service, account_hash)
);
alter table resident_accounts enable row level security;
alter table resident_accounts force row level security;
create policy resident_only on resident_accounts
  using (resident = any (string_to_array(current_setting('app.residents', true), ',')))
  with check (resident = any (string_to_array(current_setting('app.residents', true), ',')));
grant select, insert, update, delete on resident_accounts to onewindow_app;
