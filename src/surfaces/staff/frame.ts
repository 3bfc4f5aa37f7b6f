import type { FastifyReply, FastifyRequest } from "fastify";
import { type Clerk, can } from "../../domain/identity/index.ts";
import type { Language } from "../../foundation/i18n/index.ts";
import { installationCity } from "../../foundation/secrets/index.ts";
import type { House } from "../house.ts";
import { type Content, sendPersonal } from "../page.tsx";
import { agenciesOf, isHotline, mayAssist } from "./desk.ts";
import { staffWords } from "./words.ts";

export type Section =
  | "inbox"
  | "assist"
  | "load"
  | "reports"
  | "dispatch"
  | "checks"
  | "redeem"
  | "clerks"
  | "services"
  | "agencies"
  | "publishing"
  | "connectors"
  | "operators"
  | "money"
  | "audit";

const paths: Readonly<Record<Section, string>> = {
  inbox: "/staff",
  assist: "/staff/assist",
  load: "/staff/load",
  reports: "/staff/reports",
  dispatch: "/staff/office/dispatch",
  checks: "/staff/checks",
  redeem: "/staff/redeem",
  clerks: "/staff/office/clerks",
  services: "/staff/office/services",
  agencies: "/staff/office/agencies",
  publishing: "/staff/office/publishing",
  connectors: "/staff/office/connectors",
  operators: "/staff/office/operators",
  money: "/staff/money",
  audit: "/staff/audit",
};

/** The parts of the desk this clerk has something to do in. */
export function sectionsOf(clerk: Clerk): readonly Section[] {
  const city = { city: clerk.city };
  const open: Record<Section, boolean> = {
    inbox: agenciesOf(clerk).length > 0,
    assist: mayAssist(clerk),
    load: can(clerk, "work.arrange", { ...city, agency: clerk.agency }),
    reports: isHotline(clerk, clerk.city),
    dispatch: can(clerk, "offering.change", city) && clerk.city !== installationCity,
    checks: agenciesOf(clerk).length > 0,
    redeem: agenciesOf(clerk).length > 0,
    clerks: can(clerk, "clerk.list", city),
    services: can(clerk, "offering.read", city),
    agencies: can(clerk, "offering.read", city) && clerk.city !== installationCity,
    publishing: can(clerk, "offering.read", city) && clerk.city !== installationCity,
    connectors: can(clerk, "connector.manage", { ...city, agency: clerk.agency }),
    operators: clerk.city === installationCity && can(clerk, "operator.confirm", city),
    money: can(clerk, "money.read", city) && clerk.city !== installationCity,
    audit: can(clerk, "audit.read", city),
  };
  return (Object.keys(paths) as Section[]).filter((section) => open[section]);
}

/** Where this clerk's day begins. */
export function homeOf(clerk: Clerk): string {
  const [first] = sectionsOf(clerk);
  return first === undefined ? "/staff/me" : paths[first];
}

/** A page for a member of staff, in the frame of their city. */
export function sendStaff(
  house: House,
  request: FastifyRequest,
  reply: FastifyReply,
  clerk: Clerk,
  content: Content,
  section?: Section,
): Promise<FastifyReply> {
  const words = staffWords(request.language);
  const sections = sectionsOf(clerk).map((each) => ({
    href: paths[each],
    label: words[each],
    current: each === section,
  }));
  return sendPersonal(
    house,
    request,
    reply,
    { ...content, sections, city: content.city ?? house.regions.city(clerk.city) },
    "staff",
  );
}

/** The name of a city for its staff; the installation has one too. */
export function placeName(house: House, city: string, language: Language): string {
  if (city === installationCity) return staffWords(language).installation;
  const open = house.regions.city(city);
  return open?.settings.display?.[language] ?? house.regions.divisions.resolve(city)[0]?.name[language] ?? city;
}
