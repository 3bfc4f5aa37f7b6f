import { statement } from "../../foundation/database/index.ts";

export const writeAccount = statement({
  name: "payments.write_account",
  scope: "city",
  params: {
    city: "text",
    provider: "text",
    account: "text",
    agency: "text",
    config: "json",
    secrets_sealed: "text?",
    enabled: "bool",
    at: "timestamptz",
    by: "text",
  },
  row: { revision: "int4" },
  text: `
    insert into payment_accounts (city, provider, account, agency, config, secrets_sealed, enabled, revision, changed_at, changed_by)
    values (:city, :provider, :account, :agency, :config, :secrets_sealed, :enabled, 1, :at, :by)
    on conflict (city, provider, account) do update set agency = excluded.agency, config = excluded.config,
      secrets_sealed = excluded.secrets_sealed, enabled = excluded.enabled, revision = payment_accounts.revision + 1,
      changed_at = excluded.changed_at, changed_by = excluded.changed_by
    returning revision`,
});

export const accountsOfCity = statement({
  name: "payments.accounts_of_city",
  scope: "city",
  params: { city: "text", limit: "int4" },
  row: {
    provider: "text",
    account: "text",
    agency: "text",
    config: "json",
    secrets_sealed: "text?",
    enabled: "bool",
    revision: "int4",
    changed_at: "timestamptz",
    changed_by: "text",
  },
  text: `
    select provider, account, agency, config, secrets_sealed, enabled, revision, changed_at, changed_by from payment_accounts
    where city = :city order by provider, account limit :limit`,
});

export const resealAccount = statement({
  name: "payments.reseal_account",
  scope: "city",
  params: { city: "text", provider: "text", account: "text", secrets_sealed: "text", old: "text" },
  row: { account: "text" },
  text: `
    update payment_accounts set secrets_sealed = :secrets_sealed
    where city = :city and provider = :provider and account = :account and secrets_sealed = :old returning account`,
});

export const touchAccounts = statement({
  name: "payments.touch_accounts",
  scope: "shared",
  params: { city: "text" },
  row: {},
  text: `
    insert into payment_account_changes as c (city, revision) values (:city, 1)
    on conflict (city) do update set revision = c.revision + 1`,
});

export const accountChanges = statement({
  name: "payments.account_changes",
  scope: "shared",
  params: { limit: "int4" },
  row: { city: "text", revision: "int8" },
  text: `select city, revision from payment_account_changes order by city limit :limit`,
});
