import { statement } from "../../foundation/database/index.ts";

/**
 * Many payments begun in one statement, each decided on its own. Bills are locked in key order first; a row counts only where every bill of
 * it is open, unchanged since it was read, held by no other payment and claimed by no earlier row of the batch, and where its idempotency
 * key is new. The unique index on standing bills would refuse what this let through.
 */
export const createPayments = statement({
  name: "payments.create",
  scope: "city",
  params: { rows: "jsonb", parts: "jsonb" },
  row: { ord: "int4", done: "bool" },
  text: `
    with given as materialized (
      select * from jsonb_to_recordset(:rows) as g(
        ord int, city text, number text, caller text, key text, body_hash text, answer jsonb, at timestamptz, provider text,
        account text, paying_from text, service text, agency text, amount_fen bigint, payer text, channel text, expires_at timestamptz,
        tasks jsonb, actor_kind text, actor text, on_behalf text, data jsonb)
    ), wanted as materialized (
      select * from jsonb_to_recordset(:parts) as w(ord int, city text, number text, expected int, amount_fen bigint)
    ), locked as materialized (
      select b.city, b.number, b.revision, b.state
      from (select distinct city, number from wanted order by city, number) w
        cross join lateral (select * from bills where city = w.city and number = w.number limit 1 for update) b
    ), claimed as (
      select city, number, min(ord) as first from wanted group by city, number
    ), unable as (
      select distinct w.ord from wanted w
      join claimed c on c.city = w.city and c.number = w.number
      left join locked l on l.city = w.city and l.number = w.number
      left join payment_bills s on s.city = w.city and s.bill = w.number and s.standing
      where l.number is null or l.revision <> w.expected or l.state <> 'open' or c.first <> w.ord or s.bill is not null
    ), able as materialized (
      select g.* from given g where not exists (select from unable u where u.ord = g.ord)
    ), keyed as (
      insert into idempotency_keys (city, caller, key, body_hash, answer, created_at)
      select city, caller, key, body_hash, answer, at from able order by city, caller, key
      on conflict (city, caller, key) do nothing
      returning city, caller, key, answer
    ), done as materialized (
      select a.* from able a join keyed k on k.city = a.city and k.caller = a.caller and k.key = a.key and k.answer = a.answer
    ), made as (
      insert into payments (city, number, provider, account, paying_from, state, revision, service, agency, amount_fen, received_fen,
        applied, refunded_fen, refunding_fen, over_fen, payer, channel, created_at, expires_at)
      select city, number, provider, account, paying_from, 'created', 1, service, agency, amount_fen, 0, false, 0, 0, 0, payer, channel,
        at, expires_at
      from done
    ), held as (
      insert into payment_bills (city, payment, bill, amount_fen, returned_fen, standing)
      select d.city, d.number, w.number, w.amount_fen, 0, true from done d join wanted w on w.ord = d.ord
    ), tasked as (
      insert into payment_tasks (city, kind, subject, part, state, due_at, attempts)
      select d.city, t.kind, d.number, t.part, 'waiting', t.due_at, 0
      from done d, jsonb_to_recordset(d.tasks) as t(kind text, part text, due_at timestamptz)
    ), counted as (
      select city, count(*) as n from done group by city
    ), sequences as materialized (
      select s.city, s.last_seq from city_sequences s join counted c on c.city = s.city order by s.city for update of s
    ), moved as (
      update city_sequences s set last_seq = l.last_seq + c.n
      from sequences l join counted c on c.city = l.city
      where s.city = l.city
      returning s.city, s.last_seq - c.n as base
    ), new_events as (
      insert into events (city, seq, type, subject, revision, at, actor_kind, actor, on_behalf, data)
      select d.city, m.base + row_number() over (partition by d.city order by d.ord), 'payment.create', d.number, 1, d.at,
        d.actor_kind, d.actor, d.on_behalf, d.data
      from done d join moved m on m.city = d.city
    )
    select g.ord, exists (select from done d where d.ord = g.ord) as done from given g order by g.ord`,
});

/**
 * Many acts on payments in one statement: the row, its bills, its refunds, the transfers, what is to be asked next, and the event are one
 * commit. A row counts only where payment and bills still have the revisions the act was decided on, once per payment and bill and batch.
 * Money is booked on the act's day, or on the first day after those whose books are shut: the locked sequence says it as it is now, whatever
 * the statement had read before.
 *
 * Rows are found one by one by their keys (lateral, limit 1): PostgreSQL takes every set of given rows for a hundred, and would read a
 * table of some thousand payments from end to end to find one of them.
 */
