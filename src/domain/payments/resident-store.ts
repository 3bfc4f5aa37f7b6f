import { statement } from "../../foundation/database/index.ts";

export const projectPayments = statement({
  name: "payments.project",
  scope: "resident",
  params: { rows: "jsonb" },
  row: {},
  text: `
    insert into resident_payments (resident, city, number, service, state, revision, amount_fen, refunded_fen, created_at, paid_at,
      settled)
    select resident, city, number, service, state, revision, amount_fen, refunded_fen, created_at, paid_at, settled
    from jsonb_to_recordset(:rows) as g(resident text, city text, number text, service text, state text, revision int,
      amount_fen bigint, refunded_fen bigint, created_at timestamptz, paid_at timestamptz, settled boolean)
    order by resident, city, number
    on conflict (resident, city, number) do update set state = excluded.state, revision = excluded.revision,
      refunded_fen = excluded.refunded_fen, paid_at = excluded.paid_at, settled = excluded.settled
    where resident_payments.revision < excluded.revision`,
});

export const paymentsOfResident = statement({
  name: "payments.of_resident",
  scope: "resident",
  params: { resident: "text", before: "timestamptz", before_number: "text", limit: "int4" },
  row: {
    city: "text",
    number: "text",
    service: "text",
    state: "text",
    amount_fen: "int8",
    refunded_fen: "int8",
    created_at: "timestamptz",
    paid_at: "timestamptz?",
    settled: "bool",
  },
  text: `
    select city, number, service, state, amount_fen, refunded_fen, created_at, paid_at, settled from resident_payments
    where resident = :resident and (created_at < :before or (created_at = :before and number > :before_number))
    order by created_at desc, number limit :limit`,
});
