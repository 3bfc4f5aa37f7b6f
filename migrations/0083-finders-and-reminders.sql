-- When the biller of a kept account is asked for its owner's reminders. Keyed hashes, random ids and times: found by time before anybody
-- knows whose it is.
create table reminder_queue (
  resident text not null check (length(resident) between 1 and 64),
  account uuid not null,
  due_at timestamptz not null,
  -- Times in a row that nothing was learned.
  tries integer not null check (tries between 0 and 100),
  primary key (resident, account)
);
create index reminder_queue_due on reminder_queue (due_at);
grant select, insert, update, delete on reminder_queue to onewindow_app;

-- Who found a bill of a service that asks to sign in: they alone see and pay it.
create table bill_finders (
  city text not null,
  bill text not null,
  resident text not null check (length(resident) between 1 and 64),
  found_at timestamptz not null,
  primary key (city, bill, resident),
  foreign key (city, bill) references bills (city, number)
);
alter table bill_finders enable row level security;
alter table bill_finders force row level security;
create policy city_only on bill_finders
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, update, delete on bill_finders to onewindow_app;
