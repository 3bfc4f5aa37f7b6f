import type pg from "pg";

type Row = Readonly<Record<string, string | boolean | null>>;

/** The schema as the system catalogues know it, in a form that is the same on every machine and in every supported version. */
export async function drawSchema(client: pg.ClientBase): Promise<string> {
  const rows = async (text: string): Promise<Row[]> => (await client.query(text)).rows as Row[];
  // Names are given without their schema, so that the text does not depend on the path.
  await client.query("set search_path = public");
  const tables = await rows(`
    select c.relname as name, c.relrowsecurity as secured, c.relforcerowsecurity as forced
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by c.relname collate "C"`);
  const columns = await rows(`
    select c.relname as table, a.attname as name, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as filled,
      pg_get_expr(d.adbin, d.adrelid) as value
    from pg_attribute a join pg_class c on c.oid = a.attrelid left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
    order by a.attnum`);
  // Not-null constraints have rows of their own only since PostgreSQL 18; here they stand with their column.
  const constraints = await rows(`
    select c.relname as table, k.conname as name, pg_get_constraintdef(k.oid) as text
    from pg_constraint k join pg_class c on c.oid = k.conrelid
    where c.relnamespace = 'public'::regnamespace and k.contype in ('p', 'u', 'f', 'c', 'x')
    order by position(k.contype::text in 'puxfc'), k.conname collate "C"`);
  const indexes = await rows(`
    select c.relname as table, pg_get_indexdef(i.indexrelid) as text
    from pg_index i join pg_class c on c.oid = i.indrelid join pg_class x on x.oid = i.indexrelid
    where c.relnamespace = 'public'::regnamespace
      and not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))
    order by x.relname collate "C"`);
  const policies = await rows(`
    select tablename as table, policyname as name, cmd as command, qual as sees, with_check as writes
    from pg_policies where schemaname = 'public' order by policyname collate "C"`);
  const grants = await rows(`
    select table_name as table, lower(string_agg(privilege_type, ', ' order by privilege_type collate "C")) as rights
    from information_schema.role_table_grants
    where table_schema = 'public' and grantee = 'onewindow_app' group by table_name`);
  const functions = await rows(`
    select pg_get_functiondef(p.oid) as text, p.oid::regprocedure::text as name,
      has_function_privilege('onewindow_app', p.oid, 'execute') as callable
    from pg_proc p where p.pronamespace = 'public'::regnamespace order by p.proname collate "C"`);
  const of = (list: readonly Row[], table: Row) => list.filter((row) => row["table"] === table["name"]);

  const parts = tables.map((table) => {
    const name = String(table["name"]);
    const lines = [
      ...of(columns, table).map(
        (row) =>
          `  ${row["name"]} ${row["type"]}${row["filled"] ? " not null" : ""}${row["value"] === null ? "" : ` default ${row["value"]}`}`,
      ),
      ...of(constraints, table).map((row) => `  constraint ${row["name"]} ${row["text"]}`),
    ];
    return [
      `create table ${name} (\n${lines.join(",\n")}\n);`,
      ...of(indexes, table).map(
        (row) => `${String(row["text"]).replaceAll(" public.", " ").replace("CREATE ", "create ")};`,
      ),
      ...(table["secured"] ? [`alter table ${name} enable row level security;`] : []),
      ...(table["forced"] ? [`alter table ${name} force row level security;`] : []),
      ...of(policies, table).map(
        (row) =>
          `create policy ${row["name"]} on ${name} for ${String(row["command"]).toLowerCase()}\n  using (${row["sees"]})\n  with check (${row["writes"]});`,
      ),
      ...of(grants, table).map((row) => `grant ${row["rights"]} on ${name} to onewindow_app;`),
    ].join("\n");
  });
  const made = functions.map((row) =>
    [
      `${String(row["text"]).replace("CREATE OR REPLACE FUNCTION public.", "create function ").trimEnd()};`,
      ...(row["callable"] ? [`grant execute on function ${row["name"]} to onewindow_app;`] : []),
    ].join("\n"),
  );
  const head = [
    "-- The database as it is, read from the system catalogues after all migrations; bin/generate writes it, a test compares.",
    "-- Not to be run: migrations/ makes the database.",
  ];
  return `${[head.join("\n"), ...parts, ...made].join("\n\n")}\n`;
}
