import { statement } from "../../../foundation/database/index.ts";

const shown = {
  city: "text",
  id: "uuid",
  at: "timestamptz",
  by_name: "text",
  file_name: "text",
  state: "text",
  counts: "jsonb",
  applied: "jsonb",
} as const;
const shownColumns = Object.keys(shown).join(", ");

export const insertImport = statement({
  name: "imports.insert",
  scope: "city",
  params: {
    ...{ city: "text", id: "uuid", at: "timestamptz", by_id: "text", by_name: "text", file_name: "text" },
    ...{ counts: "jsonb", applied: "jsonb", report: "bytea", content: "bytea", mapping: "bytea?" },
  },
  row: { id: "uuid" },
  text: `
    insert into imports (city, id, at, by_id, by_name, file_name, state, counts, applied, report, content, mapping)
    values (:city, :id, :at, :by_id, :by_name, :file_name, 'checked', :counts, :applied, :report, :content, :mapping)
    returning id`,
});

/** The newest first. */
export const importsOf = statement({
  name: "imports.of_city",
  scope: "city",
  params: { city: "text", limit: "int4" },
  row: shown,
  text: `select ${shownColumns} from imports where city = :city order by at desc, id desc limit :limit`,
});

export const importOf = statement({
  name: "imports.one",
  scope: "city",
  params: { city: "text", id: "uuid" },
  row: { ...shown, report: "bytea", content: "bytea?", mapping: "bytea?" },
  text: `select ${shownColumns}, report, content, mapping from imports where city = :city and id = :id`,
});

export const markTaken = statement({
  name: "imports.mark_taken",
  scope: "city",
  params: { city: "text", id: "uuid", at: "timestamptz", counts: "jsonb", applied: "jsonb", report: "bytea" },
  row: { id: "uuid" },
  text: `
    update imports
    set state = 'taken', at = :at, counts = :counts, applied = :applied, report = :report, content = null, mapping = null
    where city = :city and id = :id and state = 'checked'
    returning id`,
});

export const removeImports = statement({
  name: "imports.remove",
  scope: "city",
  params: { city: "text", ids: "text[]" },
  row: { id: "uuid" },
  text: "delete from imports where city = :city and id = any (cast(cast(:ids as text[]) as uuid[])) returning id",
});
