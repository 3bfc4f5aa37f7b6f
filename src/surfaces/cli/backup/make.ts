import { createReadStream } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import type pg from "pg";
import { filePlace } from "../../../domain/documents/index.ts";
import type { ConnectionSettings } from "../../../foundation/database/index.ts";
import type { KeysFile } from "../../../foundation/secrets/index.ts";
import { InstallationProblem, withClient } from "../../installation.ts";
import { ArchiveWriter, type Manifest } from "./archive.ts";
import { copyOut } from "./copy.ts";
import { backupMac, keysEntry, sealKeys } from "./keys-entry.ts";
import { migrationsOf, passPolicies, quoted, sequencesOf, type Table, tablesOf } from "./tables.ts";

export const headerName = "onewindow-backup.json";
export const backupFormat = 1;

/** What stands first in a backup. */
export type Header = {
  readonly format: number;
  readonly madeAt: string;
  readonly installation: { readonly kind: string; readonly name: string };
  readonly migrations: readonly { readonly id: number; readonly name: string; readonly checksum: string }[];
  readonly postgres: string;
  readonly tables: readonly Table[];
};

/** Rows of a table are cut into parts of about this size, each packed on its own. */
const partBytes = 4 * 1024 * 1024;
/** So many missing files are named one by one. */
const namedAtMost = 1_000;

/**
 * Writes one file with everything but the keys: every table as one snapshot of the running database sees it, the jobs that wait, and
 * every file those rows name, still encrypted. Nobody has to stop working. The file appears under its name only when it is whole.
 */
export async function makeBackup(options: {
  owner: ConnectionSettings;
  filesDirectory: string;
  keys: KeysFile;
  path: string;
  now: Date;
  /** Puts the keys in as well, under this passphrase. */
  passphrase?: string | undefined;
  say: (line: string) => void;
}): Promise<Manifest> {
  const { path, now, keys, say } = options;
  const probe = await open(path, "r").catch(() => undefined);
  if (probe) {
    await probe.close();
    throw new InstallationProblem(`${path} exists already: choose another name`);
  }
  const unfinished = `${path}.part`;
  const writer = await ArchiveWriter.create(unfinished, now);
  try {
    const manifest = await withClient(options.owner, async (client) => {
      await passPolicies(client);
      await client.query("begin isolation level repeatable read read only");
      const header = await readHeaderOf(client, now);
      const headerText = Buffer.from(`${JSON.stringify(header, null, 2)}\n`);
      await writer.add(headerName, headerText);
      if (options.passphrase !== undefined) await writer.add(keysEntry, sealKeys(keys, options.passphrase));
      const tables: Record<string, number> = {};
      for (const [index, table] of header.tables.entries()) {
        say(`table ${table.name}`);
        tables[table.name] = await writeTable(client, writer, table, index);
      }
      const jobs = await writeJobs(client, writer);
      say("files");
      const files = await writeFiles(client, writer, options.filesDirectory);
      const sequences = await sequencesOf(client);
      await client.query("commit");
      const gone = await sortMissing(options.owner, files.missing);
      const about = { tables, sequences, jobs, files: files.written, ...gone, finishedAt: new Date().toISOString() };
      return writer.finish(about, (chain) => backupMac(keys, headerText, chain));
    });
    await rename(unfinished, path);
    return manifest;
  } catch (error) {
    await writer.abandon();
    await rm(unfinished, { force: true });
    if ((error as { code?: string }).code === "42501") {
      throw new InstallationProblem(
        `the owner's role may not read every row (${(error as Error).message}). As an administrator of the database: alter role <owner> bypassrls`,
      );
    }
    throw error;
  }
}

async function readHeaderOf(client: pg.ClientBase, now: Date): Promise<Header> {
  const installation = await client.query("select kind, name from installation");
  const [row] = installation.rows;
  if (!row) throw new InstallationProblem("nothing is installed in this database yet");
  const version = await client.query("show server_version");
  return {
    format: backupFormat,
    madeAt: now.toISOString(),
    installation: row,
    migrations: await migrationsOf(client),
    postgres: version.rows[0]?.server_version ?? "",
    tables: await tablesOf(client),
  };
}

