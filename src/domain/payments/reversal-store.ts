import { statement } from "../../foundation/database/index.ts";

/** What a refund took from bills: its transfers name bill and refund. */
export const takenBack = statement({
  name: "payments.taken_back",
  scope: "city",
  params: { city: "text", subject: "text", refund: "text" },
  row: { part: "text", debit: "text", amount_fen: "int8" },
  text: `
    select part, debit, amount_fen from transfers
    where city = :city and subject = :subject and reason = 'unapplied' and split_part(part, ' ', 2) = :refund order by part limit 100`,
});
