export { Loop } from "./loop.ts";
export type { Once, Reaction } from "./reaction.ts";
export { runReaction } from "./reaction.ts";
export { relay, relayBacklog } from "./relay.ts";
export { deadJobs } from "./store.ts";
export type { JobLog, Worker } from "./worker.ts";
export { migrateQueue, startWorker } from "./worker.ts";
