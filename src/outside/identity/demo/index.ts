export { sweepDemonstrationSignIns } from "./adapter.ts";
export { people } from "./people.ts";
export { demonstrationClient, demonstrationPath } from "./provider.ts";
export { demonstrationIdentityRoutes } from "./routes.ts";