export const applyPayments = statement({
  name: "payments.apply",
  scope: "city",
  params: { rows: "jsonb", parts: "jsonb" },
  row: { ord: "int4", done: "bool" },
  text: `
    with given as materialized (
      select * from jsonb_to_recordset(:rows) as g(
        ord int, city text, number text, expected int, caller text, key text, body_hash text, answer jsonb, at timestamptz, day date,
        type text, actor_kind text, actor text, on_behalf text, state text, received_fen bigint, applied boolean, refunded_fen bigint,
        refunding_fen bigint, over_fen bigint, paid_at timestamptz, reference text, closed_because text, refunds jsonb,
        transfers jsonb, tasks jsonb, data jsonb)
    ), touched as materialized (
      select * from jsonb_to_recordset(:parts) as b(ord int, city text, payment text, bill text, expected int, state text,
        paid_fen bigint, returned_fen bigint, standing boolean, write_off text, write_off_at timestamptz, write_off_reference text)
    ), bills_locked as materialized (
      select b.city, b.number, b.revision
      from (select distinct city, bill from touched order by city, bill) w
        cross join lateral (select * from bills where city = w.city and number = w.bill limit 1 for update) b
    ), locked as materialized (
      select p.city, p.number, p.revision
      from (select distinct city, number from given where (select count(*) from bills_locked) >= 0 order by city, number) w
        cross join lateral (select * from payments where city = w.city and number = w.number limit 1 for update) p
    ), claimed as (
      select city, bill, min(ord) as first from touched group by city, bill
    ), unable as (
      select distinct t.ord from touched t
      join claimed c on c.city = t.city and c.bill = t.bill
      left join bills_locked l on l.city = t.city and l.number = t.bill
      where l.number is null or l.revision <> t.expected or c.first <> t.ord
    ), able as materialized (
      select distinct on (g.city, g.number) g.* from given g
      join locked l on l.city = g.city and l.number = g.number and l.revision = g.expected
      where not exists (select from unable u where u.ord = g.ord)
      order by g.city, g.number, g.ord
    ), keyed as (
      insert into idempotency_keys (city, caller, key, body_hash, answer, created_at)
      select city, caller, key, body_hash, answer, at from able where key is not null order by city, caller, key
      on conflict (city, caller, key) do nothing
      returning city, caller, key, answer
    ), done as materialized (
      select a.* from able a where a.key is null or exists (
        select from keyed k where k.city = a.city and k.caller = a.caller and k.key = a.key and k.answer = a.answer)
    ), changed as (
      update payments p set state = d.state, revision = d.expected + 1, received_fen = d.received_fen, applied = d.applied,
        refunded_fen = d.refunded_fen, refunding_fen = d.refunding_fen, over_fen = d.over_fen, paid_at = d.paid_at,
        reference = d.reference, closed_because = d.closed_because
      from done d where p.city = d.city and p.number = d.number
    ), billed as (
      update bills b set state = t.state, paid_fen = t.paid_fen, revision = t.expected + 1, changed_at = d.at
      from touched t join done d on d.ord = t.ord
      where b.city = t.city and b.number = t.bill
    ), parted as (
      update payment_bills s set standing = t.standing, returned_fen = t.returned_fen, write_off = t.write_off,
        write_off_at = coalesce(t.write_off_at, s.write_off_at),
        write_off_reference = coalesce(t.write_off_reference, s.write_off_reference)
      from touched t join done d on d.ord = t.ord
      where s.city = t.city and s.payment = t.payment and s.bill = t.bill
    ), given_back as (
      insert into refunds (city, number, payment, amount_fen, cause, way, state, reason, bills, asked_kind, asked_by, approvals_needed,
        approved_by, reference, asked_at, done_at)
      select d.city, r.number, d.number, r.amount_fen, r.cause, r.way, r.state, r.reason, r.bills, r.asked_kind, r.asked_by,
        r.approvals_needed, r.approved_by, r.reference, r.asked_at, r.done_at
      from done d, jsonb_to_recordset(d.refunds) as r(number text, amount_fen bigint, cause text, way text, state text, reason jsonb, bills jsonb,
        asked_kind text, asked_by text, approvals_needed int, approved_by jsonb, reference text, asked_at timestamptz, done_at timestamptz)
      on conflict (city, number) do update set state = excluded.state, approved_by = excluded.approved_by,
        reason = excluded.reason, reference = excluded.reference, done_at = excluded.done_at
    ), counted as (
      select city, count(*) as n from done group by city
    ), sequences as materialized (
      select s.city, s.last_seq, s.books_shut from city_sequences s join counted c on c.city = s.city order by s.city for update of s
    ), moved_money as (
      insert into transfers (city, subject, reason, part, day, at, debit, credit, amount_fen)
      select d.city, d.number, t.reason, t.part, greatest(d.day, s.books_shut + 1), d.at, t.debit, t.credit, t.amount_fen
      from done d left join sequences s on s.city = d.city,
        jsonb_to_recordset(d.transfers) as t(reason text, part text, debit text, credit text, amount_fen bigint)
    ), tasks as materialized (
      select d.city, d.number, t.* from done d, jsonb_to_recordset(d.tasks) as t(kind text, part text, due_at timestamptz)
    ), untasked as (
      delete from payment_tasks o using tasks t
      where o.city = t.city and o.kind = t.kind and o.subject = t.number and o.part = t.part and t.due_at is null
    ), tasked as (
      insert into payment_tasks (city, kind, subject, part, state, due_at, attempts)
      select city, kind, number, part, 'waiting', due_at, 0 from tasks where due_at is not null
      on conflict (city, kind, subject, part) do update set state = 'waiting', due_at = excluded.due_at, running_until = null
    ), moved as (
      update city_sequences s set last_seq = l.last_seq + c.n
      from sequences l join counted c on c.city = l.city
      where s.city = l.city
      returning s.city, s.last_seq - c.n as base
    ), new_events as (
      insert into events (city, seq, type, subject, revision, at, actor_kind, actor, on_behalf, data)
      select d.city, m.base + row_number() over (partition by d.city order by d.ord), 'payment.' || d.type, d.number, d.expected + 1,
        d.at, d.actor_kind, d.actor, d.on_behalf, d.data
      from done d join moved m on m.city = d.city
    )
    select g.ord, exists (select from done d where d.ord = g.ord) as done from given g order by g.ord`,
});

