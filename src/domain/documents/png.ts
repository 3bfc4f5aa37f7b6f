import type { ByteReader } from "./bytes.ts";
import { fileDamaged, imageTooLarge } from "./refusals.ts";

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Chunks a still picture needs (PNG, third edition). Texts, times, Exif and animation are left out. */
const kept = new Set(["IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "sBIT", "pHYs", "cICP"]);
const largestChunk = 16 * 1024 * 1024;

/** A PNG without texts, Exif and whatever follows the picture; chunks that stay do so byte for byte. */
export async function* cleanPng(reader: ByteReader, maxPixels: number): AsyncGenerator<Buffer> {
  const start = await reader.take(8);
  if (!start?.equals(signature)) throw fileDamaged();
  yield start;
  let data = false;
  for (let first = true; ; first = false) {
    const head = await reader.take(8);
    if (!head) throw fileDamaged();
    const length = head.readUInt32BE(0);
    const type = head.toString("latin1", 4, 8);
    if (length > largestChunk || first !== (type === "IHDR")) throw fileDamaged();
    if (first) checkSize(await reader.peek(8), maxPixels);
    data ||= type === "IDAT";
    // Four more for the check sum.
    if (!kept.has(type)) {
      if (!(await reader.skip(length + 4))) throw fileDamaged();
      continue;
    }
    yield Buffer.from(head);
    if (!(yield* reader.pass(length + 4))) throw fileDamaged();
    if (type === "IEND") break;
  }
  if (!data) throw fileDamaged();
  await reader.rest();
}

function checkSize(header: Buffer, maxPixels: number): void {
  if (header.length < 8) throw fileDamaged();
  const pixels = header.readUInt32BE(0) * header.readUInt32BE(4);
  if (pixels > maxPixels) throw imageTooLarge(maxPixels);
  if (pixels === 0) throw fileDamaged();
}
