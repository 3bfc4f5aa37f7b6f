import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Statement } from "../../src/foundation/database/index.ts";
import { readMigrations } from "../../src/foundation/database/index.ts";
import { asOwner, type TestDatabase, testDatabase } from "../helpers/database.ts";
import { readSchema, type SchemaFacts, schemaProblems, statementProblems, tooNew } from "./support/citus.ts";
import { expectNone, root } from "./support/project.ts";
import { readStatements } from "./support/statements.ts";
import { tables } from "./support/tables.ts";

let db: TestDatabase;
let facts: SchemaFacts;
let statements: readonly Statement[];
beforeAll(async () => {
  db = await testDatabase();
  facts = await asOwner(db, readSchema);
  statements = await readStatements();
});
afterAll(() => db?.close());

test("every table has its place on a distributed database, and no place is without its table", () => {
  expect(facts.tables.length).toBeGreaterThan(30);
  expectNone(
    facts.tables.filter((table) => !Object.hasOwn(tables, table)),
    "Say in tests/project/support/tables.ts by which column these tables are distributed:",
  );
  expectNone(
    Object.keys(tables).filter((table) => !facts.tables.includes(table)),
    "These tables are gone; take them out of tests/project/support/tables.ts:",
  );
});

test("keys, foreign keys, policies and triggers are as Citus asks", async () => {
  expectNone(await schemaProblems(facts), "Change the migration (DESIGN, What Citus asks):");
});

test("a planted table is seen: key without the city, foreign keys across, trigger, policy with a sub-query", async () => {
  const planted = await asOwner(db, async (owner) => {
    await owner.query("begin");
    await owner.query(`
      create table planted (city text not null, id int primary key, resident text, service text, number text,
        unique (id, number), exclude using btree (number with =),
        foreign key (city, number) references cases (city, number) on delete set null,
        foreign key (resident) references residents (resident),
        foreign key (number, city) references cases (city, number),
        foreign key (service) references services (code));
      alter table planted enable row level security;
      create policy asks on planted using (city in (select city from cities));
      create function planted_does() returns trigger language plpgsql as 'begin return new; end';
      create trigger planted_trigger before insert on planted for each row execute function planted_does()`);
    const read = await readSchema(owner);
    await owner.query("rollback");
    return read;
  });
  const found = (await schemaProblems(planted, { ...tables, planted: "city" })).join("\n");
  expect(found).toContain("planted: primary key (id) does not contain city");
  expect(found).toContain("planted: unique (id, number) does not contain city");
  expect(found).toContain("planted: exclusion constraint (number) does not contain city");
  expect(found).toContain("on delete set null");
  expect(found).toContain("planted: foreign key (resident) leads to residents, distributed by resident");
  expect(found).toContain("planted: foreign key (number, city) does not have city where cases has city");
  expect(found).not.toContain("(service)");
  expect(found).toContain("planted: has the trigger planted_trigger");
  expect(found).toContain("planted: the policy asks holds a sub-query");
});

/** Statements that read or write all shards, and why that is bearable. */
const everyShard: Readonly<Record<string, string>> = {
  "events.lagging_cities": "one row a city, joined with its own cursor on the same shard; asked once a second",
  regions_calendar_days: "a few days a city, all of the scope, read when a process starts or a calendar changes",
  "identity.remove_sessions_of_clerk": "seldom: a clerk is suspended or changed",
  "identity.remove_sessions_of_resident": "seldom: a person's data is erased",
  "identity.sweep_sessions": "once a night",
  "forms.expiries_due": "once a night",
  "agencies.connectors_state": "one row a city with connectors, a number each; looked at once a second",
  "agencies.connector_changes": "the same rows, read when one of them changed",
  "payments.due_reminders": "once a minute, a few rows of an index",
  "payments.account_changes": "one row a city with accounts, a number each; looked at once a second",
};

test("every statement keeps to its shard and to what Citus can do", async () => {
  const problems: string[] = [];
  for (const made of statements) {
    const found = await statementProblems(made, facts.volatility);
    problems.push(...found.filter((problem) => !(made.name in everyShard && problem.includes("every shard"))));
  }
  expectNone(problems, "Change these statements (DESIGN, What Citus asks):");
  const needed: string[] = [];
  for (const made of statements)
    if ((await statementProblems(made, facts.volatility)).some((problem) => problem.includes("every shard")))
      needed.push(made.name);
  expectNone(
    Object.keys(everyShard).filter((name) => !needed.includes(name)),
    "These exceptions are no longer needed; take them out of this test:",
  );
});

test.each([
  ["select number from cases where number = $1", /every shard/],
  ["select c.number from cases c join clocks k on k.subject = c.number where c.city = $1", /every shard: clocks/],
  ["update cases set state = $1 where number = $2", /every shard/],
  ["delete from messages where id = $1", /every shard/],
  ["update cases set city = $1 where city = $2 and number = $3", /changes city/],
  [
    "insert into relay_cursors (city, seq) values ($1, $2) on conflict (city) do update set seq = extract(epoch from now())",
    /now\(\) in on conflict/,
  ],
  ["insert into relay_cursors (seq) values ($1)", /does not give city/],
  ["insert into relay_cursors (city, seq) values ($1, $2) on conflict (seq) do nothing", /on conflict/],
  ["update cases set due_at = clock_timestamp() where city = $1 and number = $2", /clock_timestamp\(\) in an update/],
  ["select number from cases where state = $1 limit 1 for update skip locked", /every shard/],
  ["select city from cities where opened_at < $1 for update skip locked", /skip locked/],
  [
    "merge into relay_cursors r using cities c on c.city = r.city when matched then update set seq = 1",
    /merge is not possible/,
  ],
  ["notify something", /notify/],
])("planted: %s", async (text, problem) => {
  expect((await statementProblems({ name: "planted", text }, facts.volatility)).join("\n")).toMatch(problem);
});

test.each([
  "select c.number from cases c join clocks k on k.city = c.city and k.subject = c.number where c.city = $1",
  "update cases set state = $1 where city = $2 and number = $3",
  "insert into relay_cursors as r (city, seq) values ($1, $2) on conflict (city) do update set seq = excluded.seq where r.seq < excluded.seq",
])("kept: %s", async (text) => {
  expect(await statementProblems({ name: "kept", text }, facts.volatility)).toEqual([]);
});

test("migrations and statements stay within PostgreSQL 15", async () => {
  const texts = [
    ...readMigrations().map(({ name, text }) => ({ name: `migrations/${name}`, text })),
    ...statements.map(({ name, text }) => ({ name, text })),
  ];
  const problems: string[] = [];
  for (const { name, text } of texts) problems.push(...(await tooNew(text)).map((what) => `${name}: ${what}`));
  expectNone(problems, "PostgreSQL 15 does not know these; write them in another way:");
  expect(readFileSync(join(root, "migrations", "0001-foundation.sql"), "utf8")).not.toBe("");
});

test.each([
  "select json_object('a': 1)",
  "select '1' is json",
  "select any_value(a) from t",
  "select 1 from (select 1)",
  "select uuidv7()",
  "insert into t (a) values (1_000)",
  "update t set a = 1 returning old.a",
  "alter table t alter column a set expression as (b * 2)",
  "create table t (a int not null, b int generated always as (a) virtual)",
  "create table t (a int, constraint c check (a > 0) not enforced)",
])("planted, too new: %s", async (text) => {
  expect(await tooNew(text)).not.toEqual([]);
});
