/** Where the pages of a journey are (README.md beside this file lists them). */
export const addresses = {
  guide: (city: string, service: string) => `/${city}/services/${service}`,
  start: (city: string, service: string) => `/${city}/services/${service}/start`,
  draft: (city: string, service: string, id: string) => `/${city}/services/${service}/drafts/${id}`,
  page: (city: string, service: string, id: string, page: string) =>
    `/${city}/services/${service}/drafts/${id}/pages/${page}`,
  check: (city: string, service: string, id: string) => `/${city}/services/${service}/drafts/${id}/check`,
  answer: (city: string, service: string, id: string) => `/${city}/services/${service}/drafts/${id}/answer`,
  notPossible: (city: string, service: string, id: string) => `/${city}/services/${service}/drafts/${id}/not-possible`,
  later: (city: string, service: string, id: string) => `/${city}/services/${service}/drafts/${id}/later`,
  discard: (city: string, service: string, id: string) => `/${city}/services/${service}/drafts/${id}/discard`,
  file: (city: string, service: string, id: string, file: string) =>
    `/${city}/services/${service}/drafts/${id}/files/${file}`,
  sent: (city: string, number: string) => `/${city}/cases/${number}/sent`,
  report: (city: string, number: string) => `/${city}/reports/${number}`,
  urge: (city: string, number: string) => `/${city}/cases/${number}/urge`,
  mine: (number: string) => `/me/cases/${number}`,
} as const;
