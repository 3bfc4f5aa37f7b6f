import type { FastifyRequest } from "fastify";
import { type CaseRow, type CaseView, caseNotFound, findCase, viewCase } from "../../../domain/cases/index.ts";
import { ofBody, type Venue } from "../../../domain/catalogue/index.ts";
import { type Language, say } from "../../../foundation/i18n/index.ts";
import { parsePublicNumber } from "../../../foundation/ids/index.ts";
import type { House } from "../../house.ts";
import { needResident } from "../../session.ts";

/**
 * The row of a case of the person who asks. A number of someone else, one nobody has and one badly written get the same 404.
 * @throws SignInNeeded, Refusal case_not_found (404)
 */
export async function ownRow(house: House, request: FastifyRequest, typed: string): Promise<CaseRow> {
  const { resident } = await needResident(house, request);
  const read = parsePublicNumber(typed);
  if (read?.letter !== "C") throw caseNotFound();
  const row = await findCase(house.cases, read.city, read.number);
  if (row.applicant !== resident) throw caseNotFound();
  return row;
}

/** The whole case, opened, as it stands this moment: what was just sent is here at once. */
export async function ownCase(house: House, request: FastifyRequest, typed: string): Promise<CaseView> {
  const { city, number } = await ownRow(house, request, typed);
  return viewCase(house.cases, city, number);
}

/** What the office is called: as the city offers the service, else by its kind. */
export async function agencyName(
  house: House,
  row: Pick<CaseRow, "city" | "service" | "agency">,
  language: Language,
): Promise<string> {
  const offered = await house.offerings.one(row.city, row.service).catch(() => undefined);
  // A report is sent on to others than the one it is offered by.
  const offering = offered && ofBody(offered.offering, row.agency);
  const own = offering?.agency === row.agency ? offering.agencyName : undefined;
  const name = own ?? house.catalogue.kindOf(row.agency)?.name;
  return name === undefined ? (language === "zh" ? "办理机关" : "the agency") : say(name, language);
}

/** Where the counters of the case's agency are, as the city says; none where it says nothing. */
export async function venuesOf(
  house: House,
  row: Pick<CaseRow, "city" | "service" | "agency">,
): Promise<readonly Venue[]> {
  const offered = await house.offerings.one(row.city, row.service).catch(() => undefined);
  const offering = offered && ofBody(offered.offering, row.agency);
  return offering?.agency === row.agency ? offering.venues : [];
}
