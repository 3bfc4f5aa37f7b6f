import { type Database, type Runner, residentScope } from "../../foundation/database/index.ts";
import { isId } from "../../foundation/ids/index.ts";
import { Refusal } from "../../foundation/refusal.ts";
import { installationCity, type Secrets } from "../../foundation/secrets/index.ts";
import { eraseContacts } from "./contacts.ts";
import { checkedCursor } from "./cursor.ts";
import { sealedFor } from "./deliver.ts";
import { eraseDeliveries } from "./deliveries.ts";
import { countUnread, inboxPage, markMessageRead, removeMessages } from "./store.ts";
import type { MessageOf, MessageTemplate } from "./words.ts";

export type Message = MessageOf<MessageTemplate> & {
  readonly id: string;
  readonly city: string;
  readonly at: Date;
  readonly about: string | undefined;
  readonly readAt: Date | undefined;
};

/** A person's messages, newest first, at most 100 a page; `next` goes into `after` of the next call. Say them with `messageText`. */
export async function inbox(
  database: Database,
  secrets: Secrets,
  resident: string,
  page: { readonly after?: string | undefined; readonly limit?: number | undefined } = {},
): Promise<{ readonly items: readonly Message[]; readonly next: string | undefined }> {
  const limit = Math.min(Math.max(page.limit ?? 20, 1), 100);
  const rows = await database.run(residentScope(resident), inboxPage, {
    resident,
    before: checkedCursor(page.after),
    limit: limit + 1,
  });
  const items = rows.slice(0, limit).map((row) => {
    const values: unknown = JSON.parse(
      secrets.decrypt(installationCity, row.sealed_values, sealedFor(resident, row.id)),
    );
    // Template and values were written together by `deliver`, whose types keep them a pair.
    const said = { template: row.template, values } as MessageOf<MessageTemplate>;
    return {
      ...said,
      id: row.id,
      city: row.city,
      at: row.at,
      about: row.about ?? undefined,
      readAt: row.read_at ?? undefined,
    };
  });
  return { items, next: rows.length > limit ? items.at(-1)?.id : undefined };
}

/** Marks a message as read; the first time counts. Another person's message is `not_found`. */
export async function markRead(database: Database, resident: string, message: string, now: Date): Promise<void> {
  const marked = isId(message)
    ? await database.run(residentScope(resident), markMessageRead, { resident, id: message, now })
    : [];
  if (marked.length > 0) return;
  throw new Refusal({
    code: "not_found",
    status: 404,
    say: { zh: "没有找到这条消息。", en: "We could not find this message." },
  });
}

/** How many messages wait to be read; from 100 on it says 100. */
export async function unreadMessages(database: Database, resident: string): Promise<number> {
  const [row] = await database.run(residentScope(resident), countUnread, { resident, limit: 100 });
  return row?.unread ?? 0;
}

/** Empties an inbox with addresses and what is on its way, in the transaction of an erasure request. Returns how many there were. */
export async function eraseInbox(tx: Runner, resident: string): Promise<number> {
  await eraseDeliveries(tx, resident);
  await eraseContacts(tx, resident);
  return (await tx.run(removeMessages, { resident })).length;
}
