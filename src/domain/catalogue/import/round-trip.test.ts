import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { theCatalogue } from "../../../../tests/helpers/catalogue.ts";
import { type TestDatabase, testDatabase } from "../../../../tests/helpers/database.ts";
import { bundledRows, importDivisions, Regions } from "../../regions/index.ts";
import {
  type AgencyValues,
  applyImport,
  Catalogue,
  CatalogueImport,
  exportServices,
  type Layer,
  nation,
  type OfferValues,
  offer,
  offeredServices,
  publishCatalogue,
  readLayers,
  type ServiceVersion,
  setCityAgencies,
  setStandingAgencies,
  setStandingOffers,
  settleOfferings,
  usualMapping,
  type Venue,
} from "../index.ts";

const files = await theCatalogue();
const { agencyKinds, fields } = files;
const chosen = ["residence-permit", "passport", "traffic-fine", "hospital-booking", "housing-fund-withdrawal"].flatMap(
  (code) => files.services.get(code) ?? [],
);
const name = { zh: "岳阳县", en: "Yueyang County" };
const context = { base: "https://zw.example", place: { code: "430621", name }, fields, agencyKinds };

/** A list of ours, judged as the city's. */
async function planOf(csv: string, services: readonly ServiceVersion[], layers: readonly Layer[]) {
  const file = new CatalogueImport(
    async function* () {
      yield Buffer.from(csv);
    },
    usualMapping,
    services,
    { agencyKinds, path: [], layers },
  );
  const rows = await Array.fromAsync(file.rows());
  return { rows, services: file.plan.services };
}

const listOf = (layers: readonly Layer[]) => {
  const settled = settleOfferings(
    { catalogue: { agencyKinds, service: (code) => files.services.get(code) } },
    layers,
    "",
  );
  return exportServices(
    chosen.map((service) => ({ service, offering: settled.get(service.definition.code) })),
    context,
    "csv",
  );
};

