import { statement } from "../../foundation/database/index.ts";

/** Counts of a day, many at once; the caller has added up what belongs to one day of one service. */
export const countRuleDays = statement({
  name: "cases.count_rule_days",
  scope: "city",
  params: { rows: "jsonb" },
  row: {},
  text: `
    insert into rule_days (city, service, day, agency, filed, decided)
    select city, service, day, agency, filed, decided
    from jsonb_to_recordset(:rows) as g(city text, service text, day date, agency text, filed int, decided int)
    order by city, service, day
    on conflict (city, service, day) do update set agency = excluded.agency,
      filed = rule_days.filed + excluded.filed, decided = rule_days.decided + excluded.decided`,
});

export const drawChecks = statement({
  name: "cases.draw_checks",
  scope: "city",
  params: { rows: "jsonb" },
  row: {},
  text: `
    insert into rule_checks (city, number, service, agency, drawn_at)
    select city, number, service, agency, drawn_at
    from jsonb_to_recordset(:rows) as g(city text, number text, service text, agency text, drawn_at timestamptz)
    order by city, number
    on conflict (city, number) do nothing`,
});

const check = {
  number: "text",
  service: "text",
  agency: "text",
  drawn_at: "timestamptz",
  checked_by: "uuid?",
  checked_at: "timestamptz?",
  verdict: "text?",
  note_sealed: "text?",
} as const;
const columns = Object.keys(check).join(", ");

/** What is drawn and not looked at yet, the oldest first. */
export const openChecks = statement({
  name: "cases.open_checks",
  scope: "city",
  params: { city: "text", agencies: "text[]", after: "timestamptz?", after_number: "text", limit: "int4" },
  row: check,
  text: `
    select ${columns} from rule_checks
    where city = :city and agency = any(:agencies) and checked_at is null
      and (:after::timestamptz is null or (drawn_at, number) > (:after, :after_number))
    order by drawn_at, number limit :limit`,
});

export const checkOfCase = statement({
  name: "cases.check_of_case",
  scope: "city",
  params: { city: "text", number: "text" },
  row: check,
  text: `select ${columns} from rule_checks where city = :city and number = :number`,
});

/** The first verdict counts. */
export const checkCase = statement({
  name: "cases.check_case",
  scope: "city",
  params: {
    city: "text",
    number: "text",
    checked_by: "uuid",
    checked_at: "timestamptz",
    verdict: "text",
    note_sealed: "text?",
  },
  row: { number: "text" },
  text: `
    update rule_checks set checked_by = :checked_by, checked_at = :checked_at, verdict = :verdict, note_sealed = :note_sealed
    where city = :city and number = :number and checked_at is null
    returning number`,
});

/** The figures of each service since a day: days are few, and what is drawn is a share of what is decided. */
export const ruleFigures = statement({
  name: "cases.rule_figures",
  scope: "city",
  params: { city: "text", since: "date", since_at: "timestamptz" },
  row: {
    service: "text",
    agency: "text",
    filed: "int8",
    decided: "int8",
    drawn: "int8",
    checked: "int8",
    wrong: "int8",
  },
  text: `
    with days as (
      select service, max(agency) as agency, sum(filed)::bigint as filed, sum(decided)::bigint as decided
      from rule_days where city = :city and day >= :since group by service
    )
    select d.service, d.agency, d.filed, d.decided, c.drawn, c.checked, c.wrong
    from days d cross join lateral (
      select count(*) as drawn, count(r.checked_at) as checked, count(*) filter (where r.verdict = 'wrong') as wrong
      from (
        select checked_at, verdict from rule_checks
        where city = :city and service = d.service and drawn_at >= :since_at limit 100000
      ) r
    ) c
    order by d.service limit 500`,
});

/** Notes of a city that are sealed, a page at a time (keys rotate). */
export const notesToReseal = statement({
  name: "cases.check_notes_to_reseal",
  scope: "city",
  params: { city: "text", after: "text" },
  row: { number: "text", note_sealed: "text?" },
  text: `
    select number, note_sealed from rule_checks
    where city = :city and number > :after and note_sealed is not null
    order by number limit 200`,
});

export const resealNote = statement({
  name: "cases.reseal_check_note",
  scope: "city",
  params: { city: "text", number: "text", note_sealed: "text", old: "text" },
  row: { number: "text" },
  text: `
    update rule_checks set note_sealed = :note_sealed
    where city = :city and number = :number and note_sealed = :old
    returning number`,
});
