import pg from "pg";

/** How to reach a database through the private socket, in the form `pg` takes. */
export type Connection = {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
};

const guardName = "onewindow guard";

/**
 * One connection that every process using the server holds while it lives, so that the others can see it: the kernel closes it
 * even when the process is killed. It does not keep the process running by itself.
 */
export async function connectGuard(connection: Connection, as: "user" | "probe"): Promise<pg.Client> {
  const client = new pg.Client({
    ...connection,
    password: "",
    application_name: as === "user" ? guardName : "onewindow probe",
    connectionTimeoutMillis: 10_000,
    ssl: false,
  });
  await client.connect();
  client.on("error", () => {});
  // pg has unref(), its types do not.
  if (as === "user") (client as pg.Client & { unref(): void }).unref();
  return client;
}

/** How many other processes hold a guard on the same server. */
export async function otherGuards(guard: pg.Client): Promise<number> {
  const { rows } = await guard.query<{ others: number }>(
    "SELECT count(*)::int AS others FROM pg_stat_activity WHERE application_name = $1 AND pid <> pg_backend_pid()",
    [guardName],
  );
  return rows[0]?.others ?? 0;
}

/** A connection as a URL that `pg` understands; the folder of the socket travels in the query. */
export function urlOf({ host, port, user, database }: Connection): string {
  const query = new URLSearchParams({ host, port: String(port) });
  return `postgresql://${encodeURIComponent(user)}@/${encodeURIComponent(database)}?${query}`;
}
