import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { type ConnectionSettings, type EmbeddedServer, migrate, startEmbedded } from "../foundation/database/index.ts";
import { migrateQueue } from "../foundation/jobs/index.ts";
import { makeKeysFile, writeKeysFile } from "../foundation/secrets/index.ts";
import type { Settings } from "../settings.ts";

/** What stops a start before anything is served; its message says what to do. */
export class InstallationProblem extends Error {}

export type Kind = "demonstration" | "real";

/** A database that has been reached: how the program connects, and how the owner of the schema does where that is known. */
export type Reached = {
  readonly app: ConnectionSettings;
  readonly jobs: ConnectionSettings;
  readonly owner: ConnectionSettings | undefined;
  readonly embedded: EmbeddedServer | undefined;
};

const databaseName = "onewindow";

/**
 * Reaches the database: the one of DATABASE_URL, or the embedded one in DATA_DIR, which is started. In the embedded server the
 * roles are made here; elsewhere `onewindow init` made them.
 */
export async function reach(settings: Settings, say: (line: string) => void): Promise<Reached> {
  const { databaseUrl } = settings;
  if (databaseUrl !== undefined) {
    return {
      app: { connectionString: databaseUrl },
      jobs: { connectionString: settings.jobsDatabaseUrl ?? databaseUrl },
      owner: settings.ownerDatabaseUrl === undefined ? undefined : { connectionString: settings.ownerDatabaseUrl },
      embedded: undefined,
    };
  }
  const embedded = await startEmbedded({ dataDir: join(settings.dataDir, "postgres"), log: say });
  await withClient(embedded.admin, async (admin) => {
    const database = await admin.query("select 1 from pg_database where datname = $1", [databaseName]);
    if (database.rowCount === 0) {
      await admin.query(`create database ${databaseName}`).catch((error: unknown) => {
        // Another process was faster.
        if ((error as { code?: string }).code !== "42P04") throw error;
      });
    }
  });
  const app = embedded.connectionFor("onewindow_app", databaseName);
  return { app, jobs: app, owner: { ...embedded.admin, database: databaseName }, embedded };
}

/**
 * Brings the schema and the queue's up to date, where the owner's connection is known. `openRole` lets the program's role sign in
 * once migrations have made it; through the embedded server's socket it needs no password.
 */
export async function upgradeSchema(
  reached: Reached,
  now: Date,
  openRole: (owner: ConnectionSettings) => Promise<void> = allowSignIn,
): Promise<readonly string[]> {
  const { owner } = reached;
  if (!owner) return [];
  const { applied } = await migrate(owner, now);
  await openRole(owner);
  await migrateQueue(owner, reached.app);
  return applied;
}

async function allowSignIn(owner: ConnectionSettings): Promise<void> {
  await withClient(owner, (client) => client.query("alter role onewindow_app login"));
}

/** What this database is; undefined before its birth. */
export async function kindOf(connection: ConnectionSettings): Promise<Kind | undefined> {
  return withClient(connection, async (client) => {
    const there = await client.query("select to_regclass('public.installation') is not null as there");
    if (there.rows[0]?.there !== true) return undefined;
    const found = await client.query("select kind from installation");
    return found.rows[0]?.kind as Kind | undefined;
  });
}

/** Writes what the database is, once; the program's role cannot change it. */
export async function giveBirth(owner: ConnectionSettings, kind: Kind, name: string, now: Date): Promise<void> {
  await withClient(owner, async (client) => {
    await client.query(
      "insert into installation (kind, name, born_at) values ($1, $2, $3) on conflict (one) do nothing",
      [kind, name, now],
    );
    const found = await client.query("select kind from installation");
    if (found.rows[0]?.kind !== kind) {
      throw new InstallationProblem(
        `this database holds a ${found.rows[0]?.kind} installation and stays one: use another database or DATA_DIR for a ${kind} one`,
      );
    }
  });
}

