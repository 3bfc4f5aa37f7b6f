import { statement } from "../../../foundation/database/index.ts";

/** What moved on a day, summed by pair of accounts and reason. */
export const movedOn = statement({
  name: "payments.moved_on",
  scope: "city",
  params: { city: "text", day: "date", limit: "int4" },
  row: { debit: "text", credit: "text", reason: "text", n: "int8", amount_fen: "int8" },
  text: `
    select debit, credit, reason, count(*) as n, sum(amount_fen)::int8 as amount_fen from transfers
    where city = :city and day = :day group by debit, credit, reason order by debit, credit, reason limit :limit`,
});

/** What every account stood at when it moved last before a day. */
export const keptBefore = statement({
  name: "payments.kept_before",
  scope: "city",
  params: { city: "text", day: "date", limit: "int4" },
  row: { account: "text", balance_fen: "int8" },
  text: `
    select distinct on (account) account, balance_fen from ledger_days
    where city = :city and day < :day order by account, day desc limit :limit`,
});

/** From now on whatever moves is booked after this day. Of its own, so that nobody waits while the day is summed. */
export const shutBooks = statement({
  name: "payments.shut_books",
  scope: "shared",
  params: { city: "text", day: "date" },
  row: {},
  text: `
    insert into city_sequences as s (city, last_seq, books_shut) values (:city, 0, :day)
    on conflict (city) do update set books_shut = greatest(s.books_shut, excluded.books_shut)`,
});

/** Nothing where the day is closed already. */
export const addClose = statement({
  name: "payments.add_close",
  scope: "city",
  params: {
    city: "text",
    day: "date",
    at: "timestamptz",
    by_kind: "text",
    by: "text",
    transfers: "int8",
    received_fen: "int8",
    refunded_fen: "int8",
    fees_fen: "int8",
    paid_out_fen: "int8",
    handed_over_fen: "int8",
    explained: "int4",
  },
  row: { day: "date" },
  text: `
    insert into ledger_closes (city, day, closed_at, closed_by_kind, closed_by, transfers, received_fen, refunded_fen, fees_fen,
      paid_out_fen, handed_over_fen, explained)
    values (:city, :day, :at, :by_kind, :by, :transfers, :received_fen, :refunded_fen, :fees_fen, :paid_out_fen, :handed_over_fen,
      :explained)
    on conflict (city, day) do nothing returning day`,
});

/** The transfers of the close itself. */
export const addDayTransfers = statement({
  name: "payments.add_day_transfers",
  scope: "city",
  params: { city: "text", day: "date", at: "timestamptz", rows: "jsonb" },
  row: {},
  text: `
    insert into transfers (city, subject, reason, part, day, at, debit, credit, amount_fen)
    select :city, g.subject, g.reason, g.part, :day, :at, g.debit, g.credit, g.amount_fen
    from jsonb_to_recordset(:rows) as g(subject text, reason text, part text, debit text, credit text, amount_fen bigint)`,
});

export const addLedgerDays = statement({
  name: "payments.add_ledger_days",
  scope: "city",
  params: { city: "text", day: "date", rows: "jsonb" },
  row: {},
  text: `
    insert into ledger_days (city, account, day, debit_fen, credit_fen, balance_fen)
    select :city, g.account, :day, g.debit_fen, g.credit_fen, g.balance_fen
    from jsonb_to_recordset(:rows) as g(account text, debit_fen bigint, credit_fen bigint, balance_fen bigint)`,
});

const closeRow = {
  day: "date",
  closed_at: "timestamptz",
  closed_by_kind: "text",
  closed_by: "text",
  transfers: "int8",
  received_fen: "int8",
  refunded_fen: "int8",
  fees_fen: "int8",
  paid_out_fen: "int8",
  handed_over_fen: "int8",
  explained: "int4",
} as const;

export const closesBetween = statement({
  name: "payments.closes_between",
  scope: "city",
  params: { city: "text", from: "date", until: "date" },
  row: closeRow,
  text: `
    select day, closed_at, closed_by_kind, closed_by, transfers, received_fen, refunded_fen, fees_fen, paid_out_fen, handed_over_fen,
      explained
    from ledger_closes where city = :city and day between :from and :until order by day desc limit 1000`,
});

