import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { theCatalogue } from "../../../../tests/helpers/catalogue.ts";
import { type TestDatabase, testDatabase } from "../../../../tests/helpers/database.ts";
import {
  compileService,
  type LoadedCatalogue,
  type Sample,
  type ServiceVersion,
} from "../../../domain/catalogue/index.ts";
import { bundledRows, bundledSource, bundledVersion, importDivisions, Regions } from "../../../domain/regions/index.ts";
import { rehearse, rehearseAll, type Stage } from "./rehearse.ts";

let base: TestDatabase;
let stage: Stage;
let files: LoadedCatalogue;
beforeAll(async () => {
  base = await testDatabase();
  await importDivisions(base.database, bundledRows(), {
    ...{ source: bundledSource, version: bundledVersion, now: base.clock.now, dryRun: false },
  });
  files = await theCatalogue();
  stage = { divisions: (await Regions.load(base.database)).divisions, agencyKinds: files.agencyKinds };
}, 180_000);
afterAll(() => base.close());

test("every sample of the catalogue goes through the pages to where it says it ends", () => {
  const found = [...files.services.values()].flatMap((service) =>
    rehearseAll(service, stage).map(({ path, say }) => `${service.definition.code} ${path.join(".")}: ${say.en}`),
  );
  expect(found).toEqual([]);
}, 120_000);

function permit(): ServiceVersion {
  const service = files.services.get("residence-permit");
  if (!service) throw new Error("no permit");
  return service;
}

/** The permit with its first sample changed, or its pages. */
function changed(change: (sample: Sample) => Sample, pages: object = {}): ServiceVersion {
  const { definition, certificate } = permit();
  const [first, ...rest] = definition.samples;
  if (!first) throw new Error("no sample");
  const ask = definition.ask.map((page) => ({ ...page, ...pages }));
  return compileService({ ...definition, ask, samples: [change(first), ...rest] }, certificate);
}

const said = (service: ServiceVersion) =>
  rehearse(service, 0, stage).map(({ path, code }) => `${path.join(".")} ${code}`);

describe("a sample stumbles", () => {
  test("over an answer the page does not take, named with its line", () => {
    const service = changed((sample) => ({ ...sample, answers: { ...sample.answers, lives_since: "2027-01-01" } }));
    expect(said(service)).toEqual(["samples.0.answers.lives_since answer_not_taken"]);
  });

  test("over a question that nobody answered", () => {
    const service = changed((sample) => {
      const { ground: _, ...answers } = sample.answers;
      return { ...sample, answers };
    });
    expect(said(service)).toEqual(["samples.0.answers answer_not_taken"]);
  });

  test("over an end it does not expect", () => {
    const service = changed((sample) => ({ ...sample, expect: { ...sample.expect, refused: true } }));
    expect(said(service)).toEqual(["samples.0.expect wrong_end"]);
  });

  test("over a refusal on the way, and over another sentence than it expects", () => {
    const refused = (say: string): ServiceVersion =>
      changed((sample) => ({
        ...sample,
        answers: { ...sample.answers, lives_since: "2026-10-01" },
        expect: { ...sample.expect, ...(say === "" ? {} : { refused: true, say: { zh: say, en: say } }) },
      }));
    expect(said(refused(""))).toEqual(["samples.0.expect wrong_end"]);
    expect(said(refused("别的话"))).toEqual(["samples.0.expect.say sentence_not_shown"]);
  });

  test("over a page that cannot be drawn", () => {
    const service = changed((sample) => sample, { title: undefined });
    expect(said(service)).toEqual(["samples.0.answers page_not_drawn"]);
  });
});
