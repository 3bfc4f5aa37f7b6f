import type { Language } from "../../../foundation/i18n/index.ts";
import { type ExportContext, type Exported, officeOf, pageOf } from "./exported.ts";

/**
 * A service as schema.org GovernmentService (https://schema.org/GovernmentService) in one language, for search engines: small, since it
 * is part of the guide page.
 */
export function governmentServiceOf(
  exported: Exported,
  context: Pick<ExportContext, "base" | "place" | "agencyKinds" | "fields">,
  language: Language,
): Readonly<Record<string, unknown>> {
  const { definition } = exported.service;
  const url = pageOf(exported, context);
  const area = { "@type": "AdministrativeArea", name: context.place.name[language] };
  const phone = exported.offering?.phone ?? null;
  return {
    "@context": "https://schema.org",
    "@type": "GovernmentService",
    name: definition.name[language],
    description: definition.summary[language],
    ...(url === undefined ? {} : { url }),
    provider: { "@type": "GovernmentOrganization", name: officeOf(exported, context)[language] },
    areaServed: area,
    audience: definition.audience.map((each) => ({
      "@type": "Audience",
      audienceType: (each === "person" ? { zh: "个人", en: "persons" } : { zh: "单位", en: "organisations" })[language],
    })),
    availableChannel: {
      "@type": "ServiceChannel",
      ...(url === undefined ? {} : { serviceUrl: `${url}/start` }),
      ...(phone === null ? {} : { servicePhone: { "@type": "ContactPoint", telephone: phone } }),
    },
  };
}
