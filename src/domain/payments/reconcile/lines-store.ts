import { statement } from "../../../foundation/database/index.ts";

/**
 * Accounts of a city; `awaited`: those whose bill of a day is wanted even where our books know of no move: all in use, and paused ones through
 * which something is still under way.
 */
export const configuredAccounts = statement({
  name: "payments.configured_accounts",
  scope: "city",
  params: { city: "text", since: "timestamptz", until: "timestamptz" },
  row: { provider: "text", account: "text", awaited: "bool" },
  text: `
    select a.provider, a.account, a.enabled or exists (
        select from payments p
        where p.city = a.city and p.provider = a.provider and p.account = a.account and p.created_at >= :since and p.created_at < :until
          and p.state in ('created', 'handed_over', 'pending', 'late_success')
      ) or exists (
        select from payments p
        where p.city = a.city and p.provider = a.provider and p.account = a.account and p.created_at < :until and p.state = 'refunding'
      ) as awaited
    from payment_accounts a where a.city = :city order by a.provider, a.account limit 200`,
});

/**
 * Takes a source's day to work on it; nothing where somebody else has it or the day is closed. Whoever dies over it loses it when the time is
 * over.
 */
export const takeSource = statement({
  name: "payments.take_source",
  scope: "city",
  params: { city: "text", source: "text", day: "date", run: "uuid", at: "timestamptz", until: "timestamptz" },
  row: { reading: "int4", bill: "text", attempts: "int4" },
  text: `
    insert into reconciliations (city, source, day, bill, attempts, reading, lines, moved, in_fen, out_fen, fees_fen, run, running_until)
    select :city, :source, :day, 'waiting', 0, 0, 0, 0, 0, 0, 0, :run, :until
    where not exists (select from ledger_closes where city = :city and day = :day)
    on conflict (city, source, day) do update set run = excluded.run, running_until = excluded.running_until
      where reconciliations.running_until is null or reconciliations.running_until <= :at or reconciliations.run = excluded.run
    returning reading, bill, attempts`,
});

export const leaveSource = statement({
  name: "payments.leave_source",
  scope: "city",
  params: { city: "text", source: "text", day: "date", run: "uuid" },
  row: {},
  text: `
    update reconciliations set run = null, running_until = null
    where city = :city and source = :source and day = :day and run = :run`,
});

/** Lines of other readings than the one that counts, a piece at a time. */
export const dropLines = statement({
  name: "payments.drop_lines",
  scope: "city",
  params: { city: "text", source: "text", day: "date", reading: "int4", limit: "int4" },
  row: { line: "int4" },
  text: `
    with old as materialized (
      select reading, number, line from source_lines
      where city = :city and source = :source and day = :day and reading <> :reading limit :limit
    ), gone as (
      delete from source_lines l using old s
      where l.city = :city and l.source = :source and l.day = :day and l.reading = s.reading and l.number = s.number
        and l.line = s.line
      returning l.line
    )
    select line from gone limit 1`,
});

/** A set of lines, for as long as the source's day is still ours. */
export const addLines = statement({
  name: "payments.add_lines",
  scope: "city",
  params: {
    city: "text",
    source: "text",
    day: "date",
    reading: "int4",
    run: "uuid",
    until: "timestamptz",
    rows: "jsonb",
  },
  row: { source: "text" },
  text: `
    with held as (
      update reconciliations set running_until = :until
      where city = :city and source = :source and day = :day and run = :run returning city, source, day
    ), added as (
      insert into source_lines (city, source, day, reading, number, line, kind, part, reference, amount_fen, fee_fen, state, at)
      select h.city, h.source, h.day, :reading, g.number, g.line, g.kind, g.part, g.reference, g.amount_fen, g.fee_fen, g.state, g.at
      from held h, jsonb_to_recordset(:rows) as g(number text, line int, kind text, part text, reference text, amount_fen bigint,
        fee_fen bigint, state text, at timestamptz)
    )
    select source from held`,
});

/** The whole file was read: from now on this reading counts. */
export const keepReading = statement({
  name: "payments.keep_reading",
  scope: "city",
  params: {
    city: "text",
    source: "text",
    day: "date",
    run: "uuid",
    reading: "int4",
    at: "timestamptz",
    until: "timestamptz",
    lines: "int8",
    moved: "int8",
    in_fen: "int8",
    out_fen: "int8",
    fees_fen: "int8",
  },
  row: { source: "text" },
  text: `
    update reconciliations set bill = 'fetched', problem = null, attempts = 0, due_at = null, fetched_at = :at, reading = :reading,
      lines = :lines, moved = :moved, in_fen = :in_fen, out_fen = :out_fen, fees_fen = :fees_fen, reconciled_at = null,
      running_until = :until
    where city = :city and source = :source and day = :day and run = :run returning source`,
});

/** No file, or none that can be believed; one that was read before still counts. */
export const keepProblem = statement({
  name: "payments.keep_problem",
  scope: "city",
  params: {
    city: "text",
    source: "text",
    day: "date",
    run: "uuid",
    bill: "text",
    problem: "text?",
    due_at: "timestamptz?",
  },
  row: {},
  text: `
    update reconciliations set bill = case when bill = 'fetched' then bill else :bill end, problem = :problem, due_at = :due_at,
      attempts = attempts + 1, run = null, running_until = null
    where city = :city and source = :source and day = :day and run = :run`,
});

/** How the sources of some days stand. */
export const sourceDays = statement({
  name: "payments.source_days",
  scope: "city",
  params: { city: "text", from: "date", until: "date" },
  row: {
    source: "text",
    day: "date",
    bill: "text",
    problem: "text?",
    attempts: "int4",
    due_at: "timestamptz?",
    fetched_at: "timestamptz?",
    lines: "int8",
    moved: "int8",
    in_fen: "int8",
    out_fen: "int8",
    fees_fen: "int8",
    our_moved: "int8?",
    our_in_fen: "int8?",
    our_out_fen: "int8?",
    reconciled_at: "timestamptz?",
    running_until: "timestamptz?",
  },
  text: `
    select source, day, bill, problem, attempts, due_at, fetched_at, lines, moved, in_fen, out_fen, fees_fen, our_moved, our_in_fen,
      our_out_fen, reconciled_at, running_until
    from reconciliations where city = :city and day between :from and :until order by day desc, source desc limit 20000`,
});
