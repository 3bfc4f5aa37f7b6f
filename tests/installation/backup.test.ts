import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { submitCase } from "../../src/domain/cases/index.ts";
import { filePlace, receiveFile } from "../../src/domain/documents/index.ts";
import { residentScope } from "../../src/foundation/database/index.ts";
import { migrateQueue, relay } from "../../src/foundation/jobs/index.ts";
import { makeKeysFile } from "../../src/foundation/secrets/index.ts";
import { reactionsFor } from "../../src/reactions.ts";
import { serve } from "../../src/serve.ts";
import { readSettings } from "../../src/settings.ts";
import { checkBackup, openingOf } from "../../src/surfaces/cli/backup/check.ts";
import { openKeys } from "../../src/surfaces/cli/backup/keys-entry.ts";
import { makeBackup } from "../../src/surfaces/cli/backup/make.ts";
import { checkVersions, restoreBackup } from "../../src/surfaces/cli/backup/restore.ts";
import { permitSubmission } from "../helpers/cases.ts";
import { asOwner, type TestHouse, testHouse } from "../helpers/house.ts";

let whole: TestHouse;
let folder: string;
const city = "430621";
const quiet = () => undefined;

beforeAll(async () => {
  whole = await testHouse();
  await migrateQueue(whole.test.owner, whole.test.app);
  folder = mkdtempSync(join(tmpdir(), "ow-backup-"));
});
afterAll(async () => {
  await whole.close();
  rmSync(folder, { recursive: true, force: true });
});

const files = () => join(whole.house.settings.dataDir, "files");

function backup(path: string, passphrase?: string) {
  const { owner, keys } = whole.test;
  return makeBackup({ owner, filesDirectory: files(), keys, path, now: whole.clock.now, passphrase, say: quiet });
}

async function file(resident: string): Promise<string> {
  const permit = whole.house.catalogue.service("residence-permit");
  if (!permit) throw new Error("the permit is not published");
  const key = randomUUID();
  const by = { kind: "resident", id: resident } as const;
  const idempotency = { caller: resident, key, bodyHash: key };
  const submission = permitSubmission({ service: permit, resident, by, idempotency });
  return (await submitCase(whole.house.cases, submission)).number;
}

async function upload(): Promise<string> {
  const text =
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";
  const input = {
    city,
    owner: "rBackup",
    draft: randomUUID(),
    question: "housing_proof",
    name: "合同.pdf",
    now: whole.clock.now,
  };
  return (await receiveFile(whole.house.documents, Readable.from([Buffer.from(text)]), input)).id;
}

