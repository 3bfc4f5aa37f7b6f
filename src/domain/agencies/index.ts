export type { LookedUp, Person, Register, RegisterEntry } from "./contract.ts";
export { lookUp } from "./look-up.ts";
