import { recordReading, writeAudit } from "../domain/audit/index.ts";
import { counterPhones, findCase } from "../domain/cases/index.ts";
import {
  type Certificate,
  type CertificateCode,
  type CodeUser,
  getCertificate,
  markFactsChanged,
  type RevokedBecause,
  redeemCode,
  revokeIn,
} from "../domain/documents/index.ts";
import { deliver } from "../domain/notifications/index.ts";
import { cityAndResidentScope } from "../foundation/database/index.ts";
import { parsePublicNumber } from "../foundation/ids/index.ts";
import { Refusal } from "../foundation/refusal.ts";
import type { House } from "./house.ts";

/** Who does something to a certificate that is not theirs. */
export type Doer = {
  readonly kind: "clerk" | "partner" | "system" | "agency";
  readonly id: string;
  /** As people read it. */
  readonly name: string;
  readonly agencyName: string;
};

/** How a certificate stands on this day, in one word. */
export function standingOf(house: House, certificate: Certificate): Standing {
  const { city, validUntil, revokedAt, replacedBy, factsChangedAt } = certificate;
  if (revokedAt !== null) return replacedBy === null ? "revoked" : "replaced";
  const today = house.regions.calendarOf(city).dayOf(house.clock());
  if (validUntil !== null && validUntil < today) return "expired";
  return factsChangedAt === null ? "valid" : "facts_changed";
}

export const standings = ["valid", "expired", "revoked", "replaced", "facts_changed"] as const;
export type Standing = (typeof standings)[number];

/** A certificate of this city by its number as typed; every other number gets the same 404. */
export async function certificateIn(house: House, city: string, typed: string): Promise<Certificate> {
  const read = parsePublicNumber(typed);
  const found =
    read?.letter === "Z" && read.city === city ? await getCertificate(house.documents, city, read.number) : undefined;
  if (!found) throw noSuchCertificate();
  return found;
}

export function noSuchCertificate(): Refusal {
  return new Refusal({
    code: "certificate_not_found",
    status: 404,
    say: { zh: "没有找到这份证照。请核对编号。", en: "There is no such certificate. Please check the number." },
  });
}

/** The agency kind that issued it. */
export async function issuingAgency(house: House, { city, caseNumber }: Certificate): Promise<string> {
  return (await findCase(house.cases, city, caseNumber)).agency;
}

/** Uses a one-time code; the use stands in the city's record, among the holder's readings and in their inbox before anything is shown. */
export async function redeem(
  house: House,
  input: { readonly city: string; readonly typed: string; readonly doer: Doer } & Pick<CodeUser, "agencies" | "once">,
): Promise<{ readonly code: CertificateCode; readonly certificate: Certificate }> {
  const { city, typed, doer, agencies, once } = input;
  const now = house.clock();
  const name = `${doer.agencyName} ${doer.name}`.trim();
  const by = { key: `${doer.kind}:${doer.id}`, name, agencies, once };
  return redeemCode(house.documents, { city, typed, by, now }, async (tx, _code, certificate) => {
    const { number: subject, holder: resident, facts, caseNumber } = certificate;
    const reader = { reader: doer.id, readerName: doer.name, readerAgency: doer.agencyName };
    const kind = { readerKind: doer.kind, act: "certificate.read" } as const;
    await recordReading(tx, { city, resident, subject, purpose: "certificate_code", ...reader, ...kind }, now);
    const to = { zh: name, en: name };
    const message = { template: "certificate_shown", values: { service: facts.title, to } } as const;
    await deliver(tx, house.secrets, [{ ...message, resident, city, about: caseNumber }], now);
  });
}

/** Writes a reading of a certificate by its number down, before it is shown. */
export async function noteReading(house: House, certificate: Certificate, doer: Doer, purpose: string): Promise<void> {
  const { city, number: subject, holder: resident } = certificate;
  const reader = { reader: doer.id, readerName: doer.name, readerAgency: doer.agencyName };
  const kind = { readerKind: doer.kind, act: "certificate.read" } as const;
  await house.database.transaction(cityAndResidentScope([city], [resident]), (tx) =>
    recordReading(tx, { city, resident, subject, purpose, ...reader, ...kind }, house.clock()),
  );
}

/**
 * Revokes a certificate, or notes that its facts have changed since; its holder is told in the same transaction. Again is the same.
 * @returns whether it was this call
 */
export async function withdrawCertificate(
  house: House,
  certificate: Pick<Certificate, "city" | "number" | "holder" | "facts" | "caseNumber">,
  input: {
    readonly effect: "revoke" | "facts_changed";
    readonly because: RevokedBecause;
    readonly reason: string;
    readonly doer: Doer;
  },
): Promise<boolean> {
  const { city, number, holder, facts, caseNumber } = certificate;
  const { effect, because, reason, doer } = input;
  const now = house.clock();
  const phone = (await counterPhones(house.cases, city, [caseNumber])).get(caseNumber);
  return house.database.transaction(cityAndResidentScope([city], [holder]), async (tx) => {
    const done =
      effect === "revoke"
        ? await revokeIn(tx, house.documents, { city, number, reason, because, now })
        : await markFactsChanged(tx, { city, number, now });
    if (!done) return false;
    const act = effect === "revoke" ? "certificate.revoke" : "certificate.facts_changed";
    const entry = { city, actorKind: doer.kind, actor: doer.id, act, subject: number, resident: holder };
    await writeAudit(tx, { ...entry, detail: { because } }, now);
    if (!holder.startsWith("r")) return true;
    const template = effect === "revoke" ? "certificate_revoked" : "certificate_facts_changed";
    const about = { resident: holder, city, about: caseNumber, phone };
    const message = { template, values: { service: facts.title }, ...about } as const;
    await deliver(tx, house.secrets, [message], now, [...house.channels.keys()]);
    return true;
  });
}
