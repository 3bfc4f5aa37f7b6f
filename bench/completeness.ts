/**
 * What a nation of tenants costs: seeding it, opening the house over it, a first page of offerings, and the completeness report of
 * every city in one go, with the three cities of old, the 364 of the demonstration nation and every county.
 *
 *   node --import tsx bench/completeness.ts
 */
import { checkCities } from "../src/surfaces/completeness.ts";
import { openHouse } from "../src/surfaces/open-house.ts";
import { keepResult, machine, median } from "./support/machine.ts";
import { growNation, type Nation } from "./support/nation.ts";

const rounds = 5;
const before = machine();
const now = new Date();
const results: object[] = [];
let services = 0;

const milliseconds = async (work: () => Promise<unknown>) => {
  const from = performance.now();
  await work();
  return Math.round((performance.now() - from) * 10) / 10;
};

async function measure({ settings, app, ...nation }: Nation, places: number, seeding: number): Promise<void> {
  services = nation.services;
  const opening: number[] = [];
  const reading: number[] = [];
  const reporting: number[] = [];
  let shown = 0;
  let tenants = 0;
  for (let round = 0; round < rounds; round += 1) {
    let house: Awaited<ReturnType<typeof openHouse>> | undefined;
    opening.push(
      await milliseconds(async () => {
        house = await openHouse({ settings, kind: "demonstration", connection: app });
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
  results.push(result);
}

await growNation(measure);
keepResult("completeness", {
  benchmark: "completeness",
  machine: before,
  method: `${services} services; median of ${rounds} rounds in one process; the report reads offerings, agencies, clerks and connectors of a hundred cities at a time`,
  results,
});
