import { statement } from "../../foundation/database/index.ts";

/** Takes what is due of these cities, 200 at most, and keeps others from it until the time is over: whoever dies over it, it comes again. */
export const takeTasks = statement({
  name: "payments.take_tasks",
  scope: "city",
  params: { cities: "text[]", at: "timestamptz", until: "timestamptz" },
  row: { city: "text", kind: "text", subject: "text", part: "text", attempts: "int4" },
  text: `
    with due as materialized (
      select city, kind, subject, part from payment_tasks
      where city = any(:cities) and state = 'waiting' and due_at <= :at and (running_until is null or running_until <= :at)
      order by due_at limit 200 for update skip locked
    )
    update payment_tasks t set running_until = :until, attempts = t.attempts + 1
    from due d where t.city = d.city and t.kind = d.kind and t.subject = d.subject and t.part = d.part
    returning t.city, t.kind, t.subject, t.part, t.attempts`,
});

/**
 * What became of tasks, many at once: asked again later, given up, or (`due_at` null, not dead) done. A task that an act asked for anew while
 * it ran (`until` is not its lease any more) stays as the act left it.
 */
export const turnTasks = statement({
  name: "payments.turn_tasks",
  scope: "city",
  params: { rows: "jsonb" },
  row: {},
  text: `
    with given as materialized (
      select * from jsonb_to_recordset(:rows) as g(city text, kind text, subject text, part text, due_at timestamptz, dead boolean,
        reason text, until timestamptz)
    ), gone as (
      delete from payment_tasks t using given g
      where t.city = g.city and t.kind = g.kind and t.subject = g.subject and t.part = g.part and t.running_until = g.until
        and g.due_at is null and not g.dead
    )
    update payment_tasks t set due_at = coalesce(g.due_at, t.due_at), running_until = null, last_reason = g.reason,
      state = case when g.dead then 'dead' else 'waiting' end
    from given g
    where t.city = g.city and t.kind = g.kind and t.subject = g.subject and t.part = g.part and t.running_until = g.until
      and (g.due_at is not null or g.dead)`,
});

export const deadTasks = statement({
  name: "payments.dead_tasks",
  scope: "city",
  params: { city: "text", limit: "int4" },
  row: { kind: "text", subject: "text", part: "text", due_at: "timestamptz", attempts: "int4", last_reason: "text?" },
  text: `
    select kind, subject, part, due_at, attempts, last_reason from payment_tasks
    where city = :city and state = 'dead' order by kind, subject, part limit :limit`,
});

export const tasksOfPayment = statement({
  name: "payments.tasks_of_payment",
  scope: "city",
  params: { city: "text", subject: "text" },
  row: { kind: "text", part: "text", state: "text", due_at: "timestamptz", attempts: "int4", last_reason: "text?" },
  text: `
    select kind, part, state, due_at, attempts, last_reason from payment_tasks
    where city = :city and subject = :subject order by kind, part limit 100`,
});

/** A clerk has it tried again. */
export const reviveTask = statement({
  name: "payments.revive_task",
  scope: "city",
  params: { city: "text", kind: "text", subject: "text", part: "text", at: "timestamptz" },
  row: { kind: "text" },
  text: `
    update payment_tasks set state = 'waiting', due_at = :at, attempts = 0, running_until = null
    where city = :city and kind = :kind and subject = :subject and part = :part and state = 'dead' returning kind`,
});
