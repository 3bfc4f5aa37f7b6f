import { randomUUID } from "node:crypto";
import { type CaseContext, findCases, type Submission, submitCase } from "../../src/domain/cases/index.ts";
import { readReports, recordReports } from "../../src/domain/reports/index.ts";
import { cityScope } from "../../src/foundation/database/index.ts";
import { permitSubmission, testService } from "./cases.ts";
import { testCities } from "./database.ts";

/** What somebody says of a pothole; anything can be said otherwise. */
export function potholeAnswers(over: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    danger: false,
    matter: "complaint",
    category: "road",
    story: "机动车道上有一个大坑，下雨积水看不见。",
    has_spot: true,
    spot: { words: "公交站牌往北", latitude: 29.1442, longitude: 113.1166 },
    ...over,
  };
}

/** A report, filed with the hotline of the first test city unless said otherwise. */
export async function fileReport(
  context: CaseContext,
  over: Partial<Submission> & { said?: Record<string, unknown> } = {},
): Promise<string> {
  const { said, ...rest } = over;
  const resident = rest.resident ?? "rLiMinghua";
  const key = randomUUID();
  const { number } = await submitCase(context, {
    ...permitSubmission({
      service: testService("report-a-problem"),
      agency: "hotline",
      delivery: null,
      answers: potholeAnswers(said),
    }),
    by: { kind: "resident", id: resident },
    promise: { days: 13, unit: "working_days" },
    ...rest,
    resident,
    idempotency: { caller: resident, key, bodyHash: key },
  });
  return number;
}

/** What the reaction does: the rows of these reports as their cases stand now. */
export async function feed(context: CaseContext, ...numbers: readonly string[]): Promise<void> {
  const [city] = testCities;
  const cases = await findCases(context, city, numbers);
  const rows = await readReports(context, city, [...cases.values()]);
  await context.database.transaction(cityScope(city), (tx) => recordReports(tx, rows));
}
