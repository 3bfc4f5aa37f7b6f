import { type CaseRow, findCases } from "../../../domain/cases/index.ts";
import type { Clerk } from "../../../domain/identity/index.ts";
import { eventOfFiled } from "../../../domain/life-events/index.ts";
import { type Language, say } from "../../../foundation/i18n/index.ts";
import { parsePublicNumber } from "../../../foundation/ids/index.ts";
import type { House } from "../../house.ts";
import { stateWords } from "../../resident/case/state-words.ts";
import { mayRead } from "../desk.ts";

/** A case of the same life event that the clerk may open. */
export type SameEventCase = Readonly<Record<"href" | "number" | "service" | "state", string>>;
export type SameEvent = { readonly name: string; readonly others: readonly SameEventCase[] };

/** The life event a case was filed within, and those of its other cases that this clerk may open. What others decide is not even counted. */
export async function sameEvent(
  house: House,
  clerk: Clerk,
  { applicant, number, city }: CaseRow,
  language: Language,
): Promise<SameEvent | undefined> {
  if (!applicant.startsWith("r")) return undefined;
  const event = await eventOfFiled(house.database, applicant, number);
  if (event === undefined) return undefined;
  const numbers = event.steps.flatMap(({ caseNumber }) =>
    caseNumber === undefined || caseNumber === number || parsePublicNumber(caseNumber)?.city !== city ? [] : caseNumber,
  );
  const found = numbers.length === 0 ? new Map() : await findCases(house.cases, city, numbers);
  const others = numbers.flatMap((each): SameEventCase[] => {
    const row = found.get(each);
    if (row === undefined || row.applicant !== applicant || !mayRead(clerk, row)) return [];
    const { definition } = house.catalogue.serviceOf(row.service, row.service_version);
    const state = stateWords(definition.regime, row.state as CaseRow["state"], language, "").badge;
    return [{ href: `/staff/cases/${each}`, number: each, service: say(definition.name, language), state }];
  });
  const { definition } = house.catalogue.lifeEvents.one(event.event, event.version) ?? {};
  return { name: definition === undefined ? event.event : say(definition.name, language), others };
}
