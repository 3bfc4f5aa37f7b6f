import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { theCatalogue } from "../../../../tests/helpers/catalogue.ts";
import { asOwner, type TestDatabase, testDatabase } from "../../../../tests/helpers/database.ts";
import { cityScope, sharedScope } from "../../../foundation/database/index.ts";
import { Refusal } from "../../../foundation/refusal.ts";
import {
  bundledRows,
  bundledSource,
  bundledVersion,
  type Divisions,
  importDivisions,
  Regions,
} from "../../regions/index.ts";
import {
  addAll,
  Catalogue,
  type LoadedCatalogue,
  type NewOffering,
  nation,
  type Offering,
  offer,
  offeredServices,
  offeringsStamp,
  publishCatalogue,
  setCityAgencies,
  setStandingAgencies,
  setStandingOffers,
  takeBackStandingOffer,
  termsOf,
} from "../index.ts";
import { cityAgenciesOf, offeringsOf } from "./store.ts";

const now = new Date("2026-11-16T01:00:00Z");
const later = new Date("2026-11-17T01:00:00Z");
const today = "2026-11-16";
const service = "residence-permit";
const hunan = "430000";
const yueyang = "430600";
const county = "430621";
const renqiu = "130982";

let db: TestDatabase;
let catalogue: Catalogue;
let divisions: Divisions;
beforeAll(async () => {
  db = await testDatabase(now);
  const all = await theCatalogue();
  // Three services that stand for all: what others say of theirs must not matter here.
  const some = [service, "suggestion", "personal-data-request"].flatMap((code) => {
    const found = all.services.get(code);
    return found ? [[code, found] as const] : [];
  });
  const files: LoadedCatalogue = { ...all, services: new Map(some), problems: [] };
  await publishCatalogue(db.database, files, now);
  catalogue = await Catalogue.open(db.database, files);
  await importDivisions(db.database, bundledRows(), {
    ...{ version: bundledVersion, source: bundledSource, now, dryRun: false },
  });
  divisions = (await Regions.load(db.database)).divisions;
});
afterAll(() => db?.close());

const put = (city: string, values: NewOffering, code = service) =>
  offer(db.database, catalogue, city, code, values, now);
const stand = (place: string, values: NewOffering) =>
  setStandingOffers(db.database, catalogue, [{ place, service, ...values }], now);

async function of(city: string, code = service, day = today): Promise<Offering> {
  const all = await offeredServices({ database: db.database, catalogue, divisions }, city, day);
  const found = all.find((each) => each.service === code);
  if (!found) throw new Error(`${city} does not offer ${code}`);
  return found;
}

