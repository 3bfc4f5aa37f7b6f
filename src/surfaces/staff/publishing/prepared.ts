import { writeAudit } from "../../../domain/audit/index.ts";
import { needsCounter, type Offering, type OfferValues, offer, readLayers } from "../../../domain/catalogue/index.ts";
import type { Clerk } from "../../../domain/identity/index.ts";
import { cityScope } from "../../../foundation/database/index.ts";
import type { House } from "../../house.ts";
import type { Offered } from "../../offerings.ts";

export const path = "/staff/office/publishing";

/** What a city has chosen, by how far it is. */
export type Progress = {
  readonly prepared: readonly Offered[];
  readonly live: readonly Offered[];
  readonly withdrawn: readonly Offered[];
  /** Agencies of prepared and live services, and what they lack. */
  readonly agencies: readonly AgencyLine[];
};

export type AgencyLine = {
  readonly agency: string;
  readonly offered: readonly Offered[];
  readonly offering: Offering;
  readonly lacks: readonly ("venue" | "phone")[];
};

export async function progressOf(house: House, city: string): Promise<Progress> {
  const all = await house.offerings.all(city);
  const prepared = all.filter(({ offering }) => offering.visibility === "hidden");
  const live = all.filter(({ offering }) => offering.visible && offering.withdrawal === null);
  const withdrawn = all.filter(({ offering }) => offering.visibility === "withdrawn");
  const byAgency = Map.groupBy([...prepared, ...live], ({ offering }) => offering.agency);
  const agencies = [...byAgency].flatMap(([agency, offered]): AgencyLine[] => {
    const offering = offered[0]?.offering;
    if (!offering) return [];
    const lacks = [
      ...(offered.some(lacksVenue) ? (["venue"] as const) : []),
      ...(offered.some((one) => one.offering.phone === null) ? (["phone"] as const) : []),
    ];
    return [{ agency, offered, offering, lacks }];
  });
  return { prepared, live, withdrawn, agencies };
}

/** The fee is set locally, and neither the city nor a place above has set it. */
export function lacksFee({ service, offering }: Offered): boolean {
  const { fee } = service.definition;
  return fee !== "none" && fee.local !== undefined && offering.fee === null;
}

/** Something of it is done at a counter, and nobody has said where and when. */
function lacksVenue({ service, offering }: Offered): boolean {
  return needsCounter(service) && offering.venues.length === 0;
}

/** Changes some of what a city says of a service, and records it; what else it says stays. */
export async function changeOffer(house: House, clerk: Clerk, code: string, values: OfferValues): Promise<void> {
  const { database, catalogue, regions } = house;
  const { city } = clerk;
  const now = house.clock();
  const [own] = await readLayers({ database, divisions: regions.divisions }, city);
  const { changedAt: _, ...before } = own?.offers.get(code) ?? { changedAt: now };
  await offer(database, catalogue, city, code, { ...before, ...values }, now, clerk);
  await audited(house, clerk, "offering.change", code, { visibility: values.visibility ?? "inherited" });
  house.offerings.forget(city);
}

export async function audited(
  house: House,
  { city, id }: Clerk,
  act: string,
  subject: string,
  detail: Readonly<Record<string, unknown>>,
): Promise<void> {
  const entry = { city, actorKind: "clerk", actor: id, act, subject, detail } as const;
  await house.database.transaction(cityScope(city), (tx) => writeAudit(tx, entry, house.clock()));
}
