import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findCase, type State } from "../../src/domain/cases/index.ts";
import type { LifeEvent, LifeEventSample } from "../../src/domain/catalogue/index.ts";
import { findEvent, listEvents } from "../../src/domain/life-events/index.ts";
import { parsePublicNumber } from "../../src/foundation/ids/index.ts";
import { stateWords } from "../../src/surfaces/resident/case/state-words.ts";
import { theCatalogue } from "../helpers/catalogue.ts";
import { type TestHouse, testHouse } from "../helpers/house.ts";
import { visitor } from "../helpers/visitor.ts";
import { fillInEvent, sendButton } from "./support/life-event-pages.ts";
import { signInAsSampled } from "./support/sample-person.ts";

/** Every life event, by each of its samples and in both languages, from the city's first page to the view of its progress, without scripts. */
const { services, lifeEvents } = await theCatalogue();
const all = [...lifeEvents.values()].flatMap((event) =>
  event.definition.samples.flatMap((sample) =>
    (["zh", "en"] as const).map((language) => ({
      ...{ event, sample, language },
      called: `${event.definition.code}: ${sample.name} (${language})`,
    })),
  ),
);

/** Bytes of a page on first load, compressed, its styles included. */
const heaviest = 14 * 1024;

let t: TestHouse;
beforeAll(async () => {
  t = await testHouse();
});
afterAll(() => t?.close());

test("there are the eight events of a life", () => {
  expect([...lifeEvents.keys()].sort()).toEqual([
    "birth",
    "buying-a-home",
    "family-death",
    "losing-a-job",
    "moving-here",
    "opening-a-shop",
    "retirement",
    "starting-school",
  ]);
});

async function signedIn(event: LifeEvent, sample: LifeEventSample, language: "zh" | "en") {
  t.clock.now = new Date(`${sample.on}T01:00:00Z`);
  const who = visitor(t.baseUrl, { language });
  const like = { ...event.shared.definition.samples[0], ...sample, expect: { say: { zh: "", en: "" } } };
  const resident = await signInAsSampled(t, who, event.shared, like);
  return { who, resident };
}

describe("every sample of every life event", () => {
  test.each(all)(
    "$called",
    async ({ event, sample, language }) => {
      const { who, resident } = await signedIn(event, sample, language);
      await fillInEvent({ who, event, sample, services, language });
      const { sent, refused = {}, later = [] } = sample.expect;
      for (const say of Object.values(refused)) expect(who.page.text).toContain(say[language]);
      expect(gzipSync(who.page.html).length).toBeLessThan(heaviest);
      const prepared = who.prepare(sendButton(language));
      // A double tap: both end on the same page, and each case is made once.
      const again = visitor(t.baseUrl, { language });
      for (const [name, value] of who.cookies) again.cookies.set(name, value);
      await Promise.all([who.send(prepared), again.send(prepared)]);
      await who.get(
        (await listEvents(t.house.database, resident)).map(({ number }) => `/me/life-events/${number}`)[0] ?? "/me",
      );
      const found = await findEvent(t.house.database, resident, who.page.at.split("/").at(-1) ?? "");
      const states = await Promise.all(
        found.steps.map(async ({ service, caseNumber }) => {
          if (caseNumber === undefined) return [service, undefined] as const;
          const row = await findCase(t.house.cases, parsePublicNumber(caseNumber)?.city ?? "", caseNumber);
          return [service, row] as const;
        }),
      );
      const cases = states.flatMap(([service, row]) => (row ? [[service, row] as const] : []));
      expect(Object.fromEntries(cases.map(([service, row]) => [service, row.state]))).toEqual(sent);
      for (const [, row] of cases) {
        expect(row.applicant).toBe(resident);
        expect(who.page.text).toContain(stateWords(row.regime, row.state as State, language).badge);
        expect(who.page.text).toContain(row.number);
      }
      for (const say of Object.values(refused)) expect(who.page.text).toContain(say[language]);
      for (const code of later) {
        expect(found.steps.find(({ service }) => service === code)?.caseNumber).toBeUndefined();
        expect(who.page.text).toContain(services.get(code)?.definition.name[language]);
      }
      expect(gzipSync(who.page.html).length).toBeLessThan(heaviest);
      expect(await listEvents(t.house.database, resident)).toHaveLength(1);
    },
    60_000,
  );
});
