import { statement } from "../../../foundation/database/index.ts";

/** What moved on a day, by reason. */
export const dayTotals = statement({
  name: "payments.desk_day_totals",
  scope: "city",
  params: { city: "text", day: "date" },
  row: { reason: "text", n: "int8", amount_fen: "int8" },
  text: `
    select reason, count(*) as n, coalesce(sum(amount_fen), 0)::int8 as amount_fen from transfers
    where city = :city and day = :day and reason in ('received', 'written_off', 'refunded', 'given_back_by_hand')
    group by reason order by reason limit 10`,
});

/** How much waits for a person; each is counted to a limit, which says "or more". */
export const waitingCounts = statement({
  name: "payments.desk_waiting",
  scope: "city",
  params: { city: "text", limit: "int4" },
  row: { dead: "int8", disputed: "int8", differences: "int8" },
  text: `
    select (select count(*) from (select from payment_tasks where city = :city and state = 'dead' limit :limit) x) as dead,
      (select count(*) from (
        select from payments where city = :city and state in ('late_success', 'refunding', 'disputed') and state = 'disputed'
        limit :limit) x) as disputed,
      (select count(*) from (select from differences where city = :city and state = 'open' limit :limit) x) as differences`,
});

/** What was given up, with the payment it is about. */
export const stoppedTasks = statement({
  name: "payments.desk_stopped",
  scope: "city",
  params: { city: "text", kind: "text", subject: "text", part: "text", limit: "int4" },
  row: {
    kind: "text",
    subject: "text",
    part: "text",
    attempts: "int4",
    due_at: "timestamptz",
    last_reason: "text?",
    service: "text",
    agency: "text",
    provider: "text",
    amount_fen: "int8",
    state: "text",
  },
  text: `
    select t.kind, t.subject, t.part, t.attempts, t.due_at, t.last_reason, p.service, p.agency, p.provider, p.amount_fen, p.state
    from payment_tasks t join payments p on p.city = t.city and p.number = t.subject
    where t.city = :city and t.state = 'dead' and (t.kind, t.subject, t.part) > (:kind, :subject, :part)
    order by t.kind, t.subject, t.part limit :limit`,
});
