import { afterAll, beforeAll, expect, test } from "vitest";
import type { Statement } from "../../src/foundation/database/index.ts";
import { tablesWithoutPolicy } from "../../src/surfaces/cli/doctor/checks.ts";
import { nightly } from "../../src/surfaces/cli/nightly.ts";
import { asOwner, type TestHouse, testHouse } from "../helpers/house.ts";
import { expectNone } from "./support/project.ts";
import { Rehearsal } from "./support/rehearsal.ts";
import { all, functionName, levels, parseOne } from "./support/sql.ts";
import { readStatements } from "./support/statements.ts";
import { distributionColumn, ownersFunctions, withoutPolicies } from "./support/tables.ts";
import {
  walkCases,
  walkCity,
  walkDocuments,
  walkDrafts,
  walkEnd,
  walkErasure,
  walkIdentity,
  walkKeys,
  walkRecords,
} from "./support/walk.ts";
import { walkAcrossCities } from "./support/walk-across.ts";
import { walkAgencies } from "./support/walk-agencies.ts";
import { walkFolder } from "./support/walk-folder.ts";
import { walkImports } from "./support/walk-imports.ts";
import { walkLifeEvents } from "./support/walk-life-events.ts";
import { walkMessages } from "./support/walk-messages.ts";
import { walkPayments } from "./support/walk-payments.ts";
import { walkPublishing } from "./support/walk-publishing.ts";
import { walkReceipts } from "./support/walk-receipts.ts";
import { walkReconciliation } from "./support/walk-reconciliation.ts";
import { walkReports } from "./support/walk-reports.ts";
import { walkWallet } from "./support/walk-wallet.ts";
import { walkWork } from "./support/walk-work.ts";

let running: TestHouse;
let rehearsal: Rehearsal;
let statements: readonly Statement[];
beforeAll(async () => {
  statements = await readStatements();
  running = await testHouse({ jobs: true });
  rehearsal = new Rehearsal(running.test.app);
});
afterAll(() => running?.close());

test("no statement shows or changes anything in the scope of another city or person, or in none", async () => {
  const { house, test: db } = running;
  await rehearsal.begin(house.database, db.database);
  try {
    await walkCity(running);
    const { number, resident } = await walkCases(running);
    await walkRecords(running, resident);
    await walkAgencies(running, number);
    await walkAcrossCities(running);
    await walkLifeEvents(running);
    await walkReconciliation(running);
    await walkReports(running);
    await walkPublishing(running);
    await walkImports(running);
    await walkWork(running);
    await walkPayments(running);
    await walkReceipts(running);
    await walkMessages(running);
    await walkWallet(running);
    await walkDrafts(running, number);
    await walkDocuments(running, resident);
    await walkFolder(running);
    await walkIdentity(running);
    await walkKeys(running);
    await walkErasure(running, resident, number);
    await walkEnd(running, nightly);
  } finally {
    await rehearsal.end();
  }
  expectNone(rehearsal.leaks, "Row-level security does not hold these statements back:");
  const mine = statements.filter((made) => made.scope !== "shared").map((made) => made.name);
  expectNone(
    mine.filter((name) => !rehearsal.walled.has(name)),
    "Never seen at work: add the act that runs them to tests/project/support/walk.ts:",
  );
}, 120_000);

test("the doctor knows the same tables without a policy", () => {
  expect(Object.keys(withoutPolicies).filter((table) => !tablesWithoutPolicy.includes(table))).toEqual([]);
});

test("a leak would be heard: a policy that holds nothing back, and one that lets others write", async () => {
  const { test: db } = running;
  const made = statements.find((one) => one.name === "cases.by_number");
  const scope = { cities: "430621", residents: "" };
  const { rows } = await asOwner(db, (owner) => owner.query("select number from cases where city = '430621' limit 1"));
  const query = { name: "planted", text: made?.text ?? "", values: ["430621", rows[0].number] };
  const erase = { name: "planted", text: "update cases set tracking = null where city = $1", values: ["430621"] };
  const listening = new Rehearsal(db.app);
  await listening.begin();
  try {
    expect(await listening.replay("planted", "city", query, scope)).toBe(true);
    await asOwner(db, (owner) => owner.query("create policy planted on cases using (true) with check (true)"));
    expect(await listening.replay("planted", "city", query, scope)).toBe(false);
    expect(await listening.replay("planted", "city", erase, scope)).toBe(false);
    expect(listening.leaks.join("\n")).toMatch(/saw .*number/);
    expect(listening.leaks.join("\n")).toMatch(/changed \d+ rows/);
  } finally {
    await listening.end();
    await asOwner(db, (owner) => owner.query("drop policy planted on cases"));
  }
});

test("a statement touches what its scope says: shared ones no walled table, the others at least one", async () => {
  const problems: string[] = [];
  for (const made of statements) {
    const parsed = await parseOne(made.text);
    const found = levels(parsed).flatMap((level) => [level.written, ...level.sources]);
    const called = all(parsed, "FuncCall").flatMap((call) => ownersFunctions[functionName(call)] ?? []);
    const named = found.flatMap((source) => (source && !source.schema ? [source.table] : []));
    const walled = [...new Set([...named, ...called])].filter(
      (table) => distributionColumn(table) !== undefined && !(table in withoutPolicies),
    );
    if (made.scope === "shared" && walled.length > 0)
      problems.push(`${made.name} is shared and touches ${walled.join(", ")}: say scope "city" or "resident"`);
    if (made.scope !== "shared" && walled.length === 0)
      problems.push(`${made.name} says ${made.scope} and touches nothing of one: say scope "shared"`);
  }
  expectNone(problems, "Correct the scope of these statements:");
});

