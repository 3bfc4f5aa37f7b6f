export type { NewMessage } from "./deliver.ts";
export { deliver } from "./deliver.ts";
export type { Message } from "./inbox.ts";
export { eraseInbox, inbox, markRead, unreadMessages } from "./inbox.ts";
export { resealInbox } from "./reseal.ts";
export type { MessageOf, MessageTemplate, MessageValues } from "./words.ts";
export { messageText } from "./words.ts";
