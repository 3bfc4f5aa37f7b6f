import { type Database, type Runner, residentScope } from "../../foundation/database/index.ts";
import { type Language, languages } from "../../foundation/i18n/index.ts";
import { installationCity, type Secrets } from "../../foundation/secrets/index.ts";
import { type Identity, type Profile, profileOf } from "../identity/index.ts";
import type { Channel, DeliveryReport, HandedOver, MessageChannels } from "./channel.ts";
import { contactsOf } from "./contacts.ts";
import { markBounced } from "./contacts-store.ts";
import {
  beginTry,
  deliveriesAboutCase,
  deliveryByReference,
  dueDeliveries,
  latestDeliveries,
  leaveQueue,
  leaveQueueOf,
  queueAgain,
  removeDeliveries,
  settleDelivery,
  takeFromQueue,
  whoseDelivery,
} from "./deliveries-store.ts";
import { type OutsideKind, type OutsideValues, outsideText } from "./outside-words.ts";
import { afterQuietHours } from "./quiet-hours.ts";
import { addressSealedFor, valuesSealedFor } from "./send-out.ts";

export type DeliveryState = "queued" | "sent" | "delivered" | "failed" | "given_up";

export type DeliveryParts = {
  readonly database: Database;
  readonly secrets: Secrets;
  readonly identity: Identity;
  readonly channels: MessageChannels;
  readonly clock: () => Date;
  /** Where people open their messages. */
  readonly baseUrl: string;
};

const second = 1_000;
export const deliveryLimits = {
  /** Handed over at once by one process and channel. */
  running: 5,
  /** Looked at in one pass. */
  pass: 50,
  /** A process that died gives back what it had taken after this long. */
  lease: 120 * second,
  /** The first wait; each after it is twice as long, to the longest. */
  first: 30 * second,
  longest: 3_600 * second,
  tries: 12,
  givenUpAfter: 48 * 3_600 * second,
  /** A code is worth nothing later. */
  codeGivenUpAfter: 30 * 60 * second,
  /** A report may come this long after. */
  reportWithin: 3 * 24 * 3_600 * second,
  /** A provider that does not answer is left alone so long; then twice as long, to the longest. */
  pause: 5 * second,
  longestPause: 300 * second,
} as const;

type Due = { readonly reference: string; readonly resident: string };

/** Hands over what waits. Cases never wait for it: what cannot be sent stays in the inbox all the same. */
export class Deliveries {
  readonly #parts: DeliveryParts;
  readonly #pauses = new Map<Channel, { until: number; next: number }>();

  constructor(parts: DeliveryParts) {
    this.#parts = parts;
  }

  get channels(): readonly Channel[] {
    return [...this.#parts.channels.keys()];
  }

  /** One pass over what is due by a channel. @returns how many were handed over */
  async run(channel: Channel): Promise<number> {
    const { database, clock, channels } = this.#parts;
    const now = clock();
    const pause = this.#pauses.get(channel);
    if (!channels.has(channel) || (pause && pause.until > now.getTime())) return 0;
    const { pass: limit } = deliveryLimits;
    const due = await database.run(residentScope(), dueDeliveries, { channel, now, limit });
    let taken = 0;
    const work = async () => {
      for (let next = due.shift(); next; next = due.shift()) {
        const until = new Date(now.getTime() + deliveryLimits.lease);
        const { reference, due_at: seen } = next;
        const mine = await database.run(residentScope(), takeFromQueue, { reference, seen, until });
        if (mine.length === 0) continue;
        const handed = await this.#deliver(channel, next);
        if (handed?.kind === "taken") taken += 1;
        if (handed?.kind === "unavailable" && handed.all) {
          this.#pause(channel, now);
          return;
        }
        if (handed) this.#pauses.delete(channel);
        if (this.#pauses.has(channel)) return;
      }
    };
    await Promise.all(Array.from({ length: deliveryLimits.running }, work));
    return taken;
  }

  #pause(channel: Channel, now: Date): void {
    const wait = this.#pauses.get(channel)?.next ?? deliveryLimits.pause;
    const next = Math.min(wait * 2, deliveryLimits.longestPause);
    this.#pauses.set(channel, { until: now.getTime() + wait, next });
  }

  /** @returns undefined where nothing was handed over */
  async #deliver(channel: Channel, { reference, resident }: Due): Promise<HandedOver | undefined> {
    const { database, secrets, identity, clock, baseUrl } = this.#parts;
    const line = this.#parts.channels.get(channel);
    const scope = residentScope(resident);
    const now = clock();
    const [row] = await database.run(scope, deliveryByReference, { resident, reference });
    if (!line || !row || row.state !== "queued" || row.sealed_values === null) {
      // It is over: nobody reported within the time, or it was erased.
      await database.run(scope, leaveQueue, { reference });
      return undefined;
    }
    const kind = row.kind as OutsideKind;
    const awake = kind === "code" ? now : afterQuietHours(now);
    if (awake > now) {
      await database.run(scope, queueAgain, { reference, due_at: awake });
      return undefined;
    }
    const values = JSON.parse(
      secrets.decrypt(installationCity, row.sealed_values, valuesSealedFor(resident, reference)),
    ) as OutsideValues;
    const profile = await profileOf(identity, resident);
    const place = addressSealedFor(resident, reference);
    // A no counts at once, whatever address a message was queued for; a code proves the address it goes to.
    const own = kind === "code" ? undefined : await this.#reach(channel, resident, profile, now);
    const given =
      row.address_sealed === null ? undefined : secrets.decrypt(installationCity, row.address_sealed, place);
    const to = kind === "code" || own?.wanted ? (given ?? own?.address) : undefined;
    if (to === undefined) {
      await this.#settle(resident, reference, { state: "given_up", reason: "no_address" }, now, undefined);
      return undefined;
    }
    const sealed = secrets.encrypt(installationCity, to, place);
    const [tried] = await database.run(scope, beginTry, { resident, reference, address_sealed: sealed, now });
    if (!tried) return undefined;
    const { subject, text, foot } = outsideText(kind, values, languageOf(profile), baseUrl);
    const body = channel === "email" && foot !== "" ? `${text}\n\n${foot}` : text;
    const handed = await line.send({ to, subject, text: body, reference });
    await this.#note(resident, reference, kind, row.created_at, tried.tries, handed);
    return handed;
  }

