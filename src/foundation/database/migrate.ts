import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import type { ConnectionSettings } from "./database.ts";

export type Migration = {
  readonly id: number;
  readonly name: string;
  readonly text: string;
  readonly checksum: string;
};

const folder = fileURLToPath(new URL("../../../migrations/", import.meta.url));
// Any two numbers will do; they only have to be the same in every process that migrates.
const lock = [20261, 1] as const;

export function readMigrations(path: string = folder): readonly Migration[] {
  const migrations = readdirSync(path)
    .filter((file) => file.endsWith(".sql"))
    .sort()
    .map((file) => {
      const match = /^(\d{4})-[a-z0-9-]+\.sql$/.exec(file);
      if (!match) throw new Error(`migrations/${file}: the name must look like 0001-what-it-does.sql`);
      const text = readFileSync(join(path, file), "utf8");
      return { id: Number(match[1]), name: file, text, checksum: createHash("sha256").update(text).digest("hex") };
    });
  for (const [index, migration] of migrations.entries()) {
    if (migrations[index + 1]?.id === migration.id)
      throw new Error(`migrations: number ${migration.id} is there twice`);
  }
  return migrations;
}

/**
 * Brings the schema up to this program's: each file once, in order, one transaction each, one process at a time.
 * Connects as the owner of the schema. A database that is newer than the program, or whose history was rewritten, is left
 * alone with an error that says what to do.
 */
export async function migrate(
  owner: ConnectionSettings,
  now: Date,
  migrations: readonly Migration[] = readMigrations(),
): Promise<{ applied: readonly string[] }> {
  const client = new pg.Client({ ...owner, application_name: "onewindow migrate", connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1, $2)", [...lock]);
    await client.query(
      `create table if not exists schema_migrations
         (id int primary key, name text not null, checksum text not null, applied_at timestamptz not null)`,
    );
    const done = new Map<number, { name: string; checksum: string }>();
    const result = await client.query("select id, name, checksum from schema_migrations");
    for (const row of result.rows) done.set(row.id, row);
    checkHistory(done, migrations);
    const applied: string[] = [];
    for (const migration of migrations) {
      if (done.has(migration.id)) continue;
      await applyOne(client, migration, now);
      applied.push(migration.name);
    }
    // Without statistics the first batches run on poor plans, at half the speed.
    if (applied.length > 0) await client.query("analyze");
    return { applied };
  } finally {
    await client.end();
  }
}

async function applyOne(client: pg.Client, migration: Migration, now: Date): Promise<void> {
  await client.query("begin");
  try {
    await client.query(migration.text);
    await client.query("insert into schema_migrations (id, name, checksum, applied_at) values ($1, $2, $3, $4)", [
      migration.id,
      migration.name,
      migration.checksum,
      now,
    ]);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw new Error(`migrations/${migration.name} failed and changed nothing: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function checkHistory(
  done: ReadonlyMap<number, { name: string; checksum: string }>,
  migrations: readonly Migration[],
): void {
  const known = new Map(migrations.map((migration) => [migration.id, migration]));
  for (const [id, { name, checksum }] of done) {
    const migration = known.get(id);
    if (!migration) {
      throw new Error(
        `the database is newer than this program (it has ${name}): install the newer version, nothing was changed`,
      );
    }
    if (migration.checksum !== checksum) {
      throw new Error(`migrations/${name} was changed after it had been applied: restore the file and add a new one`);
    }
  }
}
