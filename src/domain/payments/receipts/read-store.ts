import { statement } from "../../../foundation/database/index.ts";

const receiptRow = {
  city: "text",
  number: "text",
  kind: "text",
  subject: "text",
  payment: "text",
  year: "int4",
  serial: "int8",
  amount_fen: "int8",
  payee: "text",
  service: "text",
  payer: "text",
  happened_at: "timestamptz",
  issued_at: "timestamptz",
  original: "text?",
  sealed: "jsonb",
} as const;
const columns = Object.keys(receiptRow).join(", ");

export const receiptByNumber = statement({
  name: "payments.receipt_by_number",
  scope: "city",
  params: { city: "text", number: "text" },
  row: receiptRow,
  text: `select ${columns} from receipts where city = :city and number = :number`,
});

export const receiptsOfPayment = statement({
  name: "payments.receipts_of_payment",
  scope: "city",
  params: { city: "text", payment: "text" },
  row: receiptRow,
  text: `
    select ${columns} from receipts where city = :city and payment = :payment order by kind, year, serial limit 100`,
});

/** A year's receipts in the order of their numbers, from one number on. */
export const receiptsOfYear = statement({
  name: "payments.receipts_of_year",
  scope: "city",
  params: { city: "text", year: "int4", after: "int8", limit: "int4" },
  row: receiptRow,
  text: `
    select ${columns} from receipts where city = :city and year = :year and serial > :after order by serial limit :limit`,
});

/** The newest first, below one number. */
export const receiptsBefore = statement({
  name: "payments.receipts_before",
  scope: "city",
  params: { city: "text", year: "int4", before: "int8", limit: "int4" },
  row: receiptRow,
  text: `
    select ${columns} from receipts where city = :city and year = :year and serial < :before
    order by serial desc limit :limit`,
});

export const receiptYears = statement({
  name: "payments.receipt_years",
  scope: "city",
  params: { city: "text" },
  row: { year: "int4", last: "int8" },
  text: `select year, last from receipt_counters where city = :city and last > 0 order by year desc limit 200`,
});

/** The next numbers of a year, by the index alone; asked by a person who wants the proof. */
export const countNext = statement({
  name: "payments.count_receipts",
  scope: "city",
  params: { city: "text", year: "int4", after: "int8", limit: "int4" },
  row: { n: "int8", first: "int8?", last: "int8?" },
  text: `
    select count(*) as n, min(serial) as first, max(serial) as last from (
      select serial from receipts where city = :city and year = :year and serial > :after order by serial limit :limit
    ) page`,
});

const lineRow = {
  receipt: "text",
  bill: "text",
  year: "int4",
  serial: "int8",
  kind: "text",
  payment: "text",
  happened_at: "timestamptz",
  amount_fen: "int8",
  period: "text?",
  reference: "text",
} as const;

/** What one person paid to one account in a year, oldest first. */
export const linesOfAccount = statement({
  name: "payments.receipt_lines_of_account",
  scope: "city",
  params: {
    city: "text",
    payer: "text",
    account_hash: "text",
    year: "int4",
    after: "timestamptz",
    after_receipt: "text",
    after_bill: "text",
    limit: "int4",
  },
  row: lineRow,
  text: `
    select l.receipt, l.bill, l.year, r.serial, l.kind, r.payment, l.happened_at, l.amount_fen, b.period, b.reference
    from (
      select city, receipt, bill, year, kind, happened_at, amount_fen from receipt_bills
      where city = :city and payer = :payer and account_hash = :account_hash and year = :year
        and (happened_at, receipt, bill) > (:after, :after_receipt, :after_bill)
      order by happened_at, receipt, bill limit :limit
    ) l
    join receipts r on r.city = l.city and r.number = l.receipt
    join bills b on b.city = l.city and b.number = l.bill
    order by l.happened_at, l.receipt, l.bill`,
});

export const totalsOfAccount = statement({
  name: "payments.receipt_totals_of_account",
  scope: "city",
  params: { city: "text", payer: "text", account_hash: "text" },
  row: { year: "int4", kind: "text", amount_fen: "int8" },
  text: `
    select year, kind, sum(amount_fen)::int8 as amount_fen from receipt_bills
    where city = :city and payer = :payer and account_hash = :account_hash group by year, kind order by year desc, kind limit 400`,
});
