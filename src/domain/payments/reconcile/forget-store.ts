import { statement } from "../../../foundation/database/index.ts";

/** The oldest day of a source before one that still has its lines, and is closed. */
export const oldestWithLines = statement({
  name: "payments.oldest_with_lines",
  scope: "city",
  params: { city: "text", before: "date" },
  row: { source: "text", day: "date" },
  text: `
    select r.source, r.day from reconciliations r
    where r.city = :city and r.lines_kept and r.day < :before
      and exists (select from ledger_closes c where c.city = r.city and c.day = r.day)
    order by r.day limit 1`,
});

export const forgetLines = statement({
  name: "payments.forget_lines",
  scope: "city",
  params: { city: "text", source: "text", day: "date", limit: "int4" },
  row: { line: "int4" },
  text: `
    delete from source_lines l using (
      select reading, number, line from source_lines
      where city = :city and source = :source and day = :day limit :limit
    ) old
    where l.city = :city and l.source = :source and l.day = :day and l.reading = old.reading and l.number = old.number
      and l.line = old.line
    returning l.line`,
});

export const forgetDay = statement({
  name: "payments.forget_day",
  scope: "city",
  params: { city: "text", source: "text", day: "date" },
  row: {},
  text: `update reconciliations set lines_kept = false where city = :city and source = :source and day = :day`,
});
