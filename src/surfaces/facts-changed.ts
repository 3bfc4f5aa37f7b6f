import { findCases } from "../domain/cases/index.ts";
import { ofBody } from "../domain/catalogue/index.ts";
import { type Standing, standingCertificates } from "../domain/documents/index.ts";
import { type IdType, normaliseIdNumber, residentKey } from "../domain/identity/index.ts";
import { withdrawCertificate } from "./certificate-acts.ts";
import type { House } from "./house.ts";

/** What an agency tells of somebody in its records: something is no longer as it was, since `at`. */
export type FactsChanged = {
  readonly city: string;
  readonly agency: string;
  readonly person: { readonly idType: IdType; readonly idNumber: string };
  /** Only what this look-up answered; left out, everything the agency's records were asked. */
  readonly operation: string | undefined;
  readonly at: Date;
  readonly effect: "revoke" | "facts_changed";
  readonly reason: string | undefined;
};

const page = 100;
/** Nobody has more that stand. */
const atMost = 1_000;

/**
 * Withdraws the certificates that this agency's records gave a person by look-up before the facts changed, and tells the person. One
 * issued since then is of the new facts and stands. Again is the same.
 * @returns how many were withdrawn by this call
 */
export async function factsChanged(house: House, told: FactsChanged): Promise<number> {
  const { city, agency, effect, at, person } = told;
  const holder = residentKey(house.secrets, { ...person, idNumber: normaliseIdNumber(person.idNumber) });
  const now = house.clock();
  const before = new Date(Math.min(at.getTime(), now.getTime()));
  const doer = { kind: "agency", id: agency, name: "", agencyName: "" } as const;
  let withdrawn = 0;
  let after = "";
  for (let seen = 0; seen < atMost; seen += page) {
    const found = await standingCertificates(house.documents, { city, holder, before, after, limit: page });
    for (const certificate of await fromRecords(house, told, found)) {
      const reason = told.reason ?? "机关告知记录中的情况已有变化。";
      const because = "facts_changed" as const;
      if (await withdrawCertificate(house, certificate, { effect, because, reason, doer })) withdrawn += 1;
    }
    const last = found.at(-1);
    if (found.length < page || last === undefined) break;
    after = last.number;
  }
  return withdrawn;
}

/** Those that rest on what this agency's records answered. */
async function fromRecords(
  house: House,
  { city, agency, operation }: FactsChanged,
  certificates: readonly Standing[],
): Promise<readonly Standing[]> {
  const numbers = certificates.map(({ caseNumber }) => caseNumber);
  const cases = await findCases(house.cases, city, numbers);
  const rest: Standing[] = [];
  for (const certificate of certificates) {
    const row = cases.get(certificate.caseNumber);
    if (row === undefined) continue;
    const { look_up: asked } = house.catalogue.serviceOf(row.service, row.service_version).definition;
    if (asked === undefined || (operation !== undefined && asked.operation !== operation)) continue;
    // Another agency's records may answer for the one that issues.
    const offered = await house.offerings.any(city, row.service);
    const offering = offered && ofBody(offered.offering, row.agency);
    const connector = offering?.connector ?? row.agency;
    if (connector === agency || row.agency === agency) rest.push(certificate);
  }
  return rest;
}
