import { type Accepted, type BriefCase, findCases, projectElsewhere } from "../domain/cases/index.ts";
import { cityScope } from "../foundation/database/index.ts";
import type { Reaction } from "../foundation/jobs/index.ts";
import type { House } from "./house.ts";

/** 跨省通办: the city that took a case in sees in its own list how it stands, and nothing else of it. */
export function tellAccepting(house: House): Reaction["react"] {
  return async (city, events, once) => {
    const cases = await findCases(
      house.cases,
      city,
      events.map((event) => event.subject),
    );
    const rows = [...cases.values()].filter(isAccepted);
    const agencyOf = new Map<string, string>();
    for (const row of rows) {
      const offered = await house.offerings.any(row.accepted_in, row.service);
      const { definition } = house.catalogue.serviceOf(row.service, row.service_version);
      agencyOf.set(row.number, offered?.offering.agency ?? definition.agency);
    }
    const cities = new Set([city, ...rows.map((row) => row.accepted_in)]);
    await once(cityScope(...cities), (tx) => projectElsewhere(tx, rows, agencyOf));
  };
}

function isAccepted(row: BriefCase): row is Accepted {
  return row.accepted_in !== null;
}
