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
  },
  text: `
    select client, kind, secret_hash, cities, agency, scopes, suspended_at
    from partner_clients
    where client = :client`,
});

export const suspendPartnerRow = statement({
  name: "identity.suspend_partner_row",
  scope: "shared",
  params: { client: "text", now: "timestamptz" },
  row: { client: "text" },
  text: `
    update partner_clients set suspended_at = coalesce(suspended_at, :now)
    where client = :client
    returning client`,
});
