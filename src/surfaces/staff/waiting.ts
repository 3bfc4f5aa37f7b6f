import type { UnavailableReason } from "../../domain/agencies/index.ts";
import { type Language, say } from "../../foundation/i18n/index.ts";
import type { House } from "../house.ts";
import { sayUnavailable } from "../unavailable.ts";

/** What an agency is called among staff: its kind. */
export function agencyWord(house: House, agency: string, language: Language): string {
  const name = house.catalogue.kindOf(agency)?.name;
  return name === undefined ? (language === "zh" ? "机关" : "the agency") : say(name, language);
}

/** Why a case waits for an agency's system, in a sentence. */
export function waitingFor(house: House, agency: string, reason: UnavailableReason, language: Language): string {
  return sayUnavailable(reason, agencyWord(house, agency, language), language);
}
