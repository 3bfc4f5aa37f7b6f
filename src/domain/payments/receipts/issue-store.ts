import { statement } from "../../../foundation/database/index.ts";

/** Asked for again while somebody works on it: the revision tells that what was read is old. */
export const noteDue = statement({
  name: "payments.note_receipts_due",
  scope: "city",
  params: { city: "text", payments: "text[]", at: "timestamptz" },
  row: {},
  text: `
    insert into receipts_due as d (city, payment, revision, due_at, attempts)
    select :city, p, 1, :at, 0 from unnest(:payments::text[]) as p order by p
    on conflict (city, payment) do update set revision = d.revision + 1, due_at = excluded.due_at, attempts = 0`,
});

export const citiesDue = statement({
  name: "payments.cities_with_receipts_due",
  scope: "city",
  params: { cities: "text[]", at: "timestamptz" },
  row: { city: "text" },
  text: `
    select city from receipts_due where city = any(:cities) and due_at <= :at group by city order by min(due_at), city limit 5000`,
});

export const dueOfCity = statement({
  name: "payments.receipts_due_of_city",
  scope: "city",
  params: { city: "text", at: "timestamptz", limit: "int4" },
  row: { payment: "text", revision: "int4", attempts: "int4" },
  text: `
    select payment, revision, attempts from receipts_due where city = :city and due_at <= :at order by due_at, payment limit :limit`,
});

export const movesOf = statement({
  name: "payments.moves_for_receipts",
  scope: "city",
  params: { city: "text", payments: "text[]" },
  row: { subject: "text", reason: "text", part: "text", amount_fen: "int8", at: "timestamptz" },
  text: `
    select subject, reason, part, amount_fen, at from transfers
    where city = :city and subject = any(:payments) and reason in ('written_off', 'unapplied', 'refunded', 'given_back_by_hand')
    order by subject, at, part limit 20000`,
});

/** Those nobody else works on; a newer revision than was read is left alone. */
export const lockDue = statement({
  name: "payments.lock_receipts_due",
  scope: "city",
  params: { city: "text", payments: "text[]" },
  row: { payment: "text", revision: "int4" },
  text: `
    select payment, revision from receipts_due where city = :city and payment = any(:payments)
    order by payment limit 200 for update skip locked`,
});

export const openCounters = statement({
  name: "payments.open_receipt_counters",
  scope: "city",
  params: { city: "text", years: "int8[]" },
  row: {},
  text: `
    insert into receipt_counters (city, year, last) select :city, y::int, 0 from unnest(:years::bigint[]) as y order by y
    on conflict (city, year) do nothing`,
});

/** Whoever holds the counter is alone with the numbers of that year until the commit. */
export const lockCounters = statement({
  name: "payments.lock_receipt_counters",
  scope: "city",
  params: { city: "text", years: "int8[]" },
  row: { year: "int4", last: "int8" },
  text: `
    select year, last from receipt_counters where city = :city and year = any(:years::bigint[]) order by year for update`,
});

export const moveCounter = statement({
  name: "payments.move_receipt_counter",
  scope: "city",
  params: { city: "text", year: "int4", last: "int8" },
  row: {},
  text: `update receipt_counters set last = :last where city = :city and year = :year`,
});

export const issuedOf = statement({
  name: "payments.receipts_issued",
  scope: "city",
  params: { city: "text", payments: "text[]" },
  row: { kind: "text", subject: "text", number: "text", year: "int4", serial: "int8", issued_at: "timestamptz" },
  text: `
    select kind, subject, number, year, serial, issued_at from receipts
    where city = :city and payment = any(:payments) order by number limit 20000`,
});

export const addReceipts = statement({
  name: "payments.add_receipts",
  scope: "city",
  params: { city: "text", rows: "jsonb", lines: "jsonb" },
  row: {},
  text: `
    with given as (
      insert into receipts (city, number, kind, subject, payment, year, serial, amount_fen, payee, service, agency, payer, happened_at,
        issued_at, original, sealed)
      select :city, g.number, g.kind, g.subject, g.payment, g.year, g.serial, g.amount_fen, g.payee, g.service, g.agency, g.payer,
        g.happened_at, g.issued_at, g.original, g.sealed
      from jsonb_to_recordset(:rows) as g(number text, kind text, subject text, payment text, year int, serial bigint, amount_fen bigint,
        payee text, service text, agency text, payer text, happened_at timestamptz, issued_at timestamptz, original text, sealed jsonb)
    )
    insert into receipt_bills (city, receipt, bill, payer, account_hash, year, happened_at, kind, amount_fen)
    select :city, l.receipt, l.bill, l.payer, l.account_hash, l.year, l.happened_at, l.kind, l.amount_fen
    from jsonb_to_recordset(:lines) as l(receipt text, bill text, payer text, account_hash text, year int, happened_at timestamptz,
      kind text, amount_fen bigint)`,
});

/** The treasury is asked for its own receipt until it has one, or a person decides. */
export const askForFiscal = statement({
  name: "payments.ask_for_fiscal_receipts",
  scope: "city",
  params: { city: "text", payments: "text[]", at: "timestamptz" },
  row: {},
  text: `
    insert into payment_tasks (city, kind, subject, part, state, due_at, attempts)
    select :city, 'fiscal_receipt', p, '', 'waiting', :at, 0 from unnest(:payments::text[]) as p order by p
    on conflict (city, kind, subject, part) do nothing`,
});

export const dropDue = statement({
  name: "payments.drop_receipts_due",
  scope: "city",
  params: { city: "text", payments: "text[]" },
  row: {},
  text: `delete from receipts_due where city = :city and payment = any(:payments)`,
});

/** What could not be made now: later, or (`due_at` null) given up. */
export const postponeDue = statement({
  name: "payments.postpone_receipts_due",
  scope: "city",
  params: { city: "text", payment: "text", revision: "int4", due_at: "timestamptz?" },
  row: { attempts: "int4" },
  text: `
    update receipts_due set attempts = attempts + 1, due_at = :due_at
    where city = :city and payment = :payment and revision = :revision returning attempts`,
});

export const givenUp = statement({
  name: "payments.receipts_given_up",
  scope: "city",
  params: { city: "text", limit: "int4" },
  row: { payment: "text" },
  text: `select payment from receipts_due where city = :city and due_at is null order by payment limit :limit`,
});
