/** Shared questions of a life event are kept as `life-events/{code}` and stand at that address. */
function base(city: string, service: string): string {
  return service.startsWith("life-events/") ? `/${city}/${service}` : `/${city}/services/${service}`;
}

/** A part of the journey as it is served: for services, and for the shared questions of life events. */
export function journeyPaths(rest: string): readonly string[] {
  return [`/:city/services/:code/${rest}`, `/:city/life-events/:code/${rest}`];
}

/** Where the pages of a journey are (README.md beside this file lists them). */
export const addresses = {
  guide: (city: string, service: string) => `${base(city, service)}`,
  start: (city: string, service: string) => `${base(city, service)}/start`,
  draft: (city: string, service: string, id: string) => `${base(city, service)}/drafts/${id}`,
  page: (city: string, service: string, id: string, page: string) =>
    `${base(city, service)}/drafts/${id}/pages/${page}`,
  check: (city: string, service: string, id: string) => `${base(city, service)}/drafts/${id}/check`,
  answer: (city: string, service: string, id: string) => `${base(city, service)}/drafts/${id}/answer`,
  notPossible: (city: string, service: string, id: string) => `${base(city, service)}/drafts/${id}/not-possible`,
  later: (city: string, service: string, id: string) => `${base(city, service)}/drafts/${id}/later`,
  discard: (city: string, service: string, id: string) => `${base(city, service)}/drafts/${id}/discard`,
  version: (city: string, service: string, id: string) => `${base(city, service)}/drafts/${id}/version`,
  file: (city: string, service: string, id: string, file: string) =>
    `${base(city, service)}/drafts/${id}/files/${file}`,
  sent: (city: string, number: string) => `/${city}/cases/${number}/sent`,
  report: (city: string, number: string) => `/${city}/reports/${number}`,
  urge: (city: string, number: string) => `/${city}/cases/${number}/urge`,
  lifeEvent: (number: string) => `/me/life-events/${number}`,
  mine: (number: string) => `/me/cases/${number}`,
} as const;
