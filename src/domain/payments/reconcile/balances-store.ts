import { statement } from "../../../foundation/database/index.ts";

/** The last closed day at or before the one asked for, and what moved since. */
export const balanceAt = statement({
  name: "payments.balance_at",
  scope: "city",
  params: { city: "text", account: "text", day: "date" },
  row: { balance_fen: "int8" },
  text: `
    with last as materialized (
      select day, balance_fen from ledger_days where city = :city and account = :account and day <= :day order by day desc limit 1
    ), since as materialized (
      select coalesce((select day from last), date '0001-01-01') as day
    )
    select (coalesce((select balance_fen from last), 0)
      + coalesce((
          select sum(amount_fen) from transfers
          where city = :city and debit = :account and day > (select day from since) and day <= :day), 0)
      - coalesce((
          select sum(amount_fen) from transfers
          where city = :city and credit = :account and day > (select day from since) and day <= :day), 0))::int8 as balance_fen`,
});

/** Every account at the end of a day. */
export const trialAt = statement({
  name: "payments.trial_at",
  scope: "city",
  params: { city: "text", day: "date" },
  row: { account: "text", balance_fen: "int8" },
  text: `
    with closed as materialized (
      select coalesce(max(day), date '0001-01-01') as day from ledger_closes where city = :city and day <= :day
    ), kept as materialized (
      select distinct on (account) account, balance_fen from ledger_days
      where city = :city and day <= :day order by account, day desc
    ), pairs as materialized (
      select debit, credit, sum(amount_fen) as amount_fen from transfers
      where city = :city and day > (select day from closed) and day <= :day group by debit, credit
    ), moved as (
      select account, sum(amount_fen) as amount_fen
      from (select debit as account, amount_fen from pairs union all select credit, -amount_fen from pairs) as both_sides
      group by account
    )
    select coalesce(k.account, m.account) as account, (coalesce(k.balance_fen, 0) + coalesce(m.amount_fen, 0))::int8 as balance_fen
    from kept k full join moved m on m.account = k.account order by 1`,
});

/** Moves of one account in the order of their keys; positive is a debit. */
export const statementPage = statement({
  name: "payments.statement_page",
  scope: "city",
  params: {
    city: "text",
    account: "text",
    until: "date",
    day: "date",
    subject: "text",
    reason: "text",
    part: "text",
    limit: "int4",
  },
  row: {
    day: "date",
    subject: "text",
    reason: "text",
    part: "text",
    at: "timestamptz",
    other: "text",
    amount_fen: "int8",
  },
  text: `
    with debits as materialized (
      select day, subject, reason, part, at, credit as other, amount_fen from transfers
      where city = :city and debit = :account and day <= :until
        and (day, subject) >= (:day, :subject) and (day, subject, reason, part) > (:day, :subject, :reason, :part)
      order by day, subject, reason, part limit :limit
    ), credits as materialized (
      select day, subject, reason, part, at, debit as other, -amount_fen as amount_fen from transfers
      where city = :city and credit = :account and day <= :until
        and (day, subject) >= (:day, :subject) and (day, subject, reason, part) > (:day, :subject, :reason, :part)
      order by day, subject, reason, part limit :limit
    )
    select day, subject, reason, part, at, other, amount_fen from (select * from debits union all select * from credits) as both_sides
    order by day, subject, reason, part limit :limit`,
});

/** Every account that ever moved, and whether it did on a day: by leaps through the index, whatever the number of transfers. */
export const accountsOnDay = statement({
  name: "payments.accounts_on_day",
  scope: "city",
  params: { city: "text", day: "date" },
  row: { account: "text", moved: "bool" },
  text: `
    with recursive debited as (
      (select debit as account from transfers where city = :city order by debit limit 1)
      union all
      select (select t.debit from transfers t where t.city = :city and t.debit > d.account order by t.debit limit 1)
      from debited d where d.account is not null
    ), credited as (
      (select credit as account from transfers where city = :city order by credit limit 1)
      union all
      select (select t.credit from transfers t where t.city = :city and t.credit > d.account order by t.credit limit 1)
      from credited d where d.account is not null
    ), every_account as (
      select account from debited where account is not null union select account from credited where account is not null
    )
    select a.account,
      (exists (select from transfers t where t.city = :city and t.debit = a.account and t.day = :day)
       or exists (select from transfers t where t.city = :city and t.credit = a.account and t.day = :day)) as moved
    from every_account a order by a.account limit 10000`,
});

/** A move that puts right what was booked wrong; made once by its key. */
export const correctionRow = statement({
  name: "payments.correction_row",
  scope: "city",
  params: { city: "text", subject: "text", part: "text" },
  row: { debit: "text", credit: "text", amount_fen: "int8" },
  text: `
    select debit, credit, amount_fen from transfers
    where city = :city and subject = :subject and reason = 'correction' and part = :part limit 1`,
});

export const addCorrection = statement({
  name: "payments.add_correction",
  scope: "city",
  params: {
    city: "text",
    subject: "text",
    part: "text",
    day: "date",
    at: "timestamptz",
    debit: "text",
    credit: "text",
    amount_fen: "int8",
  },
  row: { subject: "text" },
  text: `
    insert into transfers (city, subject, reason, part, day, at, debit, credit, amount_fen)
    select :city, :subject, 'correction', :part, greatest(:day, (select s.books_shut + 1 from city_sequences s where s.city = :city for update)), :at, :debit, :credit,
      :amount_fen
    on conflict (city, subject, reason, part) do nothing returning subject`,
});
