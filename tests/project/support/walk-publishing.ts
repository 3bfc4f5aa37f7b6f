import { pastCases } from "../../../src/domain/cases/index.ts";
import {
  compileService,
  followNation,
  keepChecked,
  publicationsOf,
  putVersion,
  releaseHeld,
  versionsOf,
} from "../../../src/domain/catalogue/index.ts";
import type { TestHouse } from "../../helpers/house.ts";

const city = "430621";
const code = "residence-permit";

/** A city checks its own version of a service, publishes it, rolls back and follows the nation again; past cases are read for it. */
export async function walkPublishing({ house, clock }: TestHouse): Promise<void> {
  const { database, catalogue } = house;
  const permit = catalogue.service(code);
  if (!permit) throw new Error("the residence permit is not published");
  const summary = { zh: "本地的说法。", en: "As said here." };
  const own = compileService({ ...permit.definition, summary }, permit.certificate);
  const by = { kind: "clerk", id: "walk", name: "walk" } as const;
  await keepChecked(database, city, own, by, clock.now);
  await putVersion(database, { place: city, service: code, version: own.version }, by, clock.now);
  await releaseHeld(database, "no-such-service", by, clock.now).catch(() => undefined);
  await versionsOf(database, catalogue, city, code);
  await publicationsOf(database, city);
  await followNation(database, city, code, by, clock.now);
  for await (const past of pastCases(house.cases, city, code, 500)) if (past.number === "") return;
}
