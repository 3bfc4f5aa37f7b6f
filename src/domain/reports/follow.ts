import { cityScope } from "../../foundation/database/index.ts";
import { Refusal } from "../../foundation/refusal.ts";
import { type ActType, type CaseContext, type CaseRow, findCase, perform, viewCase } from "../cases/index.ts";
import { reportsJoined } from "./store.ts";

const by = { kind: "system", id: "reports" } as const;

const notSatisfied = {
  zh: "回访时您对结果不满意，已经请承办部门再办一次。",
  en: "You were not satisfied when we called, so the agency was asked to deal with it once more.",
};

/** What came of a report ends those that follow it, or lets them go on by themselves. */
const follows: Partial<Readonly<Record<ActType, "answer" | "part">>> = {
  approve: "answer",
  refuse: "answer",
  withdraw: "part",
  decline: "part",
  transfer: "part",
  lapse: "part",
};

/**
 * What has to follow from an act on a report, done by the system. May be repeated: each follows once.
 *
 * - a call that found the reporter not satisfied takes the report up again, once;
 * - an answer is the answer of every report that was joined to it; what ends without one lets them go on;
 * - a report joined to one that was answered meanwhile gets that answer.
 */
export async function followReport(context: CaseContext, city: string, number: string, type: ActType): Promise<void> {
  if (type === "call_back") return reopenUnsatisfied(context, city, number);
  if (type === "join") {
    const { report } = await findCase(context, city, number);
    if (report?.joined_to !== undefined) await settle(context, city, number, report.joined_to);
    return;
  }
  if (follows[type] === undefined) return;
  for (const joined of await context.database.run(cityScope(city), reportsJoined, { city, number })) {
    if (joined.state === "suspended") await settle(context, city, joined.number, number);
  }
}

/** Not satisfied: the report is taken up again; a second time the hotline explains and it stays as it is. */
export async function reopenUnsatisfied(context: CaseContext, city: string, number: string): Promise<void> {
  const { report } = await findCase(context, city, number);
  if (report?.called_back !== "not_satisfied" || report.reopened) return;
  await attempt(context, city, number, "reopen", { say: notSatisfied });
}

/** Brings a report that follows another to where that one came. */
async function settle(context: CaseContext, city: string, number: string, followed: string): Promise<void> {
  const { row, timeline } = await viewCase(context, city, followed);
  if (row.state === "approved" || row.state === "refused") {
    const type = row.state === "approved" ? "approve" : "refuse";
    const said = timeline.find((event) => event.type === type)?.words ?? {};
    const input = type === "approve" ? { note: said.note } : { reason: said.reason };
    await attempt(context, city, number, type, input);
  } else if (isOver(row)) {
    await attempt(context, city, number, "part", {});
  }
}

const isOver = (row: CaseRow) => row.closed_at !== null && row.state !== "suspended";

/** Of two at once one is enough; whoever acted in this very moment is looked at anew by the event of their own act. */
async function attempt(
  context: CaseContext,
  city: string,
  number: string,
  type: ActType,
  input: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { revision } = await findCase(context, city, number);
  try {
    await perform(context, { city, number, type, revision, by, input });
  } catch (error) {
    if (!(error instanceof Refusal) || error.status !== 409) throw error;
  }
}
