import { statement } from "../../../foundation/database/index.ts";

export const addPartnerRow = statement({
  name: "identity.add_partner_row",
  scope: "shared",
  params: {
    client: "text",
    kind: "text",
    name: "text",
    secret_hash: "text",
    cities: "text[]",
    agency: "text?",
    scopes: "text[]",
    created_by: "text",
    now: "timestamptz",
  },
  row: { client: "text" },
  text: `
    insert into partner_clients (client, kind, name, secret_hash, cities, agency, scopes, created_by, created_at)
    values (:client, :kind, :name, :secret_hash, :cities, :agency, :scopes, :created_by, :now)
    on conflict (client) do nothing
    returning client`,
});

export const partnerRow = statement({
  name: "identity.partner_row",
  scope: "shared",
  params: { client: "text" },
  row: {
    client: "text",
    kind: "text",
    secret_hash: "text",
    cities: "text[]",
    agency: "text?",
    scopes: "text[]",
    suspended_at: "timestamptz?",
    generation: "int4",
    old_secret_hash: "text?",
    old_until: "timestamptz?",
  },
  text: `
    select client, kind, secret_hash, cities, agency, scopes, suspended_at, generation, old_secret_hash, old_until
    from partner_clients
    where client = :client`,
});

export const partnerRows = statement({
  name: "identity.partner_rows",
  scope: "shared",
  params: { after: "text", limit: "int4" },
  row: {
    client: "text",
    kind: "text",
    name: "text",
    cities: "text[]",
    agency: "text?",
    scopes: "text[]",
    created_at: "timestamptz",
    suspended_at: "timestamptz?",
    old_until: "timestamptz?",
  },
  text: `
    select client, kind, name, cities, agency, scopes, created_at, suspended_at, old_until
    from partner_clients
    where client > :after
    order by client
    limit :limit`,
});

/** Whoever suspends means the secret too: what it opened so far is over, and the one before it with it. */
export const suspendPartnerRow = statement({
  name: "identity.suspend_partner_row",
  scope: "shared",
  params: { client: "text", now: "timestamptz" },
  row: { client: "text" },
  text: `
    update partner_clients
    set suspended_at = :now, generation = generation + 1, old_secret_hash = null, old_until = null
    where client = :client and suspended_at is null
    returning client`,
});

export const resumePartnerRow = statement({
  name: "identity.resume_partner_row",
  scope: "shared",
  params: { client: "text" },
  row: { client: "text" },
  text: `
    update partner_clients set suspended_at = null
    where client = :client and suspended_at is not null
    returning client`,
});

/** With `old_until` the secret so far works until then, and tokens with it; without, both end. */
export const changePartnerSecret = statement({
  name: "identity.change_partner_secret",
  scope: "shared",
  params: { client: "text", secret_hash: "text", old_until: "timestamptz?" },
  row: { client: "text" },
  text: `
    update partner_clients
    set
      old_secret_hash = case when :old_until::timestamptz is null then null else secret_hash end,
      old_until = :old_until,
      generation = generation + case when :old_until::timestamptz is null then 1 else 0 end,
      secret_hash = :secret_hash
    where client = :client
    returning client`,
});
