export type {
  Channel,
  DeliveryReport,
  HandedOver,
  MessageChannel,
  MessageChannels,
  Outgoing,
} from "./channel.ts";
export { channels } from "./channel.ts";
export type { Contacts } from "./contacts.ts";
export {
  changeEmail,
  contactsOf,
  emailAddress,
  eraseContacts,
  proveEmail,
  removeEmail,
  wantChannel,
} from "./contacts.ts";
export type { NewMessage } from "./deliver.ts";
export { deliver } from "./deliver.ts";
export type { DeliveryParts, DeliveryState } from "./deliveries.ts";
export { Deliveries, deliveryLimits, eraseDeliveries, latestOut, reachedAbout } from "./deliveries.ts";
export type { Message } from "./inbox.ts";
export { eraseInbox, inbox, markRead, unreadMessages } from "./inbox.ts";
export type { Reach } from "./reach.ts";
export { reachOf } from "./reach.ts";
export { resealInbox } from "./reseal.ts";
export type { MessageOf, MessageTemplate, MessageValues } from "./words.ts";
export { messageText, previewOf } from "./words.ts";
