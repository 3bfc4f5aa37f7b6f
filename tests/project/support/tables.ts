/**
 * Where each table lives on a distributed database (Citus): by which column its rows are spread, or on every node
 * (`reference`), or on the coordinator alone (`local`). A new table gets its line here with its migration.
 */
export const tables: Readonly<Record<string, string | "reference" | "local">> = {
  // What belongs to a city.
  city_keys: "city",
  city_sequences: "city",
  events: "city",
  relay_cursors: "city",
  reactions_done: "city",
  idempotency_keys: "city",
  calendar_days: "city",
  audit_entries: "city",
  audit_seals: "city",
  clerks: "city",
  clerk_recovery_codes: "city",
  clerk_proposals: "city",
  offerings: "city",
  publications: "city",
  offer_changes: "city",
  imports: "city",
  city_agencies: "city",
  files: "city",
  certificates: "city",
  certificate_codes: "city",
  cases: "city",
  case_answers: "city",
  accepted_elsewhere: "city",
  clocks: "city",
  connectors: "city",
  connector_changes: "city",
  connector_health: "city",
  connector_files: "city",
  agency_errands: "city",
  agency_cases: "city",
  agency_pushes: "city",
  rule_days: "city",
  rule_checks: "city",
  reports: "city",
  dispatch_rules: "city",
  report_limits: "city",
  assists: "city",
  work_areas: "city",
  work_groups: "city",
  routing_rules: "city",
  absences: "city",
  lent_cases: "city",
  inbox_filters: "city",
  reason_templates: "city",
  demo_wallet_orders: "city",
  demo_wallet_refunds: "city",
  payment_accounts: "city",
  payment_account_changes: "city",
  bills: "city",
  bill_finders: "city",
  payments: "city",
  payment_bills: "city",
  refunds: "city",
  transfers: "city",
  ledger_days: "city",
  payment_tasks: "city",
  payment_notices: "city",
  receipts_due: "city",
  receipt_counters: "city",
  receipts: "city",
  receipt_bills: "city",
  fiscal_receipts: "city",
  reconciliations: "city",
  source_lines: "city",
  differences: "city",
  ledger_closes: "city",
  // What belongs to a person across cities.
  residents: "resident",
  readings: "resident",
  messages: "resident",
  contacts: "resident",
  deliveries: "resident",
  resident_cases: "resident",
  resident_payments: "resident",
  resident_accounts: "resident",
  reminder_queue: "resident",
  drafts: "owner",
  life_events: "resident",
  life_event_steps: "resident",
  draft_expiries: "owner",
  // Found before anybody knows whose it is.
  sessions: "token_hash",
  delivery_queue: "reference",
  staff_logins: "login_hash",
  // Small, read everywhere, changed seldom.
  installation: "reference",
  division_versions: "reference",
  divisions: "reference",
  cities: "reference",
  calendar_years: "reference",
  service_versions: "reference",
  services: "reference",
  life_event_versions: "reference",
  life_events_in_force: "reference",
  standing_offers: "reference",
  standing_agencies: "reference",
  offering_changes: "reference",
  partner_clients: "reference",
  // Of the coordinator.
  schema_migrations: "local",
  demonstration_sign_ins: "local",
};

/** What the program's role may do only through a function of the owner (docs/decisions/0033), and the tables each touches. */
export const ownersFunctions: Readonly<Record<string, readonly string[]>> = {
  erase_words: ["events", "cases"],
};

/** The column a table is distributed by; undefined for the others. */
export function distributionColumn(table: string): string | undefined {
  const place = Object.hasOwn(tables, table) ? tables[table] : undefined;
  return place === "reference" || place === "local" ? undefined : place;
}

/** Tables with a column that names a city or a person, and no policy: why. */
export const withoutPolicies: Readonly<Record<string, string>> = {
  city_sequences: "numbers of events and nothing else; the relay must see which city is behind",
  relay_cursors: "how far the relay has read; nothing of anybody",
  connector_changes: "that something of a city changed and nothing else; every process looks whether it must read anew",
  payment_account_changes:
    "that an account at a provider changed and nothing else; every process looks whether it must read anew",
  cities: "the tenants and their public settings, read on every page",
  sessions: "found by the digest of a token nobody can guess, before the person is known",
  staff_logins: "found by the keyed hash of a sign-in name, before the city is known",
  delivery_queue: "random references, keyed hashes and times, found by time before anybody knows whose it is",
  reminder_queue: "keyed hashes, random ids and times, found by time before anybody knows whose it is",
  draft_expiries: "keyed hashes and times, so that the sweep finds what is due; deleting happens in each owner's scope",
};
