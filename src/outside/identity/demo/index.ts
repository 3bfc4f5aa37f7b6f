export { sweepDemonstrationSignIns } from "./adapter.ts";
export type { DemonstrationPerson } from "./people.ts";
export { people } from "./people.ts";
export type { DemonstrationSettings } from "./provider.ts";
export { demonstrationClient, demonstrationPath } from "./provider.ts";
export type { DemonstrationRoutes } from "./routes.ts";
export { demonstrationIdentityRoutes } from "./routes.ts";
