import { afterAll, beforeAll, expect, test } from "vitest";
import { theCatalogue } from "../../../tests/helpers/catalogue.ts";
import { type TestDatabase, testDatabase } from "../../../tests/helpers/database.ts";
import { Catalogue, offeredServices, publishCatalogue, setCityAgencies } from "../../domain/catalogue/index.ts";
import { makeIdentity, seedDemonstrationClerks } from "../../domain/identity/index.ts";
import { Regions } from "../../domain/regions/index.ts";
import { checkCities } from "../completeness.ts";
import { giveBirth } from "../installation.ts";
import { findingLines } from "./city-check.ts";
import { demonstrationHall } from "./nation/rule.ts";
import { bothLanguages, heldLines, offerAndShow, showReady } from "./showing.ts";
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

test("what is red is prepared and not shown, each with what mends it; once mended it is shown, and what the city hid stays hidden", async () => {
  const { database, secrets } = db;
  const city = "330522";
  await openTenant(database, secrets, city, {}, now);
  const visible = async () => {
    const { divisions } = await Regions.load(database);
    const offered = await offeredServices({ database, catalogue, divisions }, city, today);
    return offered.filter((each) => each.visible).map(({ service }) => service);
  };
  const shown = new Set(["residence-permit", "traffic-fine"]);
  const made = await offerAndShow({ database, catalogue }, { city, shown }, now);
  expect(made.services).toBe(catalogue.services().length);
  expect(made.showing.shown).toEqual([]);
  expect(await visible()).toEqual([]);
  const lines = heldLines(made.showing.held, { city, base: "https://zw.example", said: bothLanguages });
  expect(lines).toHaveLength(4);
  const line = (code: string) => lines.find((each) => each.startsWith(`  ${code} `)) ?? "";
  expect(line("residence-permit")).toContain("onewindow clerk add --city 330522 --role office");
  expect(line("residence-permit")).toContain("--role clerk --agency public-security");
  expect(line("residence-permit")).toContain("https://zw.example/staff/office/agencies/public-security");
  expect(line("residence-permit")).toContain("1 项服务要到窗口，但没有办事地点和办公时间");
  expect(line("traffic-fine")).toContain("onewindow connector set 330522 ");
  expect(lines.at(-1)).toContain("onewindow city show 330522 ");

  // Clerks, place and telephone are there; the agency's system is not.
  await giveBirth(db.owner, "demonstration", "tests", now);
  await seedDemonstrationClerks(makeIdentity(database, secrets), [city], now);
  const hall = demonstrationHall({ zh: "长兴县", en: "Changxing" });
  await setCityAgencies(database, catalogue, [{ city, agency: "all", venues: [hall], phone: "12345" }], now);
  // The same again leaves hidden what waits hidden.
  const again = await offerAndShow({ database, catalogue }, { city, shown: "all" }, now);
  expect([again.services, again.showing.shown, again.stayed.length]).toEqual([0, [], catalogue.services().length]);
  expect(await visible()).toEqual([]);

  const regions = await Regions.load(database);
  const codes = ["residence-permit", "traffic-fine", "no-such-service"];
  const done = await showReady({ database, catalogue, regions }, city, codes, now);
  expect(done).toMatchObject({ shown: ["residence-permit"], already: [], none: ["no-such-service"] });
  expect(done.held.map(({ service, red }) => [service, red.map(({ code }) => code)])).toEqual([
    ["traffic-fine", ["connector_missing"]],
  ]);
  expect(await visible()).toEqual(["residence-permit"]);
  expect((await showReady({ database, catalogue, regions }, city, codes, now)).already).toEqual(["residence-permit"]);
});
