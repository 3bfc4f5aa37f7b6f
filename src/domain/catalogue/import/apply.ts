import { isDeepStrictEqual } from "node:util";
import type { Database } from "../../../foundation/database/index.ts";
import type { Divisions } from "../../regions/index.ts";
import type { Catalogue } from "../catalogue.ts";
import { type NewOffering, offer } from "../offer/offer.ts";
import type { OfferValues } from "../offer/offering.ts";
import { readLayers } from "../offer/offerings.ts";
import type { ImportPlan } from "./plan.ts";

/** What an import did to the offerings of a city; services by code. */
export type Applied = {
  readonly made: readonly string[];
  readonly changed: readonly string[];
  readonly same: readonly string[];
};

/**
 * Makes or changes the offerings of a city as a plan says; what the file does not say stays as it is. A service nobody offered there yet
 * is prepared and hidden. `dryRun` only says what would be done.
 */
export async function applyImport(
  parts: { readonly database: Database; readonly catalogue: Catalogue; readonly divisions: Divisions },
  city: string,
  plan: ImportPlan,
  options: { readonly now: Date; readonly dryRun?: boolean },
): Promise<Applied> {
  const { database, catalogue } = parts;
  const layers = await readLayers(parts, city);
  const applied = { made: [] as string[], changed: [] as string[], same: [] as string[] };
  for (const [service, { values }] of [...plan.services].sort(([a], [b]) => a.localeCompare(b, "en"))) {
    const own = layers[0]?.offers.get(service);
    const offered = layers.some(({ offers }) => (offers.get(service)?.visibility ?? null) !== null);
    const changes = own === undefined ? Object.keys(values).length > 0 : differs(own, values);
    if (offered && !changes) {
      applied.same.push(service);
      continue;
    }
    (offered ? applied.changed : applied.made).push(service);
    if (options.dryRun) continue;
    const { changedAt: _, ...said } = own ?? { changedAt: options.now };
    const visibility = own?.visibility ?? (offered ? null : "hidden");
    const wanted: NewOffering = { ...said, ...values, visibility };
    await offer(database, catalogue, city, service, wanted, options.now);
  }
  return applied;
}

/** Whether a row says anything the city has not said already. */
function differs(own: OfferValues, values: OfferValues): boolean {
  const keys = Object.keys(values) as (keyof OfferValues)[];
  return keys.some((key) => !isDeepStrictEqual(own[key] ?? null, values[key] ?? null));
}
