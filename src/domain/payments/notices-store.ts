import { statement } from "../../foundation/database/index.ts";

export const writeNotice = statement({
  name: "payments.write_notice",
  scope: "city",
  params: {
    city: "text",
    id: "uuid",
    provider: "text",
    account: "text",
    notice: "text?",
    verdict: "text",
    reason: "text?",
    subject: "text?",
    digest: "text",
    at: "timestamptz",
  },
  row: {},
  text: `
    insert into payment_notices (city, id, provider, account, notice, verdict, reason, subject, digest, at)
    values (:city, :id, :provider, :account, :notice, :verdict, :reason, :subject, :digest, :at)`,
});

/** Whether a notification was taken before. `subject`: the payment it was about. */
export const noticeTaken = statement({
  name: "payments.notice_taken",
  scope: "city",
  params: { city: "text", provider: "text", account: "text", subject: "text", notice: "text" },
  row: { id: "uuid" },
  text: `
    select id from payment_notices
    where city = :city and subject = :subject and notice = :notice and provider = :provider and account = :account
      and verdict in ('applied', 'repeated')
    limit 1`,
});

export const noticesNewest = statement({
  name: "payments.notices_newest",
  scope: "city",
  params: { city: "text", before: "timestamptz", limit: "int4" },
  row: {
    id: "uuid",
    provider: "text",
    account: "text",
    notice: "text?",
    verdict: "text",
    reason: "text?",
    subject: "text?",
    at: "timestamptz",
  },
  text: `
    select id, provider, account, notice, verdict, reason, subject, at from payment_notices
    where city = :city and at < :before order by at desc, id limit :limit`,
});

export const forgetNotices = statement({
  name: "payments.forget_notices",
  scope: "city",
  params: { city: "text", before: "timestamptz" },
  row: { id: "uuid" },
  text: `
    delete from payment_notices n using (
      select city, id from payment_notices where city = :city and at < :before order by at limit 1000
    ) old
    where n.city = :city and n.city = old.city and n.id = old.id
    returning n.id`,
});

export const paymentOfRefund = statement({
  name: "payments.payment_of_refund",
  scope: "city",
  params: { city: "text", number: "text" },
  row: { payment: "text" },
  text: `select payment from refunds where city = :city and number = :number`,
});
