import { statement } from "../../../foundation/database/index.ts";

/** Our side of a provider's account: what came in and what went back. */
const ourPayments = `
      select 'payment' as kind, t.subject as number, '' as part, t.amount_fen from transfers t
      where t.city = :city and t.debit = :account and t.day = :day and t.reason = 'received' and t.subject between :first and :edge
      union all
      select 'refund', t.subject, t.part, t.amount_fen from transfers t
      where t.city = :city and t.credit = :account and t.day = :day and t.reason = 'refunded' and t.subject between :first and :edge`;

/** The bill a transfer is about, found by its number for each: a join may read all bills of the city instead. */
const billOf = (part: string) => `lateral (
        select reference, case_number from bills where city = :city and number = ${part} limit 1)`;

/** Our side of a biller: what it confirmed, and what went back of it afterwards. Fees of cases are nobody else's bills. */
const ourWriteOffs = `
      select 'write_off' as kind, t.subject as number, b.reference as part, t.amount_fen
      from transfers t cross join ${billOf("t.part")} b
      where t.city = :city and t.credit = :account and t.day = :day and t.reason = 'written_off' and b.case_number is null
        and t.subject between :first and :edge
      union all
      select 'reversal', t.subject, b.reference, sum(t.amount_fen)::int8
      from transfers t cross join ${billOf("split_part(t.part, ' ', 1)")} b
      where t.city = :city and t.debit = :account and t.day = :day and t.reason = 'unapplied' and b.case_number is null
        and t.subject between :first and :edge
      group by t.subject, b.reference`;

const paymentElsewhere = `
      select e.day, e.amount_fen from transfers e
      where e.city = :city and e.subject = s.number and e.part = s.part
        and e.reason = case s.kind when 'payment' then 'received' else 'refunded' end and :account in (e.debit, e.credit)
      limit 1`;

/**
 * Of one bill several refunds may be heard of, each on its own day: the day on which we booked as much is meant, the nearest where there are
 * several.
 */
const writeOffElsewhere = `
      select e.day, sum(e.amount_fen)::int8 as amount_fen from transfers e cross join ${billOf("split_part(e.part, ' ', 1)")} b
      where e.city = :city and e.subject = s.number and b.reference = s.part
        and e.reason = case s.kind when 'write_off' then 'written_off' else 'unapplied' end and :account in (e.debit, e.credit)
      group by e.day order by sum(e.amount_fen) = s.theirs_fen desc, abs(e.day - :day), e.day limit 1`;

/**
 * One slice of numbers of a day, both sides joined once: what agrees leaves no trace, what does not becomes a difference. A difference that
 * says what it said before keeps what a clerk did about it.
 */
