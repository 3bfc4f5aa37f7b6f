import { statement } from "../../foundation/database/index.ts";

/** The newest cases of a service in a city, open and closed; `before` is the place of the last row of the page before. */
export const newestOfService = statement({
  name: "cases.newest_of_service",
  scope: "city",
  params: { city: "text", service: "text", before: "timestamptz", before_number: "text", limit: "int4" },
  row: { number: "text", service_version: "text", submitted_at: "timestamptz" },
  text: `
    select number, service_version, submitted_at from cases
    where city = :city and service = :service and (submitted_at, number) < (:before, :before_number)
    order by submitted_at desc, number desc limit :limit`,
});
