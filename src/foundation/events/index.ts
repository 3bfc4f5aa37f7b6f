export type { StoredEvent } from "./event.ts";
export {
  eventsAfter,
  eventsBySeq,
  laggingCities,
  markDone,
  moveCursor,
  openSequence,
  openSequences,
  tryRelayLock,
} from "./store.ts";
