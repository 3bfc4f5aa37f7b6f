import { type ConnectionSettings, readMigrations } from "../../foundation/database/index.ts";
import type { Settings } from "../../settings.ts";
import { InstallationProblem, type Reached, upgradeSchema, withClient } from "../installation.ts";

/** The role the program connects as: migrations name it, so every installation has this one. */
export const programRole = "onewindow_app";

/**
 * Makes the program's role in an external database before the first migration needs it, or says the SQL an administrator has to
 * run. The owner has to be a member of it (it makes the queue's schema in its name).
 */
export async function prepareRole(owner: ConnectionSettings): Promise<void> {
  await withClient(owner, async (client) => {
    const found = await client.query(
      `select current_user as me, r.rolsuper or r.rolcreaterole as may_create, r.rolsuper or r.rolbypassrls as sees_all,
         exists (select from pg_roles where rolname = $1) as there,
         exists (select from pg_roles a where a.rolname = $1 and pg_has_role(r.oid, a.oid, 'member')) as member,
         exists (select from pg_database d where d.datname = current_database() and pg_has_role(r.oid, d.datdba, 'member'))
           as owns, current_database() as database
       from pg_roles r where r.rolname = current_user`,
      [programRole],
    );
    const { me, may_create, sees_all, there, member, owns, database } = found.rows[0];
    const missing: string[] = [];
    if (!there && may_create)
      await client.query(`create role ${programRole} nologin nosuperuser nocreatedb nocreaterole nobypassrls`);
    else if (!there) missing.push(`create role ${programRole} login password '…as in DATABASE_URL…';`);
    if (!member) {
      const granted = (there || may_create) && (await attempt(client.query(`grant ${programRole} to current_user`)));
      if (!granted) missing.push(`grant ${programRole} to "${me}";`);
    }
    if (!sees_all) missing.push(`alter role "${me}" bypassrls;  -- so that backups hold every row`);
    if (!owns) missing.push(`alter database "${database}" owner to "${me}";`);
    if (missing.length === 0) return;
    throw new InstallationProblem(
      `the owner's role "${me}" may not do everything an installation needs. An administrator of the database runs:\n  ${missing.join("\n  ")}\nand then this command is run again.`,
    );
  });
}

/** Lets the program's role sign in: without a password through the embedded server's socket, with that of DATABASE_URL elsewhere. */
export async function openRole(reached: Reached, settings: Settings): Promise<void> {
  const { owner } = reached;
  if (!owner) return;
  if (reached.embedded) {
    await withClient(owner, (client) => client.query(`alter role ${programRole} login`));
    return;
  }
  const url = new URL(settings.databaseUrl ?? "");
  if (decodeURIComponent(url.username) !== programRole)
    throw new InstallationProblem(
      `DATABASE_URL must connect as ${programRole}; OWNER_DATABASE_URL is the owner's address`,
    );
  if (await attempt(withClient(reached.app, (client) => client.query("select 1")))) return;
  const password = decodeURIComponent(url.password);
  const changed =
    password !== "" &&
    (await attempt(
      withClient(owner, (client) =>
        client.query(`alter role ${programRole} login password ${client.escapeLiteral(password)}`),
      ),
    ));
  if (changed && (await attempt(withClient(reached.app, (client) => client.query("select 1"))))) return;
  throw new InstallationProblem(
    `${programRole} cannot sign in with the password in DATABASE_URL. An administrator of the database runs:\n  alter role ${programRole} login;\n  \\password ${programRole}`,
  );
}

/** Brings the schema up to date, where the owner's connection is known; the program's role may sign in afterwards. */
export async function upgrade(reached: Reached, settings: Settings, now: Date): Promise<readonly string[]> {
  if (reached.owner && !reached.embedded) await prepareRole(reached.owner);
  return upgradeSchema(reached, now, () => openRole(reached, settings));
}

/** Migrations of this program that the database does not have yet. */
export async function missingMigrations(connection: ConnectionSettings): Promise<readonly string[]> {
  return withClient(connection, async (client) => {
    const there = await client.query("select to_regclass('public.schema_migrations') is not null as there");
    if (there.rows[0]?.there !== true) return readMigrations().map(({ name }) => name);
    const done = await client.query<{ id: number }>("select id from schema_migrations");
    const ids = new Set(done.rows.map((row) => row.id));
    return readMigrations().flatMap(({ id, name }) => (ids.has(id) ? [] : [name]));
  });
}

async function attempt(work: Promise<unknown>): Promise<boolean> {
  return work.then(
    () => true,
    () => false,
  );
}
