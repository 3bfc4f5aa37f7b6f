/**
 * How typed characters become stored ones. Nothing a person could mean is lost: rare characters, private-use ones and
 * emoji stay as they are; what cannot be seen and only turns text around (bidirectional marks) goes; what no person types
 * (null bytes, control characters, halves of characters) is refused by the caller.
 */

// Printable ASCII without a double meaning, common Han, and the punctuation Chinese text is written with.
const plain = /^[\x20-\x7e\u4e00-\u9fff\u3001\u3002\u300a\u300b\u201c\u201d\uff08\uff09\uff0c\uff1a\uff1b]*$/;
const invisible = /[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;
const fullWidthAlphanumeric = /[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]/g;
const fullWidth = /[\uff01-\uff5e]/g;
// Unicode maps these to other characters under NFC; in names they are the person's own.
const compatibilityIdeographs = /([\uf900-\ufaff\u{2f800}-\u{2fa1f}]+)/u;
const forbidden = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/;

/** Null bytes, control characters other than tab and line ends, and unpaired surrogates. */
export function hasForbiddenCharacter(text: string): boolean {
  return !plain.test(text) && (forbidden.test(text) || !text.isWellFormed());
}

/** The same without them, for showing again what somebody typed: what they cannot see, they could not take out. */
export function withoutForbidden(text: string): string {
  if (!hasForbiddenCharacter(text)) return text;
  return text.replaceAll(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g, "").toWellFormed();
}

function half(character: string): string {
  return String.fromCharCode(character.charCodeAt(0) - 0xfee0);
}

function compose(text: string): string {
  if (!compatibilityIdeographs.test(text)) return text.normalize("NFC");
  return text
    .split(compatibilityIdeographs)
    .map((part, index) => (index % 2 === 1 ? part : part.normalize("NFC")))
    .join("");
}

/** Running text on one line: trimmed, composed, full-width letters and digits narrowed, line ends turned into spaces. */
export function cleanLine(text: string): string {
  if (plain.test(text)) return text.trim();
  return compose(text.replaceAll(invisible, "").replaceAll(fullWidthAlphanumeric, half))
    .replaceAll(/[\t\r\n\u2028\u2029]+/g, " ")
    .trim();
}

/** Running text that may have several lines; line ends become `\n`. */
export function cleanText(text: string): string {
  if (plain.test(text)) return text.trim();
  return compose(text.replaceAll(invisible, "").replaceAll(fullWidthAlphanumeric, half))
    .replaceAll(/\r\n?|\u2028|\u2029/g, "\n")
    .trim();
}

/** A code (number, plate, address of mail): narrow characters only, no spaces anywhere, nothing invisible. */
export function cleanCode(text: string): string {
  if (/^[\x21-\x7e]*$/.test(text)) return text;
  return text
    .replaceAll(fullWidth, half)
    .replaceAll(/[\s\p{Cf}]/gu, "")
    .normalize("NFC");
}

/** Whether `text` has more than `limit` characters (code points: an emoji or a rare character counts once). */
export function isLongerThan(text: string, limit: number): boolean {
  if (text.length <= limit) return false;
  // A code point is at most two code units.
  if (text.length > limit * 2) return true;
  let count = 0;
  for (const _ of text) {
    count += 1;
    if (count > limit) return true;
  }
  return false;
}

/** First `head` and last `tail` characters, stars between: 110***********002X. */
export function mask(text: string, head: number, tail: number): string {
  const characters = [...text];
  if (characters.length <= head + tail) return "*".repeat(characters.length);
  const stars = "*".repeat(characters.length - head - tail);
  return characters.slice(0, head).join("") + stars + (tail === 0 ? "" : characters.slice(-tail).join(""));
}
