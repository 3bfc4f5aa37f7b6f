import pg from "pg";
import { asOwner, type TestDatabase } from "../../helpers/database.ts";

/** How many rows each table gets: what grows with people and cases. */
export const filled: Readonly<Record<string, number>> = {
  cases: 1_000_000,
  events: 1_000_000,
  clocks: 200_000,
  rule_days: 50_000,
  rule_checks: 100_000,
  case_answers: 200_000,
  accepted_elsewhere: 50_000,
  idempotency_keys: 200_000,
  resident_cases: 200_000,
  erasures: 50_000,
  messages: 200_000,
  reactions_done: 100_000,
  audit_entries: 200_000,
  readings: 100_000,
  files: 100_000,
  drafts: 100_000,
  draft_expiries: 100_000,
  life_events: 100_000,
  life_event_steps: 200_000,
  residents: 100_000,
  certificates: 50_000,
  certificate_codes: 50_000,
  contacts: 100_000,
  deliveries: 200_000,
  delivery_queue: 50_000,
  sessions: 50_000,
  audit_seals: 50_000,
  clerks: 20_000,
  clerk_recovery_codes: 50_000,
  clerk_proposals: 20_000,
  staff_logins: 20_000,
  assists: 100_000,
  absences: 20_000,
  lent_cases: 50_000,
  inbox_filters: 50_000,
  reason_templates: 20_000,
  agency_errands: 100_000,
  agency_cases: 100_000,
  agency_pushes: 100_000,
  connector_files: 50_000,
  reports: 200_000,
  publications: 50_000,
  bills: 200_000,
  bill_finders: 200_000,
  payments: 200_000,
  payment_bills: 200_000,
  refunds: 50_000,
  transfers: 400_000,
  ledger_days: 100_000,
  payment_tasks: 50_000,
  payment_notices: 100_000,
  receipts_due: 20_000,
  receipts: 200_000,
  receipt_bills: 200_000,
  fiscal_receipts: 50_000,
  resident_payments: 100_000,
  resident_accounts: 100_000,
  reminder_queue: 100_000,
  offer_changes: 50_000,
  imports: 20_000,
  ledger_closes: 20_000,
  reconciliations: 50_000,
  source_lines: 300_000,
  differences: 100_000,
};

const city = "(array['430621','130982','419001'])[1 + i % 3]";
const at = "timestamptz '2024-01-01' + i * interval '60 seconds'";
const id = "md5(i::text)::uuid";
const person = "'r' || (i % 300000)";
const agency = "(array['public-security','civil-affairs','hotline','court'])[1 + (i / 3) % 4]";

