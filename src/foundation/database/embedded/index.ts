export type { Connection } from "./guard.ts";
export { EmbeddedProblem, type ProblemCode } from "./problem.ts";
export { type EmbeddedOptions, type EmbeddedServer, startEmbedded } from "./start.ts";
