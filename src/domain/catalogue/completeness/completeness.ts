import type { Text } from "../../../foundation/i18n/index.ts";
import { isLonger } from "../check/service.ts";
import { bodiesOf } from "../offer/bodies.ts";
import type { Offering } from "../offer/offering.ts";
import type { ServiceVersion } from "../service/compile.ts";
import { type FindingCode, findingWords } from "./words.ts";

/** Red blocks: residents would meet it. Amber warns. */
export type FindingLevel = "red" | "amber";

const amber: ReadonlySet<FindingCode> = new Set(["phone_missing", "connector_failing", "lead_missing", "words_wrong"]);

/** One thing to do before a city goes live: what is missing, of which agency and services, what to do, and where. */
export type Finding = {
  readonly code: FindingCode;
  readonly level: FindingLevel;
  readonly agency: string | null;
  /** Codes of the services it concerns; empty where it concerns all. */
  readonly services: readonly string[];
  readonly say: Text;
  /** The page of the city office that mends it. */
  readonly page: string;
};

/** What is known of a city's people and systems. */
export type Readiness = {
  /** Roles that enrolled, not suspended clerks hold, by agency; "" for those of none. */
  readonly roles: ReadonlyMap<string, ReadonlySet<string>>;
  /** How the connectors that serve the city fare, by agency. */
  readonly connectors: ReadonlyMap<string, string>;
};

/** Agencies whose cases the city office itself may work on. */
const ofOffice = new Set(["any", "hotline"]);
const han = /\p{Script=Han}/u;

/**
 * What is missing before a city can go live with the services it shows; hidden ones are not looked at. Where several bodies of a kind
 * offer a service, each is looked at. One finding for each thing to do, with all services it concerns; red ones first.
 */
export function findingsOf(
  offered: readonly { readonly service: ServiceVersion; readonly offering: Offering }[],
  { roles, connectors }: Readiness,
  agencyName: (agency: string) => Text,
): readonly Finding[] {
  const found = new Map<string, Found>();
  const add = (code: FindingCode, agency: string | null, service?: string, further = false) => {
    const key = `${code} ${agency ?? ""}${byService.has(code) && !further ? ` ${service}` : ""}`;
    const one = found.get(key) ?? { code, agency, services: [], further };
    if (service !== undefined) one.services.push(service);
    found.set(key, one);
  };
  const shown = offered.filter(({ offering }) => offering.visible);
  if (shown.length === 0) add("nothing_offered", null);
  if (!has(roles, (role) => role === "office")) add("office_missing", null);
  for (const { service, offering } of shown) {
    const { definition } = service;
    const { code, fee, time } = definition;
    const { agency } = offering;
    if (fee !== "none" && fee.local !== undefined && offering.fee === null) add("fee_amount_missing", agency, code);
    if (offering.promise && isLonger(offering.promise, time.decide.law)) add("promise_too_long", agency, code);
    for (const body of bodiesOf(offering)) lookAt(body, service, body !== offering);
  }
  function lookAt(offering: Offering, service: ServiceVersion, further: boolean): void {
    const { code, look_up: lookUp, kind } = service.definition;
    const { agency } = offering;
    if (offering.from.agencyName.by === "catalogue") add("agency_unnamed", agency, code);
    if (needsCounter(service) && offering.venues.length === 0) add("venue_missing", agency, code);
    if (offering.phone === null) add("phone_missing", agency, code);
    if (!isInBothLanguages(offering)) add("words_wrong", agency, code, further);
    if (lookUp !== undefined) {
      const state = connectors.get(offering.connector);
      if (state === undefined) add("connector_missing", offering.connector, code);
      else if (state === "paused") add("connector_paused", offering.connector, code);
      else if (state !== "new" && state !== "working") add("connector_failing", offering.connector, code);
    }
    // What is answered on the page never reaches a clerk.
    if (lookUp !== undefined && (kind === "query" || kind === "pay")) return;
    const own = roles.get(agency);
    const byOffice = ofOffice.has(agency) && has(roles, (role) => role === "office");
    if (!byOffice && own?.has("clerk") !== true) add("clerk_missing", agency, code);
    if (!byOffice && own?.has("lead") !== true) add("lead_missing", agency, code);
  }
  return [...found.values()]
    .map((one): Finding => {
      const { code, agency, services } = one;
      const level = amber.has(code) ? "amber" : "red";
      const say = findingWords(code, agency === null ? undefined : agencyName(agency), services.length);
      return { code, level, agency, services, say, page: pageOf(one) };
    })
    .sort((a, b) => Number(a.level === "amber") - Number(b.level === "amber"));
}

/** `further`: of a body beyond the first. */
type Found = {
  readonly code: FindingCode;
  readonly agency: string | null;
  readonly services: string[];
  readonly further: boolean;
};

/** Each of these is mended on the page of its service; the others once for all of an agency. */
const byService: ReadonlySet<FindingCode> = new Set(["fee_amount_missing", "promise_too_long", "words_wrong"]);

function pageOf({ code, agency, services, further }: Found): string {
  switch (code) {
    case "connector_missing":
    case "connector_paused":
    case "connector_failing":
      return "/staff/office/connectors";
    case "clerk_missing":
    case "lead_missing":
    case "office_missing":
      return "/staff/office/clerks";
    case "agency_unnamed":
    case "venue_missing":
    case "phone_missing":
      return pageOfAgency(agency ?? "");
    default: {
      // What is said of a service's office is of the first body; a further one has all its words on its own page.
      if (further && agency !== null) return pageOfAgency(agency);
      const [only] = services;
      return only === undefined ? "/staff/office/services" : `/staff/office/services/${only}`;
    }
  }
}

const pageOfAgency = (agency: string) => `/staff/office/agencies/${agency}`;

/** Somebody has to go there: to collect, to be seen, or to pay. */
export function needsCounter({ definition }: ServiceVersion): boolean {
  const { deliver, visit, fee, look_up: lookUp } = definition;
  const paid = fee !== "none" && fee.bill === undefined && lookUp === undefined;
  return deliver.includes("collect") || visit !== undefined || paid;
}

function has(roles: Readiness["roles"], is: (role: string) => boolean): boolean {
  return [...roles.values()].some((held) => [...held].some(is));
}

function isInBothLanguages({ agencyName, venues, withdrawal }: Offering): boolean {
  const texts = [agencyName, ...venues.flatMap(({ name, address, hours }) => [name, address, hours])];
  if (withdrawal) texts.push(withdrawal.announcement);
  return texts.every(({ zh, en }) => zh.trim() !== "" && en.trim() !== "" && !han.test(en));
}
