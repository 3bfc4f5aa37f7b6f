-- The demonstration's own wallet, which stands outside our books as a real one does. In a real installation both tables stay empty: the
-- code that writes them is not even loaded there.

create table demo_wallet_orders (
  city text not null,
  number text not null check (length(number) between 1 and 32),
  account text not null check (length(account) <= 40),
  amount_fen bigint not null check (amount_fen > 0),
  description text not null check (length(description) <= 500),
  payee text not null check (length(payee) <= 100),
  return_url text not null check (length(return_url) <= 1000),
  notify_url text not null check (length(notify_url) <= 1000),
  state text not null check (state in ('unpaid', 'paid', 'closed')),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  paid_at timestamptz check ((paid_at is not null) = (state = 'paid')),
  -- When whoever ordered it is to be told next; null: there is nothing to tell.
  tell_at timestamptz,
  told integer not null check (told >= 0),
  primary key (city, number)
);
create index demo_wallet_orders_paid on demo_wallet_orders (city, account, paid_at, number) where paid_at is not null;
create index demo_wallet_orders_to_tell on demo_wallet_orders (city, tell_at) where tell_at is not null;
alter table demo_wallet_orders enable row level security;
alter table demo_wallet_orders force row level security;
create policy city_only on demo_wallet_orders
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, update, delete on demo_wallet_orders to onewindow_app;

create table demo_wallet_refunds (
  city text not null,
  refund text not null check (length(refund) between 1 and 32),
  number text not null,
  account text not null check (length(account) <= 40),
  amount_fen bigint not null check (amount_fen > 0),
  notify_url text not null check (length(notify_url) <= 1000),
  refunded_at timestamptz not null,
  tell_at timestamptz,
  told integer not null check (told >= 0),
  primary key (city, refund),
  foreign key (city, number) references demo_wallet_orders (city, number)
);
create index demo_wallet_refunds_of_order on demo_wallet_refunds (city, number);
create index demo_wallet_refunds_by_day on demo_wallet_refunds (city, account, refunded_at, refund);
create index demo_wallet_refunds_to_tell on demo_wallet_refunds (city, tell_at) where tell_at is not null;
alter table demo_wallet_refunds enable row level security;
alter table demo_wallet_refunds force row level security;
create policy city_only on demo_wallet_refunds
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, update, delete on demo_wallet_refunds to onewindow_app;
