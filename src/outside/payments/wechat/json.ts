import { ProviderFailure } from "../../../domain/payments/index.ts";
import type { Resource } from "./sign.ts";

export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** undefined where the bytes are no JSON object in UTF-8. */
export function fieldsOf(bytes: Buffer | string): Fields | undefined {
  try {
    const text = typeof bytes === "string" ? bytes : new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export const fieldsIn = (fields: Fields, name: string): Fields => {
  const value = fields[name];
  return isFields(value) ? value : {};
};

/** A text that is there and not endless. */
export function textIn(fields: Fields, name: string, most = 256): string | undefined {
  const value = fields[name];
  return typeof value === "string" && value !== "" && value.length <= most ? value : undefined;
}

/** Fen as WeChat writes them: a whole number, never a text or a fraction. */
export function fenIn(fields: Fields, name: string): bigint | undefined {
  const value = fields[name];
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? BigInt(value) : undefined;
}

/** An instant of RFC 3339. */
export function instantIn(fields: Fields, name: string): Date | undefined {
  const text = textIn(fields, name, 40);
  if (!text || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text)) return undefined;
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? undefined : at;
}

export function resourceIn(fields: Fields, name: string): Resource | undefined {
  const { algorithm, ciphertext, nonce, associated_data = "" } = fieldsIn(fields, name);
  if (algorithm !== "AEAD_AES_256_GCM" || typeof associated_data !== "string") return undefined;
  if (typeof ciphertext !== "string" || typeof nonce !== "string" || nonce === "") return undefined;
  return { algorithm, ciphertext, nonce, associated_data };
}

export const unreadable = (what: string): ProviderFailure => new ProviderFailure("unreadable", what);

/** China's time, as WeChat wants it: 2026-09-01T09:30:00+08:00. */
export const inChina = (at: Date): string =>
  `${new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;
