import { createElement } from "preact";
import type { Finding } from "../../../domain/catalogue/index.ts";
import { demand } from "../../../domain/identity/index.ts";
import type { App } from "../../../foundation/http/index.ts";
import { type Language, say } from "../../../foundation/i18n/index.ts";
import { checkCities } from "../../completeness.ts";
import type { House } from "../../house.ts";
import { needStaff } from "../../session.ts";
import { sendStaff } from "../frame.ts";
import { CompletenessView, type FindingLine } from "./view.tsx";
import { words } from "./words.ts";

const path = "/staff/office/completeness";

/** `GET /staff/office/completeness`: what is missing before this city can go live, and where it is mended. */
export function addCompletenessPage(app: App, house: House): void {
  app.get(path, { config: { access: "office", owner: "catalogue" } }, async (request, reply) => {
    const { clerk } = await needStaff(house, request);
    demand(clerk, "offering.read", { city: clerk.city });
    const { language } = request;
    const [report] = await checkCities(house, [clerk.city], house.clock());
    const w = words(language);
    const main = createElement(CompletenessView, {
      language,
      shown: report?.shown ?? 0,
      red: report?.red ?? 0,
      findings: findingLines(house, report?.findings ?? [], language),
    });
    const breadcrumb = [
      { href: "/staff/office/services", label: w.services },
      { href: path, label: w.title },
    ];
    return sendStaff(house, request, reply, clerk, { title: w.title, main, breadcrumb }, "services");
  });
}

/** Findings as they are read. */
export function findingLines(
  house: Pick<House, "catalogue">,
  findings: readonly Finding[],
  language: Language,
): readonly FindingLine[] {
  const nameOf = (code: string) => {
    const service = house.catalogue.service(code);
    return service ? say(service.definition.name, language) : code;
  };
  return findings.map(({ level, say: said, page, services, code, agency }) => ({
    key: [code, agency, ...services].join(" "),
    level,
    say: say(said, language),
    page,
    services: services.map((each) => ({ href: `/staff/office/services/${each}`, name: nameOf(each) })),
  }));
}