/** What each row says; `i` counts from 1. */
const rows: Readonly<Record<string, string>> = {
  cases: `(city, number, service, service_version, regime, agency, state, revision, applicant, applicant_sealed, phone_hash, filed_by,
      channel, submitted_at, closed_at, due_at, due_kind, due_provisional, corrections, extensions, assignee, area)
    select ${city}, 'c' || i, 'residence-permit', 'v', 'licence', ${agency},
      case when i % 10 < 8 then 'delivered' else 'in_review' end, 3, ${person}, '{}', 'p' || (i % 300000), 'x', 'web', ${at},
      case when i % 10 < 8 then ${at} + interval '5 days' end, case when i % 10 >= 8 then ${at} + interval '9 days' end,
      'decide', false, 0, 0, case when i % 10 = 9 then md5((i % 500)::text)::uuid end,
      case when i % 10 = 8 then 'area-' || (i % 41) end`,
  events: `(city, seq, type, subject, revision, at, actor_kind, actor, data)
    select ${city}, i, 'submit', 'c' || i, 1, ${at}, 'resident', ${person}, '{}'`,
  clocks: `(city, subject, kind, state, started_at, due_at, days, unit, provisional)
    select ${city}, 'c' || i, 'decide', case when i % 50 = 0 then 'running' else 'stopped' end, ${at}, ${at}, 5, 'days', false`,
  rule_days: `(city, service, day, agency, filed, decided)
    select ${city}, 'service-' || (i % 50), date '2020-01-01' + (i / 50)::int, ${agency}, 100, 60`,
  rule_checks: `(city, number, service, agency, drawn_at, checked_by, checked_at, verdict)
    select ${city}, 'c' || i, 'service-' || (i % 50), ${agency}, ${at}, case when i % 10 > 0 then ${id} end,
      case when i % 10 > 0 then ${at} end, case when i % 10 > 0 then 'right' end`,
  case_answers: `(city, number, revision, answers) select ${city}, 'c' || i, 1, '{}'`,
  accepted_elsewhere: `(city, number, decided_in, service, agency, state, revision, submitted_at)
    select '430621', 'e' || i, '130982', 'household-transfer', ${agency}, 'accepted', 2, ${at}`,
  idempotency_keys: `(city, caller, key, body_hash, answer, created_at) select ${city}, ${person}, ${id}, 'h', '{}', ${at}`,
  resident_cases: `(resident, city, number, service, state, revision, submitted_at)
    select ${person}, ${city}, 'c' || i, 'residence-permit', 'delivered', 3, ${at}`,
  erasures: `(resident, city, number, revision, at, kinds, cases) select ${person}, ${city}, 'c' || i, 3, ${at}, '{profile}', '{}'`,
  messages: `(resident, id, city, at, template, sealed_values, read_at)
    select ${person}, ${id}, ${city}, ${at}, 'accepted', 'x', case when i % 5 > 0 then ${at} end`,
  reactions_done: `(city, seq, reaction, done_at) select ${city}, i, 'message', ${at}`,
  audit_entries: `(city, id, at, actor_kind, actor, act, subject, detail)
    select ${city}, ${id}, ${at}, 'clerk', 'x', 'case.read', 'c' || i, '{}'`,
  readings: `(resident, id, city, at, reader_name, reader_agency, purpose, subject)
    select ${person}, ${id}, ${city}, ${at}, 'x', 'y', 'decide', 'c' || i`,
  files: `(city, id, owner, draft, case_number, question, name_sealed, key_sealed, size, type, sha256, flags, created_at, deleted_at)
    select ${city}, ${id}, ${person}, case when i % 10 = 0 then ${id} end, case when i % 10 > 0 then 'c' || i end, 'proof', 'n',
      case when i % 100 > 0 then 'k' end, 1, 'pdf', md5(i::text) || md5(i::text), '{}', ${at}, case when i % 100 = 0 then ${at} end`,
  drafts: `(owner, id, city, service, version, answers, files, revision, created_at, updated_at, expires_at)
    select 'resident:' || (i % 100000), ${id}, ${city}, 'residence-permit', 'v', 'x', '{}', 1, ${at}, ${at}, ${at}`,
  life_events: `(resident, number, city, event, version, draft, started_at, changed_at)
    select ${person}, 'e' || i, ${city}, 'birth', '0123456789ab', ${id}, ${at}, ${at}`,
  life_event_steps: `(resident, number, service, place, changed_at)
    select 'r' || ((i / 2) % 300000), 'e' || (i / 2), case when i % 2 = 0 then 'birth-registration' else 'maternity-allowance' end,
      i % 2, ${at}`,
  draft_expiries: `(owner, id, due_at) select 'resident:' || (i % 100000), ${id}, ${at}`,
  residents: `(resident, name, id_type, id_number, stated, preferences, created_at, updated_at, signed_in_at)
    select 'r' || i, 'x', 'passport', 'x', '{}', '{}', ${at}, ${at}, ${at}`,
  certificates: `(city, number, case_number, template, template_version, holder, facts_sealed, facts_sha256, signature, key_id,
      alg, file_id, pdf_sha256, pdf_signature, issued_at)
    select ${city}, 'z' || i, 'c' || i, 'residence-permit', '1', ${person}, 'x', 'x', 'x', 'k', 'ed25519', ${id},
      md5(i::text) || md5(i::text), 'x', ${at}`,
  certificate_codes: `(city, code_hash, id, number, holder, purpose_sealed, created_at, expires_at)
    select ${city}, 'h' || i, ${id}, 'z' || i, ${person}, 'x', ${at}, ${at}`,
  contacts: `(resident, channel, wanted, said_at) select 'r' || i, 'email', true, ${at}`,
  deliveries: `(resident, reference, message, channel, kind, about, state, tries, created_at, changed_at)
    select ${person}, 'reference-' || lpad(i::text, 12, '0'), ${id}, 'sms', 'news', 'c' || i, 'delivered', 1, ${at}, ${at}`,
  delivery_queue: `(reference, resident, channel, due_at)
    select 'reference-' || lpad(i::text, 12, '0'), ${person}, case when i % 2 = 0 then 'sms' else 'email' end, ${at}`,
  sessions: `(token_hash, kind, resident, city, clerk, created_at, seen_at, idle_until, ends_at)
    select 't' || i, case when i % 10 > 0 then 'resident' else 'staff' end, case when i % 10 > 0 then ${person} end,
      case when i % 10 = 0 then ${city} end, case when i % 10 = 0 then ${id} end, ${at}, ${at}, ${at}, ${at}`,
  audit_seals: `(city, number, until_id, entries, entries_digest, previous, digest, kid, signature, sealed_at)
    select ${city}, i, ${id}, 1, 'x', 'x', 'x', 'k', 's', ${at}`,
  clerks: `(city, id, login, name, agency, roles, failed, locks, enrolled_at, created_by, created_at, changed_at)
    select ${city}, ${id}, 'clerk.' || i, 'x', ${agency}, case when i % 300 = 0 then '{office}' else '{clerk}' end::text[], 0, 0,
      ${at}, 'x', ${at}, ${at}`,
  clerk_recovery_codes: `(city, clerk, code_hash) select ${city}, ${id}, 'h' || i`,
  clerk_proposals: `(city, id, clerk, proposed_by, proposed_at, expires_at) select ${city}, ${id}, ${id}, md5('p' || i)::uuid, ${at}, ${at}`,
  agency_errands: `(city, purpose, subject, id, agency, service, state, revision, since, due_at, attempts, asked)
    select ${city}, 'submit', 'c' || i, ${id}, ${agency}, 's', case when i % 3 = 0 then 'dead' else 'waiting' end, 1, ${at}, ${at}, 0, 0`,
  agency_cases: `(city, number, agency, reference, stage, sequence, stage_at, sent_at, sent_revision)
    select ${city}, 'c' || i, ${agency}, 'r' || i, 'received', 1, ${at}, ${at}, 1`,
  agency_pushes: `(city, agency, nonce, body_hash, number, reference, sequence, stage, received_at)
    select ${city}, ${agency}, 'nonce-of-the-million-' || i, repeat('a', 64), 'c' || i, 'r' || i, 1, 'received', ${at}`,
  connector_files: `(city, agency, direction, digest, name, at, rows, taken, broken)
    select ${city}, ${agency}, 'in', md5(i::text) || md5(i::text), 'f' || i, ${at}, 1, 1, '[]'`,
  assists: `(city, id, clerk, resident, person_sealed, consent, service, draft, number, created_at, sent_at)
    select ${city}, ${id}, md5((i % 500)::text)::uuid, ${person}, case when i % 100 = 0 then 'x' end, 'word', 'residence-permit',
      md5('d' || i)::uuid, 'c' || i, ${at}, ${at}`,
  absences: `(city, id, clerk, deputy, from_at, until_at, began_at, ended_at, created_by, created_at)
    select ${city}, ${id}, md5((i % 500)::text)::uuid, md5('x' || i)::uuid, ${at}, ${at} + interval '5 days', ${at},
      case when i % 100 > 0 then ${at} end, ${id}, ${at}`,
  lent_cases: `(city, number, absence, owner, deputy, at) select ${city}, 'c' || i, md5((i % 500)::text)::uuid, ${id}, ${id}, ${at}`,
  inbox_filters: `(city, clerk, id, name, query, created_at)
    select ${city}, md5((i % 5000)::text)::uuid, ${id}, 'x', 'view=new', ${at}`,
  reason_templates: `(city, id, agency, act, name, text_zh, text_en, changed_by, changed_at)
    select ${city}, ${id}, 'agency-' || (i % 500), 'refuse', 'x', 'x', 'x', ${id}, ${at}`,
  reports: `(city, number, service, matter, category, agency, state, revision, submitted_at, due_at, closed_at, cell, address_hash,
      joined_to, urged_at, extension, called_back)
    select ${city}, 'c' || i, 'report-a-problem', (array['complaint','help','suggestion','consultation'])[1 + i % 4],
      'category-' || (i % 30), ${agency}, case when i % 10 < 8 then 'delivered' when i % 10 = 8 then 'submitted' else 'approved' end, 3,
      ${at}, ${at}, case when i % 10 < 8 then ${at} end, 'cell-' || (i % 5000), 'a' || i, case when i % 20 = 0 then 'c' || (i - 1) end,
      case when i % 50 = 8 then ${at} end, case when i % 100 = 8 then 'asked' end, case when i % 10 < 7 then 'satisfied' end`,
  imports: `(city, id, at, by_id, by_name, file_name, state, counts, applied, report)
    select ${city}, ${id}, ${at}, 'x', 'x', 'list.csv', 'checked', '{}', '{}', '\\x'`,
  publications: `(city, id, service, version, act, at, by_kind, by_id, by_name, note)
    select ${city}, ${id}, 'service-' || (i % 500), 'v', 'published', ${at}, 'clerk', 'x', 'x', ''`,
  bills: `(city, number, agency, biller, service, reference, case_number, account_hash, sealed, payee, amount_fen, late_fee_fen, paid_fen, state,
      revision, opened_at, changed_at)
    select ${city}, 'b' || i, ${agency}, ${agency}, 'electricity', 'ref-' || i, case when i % 10 = 0 then 'c' || i end,
      case when i % 10 > 0 then 'a' || (i / 12) end, '{}', 'merchant', 100, 0, case when i % 10 < 8 then 100 else 0 end,
      case when i % 10 < 8 then 'settled' else 'open' end, 1, ${at}, ${at}`,
  payments: `(city, number, provider, account, paying_from, state, revision, service, agency, amount_fen, received_fen, applied,
      refunded_fen, refunding_fen, over_fen, payer, channel, created_at, expires_at, paid_at, reference)
    select ${city}, 'p' || i, (array['wechat','alipay','treasury'])[1 + i % 3], 'main', 'phone', 'succeeded', 4, 'electricity',
      ${agency}, 100, 100, true, 0, 0, 0, ${person}, 'web', ${at}, ${at}, case when i % 10 > 0 then ${at} end, 'w' || i`,
  bill_finders: `(city, bill, resident, found_at) select ${city}, 'b' || i, 'r' || i, ${at}`,
  payment_bills: `(city, payment, bill, amount_fen, returned_fen, standing, write_off, write_off_at)
    select ${city}, 'p' || i, 'b' || i, 100, 0, i % 50 = 0, 'done', ${at}`,
  refunds: `(city, number, payment, amount_fen, cause, state, reason, asked_kind, asked_by, approvals_needed, approved_by, asked_at, done_at)
    select ${city}, 'f' || i, 'p' || i, 100, 'asked', case when i % 20 = 0 then 'asked' else 'succeeded' end, '{}', 'resident',
      ${person}, 1, '[]', ${at}, case when i % 20 > 0 then ${at} end`,
  transfers: `(city, subject, reason, part, day, at, debit, credit, amount_fen)
    select ${city}, 'p' || (i / 2), case when i % 2 = 0 then 'received' else 'applied' end, 'b' || i, date '2024-01-01' + (i / 1000)::int,
      ${at}, case when i % 2 = 0 then 'provider/wechat/main' else 'clearing' end, case when i % 2 = 0 then 'clearing' else 'collected/power' end, 100`,
  ledger_days: `(city, account, day, debit_fen, credit_fen, balance_fen)
    select ${city}, 'due/agency-' || (i % 50), date '2010-01-01' + (i / 50)::int, 100, 100, 0`,
  payment_tasks: `(city, kind, subject, part, state, due_at, attempts)
    select ${city}, 'write_off', 'p' || i, 'b' || i, case when i % 10 = 0 then 'dead' else 'waiting' end, ${at}, 1`,
  payment_notices: `(city, id, provider, account, notice, verdict, digest, at)
    select ${city}, ${id}, 'wechat', 'main', 'n' || i, 'applied', md5(i::text) || md5(i::text), ${at}`,
  receipts_due: `(city, payment, revision, due_at, attempts)
    select ${city}, 'p' || i, 1, case when i % 100 > 0 then ${at} end, 0`,
  receipts: `(city, number, kind, subject, payment, year, serial, amount_fen, payee, service, agency, payer, happened_at, issued_at, sealed)
    select ${city}, 'q' || i, 'payment', 'p' || i, 'p' || i, 2020 + i / 60000, i, 100, 'merchant', 'electricity', ${agency}, ${person},
      ${at}, ${at}, '{}'`,
  receipt_bills: `(city, receipt, bill, payer, account_hash, year, happened_at, kind, amount_fen)
    select ${city}, 'q' || i, 'b' || i, ${person}, 'a' || (i / 12), 2020 + i / 60000, ${at}, 'payment', 100`,
  fiscal_receipts: `(city, payment, sealed, taken_at) select ${city}, 'p' || i, '{}', ${at}`,
  resident_payments: `(resident, city, number, service, state, revision, amount_fen, refunded_fen, created_at, settled)
    select ${person}, ${city}, 'p' || i, 'electricity', 'succeeded', 4, 100, 0, ${at}, true`,
  reminder_queue: `(resident, account, due_at, tries) select ${person}, ${id}, ${at}, 0`,
  resident_accounts: `(resident, id, city, service, account_hash, sealed, own, remind, due_on, created_at)
    select ${person}, ${id}, ${city}, 'electricity', 'a' || i, '{}', true, i % 2 = 0, date '2026-11-01' + (i % 30)::int, ${at}`,
  offer_changes: `(city, id, about, code, after, at, by_id, by_name)
    select ${city}, ${id}, 'service', 'service-' || (i % 500), '{}', ${at}, 'x', 'x'`,
  ledger_closes: `(city, day, closed_at, closed_by_kind, closed_by, transfers, received_fen, refunded_fen, fees_fen, paid_out_fen,
      handed_over_fen, explained)
    select ${city}, date '1980-01-01' + i, ${at}, 'system', 'x', 1, 1, 0, 0, 1, 1, 0`,
  reconciliations: `(city, source, day, bill, attempts, reading, lines, moved, in_fen, out_fen, fees_fen)
    select ${city}, 'biller/agency-' || (i % 60), date '2020-01-01' + i / 60, 'fetched', 0, 1, 1, 1, 1, 0, 0`,
  source_lines: `(city, source, day, reading, number, line, kind, part, reference, amount_fen, fee_fen, state, at)
    select ${city}, 'provider/demo/main', date '2024-01-01' + i / 500, 1, 'p' || i, i, 'payment', '', 'x', 1, 0, 'succeeded', ${at}`,
  differences: `(city, source, day, kind, number, part, line, name, state, changed_by, changed_at, run)
    select ${city}, 'provider/demo/main', date '2024-01-01' + i / 100, 'payment', 'p' || i, '', 0, 'missing_here',
      case when i % 50 = 0 then 'open' else 'explained' end, 'x', ${at}, ${id}`,
  staff_logins: `(login_hash, city, clerk) select 'l' || i, ${city}, ${id}`,
};