/** The last closed day of each city, where it is not older than `since`. */
export const lastCloses = statement({
  name: "payments.last_closes",
  scope: "city",
  params: { cities: "text[]", since: "date", limit: "int4" },
  row: { city: "text", closed: "date" },
  text: `
    select city, max(day) as closed from ledger_closes where city = any(:cities) and day >= :since group by city
    order by city limit :limit`,
});

/** Where one city stands: its last closed day, and the first day on which money moved. */
export const closeBounds = statement({
  name: "payments.close_bounds",
  scope: "city",
  params: { city: "text" },
  row: { closed: "date?", first: "date?" },
  text: `
    select (select max(day) from ledger_closes where city = :city) as closed,
      (select min(day) from transfers where city = :city) as first`,
});

/** The treasury's list: what was confirmed by an agency on a day, and what went back of it, line by line. */
export const handOverPage = statement({
  name: "payments.hand_over_page",
  scope: "city",
  params: { city: "text", account: "text", day: "date", subject: "text", reason: "text", part: "text", limit: "int4" },
  row: {
    subject: "text",
    reason: "text",
    part: "text",
    amount_fen: "int8",
    provider: "text?",
    reference: "text?",
    paid_at: "timestamptz?",
    agency: "text?",
    service: "text?",
    bill_reference: "text?",
  },
  text: `
    with confirmed as materialized (
      select subject, reason, part, amount_fen from transfers
      where city = :city and credit = :account and day = :day and subject >= :subject
        and (subject, reason, part) > (:subject, :reason, :part)
      order by subject, reason, part limit :limit
    ), back as materialized (
      select subject, reason, part, -amount_fen as amount_fen from transfers
      where city = :city and debit = :account and day = :day and subject >= :subject and reason <> 'handed_over'
        and (subject, reason, part) > (:subject, :reason, :part)
      order by subject, reason, part limit :limit
    ), lines as materialized (
      select * from (select * from confirmed union all select * from back) as both_sides
      order by subject, reason, part limit :limit
    )
    select m.subject, m.reason, m.part, m.amount_fen, p.provider, p.reference, p.paid_at, b.agency, b.service,
      b.reference as bill_reference
    from lines m
    left join payments p on p.city = :city and p.number = m.subject
    left join lateral (
      select agency, service, reference from bills where city = :city and number = split_part(m.part, ' ', 1) limit 1) b on true
    order by m.subject, m.reason, m.part`,
});

/** What a close handed over, by agency. */
export const handOversOn = statement({
  name: "payments.hand_overs_on",
  scope: "city",
  params: { city: "text", subject: "text" },
  row: { agency: "text", amount_fen: "int8" },
  text: `
    select part as agency, amount_fen from transfers
    where city = :city and subject = :subject and reason = 'handed_over' order by part limit 1000`,
});

/** What was handed over in some days, by day and agency, newest first. */
export const handOversInDays = statement({
  name: "payments.hand_overs_in_days",
  scope: "city",
  params: { city: "text", first: "text", last: "text" },
  row: { day: "date", agency: "text", amount_fen: "int8" },
  text: `
    select day, part as agency, amount_fen from transfers
    where city = :city and subject >= :first and subject <= :last and reason = 'handed_over'
    order by day desc, part limit 10000`,
});

/** Days whose kept balances and transfers do not say the same any more; there should be none. */
export const unprovenDays = statement({
  name: "payments.unproven_days",
  scope: "city",
  params: { city: "text", from: "date", until: "date" },
  row: { account: "text", day: "date", kept_fen: "int8", moved_fen: "int8" },
  text: `
    with moved as (
      select day, account, sum(amount_fen) as amount_fen from (
        select day, debit as account, amount_fen from transfers where city = :city and day between :from and :until
        union all
        select day, credit, -amount_fen from transfers where city = :city and day between :from and :until
      ) as both_sides group by day, account
    ), kept as (
      select day, account, debit_fen - credit_fen as amount_fen from ledger_days where city = :city and day between :from and :until
    )
    select coalesce(k.account, m.account) as account, coalesce(k.day, m.day) as day, coalesce(k.amount_fen, 0) as kept_fen,
      coalesce(m.amount_fen, 0)::int8 as moved_fen
    from kept k full join moved m on m.day = k.day and m.account = k.account
    where coalesce(k.amount_fen, 0) <> coalesce(m.amount_fen, 0)
      and exists (select from ledger_closes c where c.city = :city and c.day = coalesce(k.day, m.day))
    order by 2, 1 limit 100`,
});
