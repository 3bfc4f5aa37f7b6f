import type { Runner } from "../../foundation/database/index.ts";
import { newId } from "../../foundation/ids/index.ts";
import { installationCity, type Secrets } from "../../foundation/secrets/index.ts";
import type { Channel } from "./channel.ts";
import { wishesOf } from "./deliveries-store.ts";
import { type Out, sendOut } from "./send-out.ts";
import { addMessages } from "./store.ts";
import type { MessageOf, MessageTemplate } from "./words.ts";

export type NewMessage = MessageOf<MessageTemplate> & {
  readonly resident: string;
  /** The city that writes. */
  readonly city: string;
  /** Number of the case it is about. */
  readonly about?: string | undefined;
  /**
   * Where SMS about this case go: the number given at the counter by somebody whom a clerk helped. Kept sealed with the delivery, and
   * only until it is sent. What cannot take SMS is passed over, and the profile's telephone counts.
   */
  readonly phone?: string | undefined;
};

/**
 * Puts messages into people's inboxes, in the transaction of what they tell of: a reaction calls it beside its `reactions_done`
 * lines, so that running twice writes once. The scope must hold the residents. `channels` are the lines this installation has beside
 * the inbox: who wants it is told there too. Returns their ids, in the same order.
 */
export async function deliver(
  tx: Runner,
  secrets: Secrets,
  messages: readonly NewMessage[],
  now: Date,
  channels: readonly Channel[] = [],
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
  const ids = rows.map((row) => row.id);
  if (channels.length > 0) await beside(tx, secrets, messages, ids, now, channels);
  return ids;
}

/** What the person has just done themselves is told in the inbox alone. */
const inboxOnly: ReadonlySet<MessageTemplate> = new Set(["case_received", "withdrawn", "payment_received"]);
/** What is said in one moment with "ready to collect": outside the house that one message says enough. */
const saidWithReady: ReadonlySet<MessageTemplate> = new Set(["approved", "certificate_issued"]);
const toDo: ReadonlySet<MessageTemplate> = new Set([
  "correction_asked",
  "deadline_near",
  "ready_to_collect",
  "fee_due",
  "bill_due",
]);

async function beside(
  tx: Runner,
  secrets: Secrets,
  messages: readonly NewMessage[],
  ids: readonly string[],
  now: Date,
  channels: readonly Channel[],
): Promise<void> {
  const wishes = await tx.run(wishesOf, { residents: [...new Set(messages.map((message) => message.resident))] });
  const said = new Map(wishes.map((wish) => [`${wish.resident} ${wish.channel}`, wish]));
  const wants = (resident: string, channel: Channel) => {
    const wish = said.get(`${resident} ${channel}`);
    return wish === undefined ? channel === "sms" : wish.wanted && wish.usable;
  };
  const place = ({ resident, about }: NewMessage) => `${resident} ${about}`;
  const ready = new Set(messages.filter(({ template }) => template === "ready_to_collect").map(place));
  const all = messages.flatMap((one, index): Out[] => {
    const { resident, template, values, about, phone } = one;
    const message = ids[index];
    if (message === undefined || inboxOnly.has(template)) return [];
    if (saidWithReady.has(template) && ready.has(place(one))) return [];
    const kind = toDo.has(template) ? "to_do" : "news";
    const named = "service" in values ? { service: values.service } : {};
    return channels
      .filter((channel) => wants(resident, channel))
      .map((channel) => {
        const address = channel === "sms" ? mobileNumber(phone) : undefined;
        if (address === undefined) return { resident, message, channel, kind, values: named, about };
        return { resident, message, channel, kind, values: { ...named, helped: true }, about, address };
      });
  });
  await sendOut(tx, secrets, all, now);
}

/** A number in the stored form that SMS reach: a mobile one of the mainland. */
export function mobileNumber(phone: string | undefined): string | undefined {
  return phone !== undefined && /^1[3-9]\d{9}$/.test(phone) ? phone : undefined;
}

export function sealedFor(resident: string, id: string): string {
  return `message:${resident}:${id}`;
}
