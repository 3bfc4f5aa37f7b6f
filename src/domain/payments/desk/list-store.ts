import { statement } from "../../../foundation/database/index.ts";

const row = {
  number: "text",
  provider: "text",
  account: "text",
  state: "text",
  service: "text",
  agency: "text",
  amount_fen: "int8",
  received_fen: "int8",
  refunded_fen: "int8",
  created_at: "timestamptz",
  paid_at: "timestamptz?",
  reference: "text?",
} as const;
const columns =
  "p.number, p.provider, p.account, p.state, p.service, p.agency, p.amount_fen, p.received_fen, p.refunded_fen, p.created_at, p.paid_at, p.reference";

const page = {
  scope: "city",
  params: {
    city: "text",
    since: "timestamptz",
    before: "timestamptz",
    at: "timestamptz",
    number: "text",
    state: "text?",
    provider: "text?",
    agency: "text?",
    amount_fen: "int8?",
    limit: "int4",
  },
  row,
} as const;
const narrowed = `
      and p.created_at >= :since and p.created_at < :before
      and (p.created_at < :at or (p.created_at = :at and p.number > :number))
      and (:provider::text is null or p.provider = :provider) and (:agency::text is null or p.agency = :agency)
      and (:amount_fen::int8 is null or p.amount_fen = :amount_fen or p.received_fen = :amount_fen)
    order by p.created_at desc, p.number limit :limit`;

/** Payments begun in some days, newest first. */
export const paymentsPage = statement({
  name: "payments.desk_page",
  ...page,
  text: `
    select ${columns} from payments p
    where p.city = :city and (:state::text is null or p.state = :state) ${narrowed}`,
});

/** The few that wait for somebody, however old they are. */
export const unsettledPage = statement({
  name: "payments.desk_unsettled",
  ...page,
  params: { ...page.params, state: "text" },
  text: `
    select ${columns} from payments p
    where p.city = :city and p.state in ('late_success', 'refunding', 'disputed') and p.state = :state ${narrowed}`,
});

/**
 * Whatever a number belongs to: ours of the payment or of a refund, the provider's, ours of a bill, the biller's own of it (a notice's
 * number), or of a case.
 */
export const paymentsByNumber = statement({
  name: "payments.desk_by_number",
  scope: "city",
  params: { city: "text", number: "text", limit: "int4" },
  row,
  text: `
    with meant as materialized (
      select number as payment from payments where city = :city and number = :number
      union
      select number from (select number from payments where city = :city and reference = :number limit 50) of_provider
      union
      select payment from refunds where city = :city and number = :number
      union
      select s.payment from payment_bills s join (
        select number from bills where city = :city and number = :number
        union all select number from (select number from bills where city = :city and reference = :number limit 50) of_biller
        union all select number from (select number from bills where city = :city and case_number = :number limit 50) of_case
      ) b on b.number = s.bill
      where s.city = :city
    )
    select ${columns} from meant m join payments p on p.city = :city and p.number = m.payment
    order by p.created_at desc, p.number limit :limit`,
});
