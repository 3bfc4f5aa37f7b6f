import { hash } from "node:crypto";
import { cityScope, type Database } from "../database/index.ts";
import { Refusal } from "../refusal.ts";
import { forgetKeys, keepAnswer, storedAnswer } from "./store.ts";

/** Whoever repeats a write with the same key and body gets the same answer, kept 30 days. */
export type Idempotency = { readonly caller: string; readonly key: string; readonly bodyHash: string };

/** A digest of what was asked; equal requests give equal texts whatever the order of their names. */
export function bodyHash(body: unknown): string {
  return hash("sha256", JSON.stringify(inOrder(body)) ?? "null", "base64url").slice(0, 32);
}

/** The same value with the names of every object in one order; JSON.stringify then writes it, faster than we could ourselves. */
function inOrder(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(inOrder);
  const ordered: Record<string, unknown> = {};
  for (const name of Object.keys(value).sort()) ordered[name] = inOrder((value as Record<string, unknown>)[name]);
  return ordered;
}

/** The answer stored for this key; undefined where there is none; a Refusal where the key was used for something else. */
export async function answerBefore(database: Database, city: string, idempotency: Idempotency): Promise<unknown> {
  const { caller, key } = idempotency;
  const [stored] = await database.run(cityScope(city), storedAnswer, { city, caller, key });
  if (!stored) return undefined;
  if (stored.body_hash !== idempotency.bodyHash) {
    throw new Refusal({
      code: "idempotency_key_reused",
      status: 422,
      say: {
        zh: "这个 Idempotency-Key 已经用于另一份内容。请为新的内容换一个新的编号。",
        en: "This Idempotency-Key was used for something else. Please use a new key for a new request.",
      },
      fields: [
        {
          field: "Idempotency-Key",
          code: "reused",
          message: { zh: "编号已用于另一份内容。", en: "The key was used with another body." },
        },
      ],
    });
  }
  return stored.answer;
}

/**
 * Keeps an answer for this key, unless there is one. @returns the answer that stands: this one, or that of whoever was first
 * @throws Refusal where the key was used for something else
 */
export async function keptAnswer<T>(
  database: Database,
  city: string,
  { caller, key, bodyHash: body_hash }: Idempotency,
  answer: T,
  at: Date,
): Promise<T> {
  const kept = await database.run(cityScope(city), keepAnswer, { city, caller, key, body_hash, answer, at });
  if (kept.length > 0) return answer;
  return ((await answerBefore(database, city, { caller, key, bodyHash: body_hash })) as T | undefined) ?? answer;
}

/**
 * For an act that does nothing more when it is done twice at once: it is done where its key has no answer yet, and its answer, which
 * may name nobody, is kept for whoever asks again.
 * @throws Refusal where the key was used for something else
 */
export async function answeredOnce<T>(
  database: Database,
  city: string,
  idempotency: Idempotency,
  at: Date,
  act: () => Promise<T>,
): Promise<T> {
  const before = await answerBefore(database, city, idempotency);
  if (before !== undefined) return before as T;
  return keptAnswer(database, city, idempotency, await act(), at);
}

/** What is refused now may have been done by the same request before: then its answer stands. @throws the refusal where it was not */
export async function answeredOr<T>(
  database: Database,
  city: string,
  idempotency: Idempotency,
  refusal: unknown,
): Promise<T> {
  if (!(refusal instanceof Refusal)) throw refusal;
  const before = await answerBefore(database, city, idempotency);
  if (before === undefined) throw refusal;
  return before as T;
}

const keptDays = 30;

/** Keys older than 30 days of one city, at most 1,000 at a time. @returns how many went */
export async function forgetOldKeys(database: Database, city: string, now: Date): Promise<number> {
  const before = new Date(now.getTime() - keptDays * 86_400_000);
  return (await database.run(cityScope(city), forgetKeys, { city, before })).length;
}
