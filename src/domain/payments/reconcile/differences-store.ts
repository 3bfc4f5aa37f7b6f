import { statement } from "../../../foundation/database/index.ts";

const row = {
  source: "text",
  day: "date",
  kind: "text",
  number: "text",
  part: "text",
  line: "int4",
  name: "text",
  state: "text",
  ours_fen: "int8?",
  theirs_fen: "int8?",
  our_day: "date?",
  their_state: "text?",
  reference: "text?",
  ended_by: "text?",
  explanation: "jsonb?",
  remedy: "text?",
  answer: "text?",
  changed_by: "text",
  changed_at: "timestamptz",
} as const;
const columns = `source, day, kind, number, part, line, name, state, ours_fen, theirs_fen, our_day, their_state, reference, ended_by,
      explanation, remedy, answer, changed_by, changed_at`;

/** What tells a difference from every other one of its city. */
const cursor = {
  day: "date",
  source: "text",
  number: "text",
  kind: "text",
  part: "text",
  line: "int4",
} as const;
const thisOne = `city = :city and source = :source and day = :day and kind = :kind and number = :number and part = :part and line = :line`;

/** Newest day first. */
export const differencesPage = statement({
  name: "payments.differences_page",
  scope: "city",
  params: { city: "text", name: "text?", state: "text?", ...cursor, limit: "int4" },
  row,
  text: `
    select ${columns} from differences
    where city = :city and day <= :day and (day, source, number, kind, part, line) < (:day, :source, :number, :kind, :part, :line)
      and (:name::text is null or name = :name) and (:state::text is null or state = :state)
    order by day desc, source desc, number desc, kind desc, part desc, line desc limit :limit`,
});

/** Those a clerk still has to name or end, newest day first. */
export const openDifferencesPage = statement({
  name: "payments.open_differences_page",
  scope: "city",
  params: { city: "text", name: "text?", ...cursor, limit: "int4" },
  row,
  text: `
    select ${columns} from differences
    where city = :city and state = 'open' and day <= :day
      and (day, source, number, kind, part, line) < (:day, :source, :number, :kind, :part, :line)
      and (:name::text is null or name = :name)
    order by day desc, source desc, number desc, kind desc, part desc, line desc limit :limit`,
});

/** Those of one source and day, in the order of their numbers. */
export const differencesOfSource = statement({
  name: "payments.differences_of_source",
  scope: "city",
  params: {
    city: "text",
    source: "text",
    day: "date",
    number: "text",
    kind: "text",
    part: "text",
    line: "int4",
    limit: "int4",
  },
  row,
  text: `
    select ${columns} from differences
    where city = :city and source = :source and day = :day and (number, kind, part, line) > (:number, :kind, :part, :line)
    order by number, kind, part, line limit :limit`,
});

export const differenceRow = statement({
  name: "payments.difference_row",
  scope: "city",
  params: { city: "text", ...cursor },
  row,
  text: `
    select ${columns} from differences
    where ${thisOne}`,
});

/** How many of each name and state the sources of some days have. */
export const differenceCounts = statement({
  name: "payments.difference_counts",
  scope: "city",
  params: { city: "text", from: "date", until: "date" },
  row: { day: "date", source: "text", name: "text", state: "text", n: "int8", theirs: "int8" },
  text: `
    select day, source, name, state, count(*) as n, count(*) filter (where theirs_fen is not null) as theirs from differences
    where city = :city and day between :from and :until group by day, source, name, state order by day, source, name, state limit 50000`,
});

export const explainRow = statement({
  name: "payments.explain_difference",
  scope: "city",
  params: { city: "text", ...cursor, explanation: "jsonb", by: "text", at: "timestamptz" },
  row: { number: "text" },
  text: `
    update differences set state = 'explained', explanation = :explanation, changed_by = :by, changed_at = :at
    where ${thisOne}
      and state in ('open', 'explained')
    returning number`,
});

export const noteRemedy = statement({
  name: "payments.note_remedy",
  scope: "city",
  params: { city: "text", ...cursor, remedy: "text", answer: "text", by: "text", at: "timestamptz" },
  row: { number: "text" },
  text: `
    update differences set remedy = :remedy, answer = :answer, changed_by = :by, changed_at = :at
    where ${thisOne}
    returning number`,
});

/** What we know of a payment a difference is about; of the bill, where a biller speaks of it. */
export const knownPayment = statement({
  name: "payments.known_payment",
  scope: "city",
  params: { city: "text", numbers: "text[]" },
  row: { number: "text", state: "text", provider: "text", account: "text" },
  text: `select number, state, provider, account from payments where city = :city and number = any(:numbers) order by number limit 500`,
});

export const billOfReference = statement({
  name: "payments.bill_of_reference",
  scope: "city",
  params: { city: "text", biller: "text", reference: "text" },
  row: { number: "text" },
  text: `select number from bills where city = :city and biller = :biller and reference = :reference`,
});
