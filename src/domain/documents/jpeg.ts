import type { ByteReader } from "./bytes.ts";
import { fileDamaged, imageTooLarge } from "./refusals.ts";

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const APP0 = 0xe0;
const APP1 = 0xe1;
const APP2 = 0xe2;
const APP14 = 0xee;
const APP15 = 0xef;
const COM = 0xfe;

const isRestart = (marker: number) => marker >= 0xd0 && marker <= 0xd7;
const isAlone = (marker: number) => isRestart(marker) || marker === 0x01;
/** SOF0–SOF15 without DHT, JPG and DAC (ITU-T T.81, table B.1). */
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/**
 * A JPEG without what its camera wrote about place, time and device: Exif, XMP, IPTC, comments, pictures hidden behind the
 * picture. The compressed picture itself stays byte for byte. What a viewer needs stays: JFIF, colour profile, Adobe's colour
 * mark, and the orientation, as an Exif block of its own with nothing else in it. Refuses by the header before decoding anybody's bomb.
 */
export async function* cleanJpeg(reader: ByteReader, maxPixels: number): AsyncGenerator<Buffer> {
  const start = await reader.take(2);
  if (start?.[1] !== SOI) throw fileDamaged();
  yield start;
  let orientation = 1;
  let oriented = false;
  let framed = false;
  for (;;) {
    const marker = await nextMarker(reader);
    if (marker === undefined || marker === EOI) break;
    if (isAlone(marker)) continue;
    const size = (await reader.take(2))?.readUInt16BE(0) ?? 0;
    const body = size < 2 ? undefined : await reader.take(size - 2);
    if (!body) throw fileDamaged();
    if (marker === APP1 && orientation === 1) orientation = exifOrientation(body);
    if (!isKept(marker, body)) continue;
    if (isFrame(marker)) {
      if (body.length < 6) throw fileDamaged();
      const pixels = body.readUInt16BE(1) * body.readUInt16BE(3);
      if (pixels > maxPixels) throw imageTooLarge(maxPixels);
      if (pixels === 0) throw fileDamaged();
      framed = true;
    }
    if (!oriented && (marker < APP0 || marker > APP15)) {
      // After all application segments, in whichever order the camera wrote them.
      oriented = true;
      if (orientation > 1 && orientation <= 8) yield exifWithOrientation(orientation);
    }
    yield segment(marker, body);
    if (marker === SOS) {
      if (!framed) throw fileDamaged();
      yield* scanData(reader);
    }
  }
  if (!framed) throw fileDamaged();
  yield Buffer.from([0xff, EOI]);
  await reader.rest();
}

function isKept(marker: number, body: Buffer): boolean {
  if (marker === COM) return false;
  if (marker < APP0 || marker > APP15) return true;
  const begins = (text: string) => body.subarray(0, text.length).toString("latin1") === text;
  if (marker === APP0) return begins("JFIF\0");
  if (marker === APP2) return begins("ICC_PROFILE\0");
  return marker === APP14 && begins("Adobe");
}

/** The next marker's second byte; fill bytes are skipped. Undefined at the end of the stream. */
async function nextMarker(reader: ByteReader): Promise<number | undefined> {
  const first = await reader.take(1);
  if (!first) return undefined;
  if (first[0] !== 0xff) throw fileDamaged();
  for (let fill = 0; fill < 64; fill++) {
    const next = (await reader.take(1))?.[0];
    if (next === undefined) return undefined;
    if (next !== 0xff) return next;
  }
  throw fileDamaged();
}

/** Gives on compressed data up to the next marker that is not part of it; the marker itself stays unread. */
async function* scanData(reader: ByteReader): AsyncGenerator<Buffer> {
  for (;;) {
    const piece = await reader.peek(32 * 1024);
    if (piece.length < 2) {
      if (piece.length > 0) await reader.take(piece.length);
      return;
    }
    let end = piece.length - 1;
    let found = false;
    for (let at = piece.indexOf(0xff); at >= 0 && at < piece.length - 1; at = piece.indexOf(0xff, at + 1)) {
      const next = piece[at + 1] ?? 0;
      if (next === 0 || next === 0xff || isRestart(next)) continue;
      end = at;
      found = true;
      break;
    }
    if (end > 0) yield Buffer.from((await reader.take(end)) ?? []);
    if (found) return;
  }
}

function segment(marker: number, body: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

/** Tag 0x0112 of an Exif block (JEITA CP-3451); 1, upright, where there is none or the block is broken. */
function exifOrientation(body: Buffer): number {
  if (body.subarray(0, 6).toString("latin1") !== "Exif\0\0" || body.length < 14) return 1;
  const tiff = body.subarray(6);
  const little = tiff.toString("latin1", 0, 2) === "II";
  const u16 = (at: number) => (at + 2 > tiff.length ? 0 : little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const u32 = (at: number) => (at + 4 > tiff.length ? 0 : little ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at));
  const directory = u32(4);
  const entries = Math.min(u16(directory), 512);
  for (let index = 0; index < entries; index++) {
    const entry = directory + 2 + index * 12;
    if (u16(entry) === 0x0112) return u16(entry + 8);
  }
  return 1;
}

function exifWithOrientation(orientation: number): Buffer {
  const tiff = Buffer.alloc(26);
  tiff.write("MM\0*", 0, "latin1");
  tiff.writeUInt32BE(8, 4);
  tiff.writeUInt16BE(1, 8);
  tiff.writeUInt16BE(0x0112, 10);
  tiff.writeUInt16BE(3, 12);
  tiff.writeUInt32BE(1, 14);
  tiff.writeUInt16BE(orientation, 18);
  return segment(APP1, Buffer.concat([Buffer.from("Exif\0\0", "latin1"), tiff]));
}