const sliceText = (ours: string, elsewhere: string): string => `
    with lines as materialized (
      select l.kind, l.number, l.part, l.line, l.amount_fen, l.state, l.reference,
        row_number() over (partition by l.kind, l.number, l.part order by l.state = 'succeeded' desc, l.line) as nth
      from source_lines l
      where l.city = :city and l.source = :source and l.day = :day and l.reading = :reading and l.number between :first and :edge
    ), ours as materialized (${ours}
    ), sides as materialized (
      select coalesce(l.kind, o.kind) as kind, coalesce(l.number, o.number) as number, coalesce(l.part, o.part) as part,
        l.amount_fen as theirs_fen, l.state as their_state, l.reference, o.amount_fen as ours_fen
      from (select * from lines where nth = 1) l full join ours o on o.kind = l.kind and o.number = l.number and o.part = l.part
    ), theirs_alone as materialized (
      select * from sides where ours_fen is null and their_state = 'succeeded'
    ), seen_elsewhere as (
      select s.kind, s.number, s.part, s.theirs_fen, s.their_state, s.reference, e.day as our_day, e.amount_fen as ours_fen,
        exists (
          select from source_lines l join reconciliations r on r.city = l.city and r.source = l.source and r.day = l.day
            and r.reading = l.reading
          where l.city = :city and l.source = :source and l.day = e.day and l.day <> :day and l.number = s.number
            and l.kind = s.kind and l.part = s.part and l.state = 'succeeded') as said_twice
      from theirs_alone s left join lateral (${elsewhere}
      ) e on true
    ), ours_alone as materialized (
      select * from sides where theirs_fen is null
    ), found as (
      select kind, number, part, 0 as line, case when their_state <> 'succeeded' then 'state' else 'amount' end as name, ours_fen,
        theirs_fen, null::date as our_day, their_state, reference
      from sides where ours_fen is not null and theirs_fen is not null and (their_state <> 'succeeded' or ours_fen <> theirs_fen)
      union all
      select kind, number, part, 0,
        case when our_day is null then 'missing_here' when said_twice then 'duplicate' when ours_fen = theirs_fen then 'date'
          else 'amount' end,
        ours_fen, theirs_fen, our_day, their_state, reference
      from seen_elsewhere
      union all
      select s.kind, s.number, s.part, 0, 'missing_there', s.ours_fen, null, null, null, null
      from ours_alone s left join lateral (
        select d.name from differences d
        where d.city = :city and d.number = s.number and d.source = :source and d.kind = s.kind and d.part = s.part and d.day <> :day
          and (d.name = 'date' and d.our_day = :day or d.name = 'amount' and d.our_day = :day
            or d.name = 'missing_here' and d.theirs_fen = s.ours_fen and d.day >= :since and d.state in ('open', 'explained'))
        limit 1) d on true
      where d.name is null
      union all
      select kind, number, part, line, 'duplicate', null, amount_fen, null, state, reference
      from lines where nth > 1 and state = 'succeeded'
    ), kept as (
      insert into differences (city, source, day, kind, number, part, line, name, state, ours_fen, theirs_fen, our_day, their_state,
        reference, ended_by, changed_by, changed_at, run)
      select :city, :source, :day, kind, number, part, line, name, case when name = 'date' then 'matched' else 'open' end, ours_fen,
        theirs_fen, our_day, their_state, reference, case when name = 'date' then our_day::text end, 'system', :at, :run
      from found
      on conflict (city, source, day, kind, number, part, line) do update set
        name = excluded.name, ours_fen = excluded.ours_fen, theirs_fen = excluded.theirs_fen, our_day = excluded.our_day,
        their_state = excluded.their_state, reference = excluded.reference, run = excluded.run,
        state = case when differences.state in ('explained', 'matched') and differences.name = excluded.name
          and differences.ours_fen is not distinct from excluded.ours_fen
          and differences.theirs_fen is not distinct from excluded.theirs_fen then differences.state else excluded.state end,
        ended_by = case when excluded.name = 'date' then excluded.ended_by else differences.ended_by end,
        changed_at = case when differences.name = excluded.name then differences.changed_at else excluded.changed_at end
      returning line
    )
    select count(*) as our_moved, coalesce(sum(amount_fen) filter (where kind in ('payment', 'write_off')), 0)::int8 as our_in_fen,
      coalesce(sum(amount_fen) filter (where kind in ('refund', 'reversal')), 0)::int8 as our_out_fen,
      (select count(*) from kept) as differences
    from ours`;

const sliceShape = {
  scope: "city",
  params: {
    city: "text",
    source: "text",
    account: "text",
    day: "date",
    reading: "int4",
    first: "text",
    edge: "text",
    since: "date",
    run: "uuid",
    at: "timestamptz",
  },
  row: { our_moved: "int8", our_in_fen: "int8", our_out_fen: "int8", differences: "int8" },
} as const;

export const comparePayments = statement({
  name: "payments.compare_payments",
  ...sliceShape,
  text: sliceText(ourPayments, paymentElsewhere),
});

export const compareWriteOffs = statement({
  name: "payments.compare_write_offs",
  ...sliceShape,
  text: sliceText(ourWriteOffs, writeOffElsewhere),
});

/** The next slice: from the first number after `after` to about the n-th, on whichever side they are closer. */
export const nextSlice = statement({
  name: "payments.next_slice",
  scope: "city",
  params: {
    city: "text",
    source: "text",
    account: "text",
    day: "date",
    reading: "int4",
    after: "text",
    size: "int4",
  },
  row: { first: "text?", edge: "text?" },
  text: `
    with theirs as materialized (
      select min(number) as first, max(number) as edge, count(*) as n from (
        select number from source_lines
        where city = :city and source = :source and day = :day and reading = :reading and number > :after
        order by number limit :size) x
    ), debits as materialized (
      select min(subject) as first, max(subject) as edge, count(*) as n from (
        select subject from transfers where city = :city and debit = :account and day = :day and subject > :after
        order by subject limit :size) x
    ), credits as materialized (
      select min(subject) as first, max(subject) as edge, count(*) as n from (
        select subject from transfers where city = :city and credit = :account and day = :day and subject > :after
        order by subject limit :size) x
    ), sides as (select * from theirs union all select * from debits union all select * from credits)
    select min(first) as first,
      case when max(n) >= :size then min(edge) filter (where n >= :size) else max(edge) end as edge
    from sides`,
});

