export type { Log, LogOptions } from "./log.ts";
export { createLog } from "./log.ts";
