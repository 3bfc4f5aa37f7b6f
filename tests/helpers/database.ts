import { createHash } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { type ConnectionSettings, Database, migrate, readMigrations } from "../../src/foundation/database/index.ts";
import { migrateQueue } from "../../src/foundation/jobs/index.ts";
import { installationCity, type KeysFile, makeKeysFile, Secrets } from "../../src/foundation/secrets/index.ts";

/** The cities of every test; the first one is where things happen. */
export const testCities = ["430621", "130982", "419001"] as const;

export type TestDatabase = {
  /** Connected as onewindow_app, like the program. */
  readonly database: Database;
  /** The owner, for looking behind the policies. */
  readonly owner: ConnectionSettings;
  readonly app: ConnectionSettings;
  readonly secrets: Secrets;
  readonly keys: KeysFile;
  /** The injected clock: `clock.now` can be set. */
  readonly clock: { now: Date; read: () => Date };
  close(): Promise<void>;
};

/** Monday morning in China, a working day far from holidays. */
export const monday = new Date("2026-11-16T01:00:00Z");

const appPassword = "onewindow-app-of-the-tests";

/** A fresh database for this file, cloned from a migrated template; on a server of its own where it brings one. */
export async function testDatabase(
  now: Date = monday,
  server: ConnectionSettings = inject("postgres"),
): Promise<TestDatabase> {
  const test = await cloneOf(server, await preparedTemplate(server), makeKeysFile(), now);
  for (const city of [installationCity, ...testCities]) await test.secrets.openCity(city);
  return test;
}

/**
 * A fresh database with what `fill` puts into it: the first who asks for it fills it, everybody gets a copy with the same keys. `name`
 * stands for what is put in, within one run.
 */
export async function filledDatabase(
  name: string,
  fill: (test: TestDatabase) => Promise<void>,
  now: Date = monday,
): Promise<TestDatabase> {
  const server = inject("postgres");
  const keys = inject("keys");
  const template = `filled_${name}`;
  await asAdmin(server, async (admin) => {
    await admin.query("select pg_advisory_lock(20261, 3)");
    const ready = await admin.query("select 1 from pg_database where datname = $1 and datistemplate", [template]);
    if (ready.rowCount) return;
    const test = await cloneOf(server, await preparedTemplate(server), keys, monday);
    for (const city of [installationCity, ...testCities]) await test.secrets.openCity(city);
    await fill(test);
    await test.database.close();
    await admin.query(`drop database if exists ${template}`);
    await admin.query(`alter database ${test.owner.database} rename to ${template}`);
    await admin.query(`alter database ${template} is_template true`);
  });
  return cloneOf(server, template, keys, now);
}

async function cloneOf(server: ConnectionSettings, template: string, keys: KeysFile, now: Date): Promise<TestDatabase> {
  const name = `t_${process.pid}_${Math.random().toString(36).slice(2, 10)}`;
  // Copied file by file, not page by page through the write-ahead log: half the time.
  await asAdmin(server, (admin) => admin.query(`create database ${name} template ${template} strategy file_copy`));
  const owner = { ...server, database: name };
  const app = { ...server, database: name, user: "onewindow_app", password: appPassword };
  const database = new Database(app, { connections: 4, name: "tests" });
  const clock = { now, read: () => clock.now };
  const secrets = new Secrets(keys, database, clock.read);
  return {
    database,
    owner,
    app,
    secrets,
    keys,
    clock,
    close: async () => {
      await database.close();
      dropLater(server, name);
    },
  };
}

/** Databases of this worker that are being dropped, one after another. */
let dropping: Promise<unknown> = Promise.resolve();

/** A drop takes a second, most of it the disk's: the next file need not wait for it. What is left at the end goes with its server. */
function dropLater(server: ConnectionSettings, name: string): void {
  dropping = dropping
    .then(() => asAdmin(server, (admin) => admin.query(`drop database if exists ${name} with (force)`)))
    .catch(() => undefined);
}

/** A query as the owner of the schema, past every policy. */
export async function asOwner<T>(test: TestDatabase, work: (client: pg.Client) => Promise<T>): Promise<T> {
  return asAdmin(test.owner, work);
}

async function asAdmin<T>(server: ConnectionSettings, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ database: "postgres", ...server });
  // A server that is stopped meanwhile (one of a simulation's own) says so to the query, which is enough.
  client.on("error", () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** One template per state of the migrations, made by whoever comes first. */
async function preparedTemplate(server: ConnectionSettings): Promise<string> {
  const migrations = readMigrations();
  const digest = createHash("sha256")
    .update(migrations.map((migration) => migration.checksum).join())
    .digest("hex")
    .slice(0, 16);
  const name = `template_${digest}`;
  await asAdmin(server, async (admin) => {
    await admin.query("select pg_advisory_lock(20261, 2)");
    const ready = await admin.query("select 1 from pg_database where datname = $1 and datistemplate", [name]);
    if (ready.rowCount) return;
    await admin.query(`drop database if exists ${name}`);
    await admin.query(`create database ${name}`);
    await migrate({ ...server, database: name }, new Date(0), migrations);
    await admin.query(`alter role onewindow_app login password '${appPassword}'`);
    const target = { ...server, database: name };
    await migrateQueue(target, { ...target, user: "onewindow_app", password: appPassword });
    await admin.query(`alter database ${name} is_template true`);
  });
  return name;
}
