import type { ExportContext } from "../domain/catalogue/index.ts";
import type { House } from "./house.ts";

/** A city as an area, by its division's own name. */
export function placeOf(house: Pick<House, "regions">, city: string): ExportContext["place"] {
  const [division] = house.regions.divisions.resolve(city);
  return { code: city, name: division?.name ?? { zh: city, en: city } };
}

export function contextOf(house: Pick<House, "settings" | "catalogue">, place: ExportContext["place"]): ExportContext {
  const { fields, agencyKinds } = house.catalogue;
  return { base: house.settings.baseUrl.replace(/\/+$/, ""), place, fields, agencyKinds };
}