describe("our own list, taken in again", () => {
  const words = fc.constantFrom(
    ...[
      "岳阳县政务服务中心",
      "城关路　１２ 号（二楼）",
      "周一至周五 9:00–17:00",
      "Hall",
      "=1+1 号窗口",
      "A&amp;B 楼",
      "洞庭 路  3号",
    ],
  );
  const text = fc.record({ zh: words, en: words });
  const venue: fc.Arbitrary<Venue> = fc.record({ name: text, address: text, hours: text });
  const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null });
  const days = fc.constantFrom(1, 3, 5);
  const promise = days.map((count) => ({ days: count, unit: "working_days" as const }));
  const phone = fc.constantFrom("0730-7622222", "12345", "+86 730 7620110");
  const shared = { venues: maybe(fc.array(venue, { minLength: 1, maxLength: 3 })), phone: maybe(phone) };
  const amount = fc.constantFrom(0n, 500n, 12_000n);
  const said: fc.Arbitrary<OfferValues> = fc.record({
    ...shared,
    agencyName: maybe(text),
    promise: maybe(promise),
    fee: maybe(fc.record({ amount_fen: amount, basis: fc.constantFrom("湘发改价费〔2019〕１号", "县价目表") })),
    visibility: fc.constant("visible" as const),
  });
  const agency: fc.Arbitrary<AgencyValues> = fc.record({ ...shared, name: maybe(text), promise: maybe(promise) });
  const changedAt = new Date(0);
  const layer = (by: "city" | "nation") =>
    fc
      .record({
        offers: fc.array(said, { minLength: chosen.length, maxLength: chosen.length }),
        agencies: fc.array(agency, { minLength: chosen.length, maxLength: chosen.length }),
      })
      .map(
        ({ offers, agencies }): Layer => ({
          source: { by, place: by === "city" ? "430621" : nation, name },
          offers: new Map(chosen.map(({ definition }, at) => [definition.code, { ...offers[at], changedAt }])),
          agencies: new Map(chosen.map(({ definition }, at) => [definition.agency, { ...agencies[at], changedAt }])),
        }),
      );
  const layers = fc.tuple(layer("city"), layer("nation"));

  test("changes nothing, whoever says what", async () => {
    await fc.assert(
      fc.asyncProperty(layers, async (each) => {
        const { rows, services } = await planOf(listOf(each), chosen, each);
        expect(rows).toHaveLength(chosen.length);
        for (const [code, { values }] of services) expect([code, values]).toEqual([code, {}]);
      }),
      { numRuns: 60 },
    );
  });

  test("with other telephones in it changes those alone; what is inherited is given back to whoever says it", async () => {
    await fc.assert(
      fc.asyncProperty(layers, async ([city, above]) => {
        const silent: Layer = {
          ...city,
          offers: new Map([...city.offers].map(([code]) => [code, { visibility: "visible", changedAt }])),
        };
        // The list of a city that says nothing of its services, taken in where it does: it inherits again.
        const { services } = await planOf(listOf([silent, above]), chosen, [city, above]);
        for (const [code, { values }] of services) {
          const after = { ...city.offers.get(code), ...values, changedAt };
          const settle = (one: Layer) =>
            settleOfferings(
              { catalogue: { agencyKinds, service: (each) => files.services.get(each) } },
              [one, above],
              "",
            );
          const got = settle({ ...city, offers: new Map([[code, after]]) }).get(code);
          const inherited = settle(silent).get(code);
          // A name the same in Chinese is the same name: the list has no English.
          expect([code, got?.agencyName.zh]).toEqual([code, inherited?.agencyName.zh]);
          for (const key of ["phone", "promise"] as const) {
            // What a list says by an empty cell it does not say.
            if (inherited?.[key] !== null) expect([code, key, got?.[key]]).toEqual([code, key, inherited?.[key]]);
          }
          for (const key of ["agencyName", "phone", "promise"] as const) expect(values[key] ?? null).toBeNull();
        }
        const list = listOf([city, above]).replaceAll(/0730-7622222|12345|\+86 730 7620110/g, "0730-9999999");
        for (const [, { values }] of (await planOf(list, chosen, [city, above])).services) {
          expect(["", "phone"]).toContain(Object.keys(values).join());
          if (values.phone !== undefined) expect(values.phone).toBe("0730-9999999");
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe("a county's list", () => {
  const now = new Date("2026-11-16T01:00:00Z");
  const city = "430621";
  let db: TestDatabase;
  let catalogue: Catalogue;
  let regions: Regions;
  beforeAll(async () => {
    db = await testDatabase(now);
    const division = { version: "2025-12-31", source: "test", now, dryRun: false };
    await importDivisions(db.database, bundledRows(), division);
    await publishCatalogue(db.database, { ...files, problems: [] }, now);
    catalogue = await Catalogue.open(db.database, files);
    regions = await Regions.load(db.database);
  });
  afterAll(() => db?.close());

  test("leaves inherited what it inherits: what the nation and the county's agency change afterwards still holds", async () => {
    const { database } = db;
    const { divisions } = regions;
    const parts = { database, catalogue, divisions };
    const hall = (zh: string) => ({ zh, en: `${zh} in English` });
    const phones = (phone: string) =>
      ["public-security", "exit-entry"].map((agency) => ({ place: nation, agency, phone }));
    const venue = { name: hall("政务大厅"), address: hall("城关路 1 号"), hours: hall("周一至周五 9:00–17:00") };
    await setStandingOffers(
      database,
      catalogue,
      [{ place: nation, service: "residence-permit", promise: { days: 3, unit: "working_days" } }],
      now,
    );
    await setStandingAgencies(database, catalogue, phones("12367"), now);
    await setCityAgencies(database, catalogue, [{ city, agency: "public-security", venues: [venue] }], now);
    for (const code of ["residence-permit", "passport"]) await offer(database, catalogue, city, code, {}, now);
    const own = { fee: { amount_fen: 2_000n, basis: "县价目表" } };
    await offer(database, catalogue, city, "housing-fund-withdrawal", own, now);

    const list = async () => {
      const offered = await offeredServices(parts, city, "2026-11-16");
      const services = offered.flatMap((offering) => {
        const service = catalogue.service(offering.service);
        return service ? [{ service, offering }] : [];
      });
      return exportServices(services, context, "csv");
    };
    const take = async (csv: string) => {
      const { rows, services } = await planOf(csv, catalogue.services(city), await readLayers(parts, city));
      const counts = { rows: rows.length, taken: 0, repaired: 0, no_service: 0, refused: 0 };
      return applyImport(parts, city, { encoding: "utf-8", counts, services }, { now });
    };
    const before = (await readLayers(parts, city))[0]?.offers;
    const codes = ["housing-fund-withdrawal", "passport", "residence-permit"];
    expect(await take(await list())).toEqual({ made: [], changed: [], same: codes });
    expect((await readLayers(parts, city))[0]?.offers).toEqual(before);

    // One telephone is changed in the list: it is the county's own from now on, and nothing else is.
    const lines = (await list()).split("\r\n");
    const changed = lines.map((line) => (line.startsWith("passport,") ? line.replace("12367", "0730-7620110") : line));
    expect(await take(changed.join("\r\n"))).toEqual({
      ...{ made: [], changed: ["passport"], same: codes.filter((code) => code !== "passport") },
    });

    await setStandingOffers(
      database,
      catalogue,
      [{ place: nation, service: "residence-permit", promise: { days: 2, unit: "working_days" } }],
      now,
    );
    await setStandingAgencies(database, catalogue, phones("12368"), now);
    const moved = { ...venue, address: hall("新区路 2 号") };
    await setCityAgencies(database, catalogue, [{ city, agency: "public-security", venues: [moved] }], now);
    const after = new Map((await offeredServices(parts, city, "2026-11-16")).map((each) => [each.service, each]));
    expect(after.get("residence-permit")).toMatchObject({
      ...{ promise: { days: 2 }, phone: "12368", venues: [moved] },
      from: { promise: { by: "nation" }, phone: { by: "nation" } },
    });
    const passport = after.get("passport");
    expect([passport?.phone, passport?.from.phone.by]).toEqual(["0730-7620110", "city"]);
    expect(after.get("housing-fund-withdrawal")?.fee).toEqual(own.fee);
  });
});