test("what runs with the owner's rights is known, may be called by the program alone and looks for names nowhere else", async () => {
  const { rows } = await asOwner(running.test, (owner) =>
    owner.query(`
      select p.proname as name, p.prosecdef as owners, pg_has_role('onewindow_app', p.proowner, 'member') as owned,
        has_function_privilege('onewindow_app', p.oid, 'execute') as callable,
        coalesce(array_to_string(p.proacl, ' '), '=X/') ~ '(^| )=X/' as everybody, p.proconfig as settings
      from pg_proc p where p.pronamespace = 'public'::regnamespace`),
  );
  const known = { owners: true, owned: false, callable: true, everybody: false };
  expect(rows).toEqual(
    Object.keys(ownersFunctions).map((name) => ({ name, ...known, settings: ["search_path=pg_catalog, pg_temp"] })),
  );
});

const facts = `
  select c.relname as table, c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
    (select count(*)::int from pg_policies p where p.schemaname = 'public' and p.tablename = c.relname) as policies,
    (select coalesce(string_agg(p.qual || p.with_check, ' '), '') from pg_policies p
      where p.schemaname = 'public' and p.tablename = c.relname) as text,
    (select array_agg(a.attname::text) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0
      and a.attname in ('city', 'resident', 'owner', 'holder', 'applicant')) as columns,
    pg_has_role('onewindow_app', c.relowner, 'member') as owned,
    (select coalesce(array_agg(g.privilege_type::text), '{}') from information_schema.role_table_grants g
      where g.table_schema = 'public' and g.table_name = c.relname and g.grantee in ('onewindow_app', 'PUBLIC')) as grants
  from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm') order by 1`;

type Fact = {
  table: string;
  enabled: boolean;
  forced: boolean;
  policies: number;
  text: string;
  columns: string[] | null;
  owned: boolean;
  grants: string[];
};

/** Tables to which rows are only ever added. */
const appendOnly = ["events", "audit_entries", "audit_seals", "readings", "service_versions", "division_versions"];

function wallProblems(tables: readonly Fact[]): string[] {
  const problems: string[] = [];
  for (const { table, enabled, forced, policies, text, columns, owned, grants } of tables) {
    if (owned) problems.push(`${table}: belongs to onewindow_app; the owner of the schema makes tables`);
    if (grants.some((grant) => ["TRUNCATE", "REFERENCES", "TRIGGER"].includes(grant)))
      problems.push(`${table}: onewindow_app may ${grants.join(", ")}`);
    if (appendOnly.includes(table) && grants.some((grant) => grant === "UPDATE" || grant === "DELETE"))
      problems.push(`${table}: rows are only added here, and onewindow_app may ${grants.join(", ")}`);
    if (columns === null || table in withoutPolicies) continue;
    if (!enabled || !forced || policies === 0)
      problems.push(
        `${table}: holds ${columns.join(", ")} and row-level security is not enabled, forced and given a policy`,
      );
    const setting = distributionColumn(table) === "city" ? "app.cities" : "app.residents";
    if (!text.includes(setting) || !text.includes(`(${distributionColumn(table)} = ANY`))
      problems.push(`${table}: its policies do not compare ${distributionColumn(table)} with ${setting}`);
  }
  return problems;
}

test("every table of a city or a person stands behind the wall, and the program's role cannot step over it", async () => {
  const { test: db } = running;
  const tables = (await asOwner(db, (owner) => owner.query(facts))).rows as Fact[];
  expect(tables.length).toBeGreaterThan(30);
  expectNone(wallProblems(tables), "Change the migration:");
  const names = tables.map((fact) => fact.table);
  expectNone(
    [...appendOnly, ...Object.keys(withoutPolicies)].filter((table) => !names.includes(table)),
    "These tables are gone; take them out of the lists of the tests:",
  );
  const { rows } = await asOwner(db, (owner) =>
    owner.query(
      `select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
         (select count(*)::int from pg_auth_members where member = r.oid) as memberships,
         has_schema_privilege('onewindow_app', 'public', 'create') as creates
       from pg_roles r where rolname = 'onewindow_app'`,
    ),
  );
  const powerless = { rolsuper: false, rolbypassrls: false, rolcreaterole: false, rolcreatedb: false };
  expect(rows).toEqual([{ ...powerless, memberships: 0, creates: false }]);
});

test("planted holes in the wall are found", async () => {
  const { test: db } = running;
  const found = await asOwner(db, async (owner) => {
    await owner.query("begin");
    await owner.query(`
      create table open_table (city text primary key);
      alter table drafts no force row level security;
      grant update on events to onewindow_app;
      create table mine (a int); alter table mine owner to onewindow_app;
      drop policy city_only on clerks; create policy city_only on clerks using (true) with check (true)`);
    const { rows } = await owner.query(facts);
    await owner.query("rollback");
    return wallProblems(rows as Fact[]).join("\n");
  });
  for (const part of [
    "open_table: holds city",
    "drafts: holds",
    "events: rows are only added",
    "mine: belongs",
    "clerks: its policies",
  ])
    expect(found).toContain(part);
});
