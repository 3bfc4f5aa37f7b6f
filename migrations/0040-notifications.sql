-- Messages to people, across cities: the inbox. What they say is sealed with the installation's key.
create table messages (
  resident text not null check (length(resident) between 1 and 64),
  id uuid not null,
  city text not null check (city ~ '^[0-9]{6}$'),
  at timestamptz not null,
  template text not null check (length(template) <= 60),
  sealed_values text not null check (length(sealed_values) <= 8000),
  -- Number of the case the message is about.
  about text check (length(about) <= 80),
  read_at timestamptz,
  primary key (resident, id)
);
create index messages_unread on messages (resident, id) where read_at is null;
alter table messages enable row level security;
alter table messages force row level security;
create policy resident_only on messages
  using (resident = any (string_to_array(current_setting('app.residents', true), ',')))
  with check (resident = any (string_to_array(current_setting('app.residents', true), ',')));
grant select, insert, update, delete on messages to onewindow_app;
