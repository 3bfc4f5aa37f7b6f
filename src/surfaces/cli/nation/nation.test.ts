import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { theCatalogue } from "../../../../tests/helpers/catalogue.ts";
import { type TestDatabase, testDatabase } from "../../../../tests/helpers/database.ts";
import { Catalogue, offeringsOfCities, publishCatalogue, usualAgency } from "../../../domain/catalogue/index.ts";
import { Regions } from "../../../domain/regions/index.ts";
import { checkCities } from "../../completeness.ts";
import { seedDivisions } from "../tenants.ts";
import { generate } from "./generate.ts";
import { placesFile, readPlaces } from "./places.ts";
import { servicesByRule, shareOf } from "./rule.ts";
import { seedNation } from "./seed.ts";

const now = new Date("2026-11-16T01:00:00Z");
const places = readPlaces();
const three = ["130982", "419001", "430621"];

let db: TestDatabase;
let catalogue: Catalogue;
let regions: Regions;
beforeAll(async () => {
  db = await testDatabase(now);
  await seedDivisions(db.database, now);
  const all = await theCatalogue();
  const files = { ...all, problems: [] };
  await publishCatalogue(db.database, files, now);
  catalogue = await Catalogue.open(db.database, files);
  regions = await Regions.load(db.database);
});
afterAll(() => db?.close());

describe("the list of places", () => {
  test("is what the rule writes", () => {
    expect(readFileSync(placesFile, "utf8")).toBe(generate());
  });

  test("has 364 cities and counties in 31 provinces, the three of the report and more than 70 large ones", () => {
    expect(new Set(places.map(({ city }) => city)).size).toBe(364);
    expect(new Set(places.map(({ city }) => city.slice(0, 2))).size).toBe(31);
    expect(places.filter(({ size }) => size === "large").length).toBeGreaterThanOrEqual(70);
    expect(places.filter(({ city }) => three.includes(city))).toHaveLength(3);
    expect(places.filter(({ joined }) => joined <= "2015-12")).toHaveLength(124);
    for (const { city } of places) expect(regions.divisions.get(city)?.endedOn).toBeNull();
  });
});

test.each([
  ["public-security", "430621", "430621", "岳阳县公安局", "Yueyang County Public Security Bureau"],
  ["exit-entry", "430621", "430600", "岳阳市公安局出入境管理支队", "Yueyang Exit and Entry Administration"],
  ["housing-fund", "130982", "130900", "沧州市住房公积金管理中心", "Cangzhou Housing Fund Management Centre"],
  ["housing-fund", "419001", "419001", "济源市住房公积金管理中心", "Jiyuan Housing Fund Management Centre"],
  ["power", "430621", "430621", "国网岳阳县供电公司", "State Grid Yueyang County Power Supply Company"],
  ["power", "440300", "440300", "深圳供电局", "Shenzhen Power Supply Bureau"],
  ["power", "450100", "450100", "南方电网南宁市供电局", "China Southern Power Grid, Nanning Power Supply Bureau"],
  ["court", "430600", "430600", "岳阳市中级人民法院", "Yueyang Intermediate People's Court"],
  ["court", "110000", "110000", "北京市高级人民法院", "Beijing Higher People's Court"],
  ["tax", "430621", "430621", "国家税务总局岳阳县税务局", "State Taxation Administration, Yueyang County Tax Bureau"],
  ["education", "430000", "430000", "湖南省教育厅", "Hunan Department of Education"],
  ["toll-roads", "430621", "430000", "湖南省高速公路联网收费管理中心", "Hunan Expressway Toll Network Centre"],
  ["traffic-police", "430602", "430600", "岳阳市公安局交通警察支队", "Yueyang Traffic Police"],
  [
    "public-security",
    "430602",
    "430602",
    "岳阳市公安局岳阳楼分局",
    "Yueyang Public Security Bureau, Yueyanglou District Branch",
  ],
  ["exit-entry", "110105", "110000", "北京市公安局出入境管理总队", "Beijing Exit and Entry Administration"],
])("%s of %s is of %s: %s", (agency, place, owner, zh, en) => {
  const usual = usualAgency(agency, regions.divisions.path(place));
  expect([usual?.owner.code, usual?.name]).toEqual([owner, { zh, en }]);
});

test("every kind of agency has a name at every level", () => {
  const paths = ["430000", "430600", "430621", "430602", "419001", "110000", "110105"].map((code) =>
    regions.divisions.path(code),
  );
  for (const agency of catalogue.agencyKinds.keys()) {
    for (const path of paths)
      expect(usualAgency(agency, path)?.name.en, `${agency} ${path.at(-1)?.code}`).toMatch(/^[^\p{Script=Han}]+$/u);
  }
});

test("the nation is seeded by the rule in a few statements, and again adds nothing", async () => {
  const { database, secrets } = db;
  const seed = () => seedNation({ database, secrets, catalogue, besides: new Set(three), now, say: () => undefined });
  let statements = 0;
  database.observer = () => {
    statements += 1;
  };
  await seed();
  database.observer = undefined;
  expect(statements).toBeLessThan(100);
  await regions.refresh();
  const cities = places.map(({ city }) => city).filter((city) => !three.includes(city));
  expect(regions.cities.map(({ city }) => city)).toEqual([...cities].sort());
  const offered = await offeringsOfCities({ database, catalogue, divisions: regions.divisions }, cities, "2026-11-16");
  for (const place of places) {
    if (three.includes(place.city)) continue;
    const codes = (offered.get(place.city) ?? []).map(({ service }) => service);
    expect(codes.sort()).toEqual([...servicesByRule(catalogue, regions.divisions, place)].sort());
    expect(codes).toContain("report-a-problem");
  }
  const share = (size: string) => {
    const of = places.filter((place) => place.size === size && !three.includes(place.city));
    return (
      of.reduce((sum, { city }) => sum + (offered.get(city)?.length ?? 0), 0) / of.length / catalogue.services().length
    );
  };
  expect(share("large")).toBeGreaterThan(share("city"));
  expect(share("city")).toBeGreaterThan(share("county"));
  expect(shareOf({ city: "110000", size: "large", joined: "2015-04" })).toBe(90);
  const before = JSON.stringify([...offered.values()].map((all) => all.length));
  await seed();
  const after = await offeringsOfCities({ database, catalogue, divisions: regions.divisions }, cities, "2026-11-16");
  expect(JSON.stringify([...after.values()].map((all) => all.length))).toBe(before);
});

test("the report of all of them takes a few statements; without clerks none can go live", async () => {
  let statements = 0;
  db.database.observer = () => {
    statements += 1;
  };
  const cities = regions.cities.map(({ city }) => city);
  const reports = await checkCities({ database: db.database, catalogue, regions }, cities, now);
  db.database.observer = undefined;
  expect(statements).toBeLessThanOrEqual(Math.ceil(cities.length / 100) * 6);
  expect(reports.map(({ city }) => city)).toEqual(cities);
  for (const { findings, red, amber } of reports) {
    expect(findings.map(({ code }) => code)).toContain("clerk_missing");
    expect(findings.map(({ code }) => code)).not.toContain("agency_unnamed");
    expect(findings.map(({ code }) => code)).not.toContain("venue_missing");
    expect(red + amber).toBe(findings.length);
  }
});
