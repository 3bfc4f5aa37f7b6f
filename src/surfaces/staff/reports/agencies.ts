import { hotline } from "../../../domain/cases/index.ts";
import { type Language, say } from "../../../foundation/i18n/index.ts";
import type { House } from "../../house.ts";

export type AgencyOption = { readonly value: string; readonly label: string };

/** The agencies a report can be sent to, by name. */
export function agencyOptions(house: House, language: Language): readonly AgencyOption[] {
  return [...house.catalogue.agencyKinds.values()]
    .filter(({ code }) => code !== hotline && code !== "any")
    .map(({ code, name }) => ({ value: code, label: say(name, language) }));
}

export function agencyLabel(house: House, agency: string, language: Language): string {
  return say(house.catalogue.agencyName(agency), language);
}
