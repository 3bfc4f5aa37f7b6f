import { statement } from "../../foundation/database/index.ts";

const area = {
  area: "text",
  name: "text",
  division: "text?",
  part: "text?",
  clerks: "text[]",
} as const;

export const areasOfCity = statement({
  name: "caseload.areas_of_city",
  scope: "city",
  params: { city: "text" },
  row: area,
  text: `
    select area, name, division, part, clerks::text[] as clerks from work_areas
    where city = :city order by name, area limit 500`,
});

export const keepArea = statement({
  name: "caseload.keep_area",
  scope: "city",
  params: {
    city: "text",
    area: "text",
    name: "text",
    division: "text?",
    part: "text?",
    clerks: "text[]",
    now: "timestamptz",
  },
  row: {},
  text: `
    insert into work_areas (city, area, name, division, part, clerks, changed_at)
    values (:city, :area, :name, :division, :part, :clerks::text[]::uuid[], :now)
    on conflict (city, area) do update set name = excluded.name, division = excluded.division, part = excluded.part,
      clerks = excluded.clerks, changed_at = excluded.changed_at`,
});

export const removeAreaRow = statement({
  name: "caseload.remove_area",
  scope: "city",
  params: { city: "text", area: "text" },
  row: { area: "text" },
  text: `delete from work_areas where city = :city and area = :area returning area`,
});

export const groupsOfAgency = statement({
  name: "caseload.groups_of_agency",
  scope: "city",
  params: { city: "text", agency: "text" },
  row: { id: "uuid", agency: "text", name: "text", clerks: "text[]" },
  text: `
    select id, agency, name, clerks::text[] as clerks from work_groups
    where city = :city and agency = :agency order by name, id limit 100`,
});

export const keepGroup = statement({
  name: "caseload.keep_group",
  scope: "city",
  params: { city: "text", id: "uuid", agency: "text", name: "text", clerks: "text[]", now: "timestamptz" },
  row: { id: "uuid" },
  text: `
    insert into work_groups (city, id, agency, name, clerks, changed_at)
    values (:city, :id, :agency, :name, :clerks::text[]::uuid[], :now)
    on conflict (city, id) do update set name = excluded.name, clerks = excluded.clerks, changed_at = excluded.changed_at
    where work_groups.agency = excluded.agency
    returning id`,
});

export const removeGroupRow = statement({
  name: "caseload.remove_group",
  scope: "city",
  params: { city: "text", id: "uuid", agency: "text" },
  row: { id: "uuid" },
  text: `delete from work_groups where city = :city and id = :id and agency = :agency returning id`,
});

const rule = {
  id: "uuid",
  agency: "text",
  place: "int4",
  service: "text?",
  area: "text?",
  target: "text",
  target_id: "uuid?",
} as const;

export const rulesOfAgencies = statement({
  name: "caseload.rules_of_agencies",
  scope: "city",
  params: { city: "text", agencies: "text[]" },
  row: rule,
  text: `
    select id, agency, place, service, area, target, target_id from routing_rules
    where city = :city and agency = any(:agencies) order by agency, place, id limit 1000`,
});

export const keepRule = statement({
  name: "caseload.keep_rule",
  scope: "city",
  params: {
    city: "text",
    id: "uuid",
    agency: "text",
    place: "int4",
    service: "text?",
    area: "text?",
    target: "text",
    target_id: "uuid?",
    now: "timestamptz",
  },
  row: {},
  text: `
    insert into routing_rules (city, id, agency, place, service, area, target, target_id, changed_at)
    values (:city, :id, :agency, :place, :service, :area, :target, :target_id, :now)`,
});

export const removeRuleRow = statement({
  name: "caseload.remove_rule",
  scope: "city",
  params: { city: "text", id: "uuid", agency: "text" },
  row: { id: "uuid" },
  text: `delete from routing_rules where city = :city and id = :id and agency = :agency returning id`,
});

const absence = {
  city: "text",
  id: "uuid",
  clerk: "uuid",
  deputy: "uuid",
  from_at: "timestamptz",
  until_at: "timestamptz",
  began_at: "timestamptz?",
  ended_at: "timestamptz?",
} as const;
const absenceColumns = Object.keys(absence).join(", ");

/** Those that are coming, stand, or have not given everything back yet. */
export const absencesOfCity = statement({
  name: "caseload.absences_of_city",
  scope: "city",
  params: { city: "text" },
  row: absence,
  text: `
    select ${absenceColumns} from absences
    where city = :city and ended_at is null order by until_at, id limit 1000`,
});

/** What begins or ends now, in every city at once. */
export const absencesToTurn = statement({
  name: "caseload.absences_to_turn",
  scope: "city",
  params: { cities: "text[]", now: "timestamptz" },
  row: absence,
  text: `
    select ${absenceColumns} from absences
    where city = any(:cities) and ended_at is null and (until_at <= :now or (from_at <= :now and began_at is null))
    order by city, until_at, id limit 100`,
});

export const addAbsenceRow = statement({
  name: "caseload.add_absence",
  scope: "city",
  params: {
    city: "text",
    id: "uuid",
    clerk: "uuid",
    deputy: "uuid",
    from_at: "timestamptz",
    until_at: "timestamptz",
    created_by: "uuid",
    now: "timestamptz",
  },
  row: {},
  text: `
    insert into absences (city, id, clerk, deputy, from_at, until_at, created_by, created_at)
    values (:city, :id, :clerk, :deputy, :from_at, :until_at, :created_by, :now)`,
});

