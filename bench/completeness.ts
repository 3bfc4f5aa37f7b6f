/**
 * What a nation of tenants costs: seeding it, opening the house over it, a first page of offerings, and the completeness report of
 * every city in one go, with the three cities of old, the 364 of the demonstration nation and every county.
 *
 *   node --import tsx bench/completeness.ts
 */
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Catalogue, loadCatalogue } from "../src/domain/catalogue/index.ts";
import { openCities, Regions } from "../src/domain/regions/index.ts";
import { Database, sharedScope } from "../src/foundation/database/index.ts";
import { openSequences } from "../src/foundation/events/index.ts";
import { readKeysFile, Secrets } from "../src/foundation/secrets/index.ts";
import { readSettings } from "../src/settings.ts";
import { upgrade } from "../src/surfaces/cli/database-role.ts";
import { seedDemonstration, seedRest } from "../src/surfaces/cli/demonstration.ts";
import { demonstrationHall, servicesByRule } from "../src/surfaces/cli/nation/rule.ts";
import { offerInCities } from "../src/surfaces/cli/tenants.ts";
import { checkCities } from "../src/surfaces/completeness.ts";
import { ensureDemonstrationKeys, giveBirth, reach } from "../src/surfaces/installation.ts";
import { catalogueFolder, openHouse } from "../src/surfaces/open-house.ts";
import { keepResult, machine, median } from "./support/machine.ts";

const rounds = 5;
const before = machine();
const directory = mkdtempSync(join(tmpdir(), "onewindow-nation-"));
// PostgreSQL runs as another user where we are root, and has to reach its folder.
chmodSync(directory, 0o755);
const settings = readSettings({ DATA_DIR: directory, PORT: "0", LOG_LEVEL: "silent" });
const now = new Date();
const quiet = () => undefined;

const reached = await reach(settings, quiet);
if (!reached.owner) throw new Error("the bench needs its own database");
const database = new Database(reached.app, { connections: 2, name: "bench" });

const milliseconds = async (work: () => Promise<unknown>) => {
  const from = performance.now();
  await work();
  return Math.round((performance.now() - from) * 10) / 10;
};

async function measure(places: number, seeding: number) {
  const opening: number[] = [];
  const reading: number[] = [];
  const reporting: number[] = [];
  let shown = 0;
  let tenants = 0;
  for (let round = 0; round < rounds; round += 1) {
    let house: Awaited<ReturnType<typeof openHouse>> | undefined;
    opening.push(
      await milliseconds(async () => {
        house = await openHouse({ settings, kind: "demonstration", connection: reached.app });
      }),
    );
    if (!house) throw new Error("the house did not open");
    const { offerings, regions } = house;
    reading.push(await milliseconds(() => offerings.of("430621")));
    const cities = regions.cities.map(({ city }) => city);
    const parts = house;
    reporting.push(
      await milliseconds(async () => {
        const reports = await checkCities(parts, cities, now);
        shown = reports.reduce((sum, report) => sum + report.shown, 0);
      }),
    );
    tenants = cities.length;
    await house.close();
  }
  const result = {
    ...{ places, tenants, offerings: shown },
    seedingMs: seeding,
    openingHouseMs: median(opening),
    firstReadingOfACityMs: median(reading),
    reportOfAllMs: median(reporting),
  };
  process.stderr.write(`${JSON.stringify(result)}\n`);
  return result;
}

try {
  await upgrade(reached, settings, now);
  await giveBirth(reached.owner, "demonstration", "bench", now);
  ensureDemonstrationKeys(settings);
  const secrets = new Secrets(readKeysFile(settings.keysFile), database, () => new Date());
  const loaded = await loadCatalogue(catalogueFolder);
  const files = { ...loaded, problems: [] };
  const base = { database, secrets, now, say: quiet };
  const results: object[] = [];
  const six = await milliseconds(() => seedDemonstration({ ...base, files }));
  results.push(await measure(3, six));
  const catalogue = await Catalogue.open(database, files);
  results.push(await measure(364, await milliseconds(() => seedRest({ ...base, catalogue }))));

  // Growth: every county besides, by the rule for counties.
  const regions = await Regions.load(database);
  const { divisions } = regions;
  const counties: string[] = [];
  for (const province of divisions.children(null).items) {
    for (const each of divisions.children(province.code).items) {
      const below = each.level === "county" ? [each] : divisions.children(each.code).items;
      counties.push(...below.map(({ code }) => code).filter((code) => regions.city(code) === undefined));
    }
  }
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
  results.push(await measure(364 + counties.length, growing));
  keepResult("completeness", {
    benchmark: "completeness",
    machine: before,
    method: `${catalogue.services().length} services; median of ${rounds} rounds in one process; the report reads offerings, agencies, clerks and connectors of a hundred cities at a time`,
    results,
  });
} finally {
  await database.close();
  await reached.embedded?.stop();
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
}
