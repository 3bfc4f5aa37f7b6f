import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Catalogue, loadCatalogue } from "../../src/domain/catalogue/index.ts";
import { openCities, Regions } from "../../src/domain/regions/index.ts";
import { type ConnectionSettings, Database, sharedScope } from "../../src/foundation/database/index.ts";
import { openSequences } from "../../src/foundation/events/index.ts";
import { readKeysFile, Secrets } from "../../src/foundation/secrets/index.ts";
import { readSettings, type Settings } from "../../src/settings.ts";
import { upgrade } from "../../src/surfaces/cli/database-role.ts";
import { seedDemonstration, seedRest } from "../../src/surfaces/cli/demonstration.ts";
import { demonstrationHall, servicesByRule } from "../../src/surfaces/cli/nation/rule.ts";
import { offerInCities } from "../../src/surfaces/cli/tenants.ts";
import { ensureDemonstrationKeys, giveBirth, reach } from "../../src/surfaces/installation.ts";
import { catalogueFolder } from "../../src/surfaces/open-house.ts";

/** A demonstration in a folder of its own, grown to so many places. */
export type Nation = {
  readonly directory: string;
  readonly settings: Settings;
  readonly app: ConnectionSettings;
  readonly services: number;
};

const quiet = () => undefined;

const milliseconds = async (work: () => Promise<unknown>) => {
  const from = performance.now();
  await work();
  return Math.round((performance.now() - from) * 10) / 10;
};

/**
 * Grows a demonstration from the three cities of old over the 364 of the demonstration nation to every county, and hands it over at
 * each size: how many places, and the milliseconds of seeding since the size before. The database runs all the while.
 */
export async function growNation(
  measure: (nation: Nation, places: number, seedingMs: number) => Promise<void>,
): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), "onewindow-nation-"));
  // PostgreSQL runs as another user where we are root, and has to reach its folder.
  chmodSync(directory, 0o755);
  const settings = readSettings({ DATA_DIR: directory, PORT: "0", LOG_LEVEL: "silent" });
  const now = new Date();
  const reached = await reach(settings, quiet);
  if (!reached.owner) throw new Error("the bench needs its own database");
  const database = new Database(reached.app, { connections: 2, name: "bench" });
  try {
    await upgrade(reached, settings, now);
    await giveBirth(reached.owner, "demonstration", "bench", now);
    ensureDemonstrationKeys(settings);
    const secrets = new Secrets(readKeysFile(settings.keysFile), database, () => new Date());
    const files = { ...(await loadCatalogue(catalogueFolder)), problems: [] };
    const nation = { directory, settings, app: reached.app, services: files.services.size };
    const base = { database, secrets, now, say: quiet };
    await measure(nation, 3, await milliseconds(() => seedDemonstration({ ...base, files })));
    const catalogue = await Catalogue.open(database, files);
    await measure(nation, 364, await milliseconds(() => seedRest({ ...base, catalogue })));

    // Growth: every county besides, by the rule for counties.
    const { counties, divisions } = await otherCounties(database);
    const growing = await milliseconds(async () => {
      await openCities(
        database,
        divisions,
        counties.map((city) => ({ city, settings: { phone: "12345" } })),
        now,
      );
      await database.run(sharedScope, openSequences, { cities: counties });
      for (let from = 0; from < counties.length; from += 100) {
        const some = counties.slice(from, from + 100);
        await secrets.openCities(some);
        const cities = some.map((city) => ({
          city,
          shown: servicesByRule(catalogue, divisions, { city, size: "county", joined: "2017-11" }),
          prepareOthers: false,
          venues: () => [demonstrationHall(divisions.get(city)?.name ?? { zh: city, en: city })],
        }));
        await offerInCities(database, catalogue, divisions, cities, now);
      }
    });
    await measure(nation, 364 + counties.length, growing);
  } finally {
    await database.close();
    await reached.embedded?.stop();
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Every division at county level that is no tenant yet. */
async function otherCounties(database: Database) {
  const regions = await Regions.load(database);
  const { divisions } = regions;
  const counties: string[] = [];
  for (const province of divisions.children(null).items) {
    for (const each of divisions.children(province.code).items) {
      const below = each.level === "county" ? [each] : divisions.children(each.code).items;
      counties.push(...below.map(({ code }) => code).filter((code) => regions.city(code) === undefined));
    }
  }
  return { counties, divisions };
}
