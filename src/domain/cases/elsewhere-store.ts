import { statement } from "../../foundation/database/index.ts";

/** Says in the city that accepts where a filing is decided, once for its key. */
export const claimFiling = statement({
  name: "cases.claim_filing",
  scope: "city",
  params: { city: "text", caller: "text", key: "text", body_hash: "text", answer: "jsonb", at: "timestamptz" },
  row: { key: "text" },
  text: `
    insert into idempotency_keys (city, caller, key, body_hash, answer, created_at)
    values (:city, :caller, :key, :body_hash, :answer, :at)
    on conflict (city, caller, key) do nothing
    returning key`,
});

/** Takes back what was said, where nothing was filed on it. */
export const releaseFiling = statement({
  name: "cases.release_filing",
  scope: "city",
  params: { city: "text", caller: "text", key: "text", answer: "jsonb" },
  row: { key: "text" },
  text: `
    delete from idempotency_keys
    where city = :city and caller = :caller and key = :key and answer = :answer
    returning key`,
});

/** The newest state wins, whatever order the reactions run in. */
export const projectAccepted = statement({
  name: "cases.project_accepted",
  scope: "city",
  params: { rows: "jsonb" },
  row: {},
  text: `
    insert into accepted_elsewhere (city, number, decided_in, service, agency, state, revision, submitted_at, closed_at)
    select city, number, decided_in, service, agency, state, revision, submitted_at, closed_at
    from jsonb_to_recordset(:rows) as g(city text, number text, decided_in text, service text, agency text, state text,
      revision int, submitted_at timestamptz, closed_at timestamptz)
    order by city, number
    on conflict (city, number) do update set state = excluded.state, revision = excluded.revision,
      closed_at = excluded.closed_at
    where accepted_elsewhere.revision < excluded.revision`,
});

export const acceptedOf = statement({
  name: "cases.accepted_of",
  scope: "city",
  params: { city: "text", agency: "text", before: "timestamptz?", before_number: "text", limit: "int4" },
  row: {
    number: "text",
    decided_in: "text",
    service: "text",
    state: "text",
    submitted_at: "timestamptz",
    closed_at: "timestamptz?",
  },
  text: `
    select number, decided_in, service, state, submitted_at, closed_at from accepted_elsewhere
    where city = :city and agency = :agency
      and (:before::timestamptz is null or (submitted_at, number) < (:before, :before_number))
    order by submitted_at desc, number desc limit :limit`,
});
