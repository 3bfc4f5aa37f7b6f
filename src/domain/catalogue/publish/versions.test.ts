import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type TestDatabase, testDatabase } from "../../../../tests/helpers/database.ts";
import {
  Catalogue,
  checkCatalogue,
  compileService,
  connectorProblems,
  followNation,
  keepChecked,
  type LoadedCatalogue,
  nation,
  type PublishedBy,
  placesIn,
  publicationsOf,
  publishCatalogue,
  putVersion,
  releaseHeld,
  type ServiceVersion,
  versionInForce,
  versionsOf,
} from "../index.ts";

const now = new Date("2026-11-16T01:00:00Z");
const by: PublishedBy = { kind: "clerk", id: "c1", name: "王芳", note: "因为改了说法" };
const code = "residence-permit";
const city = "430621";
const read = (path: string) => readFileSync(resolve("catalogue", path), "utf8");

let test: TestDatabase;
let files: LoadedCatalogue;
let catalogue: Catalogue;
beforeAll(async () => {
  test = await testDatabase(now);
  const paths = [
    "fields.yaml",
    "agencies.yaml",
    "policing/residence-permit.yaml",
    "certificates/residence-permit.yaml",
  ];
  files = checkCatalogue(new Map(paths.map((path) => [path, read(path)])));
  await publishCatalogue(test.database, files, now);
  catalogue = await Catalogue.open(test.database, files);
});
afterAll(() => test.close());

function permit(): ServiceVersion {
  const service = files.services.get(code);
  if (!service) throw new Error("no permit");
  return service;
}

const saying = (summary: string, as = code): ServiceVersion =>
  compileService(
    { ...permit().definition, code: as, summary: { zh: summary, en: "Other words." } },
    permit().certificate,
  );

const ofNation = (service: ServiceVersion) => ({ services: new Map([[code, service]]), problems: [] });

describe("the nation", () => {
  it("keeps a line of every publishing, and puts an earlier version into force by the same act", async () => {
    const first = permit().version;
    const next = saying("换了说法。");
    await publishCatalogue(test.database, ofNation(next), new Date(now.getTime() + 500), by);
    await catalogue.refresh();
    expect(catalogue.service(code)?.version).toBe(next.version);
    const back = { place: nation, service: code, version: first, back: true };
    await putVersion(test.database, back, by, new Date(now.getTime() + 1_000));
    await catalogue.refresh();
    expect(catalogue.service(code)?.version).toBe(first);
    const lines = await publicationsOf(test.database, nation, code);
    expect(lines.map(({ act, version, before, by: who }) => [act, version, before, who])).toEqual([
      ["rolled_back", first, next.version, "王芳"],
      ["published", next.version, first, "王芳"],
      ["published", first, null, "catalogue files"],
    ]);
    expect(lines[0]?.note).toBe("因为改了说法");
    await expect(putVersion(test.database, back, by, now)).rejects.toMatchObject({ code: "version_in_force" });
    const none = putVersion(test.database, { ...back, version: "000000000000" }, by, now);
    await expect(none).rejects.toMatchObject({ code: "version_not_found" });
    expect((await versionsOf(test.database, catalogue, nation, code)).map((one) => one.inForce)).toEqual([false, true]);
  });
});

describe("a city", () => {
  it("holds on to a version of its own that is in force nowhere else, and lets go of it", async () => {
    const own = saying("县里的说法。");
    await keepChecked(test.database, city, own, by, now);
    await catalogue.refresh();
    expect(await versionInForce(test.database, catalogue, city, code)).toBe(permit().version);
    const elsewhere = { place: "130982", service: code, version: own.version };
    await expect(putVersion(test.database, elsewhere, by, now)).rejects.toMatchObject({ code: "version_not_found" });
    await putVersion(test.database, { ...elsewhere, place: city }, by, now);
    expect(await versionInForce(test.database, catalogue, city, code)).toBe(own.version);
    expect(await versionInForce(test.database, catalogue, "130982", code)).toBe(permit().version);
    expect(catalogue.service(code)?.version).toBe(permit().version);
    await followNation(test.database, city, code, by, now);
    expect(await versionInForce(test.database, catalogue, city, code)).toBe(permit().version);
    await expect(followNation(test.database, city, code, by, now)).rejects.toMatchObject({ code: "version_in_force" });
  });

  it("has services of its own, whose code nobody else may use, the nation neither", async () => {
    const own = saying("县里自己的。", "county-only");
    await keepChecked(test.database, city, own, by, now);
    await putVersion(test.database, { place: city, service: "county-only", version: own.version }, by, now);
    await catalogue.refresh();
    expect(catalogue.placeOf("county-only")).toBe(city);
    expect(catalogue.services().map(({ definition }) => definition.code)).not.toContain("county-only");
    expect(catalogue.services(city).map(({ definition }) => definition.code)).toContain("county-only");
    expect(catalogue.services("130982").map(({ definition }) => definition.code)).not.toContain("county-only");
    expect(catalogue.search("居住证").map(({ definition }) => definition.code)).not.toContain("county-only");
    const other = keepChecked(test.database, "130982", saying("别县的。", "county-only"), by, now);
    await expect(other).rejects.toMatchObject({ code: "service_code_taken" });
    const national = { services: new Map([["county-only", own]]), problems: [] };
    await expect(publishCatalogue(test.database, national, now)).rejects.toMatchObject({ code: "service_code_taken" });
  });
});

