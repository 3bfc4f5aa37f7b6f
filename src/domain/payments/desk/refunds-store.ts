import { statement } from "../../../foundation/database/index.ts";

const row = {
  number: "text",
  payment: "text",
  amount_fen: "int8",
  cause: "text",
  way: "text",
  state: "text",
  asked_kind: "text",
  asked_by: "text",
  approvals_needed: "int4",
  approved_by: "jsonb",
  asked_at: "timestamptz",
  done_at: "timestamptz?",
  reason: "jsonb",
  service: "text",
  provider: "text",
  agency: "text",
  payment_state: "text",
} as const;
const columns = `r.number, r.payment, r.amount_fen, r.cause, r.way, r.state, r.asked_kind, r.asked_by, r.approvals_needed, r.approved_by,
      r.asked_at, r.done_at, r.reason, p.service, p.provider, p.agency, p.state as payment_state`;

/** What waits for a clerk, oldest first: asked for, or failed at the provider and not given back another way yet. */
export const waitingRefunds = statement({
  name: "payments.desk_waiting_refunds",
  scope: "city",
  params: { city: "text", at: "timestamptz", number: "text", limit: "int4" },
  row,
  text: `
    select ${columns}
    from refunds r join payments p on p.city = r.city and p.number = r.payment
    where r.city = :city and (r.state = 'asked' or r.state = 'failed') and (r.asked_at, r.number) > (:at, :number)
      and (r.state = 'asked' or p.state = 'disputed')
    order by r.asked_at, r.number limit :limit`,
});

export const refundsPage = statement({
  name: "payments.desk_refunds",
  scope: "city",
  params: {
    city: "text",
    since: "timestamptz",
    before: "timestamptz",
    at: "timestamptz",
    number: "text",
    state: "text?",
    limit: "int4",
  },
  row,
  text: `
    select ${columns}
    from refunds r join payments p on p.city = r.city and p.number = r.payment
    where r.city = :city and r.asked_at >= :since and r.asked_at < :before and (:state::text is null or r.state = :state)
      and (r.asked_at < :at or (r.asked_at = :at and r.number > :number))
    order by r.asked_at desc, r.number limit :limit`,
});
