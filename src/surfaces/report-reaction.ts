import { type ActType, type BriefCase, findCases } from "../domain/cases/index.ts";
import { deliver } from "../domain/notifications/index.ts";
import { followReport, readReports, recordReports } from "../domain/reports/index.ts";
import type { Scope } from "../foundation/database/index.ts";
import type { Reaction } from "../foundation/jobs/index.ts";
import type { House } from "./house.ts";

/** 12345: what is found of a report, what its acts bring with them, and that the first who reported hears of the next. */
export function reactToReports(
  house: House,
  hasInbox: (row: BriefCase) => boolean,
  scopeOf: (city: string, rows: readonly BriefCase[]) => Scope,
): Reaction["react"] {
  return async (city, events, once) => {
    const numbers = events.map((event) => event.subject);
    const cases = await findCases(house.cases, city, numbers);
    const reports = await readReports(house.cases, city, [...cases.values()]);
    const firsts = await findCases(
      house.cases,
      city,
      reports.flatMap(({ joined_to }) => joined_to ?? []),
    );
    const told = [...firsts.values()].filter(hasInbox);
    await once(scopeOf(city, told), async (tx, fresh) => {
      await recordReports(tx, reports);
      const joined = fresh.filter((event) => event.type === "join").map((event) => event.subject);
      const followed = reports.flatMap(({ number, joined_to }) => (joined.includes(number) ? (joined_to ?? []) : []));
      const messages = told
        .filter((row) => followed.includes(row.number))
        .map((row) => {
          const { name } = house.catalogue.serviceOf(row.service, row.service_version).definition;
          const message = { template: "report_shared", values: { service: name } } as const;
          return { ...message, resident: row.applicant, city, about: row.number };
        });
      await deliver(tx, house.secrets, messages, house.clock());
    });
    // After the row is there: whoever answers the other report from now on finds this one.
    const known = new Set(reports.map(({ number }) => number));
    for (const { subject, type } of events) {
      if (known.has(subject)) await followReport(house.cases, city, subject, type as ActType);
    }
  };
}
