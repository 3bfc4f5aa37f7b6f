import { afterAll, beforeAll, expect, test } from "vitest";
import type { Statement } from "../../src/foundation/database/index.ts";
import { asOwner, type TestDatabase, testDatabase } from "../helpers/database.ts";
import { expectNone } from "./support/project.ts";
import { all, conjuncts, equalities, functionName, type Level, levels, type Node, parseOne } from "./support/sql.ts";
import { type Describer, describer, readStatements, storeFiles, strayFiles } from "./support/statements.ts";

let db: TestDatabase;
let server: Describer;
let statements: readonly Statement[];
/** Columns of every unique key of every table. */
let keys: ReadonlyMap<string, readonly (readonly string[])[]>;

beforeAll(async () => {
  db = await testDatabase();
  server = await describer(db.app);
  statements = await readStatements();
  const { rows } = await asOwner(db, (owner) =>
    owner.query(`
      select c.relname as table, array_agg(a.attname::text order by a.attnum) as columns
      from pg_index i join pg_class c on c.oid = i.indrelid join pg_attribute a on a.attrelid = c.oid and a.attnum = any (i.indkey)
      where i.indisunique and c.relnamespace = 'public'::regnamespace group by c.relname, i.indexrelid`),
  );
  const byTable = new Map<string, string[][]>();
  for (const row of rows) byTable.set(row.table, [...(byTable.get(row.table) ?? []), row.columns]);
  keys = byTable;
});
afterAll(async () => {
  await server?.end();
  await db?.close();
});

type Told = Pick<Statement, "name" | "text" | "params" | "row" | "order">;

/** What the server says against what the statement declares. */
async function declarationProblems(made: Told): Promise<string[]> {
  let said: Awaited<ReturnType<Describer["describe"]>>;
  try {
    said = await server.describe(made.text);
  } catch (error) {
    return [`${made.name}: the server refuses it: ${(error as Error).message}`];
  }
  const problems: string[] = [];
  for (const [index, name] of made.order.entries()) {
    const declared = made.params[name]?.replace("?", "");
    // `limit` takes an int8; a whole number that fits the smaller type fits it too.
    if (declared === "int4" && said.params[index] === "int8") continue;
    if (said.params[index] !== declared)
      problems.push(`${made.name}: :${name} is declared ${declared}, the server takes ${said.params[index]}`);
  }
  const names = said.columns.map((column) => column.name);
  for (const name of Object.keys(made.row))
    if (!names.includes(name)) problems.push(`${made.name}: declares the column ${name}, which it does not give`);
  for (const column of said.columns) {
    const declared = made.row[column.name];
    if (declared === undefined) {
      problems.push(`${made.name}: gives the column ${column.name}, which row does not declare`);
      continue;
    }
    if (declared.replace("?", "") !== column.type)
      problems.push(`${made.name}: ${column.name} is declared ${declared}, the server gives ${column.type}`);
    if (server.neverNull(column.table, column.column) === false && !declared.endsWith("?"))
      problems.push(`${made.name}: ${column.name} may be null in its table: declare it "${declared}?"`);
  }
  return problems;
}

test("every statement stands in a store.ts and has a name of its own", () => {
  expect(storeFiles.length).toBeGreaterThan(10);
  expect(statements.length).toBeGreaterThan(120);
  expectNone(strayFiles, "Move these statements into the store.ts of their module:");
  const names = statements.map((made) => made.name);
  expectNone(
    names.filter((name, index) => names.indexOf(name) !== index),
    "Two statements have one name; give one of them another:",
  );
  const prepared = statements.map((made) => made.preparedName);
  expectNone(
    prepared.filter((name, index) => prepared.indexOf(name) !== index || Buffer.byteLength(name) > 63),
    "Names of prepared statements must differ within 63 bytes:",
  );
});

test("what a statement declares is what the server takes and gives", async () => {
  const problems: string[] = [];
  for (const made of statements) problems.push(...(await declarationProblems(made)));
  expectNone(problems, "Correct params and row of these statements:");
});

test("wrong declarations are seen", async () => {
  const planted = {
    name: "planted",
    text: "select number, certificate, revision as version from cases where city = $1 and number = $2",
    order: ["city", "number"],
    params: { city: "text", number: "int4" },
    row: { number: "text", certificate: "text", revision: "int4", version: "int8" },
  } as const;
  expect(await declarationProblems(planted)).toEqual([
    "planted: :number is declared int4, the server takes text",
    "planted: declares the column revision, which it does not give",
    'planted: certificate may be null in its table: declare it "text?"',
    "planted: version is declared int8, the server gives int4",
  ]);
  const broken = await declarationProblems({ ...planted, text: "select nothing from cases" });
  expect(broken[0]).toMatch(/the server refuses it: .*nothing/);
});

