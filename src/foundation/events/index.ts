export type { StoredEvent } from "./event.ts";
export {
  eventBySeq,
  eventsAfter,
  laggingCities,
  markDone,
  moveCursor,
  openSequence,
  tryRelayLock,
} from "./store.ts";
