import type { Text } from "../../../foundation/i18n/index.ts";
import type { Division } from "../../regions/index.ts";
import type { Catalogue } from "../catalogue.ts";
import type { Offering, Venue } from "../offer/offering.ts";
import { type Layer, resolveOffering } from "../offer/resolve.ts";
import type { ServiceVersion } from "../service/compile.ts";
import { cleanCell } from "./clean.ts";

/** Where a list is taken in. `layers`: what city, province and nation say now, the nearest first; without them nobody says anything. */
export type Place = {
  readonly agencyKinds: Catalogue["agencyKinds"];
  readonly path: readonly Division[];
  readonly layers?: readonly Layer[];
};

/** How a service stands in the city before the list is taken, and how it would if the city said nothing of this service. */
export type Standing = { readonly stands: Offering; readonly inherited: Offering };

/** `agency`: the kind that the row gives the service to, where it says another. */
export function standingOf(place: Place, service: ServiceVersion, agency: string | undefined): Standing {
  const { agencyKinds, path } = place;
  const silent: Layer = {
    source: { by: "city", place: path.at(-1)?.code ?? "", name: path.at(-1)?.name ?? null },
    offers: new Map(),
    agencies: new Map(),
  };
  const [city = silent, ...above] = place.layers ?? [];
  const { code } = service.definition;
  const own = city.offers.get(code) ?? { changedAt: new Date(0) };
  // Whether it is shown is no matter here; a service nobody offers has to be settled, too.
  const visibility = "hidden";
  const settled = (said: typeof own) => {
    const offers = new Map([[code, { ...said, visibility, withdrawal: null } as const]]);
    const offering = resolveOffering(agencyKinds, service, [{ ...city, offers }, ...above], "");
    if (!offering) throw new Error(`${code} could not be settled`);
    return offering;
  };
  const { changedAt } = own;
  return {
    stands: settled(own),
    inherited: settled({ changedAt, agency: agency ?? own.agency ?? null }),
  };
}

/** Whether a cell of a list, cleaned, says what is stored: an export of ours, taken in again, went through the same cleaning. */
export function says(cell: string, stored: string): boolean {
  // Spreadsheet programs must not take a cell for a formula; the export marks it.
  const plain = cell.replace(/^'(?=[=+\-@])/, "");
  return plain === stored || plain === cleanCell(stored).text;
}

/** A place as a list names it: its Chinese words. */
export type ListedVenue = { readonly venue: string; readonly address: string; readonly hours: string };

export function isVenue({ name, address, hours }: Venue, listed: ListedVenue): boolean {
  return says(listed.venue, name.zh) && says(listed.address, address.zh) && says(listed.hours, hours.zh);
}

/** The words that stand already, with their English, where the cell says the same in Chinese. */
export function knownText(cell: string, stored: Text | undefined): Text | undefined {
  return stored !== undefined && says(cell, stored.zh) ? stored : undefined;
}
