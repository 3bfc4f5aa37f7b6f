import type { Runner } from "../../foundation/database/index.ts";
import { newId } from "../../foundation/ids/index.ts";
import { installationCity, type Secrets } from "../../foundation/secrets/index.ts";
import { addMessages } from "./store.ts";
import type { MessageOf, MessageTemplate } from "./words.ts";

export type NewMessage = MessageOf<MessageTemplate> & {
  readonly resident: string;
  /** The city that writes. */
  readonly city: string;
  /** Number of the case it is about. */
  readonly about?: string | undefined;
};

/**
 * Puts messages into people's inboxes, in the transaction of what they tell of: a reaction calls it beside its `reactions_done`
 * lines, so that running twice writes once. The scope must hold the residents. Returns their ids, in the same order.
 */
export async function deliver(
  tx: Runner,
  secrets: Secrets,
  messages: readonly NewMessage[],
  now: Date,
): Promise<string[]> {
  if (messages.length === 0) return [];
  const rows = messages.map((message) => {
    const id = newId(now);
    return {
      resident: message.resident,
      id,
      city: message.city,
      at: now.toISOString(),
      template: message.template,
      sealed_values: secrets.encrypt(installationCity, JSON.stringify(message.values), sealedFor(message.resident, id)),
      about: message.about ?? null,
    };
  });
  await tx.run(addMessages, { rows });
  return rows.map((row) => row.id);
}

export function sealedFor(resident: string, id: string): string {
  return `message:${resident}:${id}`;
}