/** Payments with all that an act needs of them, many at once. */
export const loadPayments = statement({
  name: "payments.load",
  scope: "city",
  params: { rows: "jsonb" },
  row: { ord: "int4", payment: "jsonb", bills: "jsonb", refunds: "jsonb" },
  text: `
    select g.ord, to_jsonb(p.*) || jsonb_build_object('amount_fen', p.amount_fen::text, 'received_fen', p.received_fen::text,
        'refunded_fen', p.refunded_fen::text, 'refunding_fen', p.refunding_fen::text,
        'over_fen', p.over_fen::text) as payment,
      coalesce((
        select jsonb_agg(jsonb_build_object('number', b.number, 'biller', b.biller, 'service', b.service, 'reference', b.reference,
          'case_number', b.case_number, 'payee', b.payee, 'state', b.state, 'revision', b.revision, 'owed_fen', b.amount_fen::text,
          'paid_fen', b.paid_fen::text, 'amount_fen', s.amount_fen::text, 'returned_fen', s.returned_fen::text, 'standing', s.standing,
          'write_off', s.write_off, 'held_by', (
            select o.payment from payment_bills o
            where o.city = s.city and o.bill = s.bill and o.standing and o.payment <> s.payment)) order by b.number)
        from payment_bills s join bills b on b.city = s.city and b.number = s.bill
        where s.city = p.city and s.payment = p.number), '[]') as bills,
      coalesce((
        select jsonb_agg(jsonb_build_object('number', r.number, 'amount_fen', r.amount_fen::text, 'cause', r.cause, 'way', r.way, 'state', r.state,
          'bills', r.bills, 'asked_kind', r.asked_kind, 'asked_by', r.asked_by, 'approvals_needed', r.approvals_needed, 'approved_by', r.approved_by,
          'reference', r.reference, 'asked_at', r.asked_at, 'done_at', r.done_at, 'reason', r.reason) order by r.asked_at, r.number)
        from refunds r where r.city = p.city and r.payment = p.number), '[]') as refunds
    from jsonb_to_recordset(:rows) as g(ord int, city text, number text)
    cross join lateral (select * from payments where city = g.city and number = g.number limit 1) p`,
});
