import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Sample, ServiceVersion } from "../../../src/domain/catalogue/index.ts";
import type { Language } from "../../../src/foundation/i18n/index.ts";
import { sayFound } from "../../../src/surfaces/resident/answer/found.tsx";
import { type ScriptedAgencies, scriptedAgencies } from "../../helpers/agencies.ts";
import { theCatalogue } from "../../helpers/catalogue.ts";
import { type TestHouse, testHouse } from "../../helpers/house.ts";
import { languagesOf } from "../../helpers/thorough.ts";
import { type Visitor, visitor } from "../../helpers/visitor.ts";
import { answersOf, fillInAndSend } from "./sample-pages.ts";
import { signInAsSampled } from "./sample-person.ts";

const { services } = await theCatalogue();

let t: TestHouse;
let agencies: ScriptedAgencies;

/** How the guide of a query, of a certificate and of anything else leads on. */
const open = { zh: /^(查询|开具|开始办理)$/, en: /^(Look up|Get it|Start)$/ } as const;

/**
 * Every service of these fields that looks something up at an agency, by each of its samples, through the served pages without scripts: the
 * first sample in both languages, the others in turn in one (in both by `npm run test:full`).
 */
export function tellLookUps(...fields: readonly string[]): void {
  const lookUps = [...services.values()].filter(
    ({ definition }) => fields.includes(definition.field) && definition.look_up !== undefined,
  );
  const told = lookUps.flatMap((service) =>
    service.definition.samples.flatMap((sample, index) =>
      languagesOf(index).map((language) => ({
        ...{ service, sample, language },
        called: `${service.definition.code}: ${sample.name} (${language})`,
      })),
    ),
  );
  describe("every sample of every service that looks something up", () => {
    beforeAll(async () => {
      agencies = scriptedAgencies();
      t = await testHouse({ adapters: agencies.adapters });
      await agencies.connect(t.house, [...new Set(lookUps.map(({ definition }) => definition.agency))]);
    });
    afterAll(() => t.close());

    test.each(told)("$called", async ({ service, sample, language }) => {
      const who = visitor(t.baseUrl, { language });
      // Somebody new each time: drafts of look-ups that were refused stay with their owner.
      await signInAsSampled(t, who, service, sample);
      agencies.says =
        sample.agency_says === undefined || sample.agency_says === "nothing"
          ? "nothing"
          : { found: sample.agency_says };
      agencies.asked.length = 0;
      const { code } = service.definition;
      await who.get(`/${sample.city}/services/${code}`);
      const link = who.page.links.find(({ text }) => open[language].test(text));
      await who.get(link?.href ?? "");
      await fillInAndSend(who, service, answersOf(service, sample), language);
      expectTold(who, service, sample, language);
      if (sample.expect.refused) expect(agencies.asked).toEqual([]);
      else expect(agencies.asked.length).toBeGreaterThan(0);
      const { certificate } = service.definition.result;
      if (
        certificate === undefined ||
        sample.expect.not_issued ||
        sample.expect.refused ||
        sample.agency_says === "nothing"
      )
        return;
      const number = /\d{6}-\d{8}-Z[0-9A-Z]+-[0-9A-Z]/.exec(who.page.text.replaceAll(/\s/g, ""))?.[0];
      expect(number, who.page.text).toBeDefined();
      const file = who.page.links.find(({ href }) => href === `/me/certificates/${number}.pdf`);
      expect(file).toBeDefined();
      const verify = visitor(t.baseUrl, { language });
      await verify.get(`/verify/${number}`);
      expect(verify.page.status).toBe(200);
    });
  });
}

function expectTold(who: Visitor, service: ServiceVersion, sample: Sample, language: Language): void {
  const { text } = who.page;
  const { look_up: lookUp, kind } = service.definition;
  if (sample.expect.refused || sample.expect.not_issued) {
    expect(text).toContain(sample.expect.say[language]);
    return;
  }
  if (sample.agency_says === "nothing") {
    expect(text).toContain(lookUp?.none[language]);
    return;
  }
  if (kind === "certificate") expect(who.page.at).toContain("/me/cases/");
  else expect(who.page.at).toMatch(/\/answer$/);
  for (const field of lookUp?.answer ?? []) {
    const value = sample.agency_says?.[field.id];
    const rows = field.columns === undefined ? [{ [field.id]: value }] : ((value ?? []) as Record<string, unknown>[]);
    for (const row of rows) {
      for (const column of field.columns ?? [field]) {
        const said = sayFound(column, row[column.id], language);
        if (said !== undefined) expect(text).toContain(said.replaceAll(/\s+/g, " "));
      }
    }
  }
}
