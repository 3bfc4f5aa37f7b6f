import { forgetOldPushes } from "../../domain/agencies/index.ts";
import { citiesToSeal, sealAudit } from "../../domain/audit/index.ts";
import { forgetAssisted } from "../../domain/caseload/index.ts";
import { retain } from "../../domain/cases/index.ts";
import { deleteOrphans, forgetOldCodes } from "../../domain/documents/index.ts";
import { expireDrafts, keepDays } from "../../domain/forms/index.ts";
import { forgetOldLines, forgetOldNotices } from "../../domain/payments/index.ts";
import { forgetOldKeys } from "../../foundation/idempotency/index.ts";
import { installationCity } from "../../foundation/secrets/index.ts";
import type { House } from "../house.ts";

const day = 86_400_000;

/** Passes in which every city had its turn: an hour's. */
const round = 60;

/**
 * What time alone asks for, a little every minute: sealing the record of acts wherever something is to be sealed, and in some cities in
 * turn forgetting what need not be kept. Every step may be repeated and run by several processes at once. `goOn` is asked before each city,
 * so that a process that stops need not finish a nation.
 */
export function nightly(house: House, goOn: () => boolean = () => true): () => Promise<void> {
  const next = inTurn(round);
  return async () => {
    const now = house.clock();
    const cities = house.regions.cities.map(({ city }) => city);
    const seal = (city: string) => sealAudit(house.database, house.secrets, city, now);
    await eachCity(house, await citiesToSeal(house.database, [installationCity, ...cities], now), seal, goOn);
    await house.identity.sessions.sweep(now);
    // Their files go with deleteOrphans below.
    await expireDrafts({ database: house.database }, { now });
    await eachCity(house, next(cities), (city) => forget(house, city, now), goOn);
  };
}

/** One city after another; what fails in one is logged and holds up no other. */
export async function eachCity(
  house: Pick<House, "log">,
  cities: readonly string[],
  work: (city: string) => Promise<unknown>,
  goOn: () => boolean,
): Promise<void> {
  for (const city of cities) {
    if (!goOn()) return;
    await work(city).catch((error: unknown) =>
      house.log.error({ err: error, city }, "the nightly work of a city failed"),
    );
  }
}

/** Gives a share of what it is given, in turn, so that `calls` calls give all of it; the list may grow meanwhile. */
export function inTurn(calls: number): <T>(all: readonly T[]) => readonly T[] {
  let turn = 0;
  return (all) => {
    const share = Math.max(1, Math.ceil(all.length / calls));
    if (turn * share >= all.length) turn = 0;
    turn += 1;
    return all.slice((turn - 1) * share, turn * share);
  };
}

async function forget(house: House, city: string, now: Date): Promise<void> {
  await forgetOldKeys(house.database, city, now);
  await forgetOldPushes(house.database, city, now);
  await forgetAssisted(house, city, now);
  await forgetOldCodes(house.documents, city, now);
  await forgetOldNotices(house.payments, city);
  await forgetOldLines(house.payments, city);
  await retain(house.cases, city, house.catalogue.services(city));
  const unsentBefore = new Date(now.getTime() - keepDays.resident * day);
  await deleteOrphans(house.documents, { city, unsentBefore, now });
}
