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

export const sealedReceipts = statement({
  name: "payments.sealed_receipts",
  scope: "city",
  params: { city: "text", after: "text", limit: "int4" },
  row: { number: "text", kind: "text", subject: "text", sealed: "jsonb" },
  text: `
    select number, kind, subject, sealed from receipts where city = :city and number > :after order by number limit :limit`,
});

export const resealReceipt = statement({
  name: "payments.reseal_receipt",
  scope: "city",
  params: { city: "text", number: "text", sealed: "jsonb", old: "jsonb" },
  row: { number: "text" },
  text: `update receipts set sealed = :sealed where city = :city and number = :number and sealed = :old returning number`,
});

export const sealedFiscal = statement({
  name: "payments.sealed_fiscal_receipts",
  scope: "city",
  params: { city: "text", after: "text", limit: "int4" },
  row: { payment: "text", sealed: "jsonb" },
  text: `select payment, sealed from fiscal_receipts where city = :city and payment > :after order by payment limit :limit`,
});

export const resealFiscal = statement({
  name: "payments.reseal_fiscal_receipt",
  scope: "city",
  params: { city: "text", payment: "text", sealed: "jsonb", old: "jsonb" },
  row: { payment: "text" },
  text: `
    update fiscal_receipts set sealed = :sealed where city = :city and payment = :payment and sealed = :old returning payment`,
});

export const sealedAccounts = statement({
  name: "payments.sealed_accounts_of_resident",
  scope: "resident",
  params: { resident: "text", limit: "int4" },
  row: { id: "uuid", city: "text", service: "text", sealed: "jsonb" },
  text: `select id, city, service, sealed from resident_accounts where resident = :resident order by id limit :limit`,
});

export const resealAccountOfResident = statement({
  name: "payments.reseal_account_of_resident",
  scope: "resident",
  params: { resident: "text", id: "uuid", sealed: "jsonb", old: "jsonb" },
  row: { id: "uuid" },
  text: `
    update resident_accounts set sealed = :sealed where resident = :resident and id = :id and sealed = :old returning id`,
});
