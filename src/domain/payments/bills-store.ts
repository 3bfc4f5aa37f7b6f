import { statement } from "../../foundation/database/index.ts";

const billRow = {
  city: "text",
  number: "text",
  agency: "text",
  biller: "text",
  service: "text",
  reference: "text",
  case_number: "text?",
  account_hash: "text?",
  sealed: "jsonb",
  payee: "text",
  amount_fen: "int8",
  late_fee_fen: "int8",
  paid_fen: "int8",
  partial_min_fen: "int8?",
  due_on: "date?",
  period: "text?",
  state: "text",
  revision: "int4",
  opened_at: "timestamptz",
  changed_at: "timestamptz",
} as const;
const columns = Object.keys(billRow).join(", ");

/**
 * What a biller says is owed now, many at once. A bill that is known changes only while it is open and no payment holds it: what somebody is
 * paying right now does not change under their hands. What we hold of it stays, and what is owed comes on top.
 */
export const keepBills = statement({
  name: "payments.keep_bills",
  scope: "city",
  params: { rows: "jsonb" },
  row: { number: "text", biller: "text", reference: "text" },
  text: `
    with given as materialized (
      select * from jsonb_to_recordset(:rows) as g(
        city text, number text, agency text, biller text, service text, reference text, case_number text, account_hash text, sealed jsonb, payee text,
        owed_fen bigint, late_fee_fen bigint, partial_min_fen bigint, due_on date, period text, at timestamptz)
    )
    insert into bills as b (city, number, agency, biller, service, reference, case_number, account_hash, sealed, payee, amount_fen,
      late_fee_fen, paid_fen, partial_min_fen, due_on, period, state, revision, opened_at, changed_at)
    select city, number, agency, biller, service, reference, case_number, account_hash, sealed, payee, owed_fen, late_fee_fen, 0,
      partial_min_fen, due_on, period, 'open', 1, at, at
    from given order by city, biller, reference
    on conflict (city, biller, reference) do update set amount_fen = b.paid_fen + excluded.amount_fen,
      late_fee_fen = excluded.late_fee_fen, due_on = excluded.due_on, sealed = excluded.sealed, state = 'open', revision = b.revision + 1,
      changed_at = excluded.changed_at
    where b.state in ('open', 'withdrawn')
      and (b.amount_fen - b.paid_fen <> excluded.amount_fen or b.late_fee_fen <> excluded.late_fee_fen or b.state = 'withdrawn'
        or b.due_on is distinct from excluded.due_on)
      and (select s.payment from payment_bills s where s.city = b.city and s.bill = b.number and s.standing limit 1) is null
    returning number, biller, reference`,
});

/** Owed no longer, says the biller, without our doing. Not while somebody is paying it. */
export const withdrawBills = statement({
  name: "payments.withdraw_bills",
  scope: "city",
  params: { city: "text", numbers: "text[]", at: "timestamptz" },
  row: { number: "text" },
  text: `
    update bills b set state = 'withdrawn', revision = b.revision + 1, changed_at = :at
    where b.city = :city and b.number = any(:numbers) and b.state = 'open'
      and not exists (select from payment_bills s where s.city = b.city and s.bill = b.number and s.standing)
    returning b.number`,
});

export const billsByNumber = statement({
  name: "payments.bills_by_number",
  scope: "city",
  params: { city: "text", numbers: "text[]" },
  row: { ...billRow, held_by: "text?" },
  text: `
    select ${columns}, (select s.payment from payment_bills s where s.city = bills.city and s.bill = bills.number and s.standing) as held_by
    from bills where city = :city and number = any(:numbers) order by number limit 100`,
});

export const billsByReference = statement({
  name: "payments.bills_by_reference",
  scope: "city",
  params: { city: "text", biller: "text", references: "text[]" },
  row: { ...billRow, held_by: "text?" },
  text: `
    select ${columns}, (select s.payment from payment_bills s where s.city = bills.city and s.bill = bills.number and s.standing) as held_by
    from bills where city = :city and biller = :biller and reference = any(:references) order by due_on nulls last, number limit 100`,
});

/** Bills of one account that we know as owed; the biller may know better. */
export const openBillsOfAccount = statement({
  name: "payments.open_bills_of_account",
  scope: "city",
  params: { city: "text", account_hash: "text" },
  row: { number: "text", reference: "text" },
  text: `
    select number, reference from bills
    where city = :city and account_hash = :account_hash and state = 'open' order by number limit 100`,
});

export const billsOfCase = statement({
  name: "payments.bills_of_case",
  scope: "city",
  params: { city: "text", case_number: "text" },
  row: { ...billRow, held_by: "text?" },
  text: `
    select ${columns}, (select s.payment from payment_bills s where s.city = bills.city and s.bill = bills.number and s.standing) as held_by
    from bills where city = :city and case_number = :case_number order by number limit 20`,
});

/** Payments of a case's fee whose money came in, the first one first. */
export const paymentsOfCase = statement({
  name: "payments.payments_of_case",
  scope: "city",
  params: { city: "text", case_number: "text" },
  row: {
    bill: "text",
    number: "text",
    provider: "text",
    state: "text",
    payer: "text",
    paid_at: "timestamptz?",
    amount_fen: "int8",
    returned_fen: "int8",
    write_off: "text?",
  },
  text: `
    select s.bill, p.number, p.provider, p.state, p.payer, p.paid_at, s.amount_fen, s.returned_fen, s.write_off
    from bills b join payment_bills s on s.city = b.city and s.bill = b.number
    join payments p on p.city = s.city and p.number = s.payment
    where b.city = :city and b.case_number = :case_number and p.applied and p.paid_at is not null
    order by p.paid_at, p.number limit 20`,
});

/** Who looked these bills up; the first time stands. */
export const addFinder = statement({
  name: "payments.add_finder",
  scope: "city",
  params: { city: "text", bills: "text[]", resident: "text", at: "timestamptz" },
  row: {},
  text: `
    insert into bill_finders (city, bill, resident, found_at)
    select :city, b, :resident, :at from unnest(:bills::text[]) as b order by b
    on conflict (city, bill, resident) do nothing`,
});

export const finderOf = statement({
  name: "payments.finder_of",
  scope: "city",
  params: { city: "text", bill: "text", resident: "text" },
  row: { bill: "text" },
  text: "select bill from bill_finders where city = :city and bill = :bill and resident = :resident",
});

/** A bill as it is owed today, its late fee included; only as it was read, open, and held by no payment. */
export const restateLateFee = statement({
  name: "payments.restate_late_fee",
  scope: "city",
  params: { city: "text", number: "text", expected: "int4", owed_fen: "int8", late_fee_fen: "int8", at: "timestamptz" },
  row: { number: "text" },
  text: `
    update bills b set amount_fen = b.paid_fen + :owed_fen, late_fee_fen = :late_fee_fen, revision = b.revision + 1, changed_at = :at
    where b.city = :city and b.number = :number and b.revision = :expected and b.state = 'open'
      and not exists (select from payment_bills s where s.city = b.city and s.bill = b.number and s.standing)
    returning b.number`,
});