/** Open differences a whole comparison saw no more have solved themselves. */
export const endVanished = statement({
  name: "payments.end_vanished",
  scope: "city",
  params: { city: "text", source: "text", day: "date", number: "text?", run: "uuid", at: "timestamptz" },
  row: { number: "text" },
  text: `
    update differences set state = 'resolved', ended_by = 'compared again', changed_by = 'system', changed_at = :at
    where city = :city and source = :source and day = :day and state = 'open' and run <> :run
      and (:number::text is null or number = :number)
    returning number`,
});

/** What was missing there on another day, and stands in the file of this one. */
export const endElsewhere = statement({
  name: "payments.end_elsewhere",
  scope: "city",
  params: { city: "text", source: "text", day: "date", at: "timestamptz" },
  row: { number: "text" },
  text: `
    update differences o set name = 'date', state = case when o.state = 'open' then 'matched' else o.state end,
      theirs_fen = d.theirs_fen, our_day = o.day, ended_by = d.day::text, changed_by = 'system', changed_at = :at
    from differences d
    where d.city = :city and d.source = :source and d.day = :day and d.name = 'date'
      and o.city = :city and o.source = :source and o.day = d.our_day and o.number = d.number and o.kind = d.kind and o.part = d.part
      and o.name = 'missing_there'
    returning o.number`,
});

/** What was missing here on another day, and came into our books on this one. */
const laterHere = (bookings: string): string => `
    update differences o set name = 'date', state = case when o.state = 'open' then 'matched' else o.state end,
      ours_fen = o.theirs_fen, our_day = :day, ended_by = :day::text, changed_by = 'system', changed_at = :at
    where o.city = :city and o.source = :source and o.name = 'missing_here' and o.day <> :day and o.state in ('open', 'explained')
      and o.day >= :since and exists (${bookings})
    returning o.number`;

const laterShape = {
  scope: "city",
  params: { city: "text", source: "text", account: "text", day: "date", since: "date", at: "timestamptz" },
  row: { number: "text" },
} as const;

export const endPaymentsLaterHere = statement({
  name: "payments.end_payments_later_here",
  ...laterShape,
  text: laterHere(`
        select from transfers e where e.city = :city and e.subject = o.number and e.part = o.part and e.day = :day
          and e.reason = case o.kind when 'payment' then 'received' else 'refunded' end and e.amount_fen = o.theirs_fen
          and :account in (e.debit, e.credit)`),
});

export const endWriteOffsLaterHere = statement({
  name: "payments.end_write_offs_later_here",
  ...laterShape,
  text: laterHere(`
        select from transfers e cross join ${billOf("split_part(e.part, ' ', 1)")} b
        where e.city = :city and e.subject = o.number and b.reference = o.part and e.day = :day
          and e.reason = case o.kind when 'write_off' then 'written_off' else 'unapplied' end
          and :account in (e.debit, e.credit)
        having sum(e.amount_fen) = o.theirs_fen`),
});

/** Taken for the other day's, and now this day's file has it too: the other side says it twice. */
export const reopenSaidTwice = statement({
  name: "payments.reopen_said_twice",
  scope: "city",
  params: { city: "text", source: "text", day: "date", reading: "int4", since: "date", at: "timestamptz" },
  row: { number: "text" },
  text: `
    update differences o set name = 'duplicate', state = 'open', ended_by = null, changed_by = 'system', changed_at = :at
    where o.city = :city and o.source = :source and o.name = 'date' and o.our_day = :day and o.day <> :day and o.state = 'matched'
      and o.day >= :since and exists (
        select from source_lines l where l.city = :city and l.source = :source and l.day = :day and l.reading = :reading
          and l.number = o.number and l.kind = o.kind and l.part = o.part and l.state = 'succeeded')
    returning o.number`,
});

export const keepComparison = statement({
  name: "payments.keep_comparison",
  scope: "city",
  params: {
    city: "text",
    source: "text",
    day: "date",
    run: "uuid",
    our_moved: "int8",
    our_in_fen: "int8",
    our_out_fen: "int8",
    at: "timestamptz",
  },
  row: { source: "text" },
  text: `
    update reconciliations set our_moved = :our_moved, our_in_fen = :our_in_fen, our_out_fen = :our_out_fen, reconciled_at = :at,
      run = null, running_until = null
    where city = :city and source = :source and day = :day and run = :run returning source`,
});

export const stillHolding = statement({
  name: "payments.still_holding",
  scope: "city",
  params: { city: "text", source: "text", day: "date", run: "uuid", until: "timestamptz" },
  row: { source: "text" },
  text: `
    update reconciliations set running_until = :until
    where city = :city and source = :source and day = :day and run = :run returning source`,
});
