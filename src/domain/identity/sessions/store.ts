import { statement } from "../../../foundation/database/index.ts";

export const addSession = statement({
  name: "identity.add_session",
  scope: "shared",
  params: {
    token_hash: "text",
    kind: "text",
    resident: "text?",
    city: "text?",
    clerk: "uuid?",
    now: "timestamptz",
    idle_until: "timestamptz",
    ends_at: "timestamptz",
  },
  row: {},
  text: `
    insert into sessions (token_hash, kind, resident, city, clerk, created_at, seen_at, idle_until, ends_at)
    values (:token_hash, :kind, :resident, :city, :clerk, :now, :now, :idle_until, :ends_at)`,
});

export const sessionRow = statement({
  name: "identity.session_row",
  scope: "shared",
  params: { token_hash: "text", now: "timestamptz" },
  row: {
    kind: "text",
    resident: "text?",
    city: "text?",
    clerk: "uuid?",
    created_at: "timestamptz",
    seen_at: "timestamptz",
    idle_until: "timestamptz",
    ends_at: "timestamptz",
  },
  text: `
    select kind, resident, city, clerk, created_at, seen_at, idle_until, ends_at
    from sessions
    where token_hash = :token_hash and idle_until > :now and ends_at > :now`,
});

export const touchSession = statement({
  name: "identity.touch_session",
  scope: "shared",
  params: { token_hash: "text", now: "timestamptz", idle_until: "timestamptz" },
  row: { token_hash: "text" },
  text: `
    update sessions set seen_at = :now, idle_until = :idle_until
    where token_hash = :token_hash and idle_until > :now
    returning token_hash`,
});

export const removeSession = statement({
  name: "identity.remove_session",
  scope: "shared",
  params: { token_hash: "text" },
  row: {},
  text: `delete from sessions where token_hash = :token_hash`,
});

export const removeSessionsOfClerk = statement({
  name: "identity.remove_sessions_of_clerk",
  scope: "shared",
  params: { city: "text", clerk: "uuid" },
  row: {},
  text: `delete from sessions where city = :city and clerk = :clerk`,
});

export const removeSessionsOfResident = statement({
  name: "identity.remove_sessions_of_resident",
  scope: "shared",
  params: { resident: "text" },
  row: {},
  text: `delete from sessions where resident = :resident`,
});

export const sweepSessions = statement({
  name: "identity.sweep_sessions",
  scope: "shared",
  params: { now: "timestamptz", limit: "int4" },
  row: { token_hash: "text" },
  text: `
    delete from sessions
    where token_hash = any (array(
      select token_hash from sessions where idle_until <= :now order by idle_until limit :limit::int4))
    returning token_hash`,
});
