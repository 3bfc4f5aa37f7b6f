import { counterPhones, findCases, type NearDeadline, nearDeadlines, noteNear } from "../domain/cases/index.ts";
import { deliver } from "../domain/notifications/index.ts";
import { cityAndResidentScope, cityScope } from "../foundation/database/index.ts";
import type { House } from "./house.ts";

/**
 * Tells applicants some days before a step of theirs lapses, once for each last day. Whoever did it meanwhile hears nothing. May run in many
 * processes. @returns how many were told
 */
export async function tellOfDeadlines(house: House, cities: readonly string[]): Promise<number> {
  const byCity = Map.groupBy(await nearDeadlines(house.cases, cities), ({ city }) => city);
  let told = 0;
  for (const [city, near] of byCity) {
    try {
      told += await tellIn(house, city, near);
    } catch (error) {
      // What fails in one city must not keep the others from theirs.
      house.log.error({ err: error, city }, "deadlines that are near could not be told of");
    }
  }
  return told;
}

async function tellIn(house: House, city: string, near: readonly NearDeadline[]): Promise<number> {
  const numbers = near.map(({ number }) => number);
  const rows = await findCases(house.cases, city, numbers);
  const channels = [...house.channels.keys()];
  const phones = channels.length > 0 ? await counterPhones(house.cases, city, numbers) : undefined;
  let told = 0;
  for (const one of near) {
    const row = rows.get(one.number);
    // A visitor follows the case by its number and has no inbox; the day is noted all the same, so that it is not asked for again.
    const resident = row?.applicant.startsWith("r") === true ? row.applicant : undefined;
    const scope = resident === undefined ? cityScope(city) : cityAndResidentScope([city], [resident]);
    await house.database.transaction(scope, async (tx) => {
      if (!(await noteNear(tx, one)) || row === undefined || resident === undefined) return;
      const service = house.catalogue.serviceOf(row.service, row.service_version).definition.name;
      const values = { service, day: house.regions.calendarOf(city).dayOf(one.dueAt) };
      const to = { resident, city, about: one.number, phone: phones?.get(one.number) };
      await deliver(tx, house.secrets, [{ template: "deadline_near", values, ...to }], house.clock(), channels);
      told += 1;
    });
  }
  return told;
}
