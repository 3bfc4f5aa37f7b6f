import { statement } from "../../../foundation/database/index.ts";

/** What happened to a payment, newest first. */
export const eventsOfPayment = statement({
  name: "payments.desk_events",
  scope: "city",
  params: { city: "text", number: "text" },
  row: {
    seq: "int8",
    type: "text",
    revision: "int4",
    at: "timestamptz",
    actor_kind: "text",
    actor: "text",
    data: "jsonb",
  },
  text: `
    select seq, type, revision, at, actor_kind, actor, data from events
    where city = :city and subject = :number order by seq desc limit 200`,
});

export const transfersOfPayment = statement({
  name: "payments.desk_transfers",
  scope: "city",
  params: { city: "text", subject: "text" },
  row: {
    reason: "text",
    part: "text",
    day: "date",
    at: "timestamptz",
    debit: "text",
    credit: "text",
    amount_fen: "int8",
  },
  text: `
    select reason, part, day, at, debit, credit, amount_fen from transfers
    where city = :city and subject = :subject order by at, reason, part limit 200`,
});

export const noticesOfPayment = statement({
  name: "payments.desk_notices",
  scope: "city",
  params: { city: "text", subject: "text" },
  row: { id: "uuid", notice: "text?", verdict: "text", reason: "text?", at: "timestamptz" },
  text: `
    select id, notice, verdict, reason, at from payment_notices
    where city = :city and subject = :subject order by at desc limit 50`,
});

/** Refused ones name no payment that could be believed: those of the account in the time of this payment. */
export const refusedNotices = statement({
  name: "payments.desk_refused_notices",
  scope: "city",
  params: { city: "text", provider: "text", account: "text", since: "timestamptz", until: "timestamptz" },
  row: { id: "uuid", notice: "text?", verdict: "text", reason: "text?", at: "timestamptz" },
  text: `
    select id, notice, verdict, reason, at from payment_notices
    where city = :city and at >= :since and at < :until and provider = :provider and account = :account
      and verdict in ('refused', 'ignored')
    order by at desc limit 20`,
});

/** When and how each bill of a payment was written off. */
export const writeOffsOfPayment = statement({
  name: "payments.desk_write_offs",
  scope: "city",
  params: { city: "text", number: "text" },
  row: { bill: "text", write_off_at: "timestamptz?", write_off_reference: "text?" },
  text: `
    select bill, write_off_at, write_off_reference from payment_bills where city = :city and payment = :number order by bill limit 100`,
});
