import type pg from "pg";

export type Table = {
  readonly name: string;
  readonly columns: readonly string[];
};

/** What is not worth keeping and must not come back: people sign in again after a restore. Migrations write their own table. */
const leftOut = new Set(["sessions", "demonstration_sign_ins", "schema_migrations"]);

export const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** Every table of the schema with the columns that are stored, those that others point to first. */
export async function tablesOf(client: pg.ClientBase): Promise<readonly Table[]> {
  const found = await client.query<{ name: string; columns: string[]; needs: string[] }>(
    `select c.relname as name,
       array(select a.attname::text from pg_attribute a
         where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum) as columns,
       array(select distinct f.confrelid::regclass::text from pg_constraint f
         where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid) as needs
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition
     order by c.relname`,
  );
  const waiting = found.rows.filter((row) => !leftOut.has(row.name));
  const sorted: Table[] = [];
  const done = new Set<string>();
  while (waiting.length > 0) {
    const next = waiting.findIndex((row) => row.needs.every((need) => done.has(need) || leftOut.has(need)));
    if (next < 0) throw new Error(`tables point at each other: ${waiting.map((row) => row.name).join(", ")}`);
    for (const { name, columns } of waiting.splice(next, 1)) {
      sorted.push({ name, columns });
      done.add(name);
    }
  }
  return sorted;
}

/** Where each sequence of the schema stands. */
export async function sequencesOf(client: pg.ClientBase): Promise<Record<string, string>> {
  const found = await client.query<{ name: string; last: string }>(
    `select sequencename as name, last_value::text as last from pg_sequences
     where schemaname = 'public' and last_value is not null order by 1`,
  );
  return Object.fromEntries(found.rows.map((row) => [row.name, row.last]));
}

/** The migrations of a database, as its own table says. */
export async function migrationsOf(
  client: pg.ClientBase,
): Promise<readonly { id: number; name: string; checksum: string }[]> {
  const found = await client.query("select id, name, checksum from schema_migrations order by id");
  return found.rows;
}

/** A session that sees every row or fails: the owner is held to the policies too unless its role may pass them. */
export async function passPolicies(client: pg.ClientBase): Promise<void> {
  await client.query("set row_security = off");
  await client.query("set statement_timeout = 0");
  await client.query("set idle_in_transaction_session_timeout = 0");
  await client.query("set datestyle = 'ISO, YMD'");
  await client.query("set timezone = 'UTC'");
  await client.query("set extra_float_digits = 1");
  await client.query("set client_encoding = 'UTF8'");
}
