import { statement } from "../../foundation/database/index.ts";

const eventRow = {
  resident: "text",
  number: "text",
  city: "text",
  event: "text",
  version: "text",
  draft: "uuid",
  started_at: "timestamptz",
  changed_at: "timestamptz",
} as const;
const columns = "resident, number, city, event, version, draft, started_at, changed_at";

/** One draft is one event: the second gets the first one's number by reading it. */
export const addEvent = statement({
  name: "life_events.add_event",
  scope: "resident",
  params: {
    resident: "text",
    number: "text",
    city: "text",
    event: "text",
    version: "text",
    draft: "uuid",
    now: "timestamptz",
  },
  row: {},
  text: `
    insert into life_events (${columns})
    values (:resident, :number, :city, :event, :version, :draft, :now, :now)
    on conflict (resident, draft) do nothing`,
});

export const eventOfDraft = statement({
  name: "life_events.event_of_draft",
  scope: "resident",
  params: { resident: "text", draft: "uuid" },
  row: eventRow,
  text: `select ${columns} from life_events where resident = :resident and draft = :draft`,
});

export const eventByNumber = statement({
  name: "life_events.event_by_number",
  scope: "resident",
  params: { resident: "text", number: "text" },
  row: eventRow,
  text: `select ${columns} from life_events where resident = :resident and number = :number`,
});

export const latestEvents = statement({
  name: "life_events.latest_events",
  scope: "resident",
  params: { resident: "text", limit: "int4" },
  row: eventRow,
  text: `
    select ${columns} from life_events where resident = :resident
    order by started_at desc, number desc limit :limit`,
});

/** The event of which a case is a step; few of a resident's rows are looked at. */
export const eventOfCase = statement({
  name: "life_events.event_of_case",
  scope: "resident",
  params: { resident: "text", case_number: "text" },
  row: { number: "text" },
  text: "select number from life_event_steps where resident = :resident and case_number = :case_number limit 1",
});

/** Services chosen; those that are there keep what became of them. */
export const addSteps = statement({
  name: "life_events.add_steps",
  scope: "resident",
  params: { resident: "text", number: "text", rows: "jsonb", now: "timestamptz" },
  row: {},
  text: `
    insert into life_event_steps (resident, number, service, place, changed_at)
    select :resident, :number, row.service, row.place, :now
    from jsonb_to_recordset(:rows) as row (service text, place int)
    on conflict (resident, number, service) do nothing`,
});

/** What became of one; a case that is there is not forgotten because of a later refusal. */
export const noteStep = statement({
  name: "life_events.note_step",
  scope: "resident",
  params: {
    resident: "text",
    number: "text",
    service: "text",
    case_number: "text?",
    refused: "jsonb?",
    now: "timestamptz",
  },
  row: { service: "text" },
  text: `
    update life_event_steps
    set case_number = coalesce(case_number, :case_number),
        refused = case when coalesce(case_number, :case_number) is null then cast(:refused as jsonb) end,
        changed_at = :now
    where resident = :resident and number = :number and service = :service
    returning service`,
});

export const stepsOfEvents = statement({
  name: "life_events.steps_of_events",
  scope: "resident",
  params: { resident: "text", numbers: "text[]", limit: "int4" },
  row: { number: "text", service: "text", place: "int4", case_number: "text?", refused: "jsonb?" },
  text: `
    select number, service, place, case_number, refused from life_event_steps
    where resident = :resident and number = any (:numbers)
    order by number, place, service limit :limit`,
});

export const removeEvents = statement({
  name: "life_events.remove_events",
  scope: "resident",
  params: { resident: "text", open: "text[]" },
  row: { number: "text" },
  text: `
    delete from life_events e where e.resident = :resident and not exists (
      select from life_event_steps s
      where s.resident = :resident and s.number = e.number and s.resident = e.resident and s.case_number = any(:open))
    returning e.number`,
});
