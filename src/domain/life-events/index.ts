export {
  type Beginning,
  beginEvent,
  eraseEvents,
  eventOf,
  eventOfFiled,
  findEvent,
  lifeEventNotFound,
  listEvents,
  noteStep,
  type ResidentEvent,
  type Step,
  type StepRefusal,
} from "./life-events.ts";
