import { sealAudit } from "../../domain/audit/index.ts";
import { forgetAssisted } from "../../domain/caseload/index.ts";
import { retain } from "../../domain/cases/index.ts";
import { deleteOrphans } from "../../domain/documents/index.ts";
import { expireDrafts, keepDays } from "../../domain/forms/index.ts";
import { forgetOldLines, forgetOldNotices } from "../../domain/payments/index.ts";
import { forgetOldKeys } from "../../foundation/idempotency/index.ts";
import { installationCity } from "../../foundation/secrets/index.ts";
import type { House } from "../house.ts";

const day = 86_400_000;

/**
 * What time alone asks for, a little every minute: sealing the record of acts, and forgetting what need not be kept. Every step may
 * be repeated and run by several processes at once. `goOn` is asked before each city, so that a process that stops need not finish
 * a nation.
 */
export async function nightly(house: House, goOn: () => boolean = () => true): Promise<void> {
  const now = house.clock();
  await house.identity.sessions.sweep(now);
  // Their files go with deleteOrphans below.
  await expireDrafts({ database: house.database }, { now });
  for (const city of [installationCity, ...house.regions.cities.map((each) => each.city)]) {
    if (!goOn()) return;
    await sealAudit(house.database, house.secrets, city, now);
  }
  for (const { city } of house.regions.cities) {
    if (!goOn()) return;
    await forgetOldKeys(house.database, city, house.clock());
    await forgetAssisted(house, city, now);
    await forgetOldNotices(house.payments, city);
    await forgetOldLines(house.payments, city);
    await retain(house.cases, city, house.catalogue.services(city));
    await deleteOrphans(house.documents, {
      city,
      unsentBefore: new Date(now.getTime() - keepDays.resident * day),
      now,
    });
  }
}
