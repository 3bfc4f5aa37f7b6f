import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asOwner, type TestDatabase, testDatabase } from "../../../tests/helpers/database.ts";
import { bundledRows, bundledSource, bundledVersion } from "./data/bundled.ts";
import { importDivisions } from "./import-divisions.ts";
import { changeCity, closeCity, openCity } from "./open-city.ts";
import { Regions } from "./regions.ts";

let test_: TestDatabase;
let regions: Regions;
const now = new Date("2026-11-16T01:00:00Z");
const later = new Date("2026-11-16T02:00:00Z");

beforeAll(async () => {
  test_ = await testDatabase();
  await asOwner(test_, (client) => client.query("truncate divisions, division_versions, cities"));
  await importDivisions(test_.database, bundledRows(), {
    version: bundledVersion,
    source: bundledSource,
    now,
    dryRun: false,
  });
  regions = await Regions.load(test_.database);
});
afterAll(() => test_.close());

describe("cities as tenants", () => {
  test("a division is opened, and every process sees it after its next look", async () => {
    const other = await Regions.load(test_.database);
    const settings = { colour: "#8a1f11", phone: "0730-7622222", display: { zh: "岳阳县", en: "Yueyang County" } };
    const city = await openCity(test_.database, regions.divisions, { city: "430621", settings, now });
    expect(city).toEqual({ city: "430621", openedAt: now, settings });
    expect(other.city("430621")).toBeUndefined();
    expect(await other.refresh()).toBe(true);
    expect(other.city("430621")).toEqual(city);
    expect(other.divisions.isOffered("430621")).toBe(true);
    expect(await other.refresh()).toBe(false);
  });

  test("looks at the same time are one look", async () => {
    await openCity(test_.database, regions.divisions, { city: "130982", now });
    const answers = await Promise.all([regions.refresh(), regions.refresh(), regions.refresh()]);
    expect(answers).toEqual([true, true, true]);
    expect(regions.cities.map((each) => each.city)).toEqual(["130982", "430621"]);
  });

  test("what is open, unknown or ended cannot be opened", async () => {
    const open = (city: string) => openCity(test_.database, regions.divisions, { city, now });
    await expect(open("430621")).rejects.toMatchObject({ code: "city_already_open", status: 409 });
    await expect(open("999999")).rejects.toMatchObject({ code: "unknown_division", status: 404 });
  });

  test("settings are checked together, each with its field", async () => {
    const settings = { colour: "red", emblem: "//elsewhere/x.png", phone: "call us", banner: "x" } as object;
    await expect(changeCity(test_.database, { city: "430621", settings, now: later })).rejects.toMatchObject({
      code: "bad_city_settings",
      status: 422,
      fields: [
        { field: "colour", code: "bad_value" },
        { field: "emblem", code: "bad_value" },
        { field: "phone", code: "bad_value" },
        { field: "banner", code: "unknown" },
      ],
    });
  });

  test("a change keeps the settings that were not named", async () => {
    const changed = await changeCity(test_.database, { city: "430621", settings: { phone: "12345" }, now: later });
    expect(changed.settings).toMatchObject({ colour: "#8a1f11", phone: "12345" });
    await expect(changeCity(test_.database, { city: "110000", settings: {}, now: later })).rejects.toMatchObject({
      code: "city_not_open",
    });
  });

  test("a closed city is gone from the list, keeps its row and can be opened again", async () => {
    await closeCity(test_.database, { city: "130982", now: later });
    await regions.refresh();
    expect(regions.city("130982")).toBeUndefined();
    await expect(closeCity(test_.database, { city: "130982", now: later })).rejects.toMatchObject({
      code: "city_not_open",
    });
    const again = await openCity(test_.database, regions.divisions, { city: "130982", now: later });
    expect(again.openedAt).toEqual(later);
  });
});
