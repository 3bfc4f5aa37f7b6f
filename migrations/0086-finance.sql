-- What a finance clerk works with: looking payments up, giving money back another way, and days whose books are shut.

-- The last day of a city whose books take nothing more. It stands where every act on the city's money passes anyhow, so that no act can
-- miss it.
alter table city_sequences add column books_shut date;

-- A bill is looked up by the biller's own number of it, or the number of its notice.
create index bills_of_reference on bills (city, reference);
-- Payments that wait for somebody are few among many.
create index payments_unsettled on payments (city, state, created_at desc, number) where state in ('late_success', 'refunding', 'disputed');
create index payment_notices_of_subject on payment_notices (city, subject, at desc) where subject is not null;

-- by_hand: out of the city's bank account, where the provider cannot give it back.
alter table refunds add column way text not null default 'provider' check (way in ('provider', 'by_hand'));
create index refunds_newest on refunds (city, asked_at desc, number);

-- reverse: a biller is told that a bill it wrote off was given back.
alter table payment_tasks drop constraint payment_tasks_kind_check;
alter table payment_tasks add constraint payment_tasks_kind_check
  check (kind in ('close', 'query', 'refund', 'refund_query', 'write_off', 'write_off_query', 'fiscal_receipt',
    'reverse'));

-- Lines of old files go; what the comparison found stays.
alter table reconciliations add column lines_kept boolean not null default true;
create index reconciliations_with_lines on reconciliations (city, day) where lines_kept;