  async #reach(channel: Channel, resident: string, profile: Profile | undefined, now: Date) {
    const contacts = await contactsOf(this.#parts, resident, now);
    if (channel === "sms") return { wanted: contacts.sms.wanted, address: profile?.phone };
    const { address, wanted, verified, bounced } = contacts.email;
    return { wanted: wanted && verified && !bounced, address };
  }

  async #note(
    resident: string,
    reference: string,
    kind: OutsideKind,
    since: Date,
    tries: number,
    handed: HandedOver,
  ): Promise<void> {
    const now = this.#parts.clock();
    if (handed.kind === "taken") {
      const until = handed.reports ? new Date(now.getTime() + deliveryLimits.reportWithin) : undefined;
      await this.#settle(resident, reference, { state: "sent", id: handed.id }, now, until);
      return;
    }
    if (handed.kind === "refused") {
      const { reason, address } = handed;
      await this.#settle(resident, reference, { state: "failed", reason, bounced: address }, now, undefined);
      return;
    }
    const wait = Math.min(deliveryLimits.first * 2 ** (tries - 1), deliveryLimits.longest);
    const most = kind === "code" ? deliveryLimits.codeGivenUpAfter : deliveryLimits.givenUpAfter;
    const next = new Date(now.getTime() + wait);
    const isOver = tries >= deliveryLimits.tries || next.getTime() - since.getTime() > most;
    const { reason } = handed;
    if (!isOver) {
      await this.#settle(resident, reference, { state: "queued", reason }, now, next);
      return;
    }
    // The answer to the last try may have been lost, and a report still come.
    const until = new Date(now.getTime() + deliveryLimits.reportWithin);
    await this.#settle(resident, reference, { state: "given_up", reason }, now, until);
  }

  /** @returns whether anything changed */
  async #settle(
    resident: string,
    reference: string,
    said: { state: DeliveryState; id?: string | undefined; reason?: string | undefined; bounced?: boolean },
    now: Date,
    next: Date | undefined,
  ): Promise<boolean> {
    return this.#parts.database.transaction(residentScope(resident), async (tx) => {
      const [changed] = await tx.run(settleDelivery, {
        ...{ resident, reference, state: said.state, now },
        provider_id: said.id?.slice(0, 200) ?? null,
        reason: said.reason?.slice(0, 60) ?? null,
        over: said.state !== "queued",
      });
      if (changed && said.bounced) await tx.run(markBounced, { resident, channel: changed.channel, now });
      if (next === undefined) await tx.run(leaveQueue, { reference });
      else await tx.run(queueAgain, { reference, due_at: next });
      return changed !== undefined;
    });
  }

  /**
   * What a provider says later. Again, late or about nothing we know it changes nothing; the first final word stands.
   * @returns whether it changed anything
   */
  async report(channel: Channel, report: DeliveryReport): Promise<boolean> {
    const { database, clock } = this.#parts;
    const { reference, state, id, reason } = report;
    const [known] = await database.run(residentScope(), whoseDelivery, { reference });
    if (!known || known.channel !== channel) return false;
    const bounced = state === "failed" && report.address;
    return this.#settle(known.resident, reference, { state, id, reason, bounced }, clock(), undefined);
  }
}

function languageOf(profile: Profile | undefined): Language {
  return languages.find((language) => language === profile?.preferences.language) ?? "zh";
}

/** Whether a person was reached about a case, for staff: the newest word of each channel, never an address. */
export async function reachedAbout(
  database: Database,
  resident: string,
  about: string,
): Promise<readonly { readonly channel: Channel; readonly state: DeliveryState; readonly at: Date }[]> {
  const rows = await database.run(residentScope(resident), deliveriesAboutCase, { resident, about, limit: 40 });
  const newest = new Map(rows.toReversed().map((row) => [row.channel, row]));
  return [...newest.values()].map(wordOf);
}

/** A person's own last deliveries, newest first. */
export async function latestOut(database: Database, resident: string, limit = 5) {
  const rows = await database.run(residentScope(resident), latestDeliveries, { resident, limit: Math.min(limit, 50) });
  return rows.map((row) => ({ ...wordOf(row), kind: row.kind as OutsideKind }));
}

function wordOf({ channel, state, changed_at: at }: { channel: string; state: string; changed_at: Date }) {
  return { channel: channel as Channel, state: state as DeliveryState, at };
}

/** In the transaction of an erasure. */
export async function eraseDeliveries(tx: Runner, resident: string): Promise<void> {
  await tx.run(leaveQueueOf, { resident });
  await tx.run(removeDeliveries, { resident });
}
