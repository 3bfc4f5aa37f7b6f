import { createCipheriv, createDecipheriv } from "node:crypto";

/**
 * Encryption at rest in frames, so that ten megabytes never lie in memory at once: AES-256-GCM over frames of 64 KiB, the nonce
 * being the frame's place and a mark on the last one (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015).
 * Frames that are changed, swapped, repeated or missing, the last one included, make opening fail.
 *
 * The key is fresh for every file (so that a nonce never returns) and is itself sealed with the city's key; erasing the sealed
 * key erases the file wherever copies of it lie.
 */
const magic = Buffer.from("OWF1");
const frameBytes = 64 * 1024;
const tagBytes = 16;

export const fileKeyBytes = 32;

/** The file on disk is not what was written: changed, cut, of another id, or the key is another one. */
export class DamagedFile extends Error {
  constructor(cause?: unknown) {
    super("the file on disk does not match its key: changed, cut short or exchanged", { cause });
    this.name = "DamagedFile";
  }
}

function nonce(frame: number, last: boolean): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt32BE(frame, 7);
  bytes.writeUInt8(last ? 1 : 0, 11);
  return bytes;
}

/** Seals a stream. `id` ties the content to its file: the same bytes under another id do not open. */
export async function* sealFrames(
  plain: AsyncIterable<Uint8Array>,
  key: Uint8Array,
  id: string,
): AsyncGenerator<Buffer> {
  yield magic;
  const bound = Buffer.concat([magic, Buffer.from(id)]);
  let frame = 0;
  function seal(bytes: Uint8Array, last: boolean): Buffer {
    const cipher = createCipheriv("aes-256-gcm", key, nonce(frame++, last)).setAAD(bound);
    return Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
  }
  for await (const { bytes, last } of inFrames(plain, frameBytes)) yield seal(bytes, last);
}

/**
 * Opens what `sealFrames` wrote. Every frame is checked before a byte of it is given out; that nothing is missing at the end is
 * known only with the last frame, so a reader that gets an error has not read the file.
 */
export async function* openFrames(
  sealed: AsyncIterable<Uint8Array>,
  key: Uint8Array,
  id: string,
): AsyncGenerator<Buffer> {
  const bound = Buffer.concat([magic, Buffer.from(id)]);
  let frame = 0;
  for await (const { bytes, last } of inFrames(withoutMagic(sealed), frameBytes + tagBytes)) {
    if (bytes.length < tagBytes) throw new DamagedFile();
    const decipher = createDecipheriv("aes-256-gcm", key, nonce(frame++, last), { authTagLength: tagBytes });
    decipher.setAAD(bound).setAuthTag(bytes.subarray(-tagBytes));
    let plain: Buffer;
    try {
      plain = Buffer.concat([decipher.update(bytes.subarray(0, -tagBytes)), decipher.final()]);
    } catch (cause) {
      throw new DamagedFile(cause);
    }
    if (plain.length > 0) yield plain;
  }
}

async function* withoutMagic(sealed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let head: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of sealed) {
    if (head === undefined) {
      yield chunk;
      continue;
    }
    head = Buffer.concat([head, chunk]);
    if (head.length < magic.length) continue;
    if (!head.subarray(0, magic.length).equals(magic)) throw new DamagedFile();
    yield head.subarray(magic.length);
    head = undefined;
  }
  if (head !== undefined) throw new DamagedFile();
}

/** Cuts a stream into pieces of `size`; the last one is marked, may be shorter, and always exists. */
async function* inFrames(
  source: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<{ bytes: Buffer; last: boolean }> {
  let waiting: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source) {
    waiting.push(chunk);
    length += chunk.length;
    if (length <= size) continue;
    const all = Buffer.concat(waiting);
    let at = 0;
    // A full piece is held back until more arrives, because it may be the last one.
    for (; all.length - at > size; at += size) yield { bytes: all.subarray(at, at + size), last: false };
    waiting = [all.subarray(at)];
    length = all.length - at;
  }
  yield { bytes: Buffer.concat(waiting), last: true };
}
