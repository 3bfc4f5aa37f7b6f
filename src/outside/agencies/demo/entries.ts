import type { RegisterEntry } from "../../../domain/agencies/index.ts";
import { people } from "../../identity/demo/index.ts";

/** What the population register knows: where a person's household is registered. A foreigner has none. */
export const registeredPeople: ReadonlyMap<string, RegisterEntry> = new Map(
  people.map(({ claims }) => [
    claims["id_number"] ?? "",
    { idNumber: claims["id_number"], ...(claims["hukou_division"] ? { hukou: claims["hukou_division"] } : {}) },
  ]),
);
