/** Ways to a person beside the inbox. */
export const channels = ["sms", "email"] as const;
export type Channel = (typeof channels)[number];

export type Outgoing = {
  /** A telephone number or an e-mail address. */
  readonly to: string;
  /** Not shown by SMS. */
  readonly subject: string;
  readonly text: string;
  /** The same each time this delivery is tried: the provider knows a repetition by it. */
  readonly reference: string;
};

/** What came of handing a message over. `reason`: at most 60 characters, for staff, never personal data. */
export type HandedOver =
  /** `reports`: the provider will tell whether it arrived. */
  | { readonly kind: "taken"; readonly id: string | undefined; readonly reports: boolean }
  /** Trying again would not help. `address`: nothing arrives there at all. */
  | { readonly kind: "refused"; readonly reason: string; readonly address: boolean }
  /** The provider does not answer, or asks to come back. `all`: it concerns every message, not this address. */
  | { readonly kind: "unavailable"; readonly reason: string; readonly all: boolean };

/** What a provider says later of what it took. */
export type DeliveryReport = {
  readonly reference: string;
  readonly id: string | undefined;
  readonly state: "delivered" | "failed";
  readonly reason: string | undefined;
  readonly address: boolean;
};

/** A provider's line; implementations in outside/messages. Never throws for what the provider does. */
export type MessageChannel = {
  readonly channel: Channel;
  send(message: Outgoing): Promise<HandedOver>;
  /** The key that delivery reports are signed with (HMAC-SHA256), where the provider reports. */
  readonly reportKey?: string;
  /** Reads a report whose signature was right; undefined where it says nothing final. Throws where it is none. */
  readReport?(body: Buffer): DeliveryReport | undefined;
};

export type MessageChannels = ReadonlyMap<Channel, MessageChannel>;
