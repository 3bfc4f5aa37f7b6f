import { parse } from "libpg-query";
import type pg from "pg";
import {
  all,
  columnOf,
  equalities,
  functionName,
  type Level,
  levels,
  type Node,
  parseOne,
  type Source,
  targets,
} from "./sql.ts";
import { distributionColumn, tables as places } from "./tables.ts";

export type SchemaFacts = {
  readonly tables: readonly string[];
  readonly keys: readonly { table: string; kind: string; columns: string[] }[];
  readonly foreign: readonly {
    table: string;
    columns: string[];
    to: string;
    to_columns: string[];
    on_delete: string;
  }[];
  readonly triggers: readonly { table: string; name: string }[];
  readonly policies: readonly { table: string; name: string; text: string }[];
  /** The least stable variant of each function: i(mmutable), s(table), v(olatile). */
  readonly volatility: ReadonlyMap<string, string>;
};

/** What the system catalogues say. */
export async function readSchema(client: pg.ClientBase): Promise<SchemaFacts> {
  const rows = async <T>(text: string): Promise<T[]> => (await client.query(text)).rows as T[];
  const columns = (array: string, table: string) =>
    `(select array_agg(a.attname::text order by u.place) from unnest(${array}) with ordinality u(attnum, place)
      join pg_attribute a on a.attrelid = ${table} and a.attnum = u.attnum)`;
  const functions = await rows<{ name: string; kind: string }>(
    "select proname as name, max(provolatile::text) as kind from pg_proc group by proname",
  );
  return {
    tables: (
      await rows<{ name: string }>(
        "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') order by 1",
      )
    ).map((row) => row.name),
    // Unique indexes hold what unique constraints hold, and what no constraint names.
    keys: await rows(
      `select c.relname as table, ${columns("i.indkey::int2[]", "c.oid")} as columns,
         case when i.indisprimary then 'primary key' when i.indisexclusion then 'exclusion constraint' else 'unique' end as kind
       from pg_index i join pg_class c on c.oid = i.indrelid
       where c.relnamespace = 'public'::regnamespace and (i.indisunique or i.indisexclusion)`,
    ),
    foreign: await rows(
      `select c.relname as table, ${columns("k.conkey", "k.conrelid")} as columns, t.relname as to,
         ${columns("k.confkey", "k.confrelid")} as to_columns, k.confdeltype as on_delete
       from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_class t on t.oid = k.confrelid
       where k.contype = 'f' and c.relnamespace = 'public'::regnamespace`,
    ),
    triggers: await rows(
      `select c.relname as table, t.tgname as name from pg_trigger t join pg_class c on c.oid = t.tgrelid
       where not t.tgisinternal and c.relnamespace = 'public'::regnamespace`,
    ),
    policies: await rows(
      `select tablename as table, policyname as name, coalesce(qual, 'true') || ' and ' || coalesce(with_check, 'true') as text
       from pg_policies where schemaname = 'public'`,
    ),
    volatility: new Map(functions.map((row) => [row.name, row.kind])),
  };
}

/** What in the schema a distributed database could not keep. */
export async function schemaProblems(
  facts: SchemaFacts,
  place: Readonly<Record<string, string>> = places,
): Promise<string[]> {
  const column = (table: string) =>
    place[table] === "reference" || place[table] === "local" ? undefined : place[table];
  const problems: string[] = [];
  for (const { table, kind, columns } of facts.keys) {
    const by = column(table);
    if (by && !columns.includes(by)) problems.push(`${table}: ${kind} (${columns.join(", ")}) does not contain ${by}`);
  }
  for (const { table, columns, to, to_columns, on_delete } of facts.foreign) {
    const [by, target] = [column(table), column(to)];
    const what = `${table}: foreign key (${columns.join(", ")})`;
    if (by && (on_delete === "n" || on_delete === "d")) problems.push(`${what} is on delete set null or default`);
    if (place[to] === "reference") {
      if (place[table] === "local") problems.push(`${what} leads from the coordinator to the reference table ${to}`);
      continue;
    }
    if (by !== target) problems.push(`${what} leads to ${to}, distributed by ${target ?? place[to]}`);
    else if (by && target && columns.indexOf(by) !== to_columns.indexOf(target))
      problems.push(`${what} does not have ${by} where ${to} has ${target}`);
  }
  for (const { table, name } of facts.triggers)
    if (place[table] !== "local") problems.push(`${table}: has the trigger ${name}`);
  for (const { table, name, text } of facts.policies) {
    if (all(await parseOne(`select 1 where ${text}`), "SubLink").length > 0)
      problems.push(`${table}: the policy ${name} holds a sub-query`);
  }
  return problems;
}

