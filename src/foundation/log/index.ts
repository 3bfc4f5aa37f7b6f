export type { Log, LogOptions } from "./log.ts";
export { createLog, forRequest } from "./log.ts";
