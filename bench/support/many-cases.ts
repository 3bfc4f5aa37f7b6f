import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadCatalogue } from "../../src/domain/catalogue/index.ts";
import { type ConnectionSettings, Database } from "../../src/foundation/database/index.ts";
import { readKeysFile, Secrets } from "../../src/foundation/secrets/index.ts";
import { readSettings, type Settings } from "../../src/settings.ts";
import { upgrade } from "../../src/surfaces/cli/database-role.ts";
import { seedDemonstration } from "../../src/surfaces/cli/demonstration.ts";
import type { House } from "../../src/surfaces/house.ts";
import { ensureDemonstrationKeys, giveBirth, reach, withClient } from "../../src/surfaces/installation.ts";
import { catalogueFolder, openHouse } from "../../src/surfaces/open-house.ts";

export type Filled = {
  readonly house: House;
  readonly settings: Settings;
  readonly app: ConnectionSettings;
  readonly owner: ConnectionSettings;
  close(): Promise<void>;
};

const city = "430621";
const page = 20_000;

/**
 * A demonstration of its own with so many cases in one city, each with a sealed applicant: of one agency, four of five closed, the open
 * ones with 500 clerks, in 40 areas. `data` names a folder that is filled once and kept, so that two benches share it.
 */
export async function manyCases(
  count: number,
  say: (line: string) => void,
  data?: string | undefined,
): Promise<Filled & { readonly count: number }> {
  const directory = data ?? mkdtempSync(join(tmpdir(), "onewindow-bench-"));
  mkdirSync(directory, { recursive: true });
  // PostgreSQL runs as another user where we are root, and has to reach its folder.
  chmodSync(directory, 0o755);
  const settings = readSettings({ DATA_DIR: directory, PORT: "0", LOG_LEVEL: "silent" });
  const reached = await reach(settings, () => undefined);
  const { owner, app, embedded } = reached;
  if (!owner) throw new Error("the bench needs its own database");
  const now = new Date();
  await upgrade(reached, settings, now);
  await giveBirth(owner, "demonstration", "bench", now);
  ensureDemonstrationKeys(settings);
  const database = new Database(app, { connections: 2, name: "bench" });
  const secrets = new Secrets(readKeysFile(settings.keysFile), database, () => new Date());
  const files = await loadCatalogue(catalogueFolder);
  await seedDemonstration({ database, secrets, files, now, say: () => undefined });
  let had = 0;
  await withClient(owner, async (client) => {
    await client.query("select set_config('app.cities', $1, false)", [city]);
    await client.query("set synchronous_commit = off");
    await client.query(
      `insert into clerks (city, id, login, name, agency, roles, failed, locks, enrolled_at, created_by, created_at, changed_at)
       select $1, md5(i::text)::uuid, 'bench-' || i, '测试', 'public-security', '{clerk}', 0, 0, $2, 'bench', $2, $2
       from generate_series(0, 499) i on conflict do nothing`,
      [city, now],
    );
    const there = await client.query("select count(*)::int as cases from cases");
    had = there.rows[0]?.cases ?? 0;
    for (let from = had; from < count; from += page) {
      const numbers: string[] = [];
      const sealed: string[] = [];
      for (let i = from; i < Math.min(count, from + page); i += 1) {
        const number = `${city}-20260101-C${String(i).padStart(10, "0")}-0`;
        numbers.push(number);
        const applicant = { name: "测试人", id_type: "passport", id_number: `E${i}`, phone: "13800138000" };
        sealed.push(secrets.encrypt(city, JSON.stringify(applicant), `case:${number}:applicant`));
      }
      await client.query(
        `insert into cases (city, number, service, service_version, regime, agency, state, revision, applicant, applicant_sealed,
           filed_by, channel, submitted_at, closed_at, due_at, due_kind, due_provisional, corrections, extensions, assignee, area)
         select $1, n, 'residence-permit', 'v', 'licence', 'public-security',
           case when i % 5 > 0 then 'delivered' else (array['submitted', 'accepted', 'in_review'])[1 + i % 3] end, 3,
           'r' || (i % 300000), jsonb_build_object('sealed', s), 'r' || (i % 300000), 'web',
           timestamptz '2024-01-01' + i * interval '60 seconds',
           case when i % 5 > 0 then timestamptz '2024-01-06' + i * interval '60 seconds' end,
           case when i % 5 = 0 then timestamptz '2024-01-10' + i * interval '60 seconds' end, 'decide', false, 0, 0,
           case when i % 5 = 0 then md5((i % 500)::text)::uuid end, 'area-' || (i % 40)
         from unnest($2::text[], $3::text[], $4::int[]) as g(n, s, i)`,
        [city, numbers, sealed, numbers.map((_, at) => from + at)],
      );
      if ((from / page) % 10 === 9) say(`${from + page} cases`);
    }
    if (had < count) await client.query("vacuum (analyze) cases");
  });
  await database.close();
  const house = await openHouse({ settings, kind: "demonstration", connection: app });
  return {
    house,
    count: Math.max(count, had),
    settings,
    app,
    owner,
    close: async () => {
      await house.close();
      await embedded?.stop();
      if (data === undefined) rmSync(directory, { recursive: true, force: true });
    },
  };
}
