import { afterAll, beforeAll, expect, test } from "vitest";
import { theCatalogue } from "../../../tests/helpers/catalogue.ts";
import { type TestDatabase, testDatabase } from "../../../tests/helpers/database.ts";
import { Catalogue, offeredServices, publishCatalogue } from "../../domain/catalogue/index.ts";
import { Regions } from "../../domain/regions/index.ts";
import { checkCities } from "../completeness.ts";
import { findingLines } from "./city-check.ts";
import { offerInCities, openTenant, seedDivisions } from "./tenants.ts";

const now = new Date("2026-11-16T01:00:00Z");
const today = "2026-11-16";
let db: TestDatabase;
let catalogue: Catalogue;
beforeAll(async () => {
  db = await testDatabase(now);
  await seedDivisions(db.database, now);
  const all = await theCatalogue();
  await publishCatalogue(db.database, { ...all, problems: [] }, now);
  catalogue = await Catalogue.open(db.database, all);
});
afterAll(() => db?.close());

test("a county gets agencies of its level, its prefecture's and its province's, and is told what is missing", async () => {
  const { database, secrets } = db;
  const city = "330521";
  await openTenant(database, secrets, city, {}, now);
  const regions = await Regions.load(database);
  const { divisions } = regions;
  const codes = catalogue.services().map(({ definition }) => definition.code);
  const shown = new Set(["residence-permit"]);
  const done = await offerInCities(database, catalogue, divisions, [{ city, shown }], now);
  expect(done.services).toBe(codes.length);
  for (const { place } of done.above) expect(["330000", "330500"]).toContain(place);

  const offered = await offeredServices({ database, catalogue, divisions }, city, today);
  expect(offered.filter(({ visible }) => visible).map(({ service }) => service)).toEqual(["residence-permit"]);
  for (const { agency, agencyName, from } of offered) {
    const prefecture = agency === "exit-entry" || agency === "housing-fund";
    const by = prefecture ? "prefecture" : agency === "toll-roads" ? "province" : "city";
    expect([agency, from.agencyName.by]).toEqual([agency, by]);
    expect(agencyName.zh).toContain(prefecture ? "湖州市" : agency === "toll-roads" ? "浙江省" : "德清县");
  }
  const [report] = await checkCities({ database, catalogue, regions }, [city], now);
  expect(report).toMatchObject({ city, shown: 1 });
  expect(report?.findings.map(({ code }) => code)).toEqual(
    expect.arrayContaining(["office_missing", "venue_missing", "clerk_missing", "phone_missing"]),
  );
  const lines = report ? findingLines(report, "missing") : [];
  expect(lines[0]).toBe(`missing: ${report?.red} red (block), ${report?.amber} amber (warn)`);
  expect(lines.join("\n")).toContain("德清县公安局没有工作人员");

  // Again it changes nothing, and a neighbour of the same prefecture keeps what the prefecture's agencies are called.
  expect(await offerInCities(database, catalogue, divisions, [{ city, shown: "all" }], now)).toMatchObject({
    ...{ services: 0, agencies: 0 },
  });
});