describe("agencies' connectors", () => {
  const path = "deploy/connectors/human-resources.yaml";
  const text = readFileSync(resolve(path), "utf8");
  const services = checkCatalogue(
    new Map(
      ["fields.yaml", "agencies.yaml", "social-security/contribution-record.yaml"].map((each) => [each, read(each)]),
    ),
  ).services;
  const found = (changed: string) =>
    connectorProblems(services.values(), [{ file: path, config: parse(changed), place: placesIn(path, changed) }]);

  it("take what their service names and send what it asks; what does not fit is named with its line", () => {
    expect(services.size).toBe(1);
    expect(found(text)).toEqual([]);
    const [, taken = ""] = /take:\n\s+(\w+):/.exec(text.slice(text.indexOf("contribution-record"))) ?? [];
    const broken = text.replace(new RegExp(`(contribution-record[\\s\\S]*?take:\\n\\s+)${taken}:`), `$1${taken}x:`);
    const problems = found(broken);
    expect(problems.map((one) => one.code).sort()).toEqual(["connector_takes_less", "connector_takes_more"]);
    const more = problems.find((one) => one.code === "connector_takes_more");
    expect(broken.split("\n")[(more?.line ?? 0) - 1]).toContain(`${taken}x`);
  });

  it("hand over files the service asks for, and nothing else as a file", () => {
    const court = "deploy/connectors/court.yaml";
    const whole = readFileSync(resolve(court), "utf8");
    const paths = ["fields.yaml", "agencies.yaml", "justice/court-e-filing.yaml"];
    const filing = checkCatalogue(new Map(paths.map((each) => [each, read(each)]))).services;
    const said = (changed: string) =>
      connectorProblems(filing.values(), [{ file: court, config: parse(changed), place: placesIn(court, changed) }]);
    expect(filing.size).toBe(1);
    expect(said(whole)).toEqual([]);
    // First sent and corrected.
    const codes = (changed: string) => said(changed).map(({ code }) => code);
    const named = "parameters.evidence_3.reference";
    expect(codes(whole.replaceAll(named, "parameters.evidence_9.reference"))).toEqual(Array(2).fill("connector_sends"));
    expect(codes(whole.replaceAll(named, "parameters.facts.reference"))).toEqual(
      Array(2).fill("connector_sends_no_file"),
    );
  });
});

describe("what was rolled back from", () => {
  it("is not brought back by its file, until the file says something else or is released", async () => {
    const { database } = test;
    const at = (seconds: number) => new Date(now.getTime() + 3_600_000 + seconds * 1_000);
    const inForce = async () => {
      await catalogue.refresh();
      return catalogue.service(code)?.version;
    };
    const first = permit().version;
    const [second, third, fourth] = [saying("第二版。"), saying("第三版。"), saying("第四版。")];
    await publishCatalogue(database, ofNation(second), at(1));
    await publishCatalogue(database, ofNation(third), at(2));
    const back = (version: string, seconds: number) =>
      putVersion(database, { place: nation, service: code, version, back: true }, by, at(seconds));
    await back(second.version, 3);
    await back(first, 4);
    // Neither of the two comes back by its file, and what is in force stays.
    for (const one of [third, second]) {
      const { changed, held } = await publishCatalogue(database, ofNation(one), at(5));
      expect([changed, held]).toEqual([[], [{ code, version: one.version, inForce: first }]]);
      expect(await inForce()).toBe(first);
    }
    const known = await versionsOf(database, catalogue, city, code);
    expect(known.filter(({ setAside }) => setAside).map(({ version }) => version)).toEqual(
      expect.arrayContaining([second.version, third.version]),
    );
    // What the file says anew goes live, and then the others may come back too.
    expect((await publishCatalogue(database, ofNation(fourth), at(6))).held).toEqual([]);
    expect(await inForce()).toBe(fourth.version);
    await publishCatalogue(database, ofNation(third), at(7));
    expect(await inForce()).toBe(third.version);
    await back(first, 8);
    await releaseHeld(database, code, by, at(9));
    await expect(releaseHeld(database, code, by, at(9))).rejects.toMatchObject({ code: "version_in_force" });
    await publishCatalogue(database, ofNation(third), at(10));
    expect(await inForce()).toBe(third.version);
    await publishCatalogue(database, files, at(11));
    expect(await inForce()).toBe(first);
  });
});