/** An empty database beside the tests' own, and what to do with it. */
async function emptyDatabase() {
  const { owner } = whole.test;
  const name = `r_${process.pid}_${randomUUID().slice(0, 8)}`;
  const admin = async (sql: string) => {
    const client = new pg.Client({ ...owner, database: "postgres" });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  await admin(`create database ${name}`);
  return {
    owner: { ...owner, database: name },
    app: { ...whole.test.app, database: name },
    drop: () => admin(`drop database if exists ${name} with (force)`),
  };
}

async function restoreTo(path: string, target: Awaited<ReturnType<typeof emptyDatabase>>, filesDirectory: string) {
  const { header } = await checkBackup(path, whole.test.keys);
  const { owner, app } = target;
  const openRole = async () => undefined;
  return restoreBackup({ path, header, owner, app, filesDirectory, now: whole.clock.now, openRole, say: quiet });
}

test("jobs that were handed on and not done, and events not handed on, are done once after a restore", async () => {
  const { house } = whole;
  const numbers = [await file("rOne"), await file("rTwo")];
  // Handed to a queue that nobody works on …
  while ((await relay(house.database, reactionsFor)) > 0);
  // … and one the relay has not seen.
  numbers.push(await file("rThree"));
  const path = join(folder, "jobs.tar");
  const manifest = await backup(path);
  expect(manifest.jobs).toBeGreaterThan(0);

  const target = await emptyDatabase();
  const dataDir = join(folder, "restored");
  const restored = await restoreTo(path, target, join(dataDir, "files"));
  expect(restored.tables).toEqual(manifest.tables);
  const settings = readSettings({
    DATA_DIR: dataDir,
    KEYS_FILE: house.settings.keysFile,
    LOG_LEVEL: "silent",
    ROLES: "jobs",
  });
  const clock = () => whole.clock.now;
  const serving = await serve({ settings, kind: "demonstration", app: target.app, jobs: target.app, clock });
  try {
    const messages = async () => {
      const counts: number[] = [];
      for (const resident of ["rOne", "rTwo", "rThree"]) {
        const found = await serving.house.database.raw(residentScope(resident), (client) =>
          client.query("select count(*)::int as count from messages where resident = $1", [resident]),
        );
        counts.push(found.rows[0].count);
      }
      return counts;
    };
    await expect.poll(messages, { timeout: 60_000 }).toEqual([1, 1, 1]);
    const left = async () =>
      serving.house.database.raw({ cities: "", residents: "" }, async (client) => {
        const found = await client.query("select count(*)::int as count from graphile_worker.jobs");
        return found.rows[0].count as number;
      });
    await expect.poll(left, { timeout: 60_000 }).toBe(0);
    expect(await messages()).toEqual([1, 1, 1]);
  } finally {
    await serving.stop();
    await target.drop();
  }
}, 240_000);

test("every table but sessions comes back row for row", async () => {
  await asOwner(whole.test, (client) =>
    client.query(
      `insert into sessions (token_hash, kind, resident, created_at, seen_at, idle_until, ends_at)
       values ('x', 'resident', 'rOne', $1, $1, $1, $1) on conflict do nothing`,
      [whole.clock.now],
    ),
  );
  const path = join(folder, "rows.tar");
  const { tables } = await backup(path);
  expect(Object.keys(tables)).not.toContain("sessions");
  const target = await emptyDatabase();
  try {
    await restoreTo(path, target, join(folder, "rows-files"));
    const digests = async (owner: pg.ClientConfig) => {
      const client = new pg.Client(owner);
      await client.connect();
      try {
        const all: Record<string, string> = {};
        for (const table of Object.keys(tables)) {
          const found = await client.query(
            `select md5(coalesce(string_agg(t::text, E'\\n' order by t::text), '')) as d from ${table} t`,
          );
          all[table] = found.rows[0].d;
        }
        return all;
      } finally {
        await client.end();
      }
    };
    expect(await digests(target.owner)).toEqual(await digests(whole.test.owner));
    await expect(restoreTo(path, target, join(folder, "rows-more"))).rejects.toThrow("into an empty one only");
  } finally {
    await target.drop();
  }
}, 240_000);

test("an unfinished file is taken, one that is gone is named", async () => {
  const [unfinished, gone] = [await upload(), await upload()];
  const place = filePlace(files(), city, unfinished);
  renameSync(place, `${place}.part`);
  rmSync(filePlace(files(), city, gone));
  const manifest = await backup(join(folder, "files.tar"));
  expect(manifest.missing).toEqual([`${city}/${gone}`]);
  const target = await emptyDatabase();
  try {
    const directory = join(folder, "files-restored");
    await restoreTo(join(folder, "files.tar"), target, directory);
    expect(readFileSync(filePlace(directory, city, unfinished))).toEqual(readFileSync(`${place}.part`));
  } finally {
    await target.drop();
  }
}, 240_000);

test("damage is named and nothing is restored: a changed byte, a cut end, a part taken out, other keys", async () => {
  const path = join(folder, "good.tar");
  await backup(path);
  const good = readFileSync(path);
  const bad = join(folder, "bad.tar");
  const spot = good.indexOf("tables/") + 512 + 20;
  const flipped = Buffer.from(good);
  flipped.writeUInt8(flipped.readUInt8(spot) ^ 1, spot);
  writeFileSync(bad, flipped);
  await expect(checkBackup(bad)).rejects.toThrow(/tables\/\d+-\w+\/000001\.copy\.gz is not what was written/);
  writeFileSync(bad, good.subarray(0, good.length - 4_096));
  await expect(checkBackup(bad)).rejects.toThrow("damaged");
  const start = good.indexOf("tables/");
  const size = Number.parseInt(good.subarray(start + 124, start + 135).toString(), 8);
  writeFileSync(
    bad,
    Buffer.concat([good.subarray(0, start), good.subarray(start + 512 + Math.ceil(size / 512) * 512)]),
  );
  await expect(checkBackup(bad)).rejects.toThrow("damaged");
  writeFileSync(bad, "something else");
  await expect(checkBackup(bad)).rejects.toThrow();
  await expect(checkBackup(path, makeKeysFile())).rejects.toThrow("another installation");
  await expect(backup(path)).rejects.toThrow("exists already");
  expect(readFileSync(path)).toEqual(good);
}, 240_000);

test("a newer schema is refused by name", async () => {
  const { header } = await openingOf(join(folder, "good.tar"));
  const newer = { id: 9_999, name: "9999-from-tomorrow.sql", checksum: "x" };
  expect(() => checkVersions({ ...header, migrations: [...header.migrations, newer] })).toThrow(
    "9999-from-tomorrow.sql",
  );
});

test("keys travel only under a passphrase, and only with the right one", async () => {
  const path = join(folder, "keys.tar");
  await backup(path, "四棵老柳树站在洞庭湖的岸边");
  const { keys } = await openingOf(path);
  expect(readFileSync(path).includes(whole.test.keys.lookup)).toBe(false);
  expect(openKeys(keys ?? Buffer.alloc(0), "四棵老柳树站在洞庭湖的岸边")).toEqual(whole.test.keys);
  expect(() => openKeys(keys ?? Buffer.alloc(0), "三棵老柳树站在洞庭湖的岸边")).toThrow("does not open");
  await expect(backup(join(folder, "short.tar"), "short")).rejects.toThrow("at least 12");
}, 240_000);
