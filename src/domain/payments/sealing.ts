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
