import type { Register } from "../../../domain/agencies/index.ts";
import { registeredPeople } from "./entries.ts";

/**
 * The registers of a demonstration: what a population register would know of its invented people, so that a page can show a
 * value with its source instead of asking for it.
 */
export function demonstrationRegisters(): ReadonlyMap<string, Register> {
  const population: Register = {
    name: "population",
    title: { zh: "人口信息库（演示）", en: "Population register (demonstration)" },
    lookUp: async (_city, person) => registeredPeople.get(person.idNumber),
  };
  return new Map([[population.name, population]]);
}
