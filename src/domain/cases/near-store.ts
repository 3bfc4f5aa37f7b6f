import { statement } from "../../foundation/database/index.ts";

/** Steps that wait for the applicant: the last day is near, at least half the time is over, and nobody was told of this day yet. */
export const nearClocks = statement({
  name: "cases.near_clocks",
  scope: "city",
  params: { cities: "text[]", at: "timestamptz", until: "timestamptz" },
  row: { city: "text", subject: "text", due_at: "timestamptz" },
  text: `
    select city, subject, due_at from clocks
    where city = any(:cities) and kind = 'correct' and state = 'running' and told_due_at is distinct from due_at
      and due_at > :at and due_at <= :until and started_at + (due_at - started_at) / 2 <= :at
    order by due_at, city, subject limit 200`,
});

/** Whoever writes the day down tells of it, and nobody does once the step is done or its day has moved. */
export const markTold = statement({
  name: "cases.mark_told",
  scope: "city",
  params: { city: "text", subject: "text", due_at: "timestamptz" },
  row: { subject: "text" },
  text: `
    update clocks set told_due_at = due_at
    where city = :city and subject = :subject and kind = 'correct' and state = 'running' and due_at = :due_at
      and told_due_at is distinct from due_at
    returning subject`,
});
