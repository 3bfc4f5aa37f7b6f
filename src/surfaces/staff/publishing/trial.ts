import { pastCases } from "../../../domain/cases/index.ts";
import { amountDue, feeOf, type Offering, type ServiceVersion } from "../../../domain/catalogue/index.ts";
import { validateAnswers } from "../../../domain/forms/index.ts";
import type { Text } from "../../../foundation/i18n/index.ts";
import type { House } from "../../house.ts";

/** Cases that share an outcome: how many, and at most five numbers of them. Nothing of what they say is shown. */
export type TrialLine = {
  readonly kind: "refused" | "missing" | "wrong" | "cost";
  /** The ground for refusal, or the question; empty for a cost. */
  readonly say: Text;
  readonly count: number;
  readonly numbers: readonly string[];
};

export type Trial = { readonly cases: number; readonly fit: number; readonly lines: readonly TrialLine[] };

/** Cases a new version is tried against. */
export const trialCases = 500;
const numbersShown = 5;

/**
 * What a new version of a service would make of the city's newest cases, open and closed, as they were sent and on the day they were
 * sent: refused by which ground, lacking which answer, costing something else. The caller records that they were read.
 */
export async function tryVersion(
  house: House,
  offering: Pick<Offering, "city" | "fee">,
  version: ServiceVersion,
): Promise<Trial> {
  const { city } = offering;
  const { regions, catalogue } = house;
  const calendar = regions.calendarOf(city);
  const isDivision = (code: string) => regions.divisions.get(code) !== undefined;
  const found = new Map<string, { kind: TrialLine["kind"]; say: Text; numbers: string[]; count: number }>();
  const note = (kind: TrialLine["kind"], say: Text, number: string) => {
    const key = `${kind} ${say.zh}`;
    const line = found.get(key) ?? { kind, say, numbers: [], count: 0 };
    line.count += 1;
    if (line.numbers.length < numbersShown) line.numbers.push(number);
    found.set(key, line);
  };
  let cases = 0;
  let fit = 0;
  for await (const past of pastCases(house.cases, city, version.definition.code, trialCases)) {
    cases += 1;
    const today = calendar.dayOf(past.submittedAt);
    const around = { today, city, isDivision };
    const { answers, errors, refusals } = validateAnswers(version, past.answers, {
      ...{ ...around, complete: true, hidden: "keep" },
    });
    const told = new Set<string>();
    // Questions that are gone need no answer: what was said under them simply stays behind.
    for (const { field, code } of errors.filter((error) => error.code !== "unknown_question")) {
      const id = field.split(".")[0] ?? field;
      const label = version.questions.get(id)?.question.label ?? { zh: id, en: id };
      if (told.has(id)) continue;
      told.add(id);
      note(code === "required" ? "missing" : "wrong", label, past.number);
    }
    for (const say of refusals) note("refused", say, past.number);
    const before = catalogue.service(version.definition.code, past.version);
    const cost = (one: ServiceVersion) => amountDue(feeOf(one, offering.fee, past.answers, { today, city }));
    const after = amountDue(feeOf(version, offering.fee, answers, { today, city }));
    if (before && cost(before) !== after) note("cost", { zh: "", en: "" }, past.number);
    if (told.size === 0 && refusals.length === 0) fit += 1;
  }
  return { cases, fit, lines: [...found.values()].sort((a, b) => b.count - a.count) };
}
