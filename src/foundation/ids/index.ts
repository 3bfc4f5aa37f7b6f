import { randomFillSync } from "node:crypto";

/** Crockford's alphabet: no I, L, O or U, so that a number survives being read aloud and typed. */
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

// One call into the random generator for many ids: a call costs more than the sixteen bytes it returns.
const pool = Buffer.alloc(4096);
let used = pool.length;

function randomSlice(length: number): Buffer {
  if (used + length > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const slice = Buffer.from(pool.subarray(used, used + length));
  pool.fill(0, used, used + length);
  used += length;
  return slice;
}

/** `length` unpredictable bytes. */
export const randomBytes = randomSlice;

// RFC 9562, 6.2, method 1: twelve bits count within a millisecond. They begin at random in the lower half, which leaves room for
// at least 2,048 before the next millisecond has to be borrowed.
let lastTime = -1;
let counter = 0;
/** Milliseconds by which clocks may differ or be set back without ids losing their order. */
const jitter = 1_000;

/**
 * A uuid of version 7 (RFC 9562): ordered by time, so that new rows of an index lie together, and within one process always
 * larger than the one before: also within a millisecond, and when the clock is set back by up to a second. A clock set back further
 * is followed, because an id says when (the audit seals by it). 62 bits are random.
 */
export function newId(now: Date): string {
  const bytes = randomSlice(16);
  const time = now.getTime();
  if (time > lastTime || time < lastTime - jitter) {
    lastTime = time;
    counter = bytes.readUInt16BE(6) & 0x07ff;
  } else if (counter === 0x0fff) {
    lastTime += 1;
    counter = bytes.readUInt16BE(6) & 0x07ff;
  } else counter += 1;
  bytes.writeUIntBE(lastTime, 0, 6);
  bytes.writeUInt16BE(0x7000 | counter, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const uuidShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export function isId(value: string): boolean {
  return uuidShape.test(value);
}

/** `length` characters that cannot be guessed, 5 bits each. */
export function randomCharacters(length: number): string {
  let text = "";
  for (const byte of randomSlice(length)) text += alphabet[byte & 31];
  return text;
}

const checkAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** The check character of ISO 7064 MOD 37,36 over digits and capital letters: finds every single wrong character. */
export function checkCharacter(text: string): string {
  let product = 36;
  for (const character of text) {
    const value = checkAlphabet.indexOf(character);
    if (value < 0) throw new Error(`"${character}" has no place in a number`);
    const sum = (product + value) % 36 || 36;
    product = (sum * 2) % 37;
  }
  return checkAlphabet.charAt((37 - product) % 36);
}

/** What a public number counts: cases (C), certificates (Z), life events (E), bills (B), payments (P), refunds (R) and receipts (Q). */
export type NumberLetter = "C" | "Z" | "E" | "B" | "P" | "R" | "Q";

/**
 * A number that leaves the house: city, day, letter and ten characters that cannot be guessed (50 bits), check character.
 * `430621-20261121-C7K2M9QX4TH-5`
 */
export function publicNumber(city: string, day: string, letter: NumberLetter): string {
  const date = day.replaceAll("-", "");
  const body = letter + randomCharacters(10);
  return `${city}-${date}-${body}-${checkCharacter(city + date + body)}`;
}

const numberShape = /^(\d{6})(\d{8})([CZEBPRQ])([0-9A-HJKMNP-TV-Z]{10})([0-9A-Z])$/;

/**
 * Reads a public number however it was typed: small letters, spaces, missing hyphens, O for 0, I or L for 1.
 * Returns undefined where the shape or the check character is wrong.
 */
export function parsePublicNumber(
  typed: string,
): { city: string; day: string; letter: NumberLetter; number: string } | undefined {
  if (typed.length > 64) return undefined;
  const compact = typed
    .normalize("NFKC")
    .toUpperCase()
    .replaceAll(/[\s\-–—_]/g, "");
  const head = compact.slice(0, -1).replaceAll("O", "0").replaceAll(/[IL]/g, "1");
  const match = numberShape.exec(head + compact.slice(-1));
  if (!match) return undefined;
  const [, city = "", date = "", letter = "", random = "", check = ""] = match;
  if (checkCharacter(city + date + letter + random) !== check) return undefined;
  const day = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;
  return { city, day, letter: letter as NumberLetter, number: `${city}-${date}-${letter}${random}-${check}` };
}
