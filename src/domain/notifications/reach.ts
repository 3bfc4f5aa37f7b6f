import type { Database } from "../../foundation/database/index.ts";
import type { Secrets } from "../../foundation/secrets/index.ts";
import { type Identity, profileOf } from "../identity/index.ts";
import type { Channel } from "./channel.ts";
import { contactsOf } from "./contacts.ts";
import { mobileNumber } from "./deliver.ts";

/** How somebody whom a clerk helped hears of their case beside the inbox, told without what only they may know. */
export type Reach = {
  /** `given`: to the number given at the counter; `own`: to the telephone of their account; otherwise why no SMS comes. */
  readonly sms: "given" | "own" | "said_no" | "landline" | "no_number" | "no_line";
  readonly email: boolean;
};

/** `phone`: the number given at the counter, in the stored form; "" where there is none. */
export async function reachOf(
  parts: {
    readonly database: Database;
    readonly secrets: Secrets;
    readonly identity: Identity;
    readonly channels: { has(channel: Channel): boolean };
  },
  resident: string,
  phone: string,
  now: Date,
): Promise<Reach> {
  const { channels } = parts;
  const { sms, email } = await contactsOf(parts, resident, now);
  const usable = channels.has("email") && email.wanted && email.verified && !email.bounced;
  if (!channels.has("sms")) return { sms: "no_line", email: usable };
  if (!sms.wanted) return { sms: "said_no", email: usable };
  if (mobileNumber(phone) !== undefined) return { sms: "given", email: usable };
  const profile = await profileOf(parts.identity, resident);
  if (profile?.phone !== undefined) return { sms: "own", email: usable };
  return { sms: phone === "" ? "no_number" : "landline", email: usable };
}
