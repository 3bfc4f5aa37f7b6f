import { randomUUID } from "node:crypto";
import { type CaseContext, caseContext, type Submission, submitCase } from "../../src/domain/cases/index.ts";
import type { ServiceVersion } from "../../src/domain/catalogue/index.ts";
import { bundledYears, Calendar } from "../../src/domain/regions/index.ts";
import { sharedScope } from "../../src/foundation/database/index.ts";
import { openSequence } from "../../src/foundation/events/index.ts";
import { theCatalogue } from "./catalogue.ts";
import { type TestDatabase, testCities } from "./database.ts";

/** The catalogue of the repository, compiled once per test process. */
const { services } = await theCatalogue();

export function testService(code: string): ServiceVersion {
  const service = services.get(code);
  if (!service) throw new Error(`no service ${code} in the catalogue`);
  return service;
}

/** What acts on cases need, over a test database; the calendar is the nation's. */
export async function testCases(test: TestDatabase): Promise<CaseContext> {
  const calendar = new Calendar(bundledYears);
  for (const city of testCities) await test.database.run(sharedScope, openSequence, { city });
  return caseContext({
    database: test.database,
    secrets: test.secrets,
    clock: test.clock.read,
    calendarOf: () => calendar,
    serviceOf: (code) => testService(code),
  });
}

/** Answers of the permit's first sample. */
export function permitAnswers(): Record<string, unknown> {
  return { ...testService("residence-permit").definition.samples[0]?.answers };
}

/** A submission for the residence permit in the first test city; anything can be overridden. */
export function permitSubmission(over: Partial<Submission> = {}): Submission {
  const key = randomUUID();
  return {
    city: testCities[0],
    service: testService("residence-permit"),
    agency: "public-security",
    resident: "rLiMinghua",
    applicant: { name: "李明华", id_type: "resident_id", id_number: "11010519491231002X", phone: "13800138000" },
    answers: permitAnswers(),
    delivery: "collect",
    by: { kind: "resident", id: "rLiMinghua" },
    channel: "web",
    idempotency: { caller: "rLiMinghua", key, bodyHash: key },
    ...over,
  };
}

export async function submitPermit(context: CaseContext, over: Partial<Submission> = {}) {
  return submitCase(context, permitSubmission(over));
}
