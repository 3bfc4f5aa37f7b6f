import { beforeAll, describe, expect, it } from "vitest";
import { theCatalogue } from "../../../tests/helpers/catalogue.ts";
import type { LoadedCatalogue } from "../catalogue/index.ts";
import { journey, questionsOfPage } from "./journey.ts";
import { validateAnswers } from "./validate-answers.ts";

let catalogue: LoadedCatalogue;
beforeAll(async () => {
  catalogue = await theCatalogue();
});

/** Questions whose answers come from elsewhere, so that samples may leave them out. */
function fromElsewhere(service: string, id: string): boolean {
  const from = catalogue.services.get(service)?.questions.get(id)?.question.from;
  return from !== undefined && from !== "person";
}

describe("the catalogue's samples", () => {
  it("are there", () => {
    expect(catalogue.services.size).toBeGreaterThan(0);
  });

  it("pass the forms as they stand, or are refused with the words they expect", () => {
    const findings: string[] = [];
    for (const [code, service] of catalogue.services) {
      for (const sample of service.definition.samples) {
        const complete = sample.expect.refused !== true;
        const options = { today: sample.on, city: sample.city, complete };
        const { errors, refusals } = validateAnswers(service, sample.answers, options);
        for (const error of errors) {
          if (error.code === "required" && fromElsewhere(code, error.field)) continue;
          findings.push(`${code}, ${sample.name}: ${error.field} ${error.code}`);
        }
        const says = refusals.map(({ zh }) => zh);
        if (complete && says.length > 0) findings.push(`${code}, ${sample.name}: refused: ${says.join()}`);
        if (!complete && !says.includes(sample.expect.say.zh)) findings.push(`${code}, ${sample.name}: not refused`);
      }
    }
    expect(findings).toEqual([]);
  });

  it("can be filled in page by page to the end", () => {
    for (const [code, service] of catalogue.services) {
      const sample = service.definition.samples.find(({ expect: { refused } }) => refused !== true);
      if (!sample) continue;
      const options = { today: sample.on, city: sample.city };
      const answers: Record<string, unknown> = {};
      const way: string[] = [];
      for (let { next } = journey(service, answers, options); next; { next } = journey(service, answers, options)) {
        way.push(next);
        if (way.length > 3 * service.definition.ask.length) throw new Error(`${code} goes in circles: ${way.join()}`);
        const before = Object.keys(answers).length;
        for (const { question } of questionsOfPage(service, next, answers, options)) {
          answers[question.id] = sample.answers[question.id] ?? null;
        }
        // What profile or agency would answer is not in the sample: the form waits for it.
        if (Object.keys(answers).length === before) break;
      }
      expect(way.length, code).toBeGreaterThan(0);
    }
  });
});
