let table: Map<string, number> | undefined;

/** Node reads GBK and does not write it: the table is read backwards, once. */
function codes(): Map<string, number> {
  if (table) return table;
  table = new Map();
  const decoder = new TextDecoder("gbk");
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      if (trail === 0x7f) continue;
      const character = decoder.decode(Uint8Array.of(lead, trail));
      if (character.length === 1 && character !== "\ufffd" && !table.has(character))
        table.set(character, (lead << 8) | trail);
    }
  }
  return table;
}

/** Text in GBK; what GBK does not have becomes a question mark, as old systems do it. */
export function gbk(text: string): Buffer {
  const bytes: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    if (point < 0x80) bytes.push(point);
    else {
      const code = codes().get(character);
      if (code === undefined) bytes.push(0x3f);
      else bytes.push(code >> 8, code & 0xff);
    }
  }
  return Buffer.from(bytes);
}

export type Encoding = "utf-8" | "gbk";

export const encode = (text: string, encoding: Encoding): Buffer =>
  encoding === "gbk" ? gbk(text) : Buffer.from(text, "utf8");

/** Throws where the bytes are not what they say. */
export const decode = (bytes: Uint8Array, encoding: Encoding): string =>
  new TextDecoder(encoding, { fatal: true }).decode(bytes);
