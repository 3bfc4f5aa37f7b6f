import { statement } from "../../foundation/database/index.ts";

export const queueReminder = statement({
  name: "payments.queue_reminder",
  scope: "shared",
  params: { resident: "text", account: "uuid", due_at: "timestamptz" },
  row: {},
  text: `
    insert into reminder_queue (resident, account, due_at, tries) values (:resident, :account, :due_at, 0)
    on conflict (resident, account) do nothing`,
});

export const dueReminders = statement({
  name: "payments.due_reminders",
  scope: "shared",
  params: { now: "timestamptz", limit: "int4" },
  row: { resident: "text", account: "uuid", due_at: "timestamptz", tries: "int4" },
  text: `
    select resident, account, due_at, tries from reminder_queue
    where due_at <= :now order by due_at limit :limit::int4`,
});

/** Taken by whoever moves its time first; due again when that time comes and nothing was written down. */
export const takeReminder = statement({
  name: "payments.take_reminder",
  scope: "shared",
  params: { resident: "text", account: "uuid", seen: "timestamptz", until: "timestamptz" },
  row: { account: "uuid" },
  text: `
    update reminder_queue set due_at = :until
    where resident = :resident and account = :account and due_at = :seen returning account`,
});

export const turnReminder = statement({
  name: "payments.turn_reminder",
  scope: "shared",
  params: { resident: "text", account: "uuid", due_at: "timestamptz", tries: "int4" },
  row: {},
  text: `update reminder_queue set due_at = :due_at, tries = :tries where resident = :resident and account = :account`,
});

export const dropReminder = statement({
  name: "payments.drop_reminder",
  scope: "shared",
  params: { resident: "text", account: "uuid" },
  row: {},
  text: "delete from reminder_queue where resident = :resident and account = :account",
});

/** Whoever moves it on tells the person: of the bills due after the last ones told of, up to `until`. */
export const markReminded = statement({
  name: "payments.mark_reminded",
  scope: "resident",
  params: { resident: "text", id: "uuid", seen: "text[]", told: "text[]" },
  row: { id: "uuid" },
  text: `
    update resident_accounts set reminded = :told
    where resident = :resident and id = :id and remind and reminded = :seen returning id`,
});
