import { statement } from "../../foundation/database/index.ts";

const listed = {
  number: "text",
  service: "text",
  state: "text",
  revision: "int4",
  agency: "text",
  applicant_sealed: "jsonb",
  assignee: "uuid?",
  submitted_at: "timestamptz",
  due_at: "timestamptz?",
  due_kind: "text?",
  due_provisional: "bool",
  closed_at: "timestamptz?",
  waiting_for: "text?",
  area: "text?",
} as const;
const listedColumns = Object.keys(listed).join(", ");

/**
 * Open cases of some agencies, what is due first, what has no running clock (a stopped one) last. `after_due` is the deadline of the
 * last row of the page before, an instant or `infinity`.
 */
export const openCases = statement({
  name: "cases.open",
  scope: "city",
  params: {
    city: "text",
    agencies: "text[]",
    state: "text?",
    service: "text?",
    due_before: "timestamptz?",
    after_due: "text?",
    after_number: "text",
    limit: "int4",
  },
  row: listed,
  // One walk of the index per agency: with all of them in one condition the planner sorts every open case for each page.
  text: `
    select ${listedColumns} from unnest(:agencies::text[]) as asked(of_agency)
    cross join lateral (
      select ${listedColumns}, case when due_at is null then 'infinity'::timestamptz else due_at end as place
      from cases
      where city = :city and agency = asked.of_agency and closed_at is null
        and (:state::text is null or state = :state) and (:service::text is null or service = :service)
        and (:due_before::timestamptz is null or due_at < :due_before)
        and (case when due_at is null then 'infinity'::timestamptz else due_at end, number)
          > (case when :after_due::text is null then '-infinity'::timestamptz else :after_due::text::timestamptz end,
             :after_number)
      order by case when due_at is null then 'infinity'::timestamptz else due_at end, number limit :limit
    ) found
    order by place, number limit :limit`,
});

/** Who applies, of those of these cases that somebody filed for them at a counter. */
export const applicantsAtCounter = statement({
  name: "cases.applicants_at_counter",
  scope: "city",
  params: { city: "text", numbers: "text[]" },
  row: { number: "text", applicant_sealed: "jsonb" },
  text: `
    select number, applicant_sealed from cases
    where city = :city and number = any (:numbers) and channel = 'counter' limit 1000`,
});

/** Open cases of one area of the city, of some agencies, what is due first. */
export const openCasesOfArea = statement({
  name: "cases.open_of_area",
  scope: "city",
  params: {
    city: "text",
    area: "text",
    agencies: "text[]",
    state: "text?",
    service: "text?",
    assignee: "uuid?",
    due_before: "timestamptz?",
    after_due: "text?",
    after_number: "text",
    limit: "int4",
  },
  row: listed,
  text: `
    select ${listedColumns} from cases
    where city = :city and area = :area and closed_at is null and agency = any(:agencies)
      and (:state::text is null or state = :state) and (:service::text is null or service = :service)
      and (:assignee::uuid is null or assignee = :assignee)
      and (:due_before::timestamptz is null or due_at < :due_before)
      and (case when due_at is null then 'infinity'::timestamptz else due_at end, number)
        > (case when :after_due::text is null then '-infinity'::timestamptz else :after_due::text::timestamptz end,
           :after_number)
    order by case when due_at is null then 'infinity'::timestamptz else due_at end, number limit :limit`,
});

/** How many open cases each of these clerks has, counted as far as `most`; no row for who has none. */
export const loadOfClerks = statement({
  name: "cases.load_of_clerks",
  scope: "city",
  params: { city: "text", clerks: "text[]", most: "int4", now: "timestamptz" },
  row: { clerk: "uuid", open: "int8", overdue: "int8" },
  text: `
    select k.clerk, count(c.number) as open, count(c.number) filter (where c.due_at < :now) as overdue
    from unnest(:clerks::text[]::uuid[]) as k(clerk)
    cross join lateral (
      select number, due_at from cases
      where city = :city and assignee = k.clerk and closed_at is null
      order by case when due_at is null then 'infinity'::timestamptz else due_at end, number limit :most
    ) c
    group by k.clerk`,
});

export const openCasesOfClerk = statement({
  name: "cases.open_of_clerk",
  scope: "city",
  params: { city: "text", assignee: "uuid", after_due: "text?", after_number: "text", limit: "int4" },
  row: listed,
  text: `
    select ${listedColumns} from cases
    where city = :city and assignee = :assignee and closed_at is null
      and (case when due_at is null then 'infinity'::timestamptz else due_at end, number)
        > (case when :after_due::text is null then '-infinity'::timestamptz else :after_due::text::timestamptz end,
           :after_number)
    order by case when due_at is null then 'infinity'::timestamptz else due_at end, number limit :limit`,
});

export const closedCases = statement({
  name: "cases.closed",
  scope: "city",
  params: {
    city: "text",
    agencies: "text[]",
    state: "text?",
    service: "text?",
    before: "timestamptz?",
    before_number: "text",
    limit: "int4",
  },
  row: listed,
  text: `
    select ${listedColumns} from cases
    where city = :city and closed_at is not null and agency = any(:agencies)
      and (:state::text is null or state = :state) and (:service::text is null or service = :service)
      and (closed_at, number) <
        (case when :before::timestamptz is null then 'infinity'::timestamptz else :before::timestamptz end, :before_number)
    order by closed_at desc, number desc limit :limit`,
});

export const casesOfApplicant = statement({
  name: "cases.of_applicant",
  scope: "city",
  params: { city: "text", applicant: "text", before: "timestamptz?", before_number: "text", limit: "int4" },
  row: listed,
  text: `
    select ${listedColumns} from cases
    where city = :city and applicant = :applicant
      and (:before::timestamptz is null or (submitted_at, number) < (:before, :before_number))
    order by submitted_at desc, number desc limit :limit`,
});

/** Cases whose applicant gave exactly this telephone. */
export const casesOfPhone = statement({
  name: "cases.of_phone",
  scope: "city",
  params: {
    city: "text",
    agencies: "text[]",
    phone_hash: "text",
    before: "timestamptz?",
    before_number: "text",
    limit: "int4",
  },
  row: listed,
  text: `
    select ${listedColumns} from cases
    where city = :city and phone_hash = :phone_hash and phone_hash is not null and agency = any(:agencies)
      and (:before::timestamptz is null or (submitted_at, number) < (:before, :before_number))
    order by submitted_at desc, number desc limit :limit`,
});
