import type { UnavailableReason } from "../domain/agencies/index.ts";
import { type CaseView, isAnsweredByRecords, perform, viewCase, waitFor } from "../domain/cases/index.ts";
import { type LookUp, ofBody, type ServiceVersion, settle } from "../domain/catalogue/index.ts";
import { Refusal } from "../foundation/refusal.ts";
import { certify } from "./certify.ts";
import type { House } from "./house.ts";
import { agencyRequest, patienceOfPage, personAsked, record, type Seen } from "./look-up.ts";

/** How long the errand waits for the agency, in milliseconds: nobody sits in front of it. */
const patienceOfErrand = 20_000;

/** `waiting`: the agency did not answer; the case stays as it is and the errand asks again. */
export type CaseAnswered =
  | { readonly kind: "answered" }
  | { readonly kind: "waiting"; readonly reason: UnavailableReason };

const bySystem = { kind: "system", id: "answering" } as const;

/**
 * Answers a case of the regime `instant` from the agency's records: asks, decides by the service's own rule, keeps the answer with
 * the decision, issues the certificate. Pages and errands may do it at the same time and again: there is one decision and one
 * certificate. A case that is decided, withdrawn or not of this kind is left as it is.
 */
export async function answerCase(
  house: House,
  city: string,
  number: string,
  options: { readonly patience?: number } = {},
): Promise<CaseAnswered> {
  const view = await viewCase(house.cases, city, number);
  const service = house.catalogue.serviceOf(view.row.service, view.row.service_version);
  if (view.row.state === "submitted" && isAnsweredByRecords(service.definition)) {
    const decided = await decide(house, view, service, options.patience ?? patienceOfErrand);
    if (decided.kind === "waiting") return decided;
  }
  await certify(house, city, number);
  return { kind: "answered" };
}

/**
 * The same for somebody who waits in front of a page or a program: whatever goes wrong, the case is there and its errand answers it
 * later.
 */
export async function answeringNow(house: House, city: string, number: string): Promise<void> {
  try {
    await answerCase(house, city, number, { patience: patienceOfPage });
  } catch (error) {
    house.log.error({ err: error, task: "answering" }, "a case could not be answered at once and is tried again");
  }
}

async function decide(house: House, view: CaseView, service: ServiceVersion, patience: number): Promise<CaseAnswered> {
  const { row, applicant, answers } = view;
  const { city, number, agency } = row;
  const lookUp = lookUpOf(service);
  const person = personAsked(
    service.definition,
    applicant.id_number === ""
      ? undefined
      : { idType: applicant.id_type, idNumber: applicant.id_number, name: applicant.name },
  );
  // One case is one request, however often it is sent: page and errand ask with the same key, until a lead takes it up again.
  const begun = view.timeline.find(({ type }) => type === "submit" || type === "reopen")?.revision ?? 1;
  const once = `${number}:${begun}`;
  const offered = await house.offerings.any(city, row.service);
  const offering = offered && ofBody(offered.offering, agency);
  const connector = offering?.connector ?? agency;
  const request = agencyRequest({ city, agency: connector, lookUp, answers, person, key: `case:${once}` });
  const answered = await house.agencies.lookUp(request, { patience, asked: lookUp });
  if (answered.kind === "unavailable") {
    // Said once: a case that waits for two days must not grow an act with every attempt.
    if (row.waiting_for === null) await waitFor(house.cases, { city, number, reason: answered.reason });
    return { kind: "waiting", reason: answered.reason };
  }
  await record(house, {
    city,
    resident: row.applicant.startsWith("r") ? row.applicant : undefined,
    actorKind: "system",
    actor: bySystem.id,
    ...(row.channel === "web" ? {} : { through: row.channel }),
    agency,
    agencyName: (offering?.agencyName ?? house.catalogue.agencyName(agency)).zh,
    operation: lookUp.operation,
    service: row.service,
    caseNumber: number,
  });
  const act = { city, number, revision: row.revision, by: bySystem };
  const idempotency = { caller: "system", key: `answer:${once}`, bodyHash: "answer" };
  const { type, input } = decisionOf(house, view, service, answered);
  await perform(house.cases, { ...act, type, input, idempotency }).catch(unlessDecided);
  return { kind: "answered" };
}

/** Somebody was faster (the page, the errand, the resident who withdrew it): what they did stands. */
function unlessDecided(error: unknown): void {
  if (!(error instanceof Refusal) || error.status !== 409) throw error;
}

function lookUpOf({ definition }: ServiceVersion): LookUp {
  if (definition.look_up === undefined) throw new Error(`${definition.code} looks nothing up`);
  return definition.look_up;
}

type Decision = { readonly type: "approve" | "refuse"; readonly input: Readonly<Record<string, unknown>> };

/** What the answer means for the case. A query that finds nothing is answered all the same; a certificate then cannot be issued. */
function decisionOf(house: House, view: CaseView, service: ServiceVersion, answered: Seen): Decision {
  const lookUp = lookUpOf(service);
  const { kind } = service.definition;
  switch (answered.kind) {
    case "refused":
      return { type: "refuse", input: { reason: answered.say } };
    case "none":
      if (kind === "certificate") return { type: "refuse", input: { say: lookUp.none } };
      return { type: "approve", input: { say: lookUp.none } };
    case "found": {
      const { city } = view.row;
      const context = { today: house.regions.calendarOf(city).dayOf(house.clock()), city };
      const { values } = settle(service, view.answers, context);
      const unsaid = Object.fromEntries(lookUp.answer.map((field) => [field.id, null]));
      const issued = service.issueWhen?.({ ...values, ...unsaid, ...answered.values }, context) ?? true;
      if (issued === true) return { type: "approve", input: { found: answered.values } };
      return { type: "refuse", input: { say: lookUp.otherwise ?? lookUp.none } };
    }
  }
}
