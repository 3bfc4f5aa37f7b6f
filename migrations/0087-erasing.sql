-- Erasing: the words of a closed case whose time is over, and what a person asked to have erased.

-- The record of acts is only ever added to. This one thing may be taken out of it, and only of an archived case in the scope of the
-- connection: the sealed words, whose they were, and what leads to the person (draft, consignment). What was done, when and by which
-- office stays. The program may call this and still not change a line by itself.
create function erase_words(of_city text, of_number text) returns table (seq bigint)
language sql security definer set search_path = pg_catalog, pg_temp as $$
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
$$;
revoke all on function erase_words(text, text) from public;
grant execute on function erase_words(text, text) to onewindow_app;

-- Whom a clerk helped with a case that is erased.
create index assists_of_case on assists (city, number) where number is not null;

-- What was erased of a person because they asked for it: which kinds of data, and how many cases of which services. It goes with the
-- case that asked.
create table erasures (
  resident text not null check (length(resident) between 1 and 64),
  city text not null check (city ~ '^[0-9]{6}$'),
  -- The request's case, and the revision that approved it.
  number text not null check (length(number) <= 40),
  revision integer not null check (revision > 0),
  at timestamptz not null,
  kinds text[] not null check (kinds <@ array['profile', 'contacts', 'accounts', 'messages', 'drafts', 'life_events']),
  -- { "<service>": how many }
  cases jsonb not null check (jsonb_typeof(cases) = 'object'),
  primary key (resident, city, number, revision)
);
create index erasures_latest on erasures (resident, at desc);
alter table erasures enable row level security;
alter table erasures force row level security;
create policy resident_only on erasures
  using (resident = any (string_to_array(current_setting('app.residents', true), ',')))
  with check (resident = any (string_to_array(current_setting('app.residents', true), ',')));
grant select, insert, delete on erasures to onewindow_app;