/** Times and chance come from the program, where a test can set them. */
const forbiddenFunctions = new Set([
  ...["now", "clock_timestamp", "statement_timestamp", "transaction_timestamp", "timeofday", "random", "random_normal"],
  ...["gen_random_uuid", "uuidv4", "uuidv7", "pg_notify", "pg_sleep"],
]);

/** Lists without a limit, and why they cannot grow. */
const bounded: Readonly<Record<string, string>> = {
  "secrets.keys_of_cities": "a handful of keys a city, and all of them are needed to open what was sealed",
  "identity.lock_holders":
    "who holds a role of one city; all must be locked so that two cannot each leave only the other",
  "identity.installation_kind": "the installation has one row",
  "documents.rows_of_files": "at most the ids given",
};

async function textProblems(made: Pick<Statement, "name" | "text">): Promise<string[]> {
  const tree = await parseOne(made.text);
  const problems: string[] = [];
  const say = (problem: string) => problems.push(`${made.name}: ${problem}`);
  for (const call of all(tree, "FuncCall")) {
    if (forbiddenFunctions.has(functionName(call)))
      say(`calls ${functionName(call)}(); pass the value in as a parameter`);
  }
  for (const value of all(tree, "SQLValueFunction")) {
    if (/CURRENT_(TIME|DATE)|LOCALTIME/.test(String(value["op"])))
      say("asks the server for the time; pass the time in");
  }
  for (const expression of all(tree, "A_Expr")) {
    if (!/LIKE|SIMILAR/.test(String(expression["kind"]))) continue;
    const pattern = (expression["rexpr"] as Node | undefined)?.["A_Const"] as { sval?: { sval?: string } } | undefined;
    if (!pattern?.sval?.sval || /^[%_]/.test(pattern.sval.sval))
      say("searches inside texts (LIKE '%…'), which reads every row");
  }
  for (const level of levels(tree)) {
    if (level.kind !== "SelectStmt") continue;
    if (countsWithoutBound(level)) say("counts a set without a bound; count a sub-query with a limit");
  }
  const top = levels(tree)[0];
  if (top?.kind === "SelectStmt" && !(made.name in bounded) && isEndless(top))
    say("is a list without a limit; add `limit :limit` and an order to page by");
  return problems;
}

/** count(*) over a table with no more than a condition on its city or its person. */
function countsWithoutBound({ node, sources, conditions }: Level): boolean {
  const counts = all(node["targetList"], "FuncCall").some((call) => functionName(call) === "count");
  if (!counts || sources.length === 0 || node["groupClause"]) return false;
  // A range with both ends of a key is bounded by whoever asks (audit seals stretches of at most 1,000 entries).
  const ranges = conditions.filter((condition) => /"sval":"(<|<=|>|>=)"/.test(JSON.stringify(condition)));
  return ranges.length < 2;
}

function isEndless({ node, sources, conditions }: Level): boolean {
  if (node["limitCount"] || sources.length === 0) return false;
  const isAggregate = all(node["targetList"], "FuncCall").some((call) =>
    /^(count|sum|max|min|bool_or|bool_and)$/.test(functionName(call)),
  );
  if (isAggregate && !node["groupClause"]) return false;
  const fixed = new Set(equalities(conditions.flatMap(conjuncts)).map(({ column }) => column.name));
  const distinct = new Set(JSON.stringify(conditions).match(/AEXPR_NOT_DISTINCT/) ? ["draft"] : []);
  return !sources.every((source) =>
    (keys.get(source.table) ?? []).some((key) => key.every((name) => fixed.has(name) || distinct.has(name))),
  );
}

test("statements take their time from the program, page what is long and read no table whole", async () => {
  const problems: string[] = [];
  for (const made of statements) problems.push(...(await textProblems(made)));
  expectNone(problems, "Change these statements:");
  expectNone(
    Object.keys(bounded).filter((name) => !statements.some((made) => made.name === name)),
    "These exceptions are no longer needed; take them out of this test:",
  );
});

test.each([
  ["select number from cases where city = $1 and closed_at < now() limit 5", /calls now\(\)/],
  [
    "select number from cases where city = $1 and closed_at < current_timestamp limit 5",
    /asks the server for the time/,
  ],
  ["select number from cases where city = $1 and tracking like '%7' limit 5", /searches inside texts/],
  ["select number from cases where city = $1 and tracking like $2 limit 5", /searches inside texts/],
  ["select count(*) from cases where city = $1", /counts a set/],
  ["select number from cases where city = $1 and state = $2", /list without a limit/],
  [
    "select c.number from cases c join clocks k on k.city = c.city and k.subject = c.number where c.city = $1",
    /list without/,
  ],
])("planted: %s", async (text, problem) => {
  expect((await textProblems({ name: "planted", text })).join("\n")).toMatch(problem);
});

test("a row found by its key needs no limit", async () => {
  const text = "select number from cases where city = $1 and number = $2";
  expect(await textProblems({ name: "planted", text })).toEqual([]);
});
