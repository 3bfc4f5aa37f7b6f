-- Papers of what was paid and what went back.

-- Payments that may have earned a receipt: fed by events, emptied by whoever gives the numbers.
create table receipts_due (
  city text not null,
  payment text not null check (length(payment) <= 40),
  -- How often it was asked for: whoever read an older state of the payment leaves the row.
  revision integer not null check (revision > 0),
  -- Null: given up, a person decides.
  due_at timestamptz,
  attempts integer not null check (attempts >= 0),
  primary key (city, payment)
);
create index receipts_due_next on receipts_due (city, due_at) where due_at is not null;
create index receipts_due_given_up on receipts_due (city, payment) where due_at is null;
alter table receipts_due enable row level security;
alter table receipts_due force row level security;
create policy city_only on receipts_due
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, update, delete on receipts_due to onewindow_app;

-- The last number of each city and year. It moves in the transaction that writes the receipts, so that no number is lost or given twice.
create table receipt_counters (
  city text not null,
  year integer not null check (year between 2000 and 2199),
  last bigint not null check (last >= 0),
  primary key (city, year)
);
alter table receipt_counters enable row level security;
alter table receipt_counters force row level security;
create policy city_only on receipt_counters
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, update on receipt_counters to onewindow_app;

-- A receipt as it was given, for ever. What it prints beside the amount is sealed.
create table receipts (
  city text not null,
  number text not null check (length(number) <= 40),
  -- payment: money came in and its biller has written it off. refund: money of such a receipt went back.
  kind text not null check (kind in ('payment', 'refund')),
  -- The payment; of a refund the refund, or the payment where it was given back by hand.
  subject text not null check (length(subject) <= 40),
  payment text not null check (length(payment) <= 40),
  -- The year in China in which the money came in or went back, and the number within it: 1, 2, 3 …
  year integer not null check (year between 2000 and 2199),
  serial bigint not null check (serial > 0),
  amount_fen bigint not null check (amount_fen > 0),
  payee text not null check (payee in ('treasury', 'merchant')),
  service text not null check (length(service) <= 60),
  agency text not null check (length(agency) <= 60),
  -- As in payments.
  payer text not null check (length(payer) <= 80),
  happened_at timestamptz not null,
  issued_at timestamptz not null,
  -- Of a refund: the receipt of the payment.
  original text check (length(original) <= 40),
  sealed jsonb not null,
  primary key (city, number),
  unique (city, year, serial),
  unique (city, kind, subject),
  check ((kind = 'refund') = (original is not null))
);
create index receipts_of_payment on receipts (city, payment, kind, serial);
alter table receipts enable row level security;
alter table receipts force row level security;
create policy city_only on receipts
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
-- Changed only to be sealed under a newer key.
grant select, insert, update on receipts to onewindow_app;

-- What of a receipt belongs to which bill and account, for the statement of an account.
create table receipt_bills (
  city text not null,
  receipt text not null check (length(receipt) <= 40),
  bill text not null check (length(bill) <= 40),
  payer text not null check (length(payer) <= 80),
  -- Keyed hash of service and account, as of the accounts people keep; null where there is no account.
  account_hash text check (length(account_hash) <= 64),
  year integer not null,
  happened_at timestamptz not null,
  kind text not null check (kind in ('payment', 'refund')),
  amount_fen bigint not null check (amount_fen > 0),
  primary key (city, receipt, bill),
  foreign key (city, receipt) references receipts (city, number)
);
create index receipt_bills_of_account on receipt_bills (city, payer, account_hash, year, happened_at, receipt, bill)
  where account_hash is not null;
alter table receipt_bills enable row level security;
alter table receipt_bills force row level security;
create policy city_only on receipt_bills
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert on receipt_bills to onewindow_app;

-- Fiscal e-receipts (财政电子票据) as the treasury issued them, sealed: they name the payer.
create table fiscal_receipts (
  city text not null,
  payment text not null check (length(payment) <= 40),
  sealed jsonb not null,
  taken_at timestamptz not null,
  primary key (city, payment)
);
alter table fiscal_receipts enable row level security;
alter table fiscal_receipts force row level security;
create policy city_only on fiscal_receipts
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, update on fiscal_receipts to onewindow_app;
