import { publishedService, type ServiceVersion } from "../service/compile.ts";
import type { Answers, QuestionPage, ServiceDefinition } from "../service/definition.ts";
import type { Offering } from "./offering.ts";

/** The question which of them; asked first, where a city has several, and not kept among the answers: the case is theirs. */
export const whichAgency = "which_agency";

/**
 * The bodies of one kind in a city that offer a service: two hospitals, three notary offices. The first has the kind's own code
 * (`hospital`), the others a number behind it (`hospital-2`). Each has a name, places, a telephone, clerks and a connector of its own.
 * Always one at least.
 */
export function bodiesOf(offering: Offering): readonly Offering[] {
  return [offering, ...offering.others];
}

const specialised = new WeakMap<ServiceVersion, Map<string, ServiceVersion>>();
/** Few cities differ; one that renames its bodies often must not fill the memory. */
const keptAtMost = 200;

/** The service with the question which of these bodies is meant; as it is where there is nothing to choose. Its version stays. */
export function withBodies(service: ServiceVersion, offering: Offering): ServiceVersion {
  const bodies = bodiesOf(offering);
  if (bodies.length < 2) return service;
  const kept = specialised.get(service) ?? new Map<string, ServiceVersion>();
  specialised.set(service, kept);
  const key = bodies.map(({ agency, agencyName: { zh, en } }) => `${agency} ${zh} ${en}`).join("\n");
  let made = kept.get(key);
  if (!made) {
    if (kept.size >= keptAtMost) kept.clear();
    made = publishedService({ ...service, definition: asking(service.definition, bodies) });
    kept.set(key, made);
  }
  return made;
}

const purpose = "choose-agency";

function asking(definition: ServiceDefinition, bodies: readonly Offering[]): ServiceDefinition {
  const page: QuestionPage = {
    page: whichAgency.replace("_", "-"),
    title: { zh: "找哪一家", en: "Which one" },
    questions: [
      {
        id: whichAgency,
        type: "choice",
        label: { zh: "您要找的是", en: "The one you mean" },
        options: bodies.map(({ agency, agencyName }) => ({ value: agency, label: agencyName })),
        purpose,
      },
    ],
  };
  const choosing = {
    say: { zh: "用来把您的申请或者查询交给您选的那一家。", en: "To pass what you ask to the one you choose." },
    basis: "个人信息保护法 第十三条",
  };
  return { ...definition, purposes: { ...definition.purposes, [purpose]: choosing }, ask: [page, ...definition.ask] };
}

/** The offering of the body that the answers name; the city's own where there is nothing to choose, or nothing is chosen yet. */
export function offeringOfBody(offering: Offering, answers: Answers): Offering {
  return ofBody(offering, answers[whichAgency]);
}

/** The same for the agency that a case belongs to. */
export function ofBody(offering: Offering, agency: unknown): Offering {
  return offering.others.find((other) => other.agency === agency) ?? offering;
}

/** The answers without the one which body is meant. */
export function withoutBody(answers: Answers): Answers {
  const { [whichAgency]: _, ...others } = answers;
  return others;
}
