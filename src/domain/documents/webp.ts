import type { ByteReader } from "./bytes.ts";
import { fileDamaged, imageTooLarge } from "./refusals.ts";

const exifAndXmp = 0x08 | 0x04;

/**
 * A WebP whose Exif and XMP are overwritten with zeros under an unknown chunk name, which readers skip, and whose flags for
 * them are cleared (RFC 9649): the lengths written at its beginning stay true. The picture stays byte for byte.
 */
export async function* cleanWebp(reader: ByteReader, maxPixels: number): AsyncGenerator<Buffer> {
  const start = await reader.take(12);
  if (start?.toString("latin1", 0, 4) !== "RIFF" || start.toString("latin1", 8, 12) !== "WEBP") throw fileDamaged();
  let left = start.readUInt32LE(4) - 4;
  yield start;
  let measured = false;
  while (left >= 8) {
    const head = await reader.take(8);
    if (!head) throw fileDamaged();
    const type = head.toString("latin1", 0, 4);
    const length = head.readUInt32LE(4);
    const padded = length + (length % 2);
    left -= 8 + padded;
    if (left < 0) throw fileDamaged();
    if (type.startsWith("VP8")) {
      const pixels = pixelsOf(type, await reader.peek(Math.min(padded, 10)));
      if (pixels > maxPixels) throw imageTooLarge(maxPixels);
      if (pixels === 0) throw fileDamaged();
      measured = true;
    }
    if (type === "EXIF" || type === "XMP ") {
      const blank = Buffer.alloc(8);
      blank.write("JUNK", 0, "latin1");
      blank.writeUInt32LE(length, 4);
      yield blank;
      for await (const piece of zeros(reader, padded)) yield piece;
      continue;
    }
    yield Buffer.from(head);
    if (type === "VP8X") {
      const body = await reader.take(padded);
      if (!body) throw fileDamaged();
      const cleared = Buffer.from(body);
      cleared.writeUInt8(cleared.readUInt8(0) & ~exifAndXmp, 0);
      yield cleared;
    } else if (!(yield* reader.pass(padded))) throw fileDamaged();
  }
  if (!measured) throw fileDamaged();
  await reader.rest();
}

async function* zeros(reader: ByteReader, length: number): AsyncGenerator<Buffer> {
  const pieces = reader.pass(length);
  for (;;) {
    const next = await pieces.next();
    if (next.done) {
      if (!next.value) throw fileDamaged();
      return;
    }
    yield Buffer.alloc(next.value.length);
  }
}

/** Width times height out of the first ten bytes of a VP8, VP8L or VP8X chunk. */
function pixelsOf(type: string, body: Buffer): number {
  if (body.length < (type === "VP8L" ? 5 : 10)) throw fileDamaged();
  if (type === "VP8X") return (body.readUIntLE(4, 3) + 1) * (body.readUIntLE(7, 3) + 1);
  if (type === "VP8L") {
    const bits = body.readUInt32LE(1);
    return ((bits & 0x3fff) + 1) * (((bits >>> 14) & 0x3fff) + 1);
  }
  return (body.readUInt16LE(6) & 0x3fff) * (body.readUInt16LE(8) & 0x3fff);
}