async function writeTable(client: pg.ClientBase, writer: ArchiveWriter, table: Table, index: number): Promise<number> {
  const columns = table.columns.map(quoted).join(", ");
  const copy = copyOut(client, `copy (select ${columns} from public.${quoted(table.name)}) to stdout`);
  const folder = `tables/${String(index + 1).padStart(3, "0")}-${table.name}`;
  let part: Buffer[] = [];
  let bytes = 0;
  let parts = 0;
  const flush = async () => {
    if (bytes === 0) return;
    parts += 1;
    // The quickest level: most of what is in a row is sealed and does not get smaller.
    const packed = gzipSync(Buffer.concat(part), { level: 1 });
    part = [];
    bytes = 0;
    await writer.add(`${folder}/${String(parts).padStart(6, "0")}.copy.gz`, packed);
  };
  for await (const row of copy.chunks) {
    part.push(row);
    bytes += row.length;
    if (bytes >= partBytes) await flush();
  }
  await flush();
  return copy.rows();
}

/**
 * Jobs that were not done at the moment of the snapshot. The relay moves its cursor in the transaction that adds them, and a job goes
 * only after its effect was committed: with cursors, `reactions_done` and these, nothing that follows from an event is lost.
 */
async function writeJobs(client: pg.ClientBase, writer: ArchiveWriter): Promise<number> {
  const there = await client.query("select to_regclass('graphile_worker._private_jobs') is not null as there");
  if (there.rows[0]?.there !== true) return 0;
  let jobs = 0;
  let parts = 0;
  await client.query(
    `declare jobs no scroll cursor for
     select json_build_object('identifier', t.identifier, 'payload', j.payload, 'max_attempts', j.max_attempts,
       'priority', j.priority, 'job_key', j.key)::text as line
     from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id order by j.id`,
  );
  for (;;) {
    const page = await client.query<{ line: string }>("fetch 1000 from jobs");
    if (page.rows.length === 0) break;
    jobs += page.rows.length;
    parts += 1;
    const text = page.rows.map((row) => `${row.line.replaceAll("\n", " ")}\n`).join("");
    await writer.add(`jobs/${String(parts).padStart(6, "0")}.ndjson.gz`, gzipSync(text, { level: 1 }));
  }
  await client.query("close jobs");
  return jobs;
}

type NamedFile = { readonly city: string; readonly id: string };

async function writeFiles(client: pg.ClientBase, writer: ArchiveWriter, directory: string) {
  const missing: NamedFile[] = [];
  let written = 0;
  await client.query(
    `declare named no scroll cursor for
     select city, id::text as id from files where deleted_at is null order by city, id`,
  );
  for (;;) {
    const page = await client.query<NamedFile>("fetch 500 from named");
    if (page.rows.length === 0) break;
    for (const file of page.rows) {
      if (await writeFile(writer, directory, file)) written += 1;
      else missing.push(file);
    }
  }
  await client.query("close named");
  return { written, missing };
}

async function writeFile(writer: ArchiveWriter, directory: string, { city, id }: NamedFile): Promise<boolean> {
  const place = filePlace(directory, city, id);
  // Between commit and renaming a file still has its unfinished name, and may lose it while we look.
  for (const name of [place, `${place}.part`, place]) {
    const handle = await open(name, "r").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return undefined;
      throw error;
    });
    if (!handle) continue;
    try {
      const { size } = await handle.stat();
      const stream = createReadStream(name, { fd: handle.fd, autoClose: false, start: 0 });
      await writer.addStream(`files/${city}/${id}`, size, stream);
    } finally {
      await handle.close();
    }
    return true;
  }
  return false;
}

/** What is missing was deleted while we were writing, or it is a loss that somebody has to hear of. */
async function sortMissing(owner: ConnectionSettings, missing: readonly NamedFile[]) {
  const lost: string[] = [];
  const deletedMeanwhile: string[] = [];
  if (missing.length > 0) {
    await withClient(owner, async (client) => {
      await passPolicies(client);
      for (const { city, id } of missing) {
        const now = await client.query("select from files where city = $1 and id = $2 and deleted_at is null", [
          city,
          id,
        ]);
        (now.rowCount ? lost : deletedMeanwhile).push(`${city}/${id}`);
      }
    });
  }
  if (lost.length > namedAtMost) lost.splice(namedAtMost, lost.length, `… and ${lost.length - namedAtMost} more`);
  return { missing: lost, deletedMeanwhile };
}
