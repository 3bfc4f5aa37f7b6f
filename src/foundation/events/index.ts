export type { StoredEvent } from "./event.ts";
export {
  eventsAfter,
  eventsBySeq,
  laggingCities,
  markDone,
  moveCursor,
  openSequence,
  tryRelayLock,
} from "./store.ts";
