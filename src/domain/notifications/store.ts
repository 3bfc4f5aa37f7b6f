import { statement } from "../../foundation/database/index.ts";

export const addMessages = statement({
  name: "notifications.add_messages",
  scope: "resident",
  params: { rows: "jsonb" },
  row: {},
  text: `
    insert into messages (resident, id, city, at, template, sealed_values, about)
    select resident, id, city, at, template, sealed_values, about
    from jsonb_to_recordset(:rows) as g(resident text, id uuid, city text, at timestamptz, template text,
      sealed_values text, about text)`,
});

export const inboxPage = statement({
  name: "notifications.inbox_page",
  scope: "resident",
  params: { resident: "text", before: "uuid?", limit: "int4" },
  row: {
    id: "uuid",
    city: "text",
    at: "timestamptz",
    template: "text",
    sealed_values: "text",
    about: "text?",
    read_at: "timestamptz?",
  },
  text: `
    select id, city, at, template, sealed_values, about, read_at
    from messages
    where resident = :resident and id < coalesce(:before::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)
    order by id desc
    limit :limit::int4`,
});

/** Reading twice keeps the first time. */
export const markMessageRead = statement({
  name: "notifications.mark_read",
  scope: "resident",
  params: { resident: "text", id: "uuid", now: "timestamptz" },
  row: { id: "uuid" },
  text: `
    update messages set read_at = coalesce(read_at, :now)
    where resident = :resident and id = :id
    returning id`,
});

export const countUnread = statement({
  name: "notifications.count_unread",
  scope: "resident",
  params: { resident: "text", limit: "int4" },
  row: { unread: "int4" },
  text: `
    select count(*)::int4 as unread
    from (select 1 from messages where resident = :resident and read_at is null limit :limit::int4) waiting`,
});

export const removeMessages = statement({
  name: "notifications.remove_messages",
  scope: "resident",
  params: { resident: "text" },
  row: { id: "uuid" },
  text: `delete from messages where resident = :resident returning id`,
});
