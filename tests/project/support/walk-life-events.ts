import { LifeEvents } from "../../../src/domain/catalogue/index.ts";
import { draftsOfEvent, startDraft } from "../../../src/domain/forms/index.ts";
import {
  beginEvent,
  eraseEvents,
  eventOf,
  eventOfFiled,
  findEvent,
  listEvents,
  noteStep,
} from "../../../src/domain/life-events/index.ts";
import { residentScope } from "../../../src/foundation/database/index.ts";
import type { TestHouse } from "../../helpers/house.ts";

/** An event of a resident from its draft to its being forgotten. */
export async function walkLifeEvents({ house, clock }: TestHouse): Promise<void> {
  const { database } = house;
  const [event] = house.catalogue.lifeEvents.all();
  const service = house.catalogue.service("birth-registration");
  if (!event || !service) throw new Error("no life event is published");
  // A process that has just begun reads every version.
  await new LifeEvents(database).refresh();
  const now = clock.now;
  const resident = "rLifeEvents";
  const owner = `resident:${resident}` as const;
  const shared = await startDraft(house, { owner, city: "430621", service: event.shared, now });
  await startDraft(house, { owner, city: "430621", service, now, within: shared.id });
  await draftsOfEvent(house, { owner, event: shared.id, now });
  const number = await beginEvent(database, {
    ...{ resident, city: "430621", day: "2026-11-16", draft: shared.id, now },
    ...{ event: event.definition.code, version: event.version, services: ["birth-registration"] },
  });
  const step = { resident, number, service: "birth-registration", now };
  await noteStep(database, { ...step, refused: { code: "not_eligible", say: { zh: "以后再办。", en: "Later." } } });
  await noteStep(database, { ...step, caseNumber: "430621-20261116-C0000000000-0" });
  await eventOfFiled(database, resident, "430621-20261116-C0000000000-0");
  await eventOf(database, resident, shared.id);
  await findEvent(database, resident, number);
  await listEvents(database, resident);
  await database.transaction(residentScope(resident), (tx) => eraseEvents(tx, resident));
}