/**
 * Takes the filled tables out of the log of what is written, which no plan knows of and which is a third of the work. A table goes once
 * those that point to it have gone.
 */
async function unlog(client: pg.Client): Promise<void> {
  const pointing = await client.query(
    `select conrelid::regclass::text as from, confrelid::regclass::text as to from pg_constraint
     where contype = 'f' and conrelid <> confrelid`,
  );
  const left = new Set(Object.keys(filled));
  while (left.size > 0) {
    const free = [...left].find((table) => !pointing.rows.some(({ from, to }) => to === table && left.has(from)));
    if (free === undefined) throw new Error(`${[...left].join(", ")} point to each other`);
    await client.query(`alter table ${free} set unlogged`);
    left.delete(free);
  }
}

/** Fills a database as years of use would, past checks of foreign keys, two tables at a time. */
export async function fill(db: TestDatabase): Promise<void> {
  await asOwner(db, unlog);
  const waiting = Object.entries(filled);
  const work = async () => {
    const client = new pg.Client({ ...db.owner });
    await client.connect();
    try {
      await client.query(
        "set session_replication_role = replica; set synchronous_commit = off; set jit = off; set maintenance_work_mem = '128MB'",
      );
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const [table, count] = next;
        // Indexes sleep while rows come in, and are built at once afterwards: five times as fast.
        const sleeping = `where indrelid = '${table}'::regclass`;
        await client.query(`update pg_index set indisready = false, indisvalid = false ${sleeping}`);
        await client.query(`insert into ${table} ${rows[table]} from generate_series(1, ${count}) i`);
        await client.query(`reindex table ${table}`);
        await client.query(`vacuum (analyze) ${table}`);
      }
    } finally {
      await client.end();
    }
  };
  await Promise.all([work(), work()]);
}

/** Tables by their rows, as the planner believes them. */
export async function sizes(db: TestDatabase): Promise<ReadonlyMap<string, number>> {
  const { rows: found } = await asOwner(db, (owner) =>
    owner.query(
      "select relname, reltuples from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')",
    ),
  );
  return new Map(found.map((row) => [row.relname as string, Number(row.reltuples)]));
}
