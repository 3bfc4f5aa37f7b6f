export {
  type Beginning,
  beginEvent,
  eraseEvents,
  eventOf,
  findEvent,
  lifeEventNotFound,
  listEvents,
  noteStep,
  type ResidentEvent,
  type Step,
} from "./life-events.ts";
