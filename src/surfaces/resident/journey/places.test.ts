import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../../../../tests/helpers/database.ts";
import { bundledRows, bundledSource, bundledVersion, importDivisions, Regions } from "../../../domain/regions/index.ts";
import { type Places, placesOf } from "./places.ts";

let base: TestDatabase;
let places: Places;
beforeAll(async () => {
  base = await testDatabase();
  const about = { version: bundledVersion, source: bundledSource, now: base.clock.now, dryRun: false };
  await importDivisions(base.database, bundledRows(), about);
  places = placesOf((await Regions.load(base.database)).divisions);
});
afterAll(() => base.close());

test.each([
  ["岳阳县", "430621"],
  ["湖南省岳阳市岳阳县", "430621"],
  ["湖南岳阳县", "430621"],
  ["Yueyang County", "430621"],
  ["Yueyang County, Yueyang, Hunan", "430621"],
  ["430621", "430621"],
  [" 西充 ", "511325"],
  ["四川西充", "511325"],
  ["武汉市", "420100"],
])("%s is meant beyond doubt", (typed, code) => {
  expect(places.meant(typed)).toBe(code);
});

test.each(["岳阳", "朝阳", "chaoyang", "Yueyang", "朝阳区", "城关"])("%s may be several, and is offered", (typed) => {
  expect(places.meant(typed)).toBeUndefined();
  const offered = places.offered(typed, "zh");
  expect(offered.length).toBeGreaterThan(1);
  expect(new Set(offered.map(({ value }) => value)).size).toBe(offered.length);
});

test.each(["", "999999", "飞碟", "<script>", "nowhere at all"])("%j is no place", (typed) => {
  expect(places.meant(typed)).toBeUndefined();
});

test("a place is named from the province down, in English the other way round", () => {
  expect(places.nameOf("511325", "zh")).toBe("四川省南充市西充县");
  expect(places.nameOf("511325", "en")).toMatch(/^Xichong County, Nanchong, Sichuan/);
  expect(places.nameOf("000000", "zh")).toBeUndefined();
});
