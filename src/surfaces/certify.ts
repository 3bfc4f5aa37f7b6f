import { type CaseView, certificateFacts, perform, viewCase } from "../domain/cases/index.ts";
import { type CertificateTemplate, ofBody } from "../domain/catalogue/index.ts";
import { getCertificate, issueCertificate } from "../domain/documents/index.ts";
import { deliver } from "../domain/notifications/index.ts";
import { Refusal } from "../foundation/refusal.ts";
import { withdrawCertificate } from "./certificate-acts.ts";
import type { House } from "./house.ts";

/**
 * Makes the certificate of an approved case and joins its number to the case. Both steps may be repeated, and done by several at
 * once: a case has one certificate of a template, and the act `issue` is done once per case. What cannot be printed becomes a
 * note for the clerk.
 */
export async function certify(house: House, city: string, number: string): Promise<void> {
  const view = await viewCase(house.cases, city, number);
  const service = house.catalogue.serviceOf(view.row.service, view.row.service_version);
  const template = service.certificate;
  if (!template || view.row.certificate !== null || view.row.state !== "approved") return;
  const now = house.clock();
  const today = house.regions.calendarOf(city).dayOf(now);
  const division = house.regions.divisions.get(city)?.name ?? { zh: city, en: city };
  const offered = await house.offerings.any(city, view.row.service);
  const by = { kind: "system", id: "certificates" } as const;
  const act = { city, number, revision: view.row.revision, by };
  // Once for each approval: a case that was reopened and approved anew gets its certificate anew.
  const approval = view.timeline.find((event) => event.type === "approve")?.revision ?? 0;
  const once = (key: string) => ({ caller: "system", key: `${key}:${number}:${approval}`, bodyHash: key });
  const values = foundOf(view);
  const lookUp = service.definition.look_up;
  if (values === undefined && template.lines.some((line) => line.value.startsWith("found."))) {
    // Decided by hand without the agency's answer: what would stand on the paper is not known here.
    await perform(house.cases, { ...act, type: "note", input: { note: byHand }, idempotency: once("note") });
    return;
  }
  // What was issued on a decision taken back does not stand any more, whichever reaction comes first.
  for (const { words } of view.timeline) {
    if (words.revoked === undefined) continue;
    const reason = words.reason ?? "决定已撤回，重新办理。";
    await takeBack(house, city, words.revoked, reason);
  }
  try {
    const input = {
      city,
      caseNumber: number,
      template: template.code,
      templateVersion: service.version,
      holder: view.row.applicant,
      facts: certificateFacts(template, view, {
        divisions: house.regions.divisions,
        agencyName: offered ? ofBody(offered.offering, view.row.agency).agencyName : division,
        cityName: division,
        issuedOn: today,
        today,
        questions: service.questions,
        ...(lookUp === undefined || values === undefined ? {} : { found: { lookUp, values } }),
      }),
      baseUrl: house.settings.baseUrl,
      demonstration: house.demonstration,
      oneValid: template.one_valid === true,
      values: valuesOf(template, view, values),
      now,
    };
    const certificate = await issueCertificate(house.documents, input, async (tx, made, _fresh, replaced) => {
      if (replaced.length === 0 || !made.holder.startsWith("r")) return;
      const message = { template: "certificate_replaced", values: { service: made.facts.title } } as const;
      const phone = view.row.channel === "counter" ? view.applicant.phone : undefined;
      const to = { resident: made.holder, city, about: number, phone };
      await deliver(tx, house.secrets, [{ ...message, ...to }], now, [...house.channels.keys()]);
    });
    await perform(house.cases, {
      ...act,
      type: "issue",
      input: { certificate: certificate.number },
      idempotency: once("issue"),
    });
  } catch (error) {
    // A character without a glyph, or more than fits the page, is a task for a person; trying again would find the same.
    if (!(error instanceof Refusal) || error.status !== 422) throw error;
    await perform(house.cases, {
      ...act,
      type: "note",
      input: { note: `${notMade}${error.say.zh}` },
      idempotency: once("note"),
    });
  }
}

/** A certificate on a decision that was taken back stands no more; its holder is told. */
export async function takeBack(house: House, city: string, number: string, reason: string): Promise<void> {
  const certificate = await getCertificate(house.documents, city, number);
  if (!certificate) return;
  const doer = { kind: "system", id: "certificates", name: "", agencyName: "" } as const;
  await withdrawCertificate(house, certificate, { effect: "revoke", because: "decision", reason, doer });
}

/** What the lines say in the stored form of answers, for later applications of the same person. */
function valuesOf(
  template: CertificateTemplate,
  view: CaseView,
  found: Readonly<Record<string, unknown>> | undefined,
): Readonly<Record<string, unknown>> {
  const all: Record<string, unknown> = {};
  for (const { id, value } of template.lines) {
    const [from = "", name = ""] = value.split(".");
    const said = from === "answers" ? view.answers[name] : from === "found" ? found?.[name] : undefined;
    if (said !== undefined && said !== null) all[id] = said;
  }
  return all;
}

const notMade = "电子证照没有做成，请处理：";
const byHand = "没有机关系统的答复，电子证明未自动制作，请人工开具。";

/** What the agency answered when the case was approved; undefined where it was not asked. */
export function foundOf(view: CaseView): Readonly<Record<string, unknown>> | undefined {
  return view.timeline.find((event) => event.type === "approve")?.words.found;
}