describe("where a value comes from", () => {
  test("what nobody says is the catalogue's, and the office has its usual name", async () => {
    await put(county, {});
    const offering = await of(county);
    expect(offering).toMatchObject({
      ...{ agency: "public-security", fee: null, promise: null, venues: [], phone: null, connector: "public-security" },
      agencyName: { zh: "岳阳县公安局", en: "Yueyang County Public security" },
      ...{ visibility: "visible", visible: true, version: null, changedAt: now },
    });
    expect(offering.from).toMatchObject({
      fee: { by: "catalogue", place: null },
      promise: { by: "catalogue" },
      agencyName: { by: "catalogue" },
      visibility: { by: "city", place: county, name: { zh: "岳阳县" } },
    });
  });

  test("nation, province, prefecture, city: the nearest that says something decides, value by value", async () => {
    const fee = (fen: bigint) => ({ amount_fen: fen, basis: "test" });
    await stand(nation, { fee: fee(4000n), phone: "12367", promise: { days: 5, unit: "working_days" } });
    expect(await of(county)).toMatchObject({ fee: fee(4000n), from: { fee: { by: "nation", place: nation } } });
    await stand(hunan, { fee: fee(3000n), connector: "hotline" });
    await stand(yueyang, { promise: { days: 3, unit: "working_days" } });
    const inherited = await of(county);
    expect(inherited).toMatchObject({ phone: "12367", connector: "hotline", promise: { days: 3 }, fee: fee(3000n) });
    expect(inherited.from).toMatchObject({
      phone: { by: "nation" },
      fee: { by: "province", place: hunan, name: { zh: "湖南省", en: "Hunan" } },
      connector: { by: "province" },
      promise: { by: "prefecture", place: yueyang, name: { zh: "岳阳市" } },
    });
    const permit = catalogue.serviceOf(service, catalogue.service(service)?.version ?? "");
    expect(termsOf(permit.definition, inherited)).toMatchObject({
      decide: { days: 3 },
      from: { decide: "prefecture", fee: "province", accept: "law" },
    });
    await put(county, { fee: fee(0n) });
    const own = await of(county);
    expect(own).toMatchObject({ fee: fee(0n), promise: { days: 3 }, from: { fee: { by: "city", place: county } } });
    // The other province hears of the nation alone, and only where it offers the service.
    await put(renqiu, {});
    expect(await of(renqiu)).toMatchObject({
      fee: fee(4000n),
      from: { fee: { by: "nation" }, promise: { by: "nation" } },
    });
    expect(await takeBackStandingOffer(db.database, hunan, service)).toBe(true);
    expect(await takeBackStandingOffer(db.database, hunan, service)).toBe(false);
    expect(await of(county)).toMatchObject({ connector: "public-security", from: { connector: { by: "catalogue" } } });
    await takeBackStandingOffer(db.database, yueyang, service);
    await takeBackStandingOffer(db.database, nation, service);
  });

  test("what a place says of an agency holds for its services, and what it says of the service goes before", async () => {
    const hall = (zh: string) => ({
      name: { zh, en: "Hall" },
      address: { zh: "一号", en: "No 1" },
      hours: { zh: "周一至周五", en: "Monday to Friday" },
    });
    const name = { zh: "岳阳市公安局", en: "Yueyang Public Security Bureau" };
    await setStandingAgencies(db.database, catalogue, [{ place: yueyang, agency: "public-security", name }], now);
    expect(await of(county)).toMatchObject({ agencyName: name, from: { agencyName: { by: "prefecture" } } });
    const own = { city: county, agency: "public-security" };
    await setCityAgencies(
      db.database,
      catalogue,
      [{ ...own, venues: [hall("县政务大厅")], phone: "0730-7622222" }],
      now,
    );
    const offering = await of(county);
    // The city says nothing of the name, so the prefecture's holds.
    expect(offering).toMatchObject({
      agencyName: name,
      phone: "0730-7622222",
      venues: [{ name: { zh: "县政务大厅" } }],
    });
    await put(county, { venues: [hall("户政窗口")] });
    expect((await of(county)).venues[0]?.name.zh).toBe("户政窗口");
    // A service that another agency does here takes that agency's name.
    await put(county, { agency: "hotline" });
    expect(await of(county)).toMatchObject({ agency: "hotline", agencyName: { zh: "岳阳县12345 政务服务便民热线" } });
    await put(county, {});
    // `keep` leaves alone what a city has said.
    const kept = await setCityAgencies(db.database, catalogue, [{ ...own, phone: "110" }], now, { keep: true });
    expect([kept, (await of(county)).phone]).toEqual([0, "0730-7622222"]);
  });

  test("a place above may offer for all below, and one below may still hide it", async () => {
    const all = (city: string) => offeredServices({ database: db.database, catalogue, divisions }, city, today);
    const points = { place: hunan, service: "personal-data-request" } as const;
    expect((await all("430626")).map((each) => each.service)).toEqual([]);
    await setStandingOffers(db.database, catalogue, [{ ...points, visibility: "visible" }], now);
    expect(await of("430626", "personal-data-request")).toMatchObject({
      visible: true,
      from: { visibility: { by: "province" } },
    });
    await put("430626", { visibility: "hidden" }, "personal-data-request");
    expect(await of("430626", "personal-data-request")).toMatchObject({
      visible: false,
      from: { visibility: { by: "city" } },
    });
    await takeBackStandingOffer(db.database, hunan, "personal-data-request");
  });

  test("a withdrawn service is there until its day, with the announcement", async () => {
    const withdrawal = {
      on: "2026-12-01",
      announcement: { zh: "请到市级窗口办理。", en: "Please go to the city's counter." },
    };
    await put(county, { visibility: "withdrawn", withdrawal }, "suggestion");
    expect(await of(county, "suggestion", "2026-11-30")).toMatchObject({ visible: true, withdrawal });
    expect(await of(county, "suggestion", "2026-12-01")).toMatchObject({ visible: false, withdrawal });
    await put(county, {}, "suggestion");
  });
});

