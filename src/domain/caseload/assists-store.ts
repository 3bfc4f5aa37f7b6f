import { statement } from "../../foundation/database/index.ts";

const assist = {
  id: "uuid",
  clerk: "uuid",
  resident: "text",
  person_sealed: "text?",
  consent: "text",
  service: "text",
  draft: "uuid",
  part_of: "uuid?",
  number: "text?",
  created_at: "timestamptz",
  sent_at: "timestamptz?",
} as const;
const columns = Object.keys(assist).join(", ");
const first = "00000000-0000-0000-0000-000000000000";

export const addAssist = statement({
  name: "caseload.add_assist",
  scope: "city",
  params: {
    city: "text",
    id: "uuid",
    clerk: "uuid",
    resident: "text",
    person_sealed: "text",
    consent: "text",
    service: "text",
    draft: "uuid",
    part_of: "uuid?",
    created_at: "timestamptz",
  },
  row: {},
  text: `
    insert into assists (city, id, clerk, resident, person_sealed, consent, service, draft, part_of, created_at)
    values (:city, :id, :clerk, :resident, :person_sealed, :consent, :service, :draft, :part_of, :created_at)
    on conflict (city, draft) do nothing`,
});

export const assistById = statement({
  name: "caseload.assist_by_id",
  scope: "city",
  params: { city: "text", id: "uuid" },
  row: assist,
  text: `select ${columns} from assists where city = :city and id = :id`,
});

export const assistByDraft = statement({
  name: "caseload.assist_by_draft",
  scope: "city",
  params: { city: "text", draft: "uuid" },
  row: assist,
  text: `select ${columns} from assists where city = :city and draft = :draft`,
});

export const assistsOfClerk = statement({
  name: "caseload.assists_of_clerk",
  scope: "city",
  params: { city: "text", clerk: "uuid", before: "timestamptz?", before_id: "uuid?", limit: "int4" },
  row: assist,
  text: `
    select ${columns} from assists
    where city = :city and clerk = :clerk and part_of is null
      and (:before::timestamptz is null or (created_at, id) < (:before, :before_id))
    order by created_at desc, id desc limit :limit`,
});

/** The services of a life event that somebody is helped with. */
export const assistsWithin = statement({
  name: "caseload.assists_within",
  scope: "city",
  params: { city: "text", part_of: "uuid", limit: "int4" },
  row: assist,
  text: `
    select ${columns} from assists
    where city = :city and part_of = :part_of
    order by created_at, id limit :limit`,
});

export const assistSent = statement({
  name: "caseload.assist_sent",
  scope: "city",
  params: { city: "text", id: "uuid", number: "text", person_sealed: "text?", now: "timestamptz" },
  row: { id: "uuid" },
  text: `
    update assists set number = :number, sent_at = :now, person_sealed = :person_sealed
    where city = :city and id = :id and number is null
    returning id`,
});

/** What is known of people goes when the draft would. */
export const forgetPeople = statement({
  name: "caseload.forget_people",
  scope: "city",
  params: { city: "text", before: "timestamptz" },
  row: { id: "uuid" },
  text: `
    update assists a set person_sealed = null
    from (select id from assists
      where city = :city and person_sealed is not null and created_at < :before order by created_at limit 1000) old
    where a.city = :city and a.id = old.id
    returning a.id`,
});

/** The person of an act of helping whose case is erased. Who helped with what stays. */
export const forgetHelped = statement({
  name: "caseload.forget_helped",
  scope: "city",
  params: { city: "text", number: "text" },
  row: { part_of: "uuid?" },
  text: `
    update assists set resident = 'erased', person_sealed = null
    where city = :city and number = :number
    returning part_of`,
});

/** The same for the life event that the case was part of. */
export const forgetHelpedEvent = statement({
  name: "caseload.forget_helped_event",
  scope: "city",
  params: { city: "text", id: "uuid" },
  row: { id: "uuid" },
  text: `
    update assists set resident = 'erased', person_sealed = null
    where city = :city and id = :id
    returning id`,
});

export const assistsToReseal = statement({
  name: "caseload.assists_to_reseal",
  scope: "city",
  params: { city: "text", after: "timestamptz?", after_id: "uuid?" },
  row: { id: "uuid", person_sealed: "text?", created_at: "timestamptz" },
  text: `
    select id, person_sealed, created_at from assists
    where city = :city and person_sealed is not null
      and (created_at, id) > (case when :after::timestamptz is null then '-infinity'::timestamptz else :after end,
        case when :after_id::uuid is null then '${first}'::uuid else :after_id end)
    order by created_at, id limit 200`,
});

export const resealAssist = statement({
  name: "caseload.reseal_assist",
  scope: "city",
  params: { city: "text", id: "uuid", before: "text", person_sealed: "text" },
  row: {},
  text: `
    update assists set person_sealed = :person_sealed
    where city = :city and id = :id and person_sealed = :before`,
});
