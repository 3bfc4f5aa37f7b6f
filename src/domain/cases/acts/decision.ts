import type { Text } from "../../../foundation/i18n/index.ts";
import { type Actor, type ActWords, type CaseRow, type DisclosureOutcome, disclosureOutcomes } from "../case.ts";
import { type ActInput, refuseField } from "./rule.ts";

/** An agency's answer is at most this long as JSON: 200 rows of a table and more than enough. */
const longestFound = 200_000;

/** What of a decision only systems say: the agency's answer, and the published reason. People cannot type these. */
export function systemWords(input: ActInput, by: Actor): Pick<ActWords, "found" | "say" | "rule"> {
  if (by.kind !== "system" && by.kind !== "agency") return {};
  const { found, say, rule } = input;
  if (found !== undefined && (!isRecord(found) || JSON.stringify(found).length > longestFound)) {
    throw new Error("an agency's answer is an object of limited length");
  }
  if (say !== undefined && !isText(say)) throw new Error("a reason of the system is written in both languages");
  if (rule !== undefined && !isRule(rule)) throw new Error("a rule is recorded with its text and version");
  return {
    ...(found === undefined ? {} : { found }),
    ...(say === undefined ? {} : { say }),
    ...(rule === undefined ? {} : { rule }),
  };
}

/** A report joined to another gets that one's answer, and says so. */
export function followed({ report }: CaseRow): Pick<ActWords, "joined_to"> {
  return report?.joined_to === undefined ? {} : { joined_to: report.joined_to };
}

export function outcomeIn(input: ActInput, act: "approve" | "refuse"): DisclosureOutcome {
  const given = input["outcome"];
  const found = disclosureOutcomes[act].find((one) => one === given);
  if (found !== undefined) return found;
  return refuseField("outcome", "required", {
    zh: "请选择答复的种类。",
    en: "Please choose the kind of answer.",
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is Text {
  return isRecord(value) && typeof value["zh"] === "string" && typeof value["en"] === "string";
}

function isRule(value: unknown): value is NonNullable<ActWords["rule"]> {
  return isRecord(value) && typeof value["when"] === "string" && typeof value["version"] === "string";
}
