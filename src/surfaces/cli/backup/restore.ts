import { existsSync } from "node:fs";
import { mkdir, open, readdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import type pg from "pg";
import { filePlace } from "../../../domain/documents/index.ts";
import { type ConnectionSettings, migrate, readMigrations } from "../../../foundation/database/index.ts";
import { migrateQueue } from "../../../foundation/jobs/index.ts";
import { InstallationProblem, withClient } from "../../installation.ts";
import { type ArchiveEntry, type Manifest, manifestName, readArchive, whole } from "./archive.ts";
import { copyIn } from "./copy.ts";
import { keysEntry } from "./keys-entry.ts";
import { type Header, headerName } from "./make.ts";
import { passPolicies, quoted } from "./tables.ts";

/** Refuses a backup of a schema this program does not know. */
export function checkVersions(header: Header): void {
  const known = new Map(readMigrations().map((migration) => [migration.id, migration]));
  for (const { id, name, checksum } of header.migrations) {
    const own = known.get(id);
    if (!own) {
      throw new InstallationProblem(
        `the backup was made by a newer version (it has ${name}): install that version first`,
      );
    }
    if (own.checksum !== checksum)
      throw new InstallationProblem(`the backup was made with another migrations/${name} than the one of this program`);
  }
}

/** A restore never mixes with what is there. */
export async function checkEmpty(owner: ConnectionSettings, filesDirectory: string): Promise<void> {
  const files = existsSync(filesDirectory) ? await readdir(filesDirectory) : [];
  if (files.length > 0)
    throw new InstallationProblem(`${filesDirectory} is not empty: a backup is restored into an empty DATA_DIR only`);
  await withClient(owner, async (client) => {
    const there = await client.query("select to_regclass('public.installation') is not null as there");
    if (there.rows[0]?.there !== true) return;
    await passPolicies(client);
    const found = await client.query("select kind from installation");
    if (found.rowCount) {
      throw new InstallationProblem(
        `this database holds a ${found.rows[0]?.kind} installation: a backup is restored into an empty one only`,
      );
    }
  });
}

/**
 * Puts a backup that was checked as a whole into an empty database and an empty folder for files. Rows become visible in one
 * transaction at the end: an interrupted restore leaves no rows and can be started again. An older schema is brought up to date after.
 */
export async function restoreBackup(options: {
  path: string;
  header: Header;
  owner: ConnectionSettings;
  app: ConnectionSettings;
  filesDirectory: string;
  now: Date;
  /** Lets the program's role sign in, once the first migration has made it. */
  openRole: () => Promise<void>;
  say: (line: string) => void;
}): Promise<Manifest> {
  const { header, owner, now, say, filesDirectory } = options;
  checkVersions(header);
  await checkEmpty(owner, filesDirectory);
  const last = Math.max(...header.migrations.map(({ id }) => id));
  say(`schema of the backup (up to migration ${last})`);
  await migrate(
    owner,
    now,
    readMigrations().filter(({ id }) => id <= last),
  );
  await options.openRole();
  await migrateQueue(owner, options.app);
  let manifest: Manifest;
  try {
    manifest = await withClient(owner, (client) => load(client, options));
  } catch (error) {
    await rm(filesDirectory, { recursive: true, force: true });
    throw error;
  }
  for (const name of (await migrate(owner, now)).applied) say(`migration ${name}`);
  await withClient(owner, (client) => client.query("analyze"));
  return manifest;
}

type Loading = Pick<Parameters<typeof restoreBackup>[0], "path" | "header" | "filesDirectory" | "now" | "say">;

async function load(client: pg.Client, options: Loading): Promise<Manifest> {
  const { header, filesDirectory, say } = options;
  await passPolicies(client);
  await client.query("begin");
  // Rows that migrations made are in the backup too, as they were changed since.
  await client.query(`truncate ${header.tables.map(({ name }) => `public.${quoted(name)}`).join(", ")}`);
  const rows: Record<string, number> = Object.fromEntries(header.tables.map(({ name }) => [name, 0]));
  const folders = new Set<string>();
  let manifest: Manifest | undefined;
  let current = "";
  for await (const entry of readArchive(options.path)) {
    const kind = entry.name.split("/")[0] ?? "";
    const now = kind === "tables" ? (entry.name.split("/")[1] ?? "") : kind;
    if (now !== current && (kind === "tables" || kind === "files"))
      say(kind === "tables" ? `table ${now.slice(4)}` : "files");
    current = now;
    if (kind === "tables") await loadPart(client, header, entry, rows);
    else if (kind === "jobs") await loadJobs(client, entry);
    else if (kind === "files") await loadFile(filesDirectory, entry, folders);
    else if (entry.name === manifestName) manifest = JSON.parse((await whole(entry.content())).toString("utf8"));
    else if (entry.name !== headerName && entry.name !== keysEntry)
      throw new InstallationProblem(`the backup holds ${entry.name}, which this program does not know`);
  }
  if (!manifest) throw new InstallationProblem("the backup has no manifest");
  for (const [table, count] of Object.entries(manifest.tables)) {
    if (rows[table] !== count)
      throw new InstallationProblem(`${table} should have ${count} rows and ${rows[table]} were restored`);
  }
  for (const [name, value] of Object.entries(manifest.sequences)) {
    await client.query("select setval($1::regclass, $2::bigint)", [`public.${quoted(name)}`, value]);
  }
  // What was erased while the backup ran stays erased.
  for (const named of manifest.deletedMeanwhile) {
    const [city, id] = named.split("/");
    await client.query(
      "update files set deleted_at = $3, removed_at = $3, key_sealed = null where city = $1 and id = $2",
      [city, id, options.now],
    );
  }
  for (const folder of folders) await syncFolder(folder);
  await client.query("commit");
  return manifest;
}

async function loadPart(
  client: pg.Client,
  header: Header,
  entry: ArchiveEntry,
  rows: Record<string, number>,
): Promise<void> {
  const name = /^tables\/\d{3}-([a-z0-9_]+)\/\d{6}\.copy\.gz$/.exec(entry.name)?.[1];
  const table = header.tables.find((each) => each.name === name);
  if (!table) throw new InstallationProblem(`the backup holds ${entry.name}, which its header does not name`);
  const text = gunzipSync(await whole(entry.content()));
  const columns = table.columns.map(quoted).join(", ");
  async function* pieces(): AsyncGenerator<Buffer> {
    for (let at = 0; at < text.length; at += 65_536) yield text.subarray(at, at + 65_536);
  }
  const count = await copyIn(client, `copy public.${quoted(table.name)} (${columns}) from stdin`, pieces());
  rows[table.name] = (rows[table.name] ?? 0) + count;
}

/** Under new numbers and with all their attempts; what was locked by a dead process is free again. */
async function loadJobs(client: pg.Client, entry: ArchiveEntry): Promise<void> {
  const lines = gunzipSync(await whole(entry.content()))
    .toString("utf8")
    .split("\n")
    .filter(Boolean);
  await client.query(
    `select count(*) from graphile_worker.add_jobs(
       array(select jsonb_populate_recordset(null::graphile_worker.job_spec, $1::jsonb)))`,
    [`[${lines.join(",")}]`],
  );
}

async function loadFile(directory: string, entry: ArchiveEntry, folders: Set<string>): Promise<void> {
  const [, city = "", id = ""] = entry.name.split("/");
  const place = filePlace(directory, city, id);
  const folder = dirname(place);
  if (!folders.has(folder)) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const each of [folder, join(directory, city), directory]) folders.add(each);
  }
  const file = await open(place, "wx", 0o600);
  try {
    for await (const piece of entry.content()) await file.write(piece);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  await handle.sync().finally(() => handle.close());
}
