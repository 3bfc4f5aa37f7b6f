import { parsePublicNumber } from "../../foundation/ids/index.ts";
import { Refusal } from "../../foundation/refusal.ts";
import { type CaseContext, type CaseRow, findCase } from "../cases/index.ts";
import { isReport } from "./is-report.ts";

const open: ReadonlySet<string> = new Set(["submitted", "accepted", "in_review"]);

/**
 * Whether a report can follow another: of the same city, a report itself, still being dealt with, and not following a third.
 * @throws Refusal at the field `report`
 */
export async function checkJoin(context: CaseContext, row: CaseRow, typed: unknown): Promise<void> {
  const parsed = typeof typed === "string" ? parsePublicNumber(typed) : undefined;
  const target =
    parsed?.city === row.city && parsed.letter === "C" ? await found(context, row.city, parsed.number) : undefined;
  if (!target || target.number === row.number || !isReport(context.serviceOf(target.service, target.service_version))) {
    throw refused("unknown_report", {
      zh: "没有这件诉求。请核对编号。",
      en: "There is no such report. Please check the number.",
    });
  }
  if (target.report?.joined_to !== undefined) {
    throw refused("report_follows", {
      zh: `那一件已经并入 ${target.report.joined_to}，请直接并入这一件。`,
      en: `That one follows ${target.report.joined_to}; please join it to that one.`,
    });
  }
  if (!open.has(target.state)) {
    throw refused("report_answered", {
      zh: "那一件已经办完，不能再并入。",
      en: "That one has been answered; nothing can be joined to it any more.",
    });
  }
}

async function found(context: CaseContext, city: string, number: string): Promise<CaseRow | undefined> {
  try {
    return await findCase(context, city, number);
  } catch (error) {
    if (error instanceof Refusal && error.status === 404) return undefined;
    throw error;
  }
}

function refused(code: string, message: { zh: string; en: string }): Refusal {
  return new Refusal({ code: "act_input", status: 422, say: message, fields: [{ field: "report", code, message }] });
}
