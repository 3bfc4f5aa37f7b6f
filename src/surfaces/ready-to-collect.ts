import type { BriefCase } from "../domain/cases/index.ts";
import { ofBody } from "../domain/catalogue/index.ts";
import type { MessageOf } from "../domain/notifications/index.ts";
import type { StoredEvent } from "../foundation/events/index.ts";
import type { Text } from "../foundation/i18n/index.ts";
import type { House } from "./house.ts";

/**
 * What is told when a result that the person collects becomes ready: when its certificate is made, or, where there is none, by the decision.
 * Whoever has it already is not told.
 */
export async function readyToCollect(
  house: House,
  row: BriefCase,
  event: Pick<StoredEvent, "type">,
): Promise<MessageOf<"ready_to_collect"> | undefined> {
  if (row.delivery !== "collect" || row.state !== "approved") return undefined;
  const { definition } = house.catalogue.serviceOf(row.service, row.service_version);
  if (event.type !== (definition.result.certificate === undefined ? "approve" : "issue")) return undefined;
  return { template: "ready_to_collect", values: { service: definition.name, venue: await placeOf(house, row) } };
}

/** Where the agency of the case receives people; its name where nobody has said. */
async function placeOf(house: House, { city, service, agency }: BriefCase): Promise<Text> {
  const offered = await house.offerings.any(city, service);
  if (!offered) return house.catalogue.agencyName(agency);
  const { venues, agencyName } = ofBody(offered.offering, agency);
  const [venue] = venues;
  return venue?.name ?? agencyName;
}