/** What in a statement a distributed database could not do, or could only do by asking every shard. */
export async function statementProblems(
  made: { readonly name: string; readonly text: string },
  volatility: ReadonlyMap<string, string>,
): Promise<string[]> {
  const tree = await parseOne(made.text);
  const problems: string[] = [];
  const say = (problem: string) => problems.push(`${made.name}: ${problem}`);
  if (all(tree, "MergeStmt").length > 0) say("merge is not possible");
  if (all(tree, "NotifyStmt").length + all(tree, "ListenStmt").length > 0) say("notify and listen reach one node only");
  for (const level of levels(tree)) {
    for (const problem of unbound(level)) say(problem);
    for (const problem of wrongWrites(level, volatility)) say(problem);
    if (!JSON.stringify(level.node["lockingClause"] ?? "").includes("LockWaitSkip")) continue;
    if (tiedAliases(level).size === 0) say("skip locked without the city given");
  }
  return problems;
}

/** Tables of a level that nothing ties to one shard. */
function unbound(level: Level): string[] {
  const touched = touchedBy(level);
  const tied = tiedAliases(level);
  return touched
    .filter((source) => columnFor(source) !== undefined && !tied.has(source.alias))
    .map((source) => `asks every shard: ${source.table} is not tied to one ${columnFor(source)}`);
}

const touchedBy = (level: Level): readonly Source[] =>
  level.written && level.kind !== "InsertStmt" ? [level.written, ...level.sources] : level.sources;

const columnFor = ({ schema, table }: Source): string | undefined =>
  schema === undefined || schema === "public" ? distributionColumn(table) : undefined;

/** Tables whose distribution column is fixed: to a value, a list, a column of a WITH, or a column of a table that is itself tied. */
function tiedAliases(level: Level): ReadonlySet<string> {
  const touched = touchedBy(level);
  const untied = new Map(touched.filter(columnFor).map((source) => [source.alias, columnFor(source)]));
  const tied = new Set<string>();
  for (let before = -1; before !== tied.size; ) {
    before = tied.size;
    for (const { column, other } of equalities(level.conditions)) {
      const alias = column.table ?? (touched.length === 1 ? touched[0]?.alias : undefined);
      if (alias === undefined || untied.get(alias) !== column.name) continue;
      // What a sub-query finds may lie anywhere.
      if (all([other], "SubLink").length > 0) continue;
      const from = columnOf(other)?.table;
      if (from === undefined ? columnOf(other) === undefined : from !== alias && (!untied.has(from) || tied.has(from)))
        tied.add(alias);
    }
  }
  return tied;
}

function wrongWrites(level: Level, volatility: ReadonlyMap<string, string>): string[] {
  const { kind, node, written } = level;
  const problems: string[] = [];
  const by = written && distributionColumn(written.table);
  const place = written && places[written.table];
  if (!written || place === "local") return problems;
  const conflict = node["onConflictClause"] as Node | undefined;
  if (kind === "UpdateStmt") {
    if (by && targets(node["targetList"]).includes(by))
      problems.push(`changes ${by}, which decides where the row lives`);
    for (const name of unstable(node, volatility, ["v"])) problems.push(`${name}() in an update: pass the value in`);
  }
  if (kind === "DeleteStmt")
    for (const name of unstable(node, volatility, ["v"])) problems.push(`${name}() in a delete: pass the value in`);
  if (kind !== "InsertStmt") return problems;
  if (by && !targets(node["cols"]).includes(by)) problems.push(`does not give ${by}`);
  if (!conflict) return problems;
  const inferred = all(conflict["infer"], "IndexElem").map((element) => element["name"]);
  if (by && inferred.length > 0 && !inferred.includes(by))
    problems.push(`on conflict (${inferred.join(", ")}) does not contain ${by}`);
  if (by && targets(conflict["targetList"]).includes(by))
    problems.push(`changes ${by}, which decides where the row lives`);
  const parts = [conflict["targetList"], conflict["whereClause"]];
  for (const name of unstable(parts, volatility, ["v", "s"]))
    problems.push(`${name}() in on conflict: pass the value in`);
  return problems;
}