export const beginAbsenceRow = statement({
  name: "caseload.begin_absence",
  scope: "city",
  params: { city: "text", id: "uuid", now: "timestamptz" },
  row: {},
  text: `update absences set began_at = :now where city = :city and id = :id and began_at is null`,
});

export const endAbsenceRow = statement({
  name: "caseload.end_absence",
  scope: "city",
  params: { city: "text", id: "uuid", now: "timestamptz" },
  row: {},
  text: `update absences set ended_at = :now where city = :city and id = :id and ended_at is null`,
});

/** Somebody comes back early; one that has not begun is gone at once. */
export const shortenAbsenceRow = statement({
  name: "caseload.shorten_absence",
  scope: "city",
  params: { city: "text", id: "uuid", now: "timestamptz" },
  row: { id: "uuid" },
  text: `
    update absences set until_at = case when from_at < :now then :now else until_at end,
      ended_at = case when from_at < :now then null else :now end
    where city = :city and id = :id and ended_at is null and until_at > :now
    returning id`,
});

/** A case lent on stays its first owner's. */
export const lendCase = statement({
  name: "caseload.lend_case",
  scope: "city",
  params: {
    city: "text",
    number: "text",
    absence: "uuid",
    owner: "uuid",
    deputy: "uuid",
    now: "timestamptz",
  },
  row: {},
  text: `
    insert into lent_cases (city, number, absence, owner, deputy, at)
    values (:city, :number, :absence, :owner, :deputy, :now)
    on conflict (city, number) do update set deputy = excluded.deputy, at = excluded.at`,
});

export const lentCases = statement({
  name: "caseload.lent_cases",
  scope: "city",
  params: { city: "text", absence: "uuid" },
  row: { number: "text", owner: "uuid", deputy: "uuid" },
  text: `
    select number, owner, deputy from lent_cases
    where city = :city and absence = :absence order by number limit 100`,
});

export const returnCase = statement({
  name: "caseload.return_case",
  scope: "city",
  params: { city: "text", number: "text", absence: "uuid" },
  row: {},
  text: `delete from lent_cases where city = :city and number = :number and absence = :absence`,
});

export const filtersOfClerk = statement({
  name: "caseload.filters_of_clerk",
  scope: "city",
  params: { city: "text", clerk: "uuid" },
  row: { id: "uuid", name: "text", query: "text" },
  text: `
    select id, name, query from inbox_filters
    where city = :city and clerk = :clerk order by created_at, id limit 20`,
});

/** Only while there is room for one more. */
export const addFilterRow = statement({
  name: "caseload.add_filter",
  scope: "city",
  params: {
    city: "text",
    clerk: "uuid",
    id: "uuid",
    name: "text",
    query: "text",
    most: "int4",
    now: "timestamptz",
  },
  row: { id: "uuid" },
  text: `
    insert into inbox_filters (city, clerk, id, name, query, created_at)
    select :city, :clerk, :id, :name, :query, :now
    where (select count(*) from (select from inbox_filters where city = :city and clerk = :clerk limit :most) kept) < :most
    returning id`,
});

export const removeFilterRow = statement({
  name: "caseload.remove_filter",
  scope: "city",
  params: { city: "text", clerk: "uuid", id: "uuid" },
  row: { id: "uuid" },
  text: `delete from inbox_filters where city = :city and clerk = :clerk and id = :id returning id`,
});

const template = {
  id: "uuid",
  agency: "text",
  service: "text?",
  act: "text",
  name: "text",
  text_zh: "text",
  text_en: "text",
} as const;
const templateColumns = Object.keys(template).join(", ");

export const templatesOfAgency = statement({
  name: "caseload.templates_of_agency",
  scope: "city",
  params: { city: "text", agency: "text" },
  row: template,
  text: `
    select ${templateColumns} from reason_templates
    where city = :city and agency = :agency order by act, name, id limit 200`,
});

export const keepTemplate = statement({
  name: "caseload.keep_template",
  scope: "city",
  params: {
    city: "text",
    id: "uuid",
    agency: "text",
    service: "text?",
    act: "text",
    name: "text",
    text_zh: "text",
    text_en: "text",
    changed_by: "uuid",
    now: "timestamptz",
  },
  row: {},
  text: `
    insert into reason_templates (city, id, agency, service, act, name, text_zh, text_en, changed_by, changed_at)
    values (:city, :id, :agency, :service, :act, :name, :text_zh, :text_en, :changed_by, :now)
    on conflict (city, id) do update set service = excluded.service, act = excluded.act, name = excluded.name,
      text_zh = excluded.text_zh, text_en = excluded.text_en, changed_by = excluded.changed_by, changed_at = excluded.changed_at
    where reason_templates.agency = excluded.agency`,
});

export const removeTemplateRow = statement({
  name: "caseload.remove_template",
  scope: "city",
  params: { city: "text", id: "uuid", agency: "text" },
  row: { id: "uuid" },
  text: `delete from reason_templates where city = :city and id = :id and agency = :agency returning id`,
});
