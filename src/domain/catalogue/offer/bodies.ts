import type { Text } from "../../../foundation/i18n/index.ts";
import { kindOfAgency } from "../agency-kind.ts";
import type { Catalogue } from "../catalogue.ts";
import { compileService, type ServiceVersion } from "../service/compile.ts";
import type { Answers, QuestionPage, ServiceDefinition } from "../service/definition.ts";
import type { Offering, Venue } from "./offering.ts";
import { type Layer, resolveAgency } from "./resolve.ts";

/**
 * One of several bodies of a kind in a city: two hospitals, three notary offices. The first has the kind's own code (`hospital`), the
 * others a number behind it (`hospital-2`). Each has a name, places, a telephone, clerks and a connector of its own.
 */
export type Body = {
  readonly agency: string;
  readonly name: Text;
  readonly venues: readonly Venue[];
  readonly phone: string | null;
  readonly connector: string;
};

/** Bodies of one kind that a city can have. */
export const bodiesPerKind = 50;
/** The question which of them; asked first, where a city has several, and not kept among the answers: the case is theirs. */
export const whichAgency = "which_agency";

/** The number of a body; 1 is the kind's own. */
function numberOf(agency: string): number {
  return Number(/-([1-9]\d?)$/.exec(agency)?.[1] ?? 1);
}

/** The bodies of a kind in the city of these layers, in the order of their numbers; where it has one alone, none to choose from. */
export function bodiesOf(agencyKinds: Catalogue["agencyKinds"], agency: string, layers: readonly Layer[]): Body[] {
  const [own] = layers;
  const more = [...(own?.agencies.keys() ?? [])].filter((code) => code !== agency && kindOfAgency(code) === agency);
  if (more.length === 0) return [];
  return [agency, ...more]
    .sort((a, b) => numberOf(a) - numberOf(b))
    .slice(0, bodiesPerKind)
    .map((code) => ({ agency: code, ...resolveAgency(agencyKinds, code, layers) }));
}

const specialised = new WeakMap<ServiceVersion, Map<string, ServiceVersion>>();
/** Few cities differ; one that renames its bodies often must not fill the memory. */
const keptAtMost = 200;

/** The service with the question which of these bodies is meant; as it is where there is nothing to choose. Its version stays. */
export function withBodies(service: ServiceVersion, bodies: readonly Body[]): ServiceVersion {
  if (bodies.length < 2) return service;
  const kept = specialised.get(service) ?? new Map<string, ServiceVersion>();
  specialised.set(service, kept);
  const key = bodies.map(({ agency, name }) => `${agency} ${name.zh} ${name.en}`).join("\n");
  let made = kept.get(key);
  if (!made) {
    if (kept.size >= keptAtMost) kept.clear();
    made = { ...compileService(asking(service.definition, bodies), service.certificate), version: service.version };
    kept.set(key, made);
  }
  return made;
}

const purpose = "choose-agency";

function asking(definition: ServiceDefinition, bodies: readonly Body[]): ServiceDefinition {
  const page: QuestionPage = {
    page: whichAgency.replace("_", "-"),
    title: { zh: "找哪一家", en: "Which one" },
    questions: [
      {
        id: whichAgency,
        type: "choice",
        label: { zh: "您要找的是", en: "The one you mean" },
        options: bodies.map(({ agency, name }) => ({ value: agency, label: name })),
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
export function offeringOfBody(offering: Offering, bodies: readonly Body[], answers: Answers): Offering {
  return ofBody(offering, bodies, answers[whichAgency]);
}

/** The same for the agency that a case belongs to. */
export function ofBody(offering: Offering, bodies: readonly Body[], agency: unknown): Offering {
  const body = bodies.find((one) => one.agency === agency);
  // The first body is what the offering says already, with what it says of this service alone.
  if (body === undefined || body.agency === offering.agency) return offering;
  const { agency: code, name, venues, phone, connector } = body;
  return { ...offering, agency: code, agencyName: name, venues, phone, connector };
}

/** The answers without the one which body is meant. */
export function withoutBody(answers: Answers): Answers {
  const { [whichAgency]: _, ...others } = answers;
  return others;
}
