import type { Secrets } from "../../foundation/secrets/index.ts";

/** A value sealed with the city's key and bound to its place, so that a copied one does not open elsewhere. */
export type Sealed = { readonly sealed: string };

export function seal(secrets: Secrets, city: string, place: string, value: unknown): Sealed {
  return { sealed: secrets.encrypt(city, JSON.stringify(value), place) };
}

export function unseal<T>(secrets: Secrets, city: string, place: string, stored: unknown): T {
  return JSON.parse(secrets.decrypt(city, (stored as Sealed).sealed, place)) as T;
}

export const billPlace = (number: string): string => `bill:${number}`;
export const refundPlace = (number: string): string => `refund:${number}`;

/** What a person wrote about an act. */
export type EventWords = Readonly<Record<string, string>>;

type OfEvent = { readonly city: string; readonly number: string };
/** The same for events of every module, so that a rotation of keys finds them all. */
const eventPlace = ({ number }: OfEvent, revision: number): string => `event:${number}:${revision}`;

export function sealEvent(secrets: Secrets, of: OfEvent, revision: number, words: EventWords): string {
  return secrets.encrypt(of.city, JSON.stringify(words), eventPlace(of, revision));
}

export function openEvent(secrets: Secrets, of: OfEvent, revision: number, sealed: string): EventWords {
  return JSON.parse(secrets.decrypt(of.city, sealed, eventPlace(of, revision))) as EventWords;
}
