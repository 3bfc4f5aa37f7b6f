import type { Runner } from "../../foundation/database/index.ts";
import { randomCharacters } from "../../foundation/ids/index.ts";
import { installationCity, type Secrets } from "../../foundation/secrets/index.ts";
import type { Channel } from "./channel.ts";
import { addDeliveries, addToQueue } from "./deliveries-store.ts";
import type { OutsideKind, OutsideValues } from "./outside-words.ts";
import { afterQuietHours } from "./quiet-hours.ts";

export type Out = {
  readonly resident: string;
  /** Id of the message; one goes out once by each channel. */
  readonly message: string;
  readonly channel: Channel;
  readonly kind: OutsideKind;
  readonly values: OutsideValues;
  /** Where it must go; otherwise wherever the person is reached when it is sent. */
  readonly address?: string;
  readonly about?: string | undefined;
};

export const valuesSealedFor = (resident: string, reference: string) => `delivery:${resident}:${reference}:values`;
export const addressSealedFor = (resident: string, reference: string) => `delivery:${resident}:${reference}:address`;

/** Queues what is to leave the house, in the transaction of what it tells of. Codes go at once, the rest when people are awake. */
export async function sendOut(tx: Runner, secrets: Secrets, all: readonly Out[], now: Date): Promise<void> {
  if (all.length === 0) return;
  const rows = all.map(({ resident, message, channel, kind, values, address, about }) => {
    const reference = randomCharacters(26);
    return {
      ...{ resident, reference, message, channel, kind },
      sealed_values: secrets.encrypt(installationCity, JSON.stringify(values), valuesSealedFor(resident, reference)),
      address_sealed:
        address === undefined
          ? null
          : secrets.encrypt(installationCity, address, addressSealedFor(resident, reference)),
      about: about ?? null,
      at: now.toISOString(),
      due_at: (kind === "code" ? now : afterQuietHours(now)).toISOString(),
    };
  });
  await tx.run(addDeliveries, { rows });
  await tx.run(addToQueue, {
    rows: rows.map(({ reference, resident, channel, due_at }) => ({ reference, resident, channel, due_at })),
  });
}