/** The program must not own tables, be superuser, or pass policies: the second wall would stand open. */
export async function checkRole(app: ConnectionSettings): Promise<void> {
  await withClient(app, async (client) => {
    const role = await client.query(
      `select r.rolname, r.rolsuper, r.rolbypassrls,
         exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
           where n.nspname = 'public' and c.relkind in ('r', 'p') and pg_has_role(r.oid, c.relowner, 'member')) as owns
       from pg_roles r where r.rolname = current_user`,
    );
    const { rolname, rolsuper, rolbypassrls, owns } = role.rows[0];
    if (rolsuper || rolbypassrls || owns) {
      throw new InstallationProblem(
        `DATABASE_URL connects as ${rolname}, which ${rolsuper ? "is a superuser" : rolbypassrls ? "bypasses row-level security" : "owns the tables"}: connect as onewindow_app ("onewindow init" makes it)`,
      );
    }
  });
}

/** A demonstration has sign-ins without passwords: it serves this machine alone unless that is asked for by name. */
export function checkExposure(kind: Kind, settings: Settings): void {
  if (kind !== "demonstration" || settings.demoPublic) return;
  const loopback = /^(localhost|127(\.\d+){3}|\[?::1\]?)$/;
  if (!loopback.test(settings.host) || !loopback.test(new URL(settings.baseUrl).hostname)) {
    throw new InstallationProblem(
      'this is a demonstration, in which anybody signs in as anybody: it serves only this machine (HOST 127.0.0.1). Set DEMO_PUBLIC=yes to show it to others, or use "onewindow init" for a real installation',
    );
  }
}

/** The keys of a new demonstration, beside its data; an existing file is left alone. */
export function ensureDemonstrationKeys(settings: Settings): void {
  if (existsSync(settings.keysFile)) return;
  mkdirSync(settings.dataDir, { recursive: true });
  writeKeysFile(settings.keysFile, makeKeysFile());
}

export async function withClient<T>(
  connection: ConnectionSettings,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({
    ...connection,
    connectionTimeoutMillis: 10_000,
    application_name: "onewindow set-up",
  });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const lockName = "onewindow.pid";

/** One program per data directory: a second start is told which process holds it. Returns the release. */
export function holdDataDirectory(dataDir: string): () => void {
  try {
    mkdirSync(dataDir, { recursive: true });
  } catch (error) {
    throw new InstallationProblem(
      `DATA_DIR ${dataDir} cannot be used (${(error as { code?: string }).code}): choose a folder this account may write to`,
    );
  }
  const path = join(dataDir, lockName);
  const own = String(process.pid);
  // Twice: the file of a dead process is taken away once, whoever is faster then holds the folder.
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      writeFileSync(path, own, { flag: "wx" });
      return () => {
        if (readFileSync(path, { encoding: "utf8", flag: "a+" }) === own) rmSync(path, { force: true });
      };
    } catch (error) {
      const { code } = error as { code?: string };
      if (code === "EACCES" || code === "EPERM" || code === "EROFS") {
        throw new InstallationProblem(`DATA_DIR ${dataDir} cannot be written by this account (${code})`);
      }
      if (code !== "EEXIST") throw error;
    }
    const holder = Number(readFileSync(path, { encoding: "utf8", flag: "a+" }));
    if (holder > 0 && isAlive(holder)) {
      throw new InstallationProblem(
        `DATA_DIR ${dataDir} is in use by process ${holder}: stop it first, or choose another DATA_DIR`,
      );
    }
    if (attempt === 0) rmSync(path, { force: true });
  }
  throw new InstallationProblem(`DATA_DIR ${dataDir} was taken by another process just now: try again`);
}

/** The process that holds a data directory, if it lives. */
export function holderOf(dataDir: string): number | undefined {
  const path = join(dataDir, lockName);
  const holder = existsSync(path) ? Number(readFileSync(path, "utf8")) : 0;
  return holder > 0 && isAlive(holder) ? holder : undefined;
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as { code?: string }).code === "EPERM";
  }
  // A process number is given out again: only one of ours counts.
  try {
    return /bin\/program\.mjs|src\/main\.ts/.test(readFileSync(`/proc/${pid}/cmdline`, "utf8"));
  } catch {
    return true;
  }
}
