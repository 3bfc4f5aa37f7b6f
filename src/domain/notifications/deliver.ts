import type { Runner } from "../../foundation/database/index.ts";
import { newId } from "../../foundation/ids/index.ts";
import { installationCity, type Secrets } from "../../foundation/secrets/index.ts";
import { addMessage } from "./store.ts";
import type { MessageOf, MessageTemplate } from "./words.ts";

export type NewMessage = MessageOf<MessageTemplate> & {
  readonly resident: string;
  /** The city that writes. */
  readonly city: string;
  /** Number of the case it is about. */
  readonly about?: string | undefined;
};

/**
 * Puts a message into a person's inbox, in the transaction of what it tells of: a reaction calls it beside its `reactions_done`
 * line, so that running twice writes once. The scope must hold the resident. Returns the message's id.
 */
export async function deliver(tx: Runner, secrets: Secrets, message: NewMessage, now: Date): Promise<string> {
  const id = newId(now);
  await tx.run(addMessage, {
    resident: message.resident,
    id,
    city: message.city,
    at: now,
    template: message.template,
    sealed_values: secrets.encrypt(installationCity, JSON.stringify(message.values), sealedFor(message.resident, id)),
    about: message.about ?? null,
  });
  return id;
}

export function sealedFor(resident: string, id: string): string {
  return `message:${resident}:${id}`;
}
