-- Our books against what providers and billers say, day by day.

-- One source and day: the bill of a payment provider's account ('provider/wechat/main') or the daily file of a biller
-- ('biller/power-supply'). Sources are named as their accounts in the ledger are.
create table reconciliations (
  city text not null,
  source text not null check (length(source) between 1 and 120),
  day date not null,
  -- waiting: not there yet. fetched: read whole. none: this source gives no file. problem: it came and cannot be believed.
  bill text not null check (bill in ('waiting', 'fetched', 'none', 'problem')),
  -- Why it is not there or not believed.
  problem text check (length(problem) <= 60),
  attempts integer not null check (attempts >= 0),
  due_at timestamptz,
  fetched_at timestamptz,
  -- Which reading of the file counts: lines of another one are left from a reading that was cut.
  reading integer not null check (reading >= 0),
  -- What the file holds: moved means succeeded.
  lines bigint not null check (lines >= 0),
  moved bigint not null check (moved >= 0),
  in_fen bigint not null check (in_fen >= 0),
  out_fen bigint not null check (out_fen >= 0),
  -- What the provider keeps; below 0 where it gives back more than it keeps.
  fees_fen bigint not null,
  -- What our books hold of that source and day, when they were last compared.
  our_moved bigint check (our_moved >= 0),
  our_in_fen bigint check (our_in_fen >= 0),
  our_out_fen bigint check (our_out_fen >= 0),
  reconciled_at timestamptz,
  -- Who works on it, until when.
  run uuid,
  running_until timestamptz,
  primary key (city, source, day)
);
create index reconciliations_days on reconciliations (city, day, source);
alter table reconciliations enable row level security;
alter table reconciliations force row level security;
create policy city_only on reconciliations
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, update, delete on reconciliations to onewindow_app;

-- Lines of those files as they were read. `number` is ours of the payment, `part` ours of the refund or the biller's own number of the bill.
create table source_lines (
  city text not null,
  source text not null,
  day date not null,
  reading integer not null,
  number text not null check (length(number) <= 80),
  line integer not null check (line > 0),
  kind text not null check (kind in ('payment', 'refund', 'write_off', 'reversal')),
  part text not null check (length(part) <= 80),
  reference text not null check (length(reference) <= 80),
  amount_fen bigint not null check (amount_fen >= 0),
  fee_fen bigint not null,
  state text not null check (state in ('succeeded', 'processing', 'failed')),
  at timestamptz not null,
  primary key (city, source, day, reading, number, line)
);
alter table source_lines enable row level security;
alter table source_lines force row level security;
create policy city_only on source_lines
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, delete on source_lines to onewindow_app;

-- Where the two do not say the same: each difference has a name, and sooner or later an explanation or an end.
create table differences (
  city text not null,
  source text not null,
  day date not null,
  kind text not null check (kind in ('payment', 'refund', 'write_off', 'reversal')),
  number text not null check (length(number) <= 80),
  part text not null check (length(part) <= 80),
  -- 0, or the line of the file where one stands there more than once.
  line integer not null check (line >= 0),
  name text not null check (name in ('missing_here', 'missing_there', 'amount', 'state', 'date', 'duplicate')),
  state text not null check (state in ('open', 'matched', 'explained', 'resolved')),
  ours_fen bigint check (ours_fen >= 0),
  theirs_fen bigint check (theirs_fen >= 0),
  -- The day on which our books have it, where it is another one.
  our_day date,
  their_state text check (their_state in ('succeeded', 'processing', 'failed')),
  reference text check (length(reference) <= 80),
  -- What ended it: the day on which the other side has it, or what was done.
  ended_by text check (length(ended_by) <= 80),
  -- Sealed: a clerk's own words may name people.
  explanation jsonb,
  -- The last thing started about it, and what came of it.
  remedy text check (remedy in ('ask', 'refund', 'write_off')),
  answer text check (length(answer) <= 60),
  changed_by text not null check (length(changed_by) <= 80),
  changed_at timestamptz not null,
  -- The comparison that saw it last.
  run uuid not null,
  primary key (city, source, day, kind, number, part, line)
);
create index differences_newest on differences (city, day, source, number, kind, part, line);
create index differences_open on differences (city, day, source, number, kind, part, line) where state = 'open';
create index differences_of_number on differences (city, number, source);
alter table differences enable row level security;
alter table differences force row level security;
create policy city_only on differences
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert, update, delete on differences to onewindow_app;

-- Days that are closed: their books never change again.
create table ledger_closes (
  city text not null,
  day date not null,
  closed_at timestamptz not null,
  closed_by_kind text not null check (closed_by_kind in ('clerk', 'system')),
  closed_by text not null check (length(closed_by) <= 80),
  transfers bigint not null check (transfers >= 0),
  received_fen bigint not null check (received_fen >= 0),
  refunded_fen bigint not null check (refunded_fen >= 0),
  fees_fen bigint not null,
  paid_out_fen bigint not null,
  handed_over_fen bigint not null check (handed_over_fen >= 0),
  explained integer not null check (explained >= 0),
  primary key (city, day)
);
alter table ledger_closes enable row level security;
alter table ledger_closes force row level security;
create policy city_only on ledger_closes
  using (city = any (string_to_array(current_setting('app.cities', true), ',')))
  with check (city = any (string_to_array(current_setting('app.cities', true), ',')));
grant select, insert on ledger_closes to onewindow_app;

-- A finance clerk keeps the books of a city.
alter table clerks drop constraint clerks_roles_check;
alter table clerks add constraint clerks_roles_check
  check (roles <@ array['clerk', 'lead', 'office', 'auditor', 'operator', 'community', 'finance']);
