import { AgencyFailure } from "../../../domain/agencies/index.ts";

const charsets = ["utf-8", "gbk"] as const;
export type Charset = (typeof charsets)[number];

/** Bytes as text. @throws AgencyFailure `unreadable` where they are not of this encoding */
export function decode(bytes: Buffer, charset: Charset): string {
  try {
    // A text with replacement characters would be taken for a name.
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    throw new AgencyFailure("unreadable", `not ${charset}`);
  }
}

/** Text as bytes. @throws AgencyFailure `error` where a character is not in the encoding */
export function encode(text: string, charset: Charset): Buffer {
  if (charset === "utf-8") return Buffer.from(text, "utf8");
  const codes = gbkCodes();
  const bytes: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    if (point < 0x80) bytes.push(point);
    else {
      const code = codes.get(character);
      if (code === undefined) throw new AgencyFailure("error", "a character that GBK does not have");
      bytes.push(code >> 8, code & 0xff);
    }
  }
  return Buffer.from(bytes);
}

/** @throws AgencyFailure `unreadable` */
export function readJson(bytes: Buffer, charset: Charset): unknown {
  const text = decode(bytes, charset);
  try {
    return JSON.parse(text);
  } catch {
    throw new AgencyFailure("unreadable", "no JSON");
  }
}

let known: ReadonlyMap<string, number> | undefined;

/** Node reads GBK and does not write it: the two-byte codes are read once and turned around. */
function gbkCodes(): ReadonlyMap<string, number> {
  if (known) return known;
  const decoder = new TextDecoder("gbk");
  const codes = new Map<string, number>();
  for (let first = 0x81; first <= 0xfe; first++) {
    for (let second = 0x40; second <= 0xfe; second++) {
      if (second === 0x7f) continue;
      const character = decoder.decode(Buffer.from([first, second]));
      if ([...character].length === 1 && character !== "\ufffd" && !codes.has(character)) {
        codes.set(character, (first << 8) | second);
      }
    }
  }
  known = codes;
  return codes;
}
