import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { theCatalogue } from "../../../../tests/helpers/catalogue.ts";
import { type TestDatabase, testDatabase } from "../../../../tests/helpers/database.ts";
import { cityScope } from "../../../foundation/database/index.ts";
import { Catalogue, compileService, type LoadedCatalogue, publishCatalogue } from "../index.ts";

const now = new Date("2026-11-16T01:00:00Z");
const later = new Date("2026-11-17T01:00:00Z");
const agencyName = { zh: "岳阳县公安局", en: "Yueyang County Public Security Bureau" };
let test: TestDatabase;
let files: LoadedCatalogue;

beforeAll(async () => {
  test = await testDatabase(now);
  files = await theCatalogue();
});
afterAll(() => test.close());

function changed(summary: string): LoadedCatalogue {
  const permit = files.services.get("residence-permit");
  if (!permit) throw new Error("no permit");
  const service = compileService(
    { ...permit.definition, summary: { zh: summary, en: "Other words." } },
    permit.certificate,
  );
  return { ...files, services: new Map(files.services).set("residence-permit", service) };
}

it("publishes once, however often and by how many it is called", async () => {
  const all = await Promise.all(Array.from({ length: 6 }, () => publishCatalogue(test.database, files, now)));
  const added = all.flatMap((one) => one.added.map(({ code }) => code));
  expect(added.sort()).toEqual([...files.services.keys()].sort());
  expect(await publishCatalogue(test.database, files, later)).toEqual({ added: [], changed: [], held: [] });
});

it("gives back what was published, compiled", async () => {
  const catalogue = await Catalogue.open(test.database, files);
  const permit = catalogue.service("residence-permit");
  expect(permit?.version).toBe(files.services.get("residence-permit")?.version);
  expect(permit?.definition).toEqual(files.services.get("residence-permit")?.definition);
  expect(permit?.certificate?.title.zh).toBe("居住证");
  expect(catalogue.service("residence-permit")).toBe(permit);
  expect(catalogue.service("nothing")).toBeUndefined();
  expect(() => catalogue.serviceOf("residence-permit", "000000000000")).toThrow(/no version/);
  expect(
    catalogue
      .services()
      .map(({ definition }) => definition.code)
      .sort(),
  ).toEqual([...files.services.keys()].sort());
});

it("is not sent again what it knows: every process looks each second", async () => {
  const running = await Catalogue.open(test.database, files);
  const run = vi.spyOn(test.database, "run");
  await running.refresh();
  const looked = run.mock.calls.flatMap(([, { name }], index) =>
    name === "catalogue.versions_since" ? [run.mock.settledResults[index]?.value] : [],
  );
  run.mockRestore();
  expect(looked).toEqual([[]]);
});

it("finds services in force", async () => {
  const catalogue = await Catalogue.open(test.database, files);
  expect(catalogue.search("暂住证")[0]?.definition.code).toBe("residence-permit");
  expect(catalogue.search("暂住证", new Set(["suggestion"]))).toEqual([]);
});

it("keeps every version, puts the new one into force without a restart, and an old one again", async () => {
  const running = await Catalogue.open(test.database, files);
  const first = running.service("residence-permit")?.version ?? "";
  const next = changed("换了说法。");
  const { added } = await publishCatalogue(test.database, next, later);
  expect(added).toHaveLength(1);
  expect(running.service("residence-permit")?.version).toBe(first);
  await running.refresh();
  expect(running.service("residence-permit")?.version).toBe(added[0]?.version);
  expect(running.serviceOf("residence-permit", first).definition.summary.zh).toContain("半年");

  expect(await publishCatalogue(test.database, files, new Date("2026-11-18T01:00:00Z"))).toEqual({
    added: [],
    changed: [{ code: "residence-permit", version: first }],
    held: [],
  });
  await running.refresh();
  expect(running.service("residence-permit")?.version).toBe(first);
});

it("finds versions that others committed with an earlier time", async () => {
  const running = await Catalogue.open(test.database, files);
  const slow = changed("迟到的版本。");
  await publishCatalogue(test.database, slow, new Date(later.getTime() - 30_000));
  await running.refresh();
  const version = slow.services.get("residence-permit")?.version ?? "";
  expect(running.serviceOf("residence-permit", version).definition.summary.zh).toBe("迟到的版本。");
  await publishCatalogue(test.database, files, later);
});

it("knows every version in force, whatever is published between two readings of one look", async () => {
  for (const reading of [1, 2, 3]) {
    const next = changed(`第 ${reading} 次。`);
    let readings = Number.NaN;
    const meanwhile = new Proxy(test.database, {
      get: (database, name) => {
        if (name !== "run") return Reflect.get(database, name);
        return async (...asked: Parameters<typeof database.run>) => {
          const rows = await database.run(...asked);
          readings += 1;
          if (readings === reading) await publishCatalogue(database, next, later);
          return rows;
        };
      },
    });
    const running = await Catalogue.open(meanwhile, files);
    readings = 0;
    await running.refresh();
    expect(readings).toBeGreaterThanOrEqual(3);
    expect(running.service("residence-permit"), `published after reading ${reading}`).toBeDefined();
    await running.refresh();
    expect(running.service("residence-permit")?.definition.summary.zh).toBe(`第 ${reading} 次。`);
  }
  await publishCatalogue(test.database, files, later);
});

it("finds versions committed long after their time", async () => {
  const running = await Catalogue.open(test.database, files);
  const late = changed("很久以前的时间。");
  await publishCatalogue(test.database, late, new Date(now.getTime() - 3_600_000));
  await running.refresh();
  expect(running.service("residence-permit")?.definition.summary.zh).toBe("很久以前的时间。");
  await publishCatalogue(test.database, files, later);
});

it("lets the program change no published version", async () => {
  const tried = test.database.raw(cityScope("430621"), (client) =>
    client.query("update service_versions set definition = '{}'"),
  );
  await expect(tried).rejects.toThrow(/permission denied/);
  const removed = test.database.raw(cityScope("430621"), (client) => client.query("delete from service_versions"));
  await expect(removed).rejects.toThrow(/permission denied/);
});

it("refuses to publish what has problems", async () => {
  const problem = { file: "a.yaml", line: 3, column: 1, code: "tone", say: agencyName, remedy: agencyName };
  const refused = publishCatalogue(test.database, { ...files, problems: [problem] }, now);
  await expect(refused).rejects.toMatchObject({ code: "catalogue_has_problems", fields: [{ field: "a.yaml:3" }] });
});
