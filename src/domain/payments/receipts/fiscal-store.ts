import { statement } from "../../../foundation/database/index.ts";

/** The first answer stays: the treasury issues one a payment. */
export const keepFiscal = statement({
  name: "payments.keep_fiscal_receipt",
  scope: "city",
  params: { city: "text", payment: "text", sealed: "jsonb", at: "timestamptz" },
  row: {},
  text: `
    insert into fiscal_receipts (city, payment, sealed, taken_at) values (:city, :payment, :sealed, :at)
    on conflict (city, payment) do nothing`,
});

export const fiscalOf = statement({
  name: "payments.fiscal_receipt",
  scope: "city",
  params: { city: "text", payment: "text" },
  row: { sealed: "jsonb", taken_at: "timestamptz" },
  text: `select sealed, taken_at from fiscal_receipts where city = :city and payment = :payment`,
});
