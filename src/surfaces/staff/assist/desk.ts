import type { FastifyRequest } from "fastify";
import { recordReading } from "../../../domain/audit/index.ts";
import type { Assist } from "../../../domain/caseload/index.ts";
import type { CaseRow } from "../../../domain/cases/index.ts";
import { lifeEventOfForm } from "../../../domain/catalogue/index.ts";
import { type Clerk, demand } from "../../../domain/identity/index.ts";
import { cityAndResidentScope } from "../../../foundation/database/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";
import { parsePublicNumber } from "../../../foundation/ids/index.ts";
import type { House } from "../../house.ts";
import { serviceName } from "../../resident/me/lines.tsx";
import { needStaff } from "../../session.ts";
import { placeName } from "../frame.ts";
import { roleNames } from "../words.ts";
import { words } from "./words.ts";

/** Who may file for somebody. @throws Refusal (403) */
export async function helper(house: House, request: FastifyRequest): Promise<Clerk> {
  const { clerk } = await needStaff(house, request);
  demand(clerk, "case.assist", { city: clerk.city, agency: clerk.agency });
  return clerk;
}

/** The desk as the person will read it among those who saw their data. */
export function deskName(house: House, clerk: Clerk): string {
  const kind = clerk.agency === undefined ? undefined : house.catalogue.kindOf(clerk.agency)?.name.zh;
  return `${placeName(house, clerk.city, "zh")}${kind ?? roleNames.community.zh}`;
}

/** Looking again this soon after sending is still the sending. */
const sameVisit = 10 * 60_000;

/** Where the case stands is the person's: looking again later leaves its line, and seeing what was sent always does. */
export async function noteReading(
  house: House,
  clerk: Clerk,
  assist: Assist,
  row: CaseRow,
  always = false,
): Promise<void> {
  const now = house.clock();
  const isSameVisit = now.getTime() - (assist.sentAt ?? now).getTime() < sameVisit;
  if (row.applicant === "erased" || (isSameVisit && !always)) return;
  const reader = { reader: clerk.id, readerName: clerk.name, readerAgency: deskName(house, clerk) };
  const reading = { city: row.city, resident: row.applicant, ...reader, purpose: "assist", subject: row.number };
  const scope = cityAndResidentScope([row.city], [row.applicant]);
  await house.database.transaction(scope, (tx) => recordReading(tx, reading, now));
}

/** What somebody is helped with, by the code of a service or of the shared questions of a life event. */
export function helpedWith(house: House, code: string, language: Language): string {
  const name = serviceName(house, code, language);
  return lifeEventOfForm(code) === undefined ? name : words(language).event({ name });
}

/** The number is that of a life event, not of a case. */
export function isEvent(number: string): boolean {
  return parsePublicNumber(number)?.letter === "E";
}
