import type { Language } from "../../../foundation/i18n/index.ts";
import { bodiesOf } from "../offer/bodies.ts";
import type { Offering } from "../offer/offering.ts";
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
  const { offering } = exported;
  const provider = (name: string, of: object = {}) => ({ "@type": "GovernmentOrganization", name, ...of });
  const bodies = offering === undefined ? [] : bodiesOf(offering);
  // Of several the person chooses one: each with its telephone and places.
  const providers = bodies.map((body) => provider(body.agencyName[language], reachedAt(body, language)));
  const phone = bodies.length > 1 ? null : (offering?.phone ?? null);
  return {
    "@context": "https://schema.org",
    "@type": "GovernmentService",
    name: definition.name[language],
    description: definition.summary[language],
    ...(url === undefined ? {} : { url }),
    provider: providers.length > 1 ? providers : provider(officeOf(exported, context)[language]),
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

function reachedAt({ phone, venues }: Offering, language: Language): object {
  const location = venues.map(({ name, address, hours, phone: own }) => ({
    ...{ "@type": "Place", name: name[language], address: address[language], description: hours[language] },
    ...(own === undefined ? {} : { telephone: own }),
  }));
  return {
    ...(phone === null ? {} : { telephone: phone }),
    ...(location.length === 0 ? {} : { location }),
  };
}