function unstable(tree: unknown, volatility: ReadonlyMap<string, string>, kinds: readonly string[]): string[] {
  const calls = all(tree, "FuncCall")
    .map(functionName)
    .filter((name) => kinds.includes(volatility.get(name) ?? "v"));
  const values = all(tree, "SQLValueFunction").map((value) => String(value["op"]));
  return [...calls, ...(kinds.includes("s") ? values : [])];
}

const newFunctions = new Set([
  // PostgreSQL 16
  ...["any_value", "array_sample", "array_shuffle", "date_add", "date_subtract", "erf", "erfc", "random_normal"],
  ...["pg_input_is_valid", "pg_input_error_info", "system_user", "json_arrayagg", "json_objectagg"],
  // PostgreSQL 17
  ...[
    "to_bin",
    "to_oct",
    "uuid_extract_timestamp",
    "uuid_extract_version",
    "unicode_assigned",
    "xmltext",
    "json_query",
  ],
  // PostgreSQL 18
  ...[
    "uuidv4",
    "uuidv7",
    "array_sort",
    "array_reverse",
    "casefold",
    "crc32",
    "crc32c",
    "gamma",
    "lgamma",
    "json_strip_nulls",
  ],
]);
const newNodes = [
  ...["JsonObjectConstructor", "JsonArrayConstructor", "JsonArrayQueryConstructor", "JsonObjectAgg", "JsonArrayAgg"],
  ...[
    "JsonIsPredicate",
    "JsonParseExpr",
    "JsonScalarExpr",
    "JsonSerializeExpr",
    "JsonFuncExpr",
    "JsonTable",
    "MergeSupportFunc",
  ],
];

/** What of a text PostgreSQL 15 does not know (the parser here is that of 18). */
export async function tooNew(text: string): Promise<string[]> {
  const tree = await parse(text);
  const found = newNodes.filter((kind) => all(tree, kind).length > 0).map((kind) => `${kind} (JSON of SQL:2016)`);
  for (const call of all(tree, "FuncCall"))
    if (newFunctions.has(functionName(call))) found.push(`${functionName(call)}()`);
  for (const select of all(tree, "RangeSubselect"))
    if (!select["alias"]) found.push("a sub-query in from without a name");
  for (const { node } of levels(tree as unknown as Node)) {
    for (const column of all(node["returningClause"], "ColumnRef")) {
      const { table } = columnOf({ ColumnRef: column }) ?? {};
      if (table === "old" || table === "new") found.push(`returning ${table}`);
    }
  }
  for (const constraint of all(tree, "Constraint")) {
    if (constraint["generated_kind"] === "v") found.push("a virtual column");
    if (constraint["without_overlaps"]) found.push("without overlaps");
    if (
      /NOT_ENFORCED/.test(String(constraint["contype"])) ||
      (constraint["contype"] === "CONSTR_CHECK" && constraint["is_enforced"] !== true)
    )
      found.push("not enforced");
  }
  for (const alter of all(tree, "AlterTableCmd"))
    if (alter["subtype"] === "AT_SetExpression") found.push("set expression");
  if (/[^\w'"$]\d+_\d/.test(text.replaceAll(/'[^']*'/g, "''").replaceAll(/--[^\n]*/g, "")))
    found.push("a number written with _");
  return found;
}