describe("what is refused", () => {
  const tried = async (values: NewOffering, code = service) => {
    try {
      await put(county, values, code);
    } catch (error) {
      if (error instanceof Refusal)
        return { code: error.code, fields: error.fields.map((each) => `${each.field} ${each.code}`) };
      throw error;
    }
    return undefined;
  };

  test("services that are not published, values the law or their shape does not allow", async () => {
    expect(await tried({}, "nothing")).toMatchObject({ code: "service_not_found" });
    expect(await tried({ version: "000000000000" })).toMatchObject({ code: "service_not_found" });
    const bad = await tried({
      promise: { days: 12, unit: "working_days" },
      fee: { amount_fen: 100n, basis: " " },
      agency: "ministry-of-magic",
      agencyName: { zh: "公安局", en: "" },
      phone: "call me",
      connector: "nobody",
      visibility: "withdrawn",
      venues: [
        {
          name: { zh: "大厅", en: "Hall" },
          address: { zh: "", en: "x" },
          hours: { zh: "周一", en: "Monday" },
          phone: "?",
        },
      ],
    });
    expect(bad?.code).toBe("offering_not_possible");
    expect(bad?.fields).toEqual([
      "promise promise_longer_than_law",
      "fee fee_without_basis",
      "agency unknown_agency",
      "connector unknown_agency",
      "agencyName.en missing",
      "venues.0.address.zh missing",
      "venues.0.phone bad_phone",
      "phone bad_phone",
      "withdrawal missing",
    ]);
    const venue = {
      name: { zh: "大厅", en: "Hall" },
      address: { zh: "一", en: "1" },
      hours: { zh: "周一", en: "Mon" },
    };
    expect((await tried({ venues: Array.from({ length: 21 }, () => venue) }))?.fields).toEqual(["venues too_many"]);
    const county3 = setStandingOffers(db.database, catalogue, [{ place: county, service }], now);
    await expect(county3).rejects.toMatchObject({ fields: [{ field: "place" }] });
  });

  test("the database holds its promises too", async () => {
    const owner = (text: string) => asOwner(db, (client) => client.query(text));
    await put(county, { fee: { amount_fen: 1n, basis: "x" } });
    await expect(owner("update offerings set fee_basis = null where fee_amount_fen is not null")).rejects.toThrow(
      /check/,
    );
    await expect(owner("update offerings set version = 'abcdefabcdef'")).rejects.toThrow(/foreign key/);
    await expect(owner("update offerings set visibility = 'withdrawn'")).rejects.toThrow(/check/);
    await expect(
      owner("insert into standing_agencies (place, agency, changed_at) values ('430621', 'x', now())"),
    ).rejects.toThrow(/check/);
    await put(county, {});
  });
});

test("a city sees its own rows alone, and what stands above it like everybody", async () => {
  const asked = { cities: [county, renqiu], limit: 100 };
  expect((await db.database.run(cityScope(renqiu), offeringsOf, asked)).map((row) => row.city)).toEqual([renqiu]);
  expect(await db.database.run(sharedScope, offeringsOf, asked)).toEqual([]);
  expect(await db.database.run(cityScope(renqiu), cityAgenciesOf, { cities: [county], limit: 10 })).toEqual([]);
});

test("many are added at once, what is there stays, and every change moves the stamp", async () => {
  const stamps = [await offeringsStamp(db.database)];
  const cities = ["430121", "430181", "430182"];
  const rows = cities.flatMap((city) => ["suggestion", service].map((code) => ({ city, service: code })));
  expect(await addAll(db.database, catalogue, rows, now)).toBe(6);
  stamps.push(await offeringsStamp(db.database));
  await put("430121", { visibility: "hidden" });
  stamps.push(await offeringsStamp(db.database));
  expect(await addAll(db.database, catalogue, rows, later)).toBe(0);
  expect(await offeringsStamp(db.database)).toBe(stamps[2]);
  expect((await of("430121")).visibility).toBe("hidden");
  await stand(hunan, { phone: "12345" });
  stamps.push(await offeringsStamp(db.database));
  expect(new Set(stamps).size).toBe(4);
  await takeBackStandingOffer(db.database, hunan, service);
});
