import { statement } from "../../foundation/database/index.ts";

/** What the reports of some cases are now; the newest state wins, whatever order the reactions run in. */
export const feedReports = statement({
  name: "reports.feed",
  scope: "city",
  params: { rows: "jsonb" },
  row: {},
  text: `
    insert into reports (city, number, service, matter, category, agency, state, revision, submitted_at, due_at, closed_at, cell,
      address_hash, coarse_place, joined_to, urged_at, extension, called_back)
    select city, number, service, matter, category, agency, state, revision, submitted_at, due_at, closed_at, cell,
      address_hash, coarse_place, joined_to, urged_at, extension, called_back
    from jsonb_to_recordset(:rows) as g(city text, number text, service text, matter text, category text, agency text, state text,
      revision int, submitted_at timestamptz, due_at timestamptz, closed_at timestamptz, cell text, address_hash text,
      coarse_place text, joined_to text, urged_at timestamptz, extension text, called_back text)
    order by city, number
    on conflict (city, number) do update set matter = excluded.matter, category = excluded.category, agency = excluded.agency,
      state = excluded.state, revision = excluded.revision, due_at = excluded.due_at, closed_at = excluded.closed_at,
      cell = excluded.cell, address_hash = excluded.address_hash, coarse_place = excluded.coarse_place,
      joined_to = excluded.joined_to, urged_at = excluded.urged_at, extension = excluded.extension,
      called_back = excluded.called_back
    where reports.revision < excluded.revision`,
});

const report = {
  number: "text",
  service: "text",
  matter: "text",
  category: "text",
  agency: "text",
  state: "text",
  revision: "int4",
  submitted_at: "timestamptz",
  due_at: "timestamptz?",
  closed_at: "timestamptz?",
  coarse_place: "text?",
  joined_to: "text?",
  urged_at: "timestamptz?",
  extension: "text?",
  called_back: "text?",
} as const;
const columns = Object.keys(report).join(", ");

export const reportByNumber = statement({
  name: "reports.by_number",
  scope: "city",
  params: { city: "text", number: "text" },
  row: report,
  text: `select ${columns} from reports where city = :city and number = :number`,
});

/** Reports of a category of the last days that may be about the same spot, or say no point, the newest first. */
export const reportsAlike = statement({
  name: "reports.alike",
  scope: "city",
  params: {
    city: "text",
    category: "text",
    since: "timestamptz",
    cells: "text[]",
    address_hash: "text?",
    number: "text",
    limit: "int4",
  },
  row: { number: "text", state: "text", joined_to: "text?", submitted_at: "timestamptz" },
  text: `
    select number, state, joined_to, submitted_at from reports
    where city = :city and category = :category and submitted_at >= :since and number <> :number
      and (cell is null or cardinality(:cells::text[]) = 0 or cell = any(:cells) or address_hash = :address_hash)
      and state not in ('withdrawn', 'not_accepted', 'transferred', 'lapsed', 'archived')
    order by submitted_at desc limit :limit`,
});

export const reportsJoined = statement({
  name: "reports.joined",
  scope: "city",
  params: { city: "text", number: "text" },
  row: { number: "text", state: "text" },
  text: `select number, state from reports where city = :city and joined_to = :number order by number limit 500`,
});

/** Open reports of a city by what is asked of them, what is due first. */
export const openReports = statement({
  name: "reports.open",
  scope: "city",
  params: {
    city: "text",
    matter: "text?",
    category: "text?",
    agency: "text?",
    state: "text?",
    after_due: "text?",
    after_number: "text",
    limit: "int4",
  },
  row: report,
  text: `
    select ${columns} from reports
    where city = :city and closed_at is null
      and (:matter::text is null or matter = :matter) and (:category::text is null or category = :category)
      and (:agency::text is null or agency = :agency) and (:state::text is null or state = :state)
      and (case when due_at is null then 'infinity'::timestamptz else due_at end, number)
        > (case when :after_due::text is null then '-infinity'::timestamptz else :after_due::text::timestamptz end,
           :after_number)
    order by case when due_at is null then 'infinity'::timestamptz else due_at end, number limit :limit`,
});

/** Open reports whose reporters urged. */
export const urgedReports = statement({
  name: "reports.urged",
  scope: "city",
  params: { city: "text", matter: "text?", category: "text?", agency: "text?", after_number: "text", limit: "int4" },
  row: report,
  text: `
    select ${columns} from reports
    where city = :city and closed_at is null and urged_at is not null and number > :after_number
      and (:matter::text is null or matter = :matter) and (:category::text is null or category = :category)
      and (:agency::text is null or agency = :agency)
    order by number limit :limit`,
});

/** Reports whose agency asked for more time; those that are about to end first. */
export const extensionsAsked = statement({
  name: "reports.extensions",
  scope: "city",
  params: { city: "text", matter: "text?", category: "text?", agency: "text?", after_number: "text", limit: "int4" },
  row: report,
  text: `
    select ${columns} from reports
    where city = :city and extension = 'asked' and closed_at is null and number > :after_number
      and (:matter::text is null or matter = :matter) and (:category::text is null or category = :category)
      and (:agency::text is null or agency = :agency)
    order by number limit :limit`,
});

/** Answered reports whose reporters nobody has called yet. */
export const reportsToCall = statement({
  name: "reports.to_call",
  scope: "city",
  params: { city: "text", matter: "text?", category: "text?", agency: "text?", after_number: "text", limit: "int4" },
  row: report,
  text: `
    select ${columns} from reports
    where city = :city and called_back is null and state in ('approved', 'refused') and number > :after_number
      and (:matter::text is null or matter = :matter) and (:category::text is null or category = :category)
      and (:agency::text is null or agency = :agency)
    order by number limit :limit`,
});

export const dispatchRules = statement({
  name: "reports.dispatch_rules",
  scope: "city",
  params: { city: "text" },
  row: { category: "text", agency: "text?", days: "int4?" },
  text: `select category, agency, days from dispatch_rules where city = :city order by category limit 200`,
});

export const reportLimits = statement({
  name: "reports.limits",
  scope: "city",
  params: { city: "text" },
  row: { matter: "text", days: "int4" },
  text: `select matter, days from report_limits where city = :city order by matter limit 200`,
});

export const setDispatchRules = statement({
  name: "reports.set_dispatch_rules",
  scope: "city",
  params: { city: "text", rows: "jsonb", at: "timestamptz" },
  row: {},
  text: `
    insert into dispatch_rules (city, category, agency, days, changed_at)
    select :city, category, agency, days, :at from jsonb_to_recordset(:rows) as g(category text, agency text, days int)
    order by category
    on conflict (city, category) do update set agency = excluded.agency, days = excluded.days,
      changed_at = excluded.changed_at`,
});

export const setReportLimits = statement({
  name: "reports.set_limits",
  scope: "city",
  params: { city: "text", rows: "jsonb", at: "timestamptz" },
  row: {},
  text: `
    insert into report_limits (city, matter, days, changed_at)
    select :city, matter, days, :at from jsonb_to_recordset(:rows) as g(matter text, days int)
    order by matter
    on conflict (city, matter) do update set days = excluded.days, changed_at = excluded.changed_at`,
});
