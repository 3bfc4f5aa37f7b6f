import { type ActType, type CaseRow, hotline } from "../../../domain/cases/index.ts";
import { checkJoin } from "../../../domain/reports/index.ts";
import { Refusal } from "../../../foundation/refusal.ts";
import type { House } from "../../house.ts";

/** What the table of states cannot know of a report's acts: whether the agency and the other report are there. */
export async function checkReportAct(
  house: House,
  row: CaseRow,
  type: ActType,
  input: Readonly<Record<string, unknown>>,
): Promise<void> {
  if (type === "join") await checkJoin(house.cases, row, input["report"]);
  if (type !== "dispatch") return;
  const { agency } = input;
  const known =
    typeof agency === "string" && agency !== "any" && agency !== hotline && house.catalogue.agencyKinds.has(agency);
  if (known) return;
  const message = { zh: "请从名单中选择承办部门。", en: "Please choose the agency from the list." };
  throw new Refusal({
    code: "act_input",
    status: 422,
    say: message,
    fields: [{ field: "agency", code: "unknown_agency", message }],
  });
}
