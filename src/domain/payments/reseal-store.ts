import { statement } from "../../foundation/database/index.ts";

export const sealedBills = statement({
  name: "payments.sealed_bills",
  scope: "city",
  params: { city: "text", after: "text", limit: "int4" },
  row: { number: "text", reference: "text", sealed: "jsonb" },
  text: `
    select number, reference, sealed from bills where city = :city and number > :after order by number limit :limit`,
});

export const resealBill = statement({
  name: "payments.reseal_bill",
  scope: "city",
  params: { city: "text", number: "text", sealed: "jsonb", old: "jsonb" },
  row: { number: "text" },
  text: `update bills set sealed = :sealed where city = :city and number = :number and sealed = :old returning number`,
});

export const sealedRefunds = statement({
  name: "payments.sealed_refunds",
  scope: "city",
  params: { city: "text", after: "text", limit: "int4" },
  row: { number: "text", reason: "jsonb" },
  text: `select number, reason from refunds where city = :city and number > :after order by number limit :limit`,
});

export const resealRefund = statement({
  name: "payments.reseal_refund",
  scope: "city",
  params: { city: "text", number: "text", reason: "jsonb", old: "jsonb" },
  row: { number: "text" },
  text: `update refunds set reason = :reason where city = :city and number = :number and reason = :old returning number`,
});
