import { randomUUID } from "node:crypto";
import { type Act, type Actor, perform, submitCase, viewCase } from "../../../src/domain/cases/index.ts";
import {
  dispatchingOf,
  findAlike,
  findReport,
  joinedTo,
  listReports,
  setDispatching,
} from "../../../src/domain/reports/index.ts";
import { permitSubmission } from "../../helpers/cases.ts";
import type { TestHouse } from "../../helpers/house.ts";
import { potholeAnswers } from "../../helpers/reports.ts";
import { quiet } from "./walk.ts";

const city = "430621";

/** Reports of two people about one pothole: sent on, urged, joined, answered; and what the city orders about sending on. */
export async function walkReports(running: TestHouse): Promise<void> {
  const { house, clock } = running;
  const { cases: context, database } = house;
  const service = house.catalogue.service("report-a-problem", null);
  if (!service) throw new Error("reports are not published");
  const hotline: Actor = { kind: "clerk", id: randomUUID(), desk: "hotline" };
  const housing: Actor = { kind: "clerk", id: randomUUID() };
  const report = async (resident: string) => {
    const key = randomUUID();
    const by: Actor = { kind: "resident", id: resident };
    const sent = { service, agency: "hotline", delivery: null, answers: potholeAnswers() };
    const more = { promise: { days: 13, unit: "working_days" }, idempotency: { caller: resident, key, bodyHash: key } };
    const { number } = await submitCase(context, {
      ...permitSubmission({ resident, by }),
      ...sent,
      ...more,
    } as Parameters<typeof submitCase>[1]);
    await quiet(running);
    return number;
  };
  const act = async (number: string, type: Act["type"], by: Actor, input: Readonly<Record<string, unknown>> = {}) => {
    const { revision } = (await viewCase(context, city, number)).row;
    await perform(context, { city, number, type, revision, by, input });
    await quiet(running);
  };
  const reporter: Actor = { kind: "resident", id: "rWalkReporter" };
  const first = await report(reporter.id);
  const second = await report("rWalkNeighbour");
  await findReport(context, city, first);
  const { row, answers } = await viewCase(context, city, second);
  const alike = await findAlike(context, row, answers);
  if (!alike.some(({ number }) => number === first)) throw new Error("nobody sees that the two are one");

  await act(first, "dispatch", hotline, { agency: "housing" });
  await act(first, "accept", housing);
  await act(first, "urge", reporter);
  await act(first, "ask_extension", housing, { reason: "要等沥青到货。" });
  await act(second, "join", hotline, { report: first });
  await joinedTo(context, city, first);
  for (const view of ["open", "urged", "extension"] as const) await listReports(context, { city, view });
  await act(first, "approve", housing, { note: "路面已经修好。" });
  await listReports(context, { city, view: "call" });

  const typed = {
    rules: [{ category: "road", agency: "housing", days: "5" }],
    limits: [{ matter: "complaint", days: "10" }],
  };
  await setDispatching(database, { city, typed, isAgency: () => true, now: clock.now });
  await dispatchingOf(database, city);
}
