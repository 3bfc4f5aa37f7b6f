import { cityScope, type Database } from "../../foundation/database/index.ts";
import { connectorsPerCity } from "./connectors.ts";
import { connectorsOfCity } from "./store.ts";

/** How a city's agencies are spoken to, by agency; their secrets stay sealed. For checking services against them. */
export async function connectorConfigsOf(
  database: Database,
  city: string,
): Promise<readonly { readonly agency: string; readonly config: unknown }[]> {
  const rows = await database.run(cityScope(city), connectorsOfCity, { city, limit: connectorsPerCity });
  return rows.map(({ agency, config }) => ({ agency, config }));
}
