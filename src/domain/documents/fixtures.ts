import { crc32, deflateSync, inflateSync } from "node:zlib";

/** Small files for the tests of this module, built byte by byte so that each shows what it is there for. */

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function u32(value: number, little = false): Buffer {
  const bytes = Buffer.alloc(4);
  if (little) bytes.writeUInt32LE(value);
  else bytes.writeUInt32BE(value);
  return bytes;
}

const part = (marker: number, body: Buffer) => Buffer.concat([Buffer.from([0xff, marker]), u16(body.length + 2), body]);

/** An Exif block as a phone writes it: orientation 6 (turned right), a maker's name, GPS 28°12′N. */
export function exifWithPlace(): Buffer {
  const entry = (tag: number, type: number, count: number, value: Buffer) =>
    Buffer.concat([u16(tag), u16(type), u32(count), value]);
  const main = Buffer.concat([
    u16(3),
    entry(0x010f, 2, 4, Buffer.from("ACME")),
    entry(0x0112, 3, 1, Buffer.from([0, 6, 0, 0])),
    entry(0x8825, 4, 1, u32(50)),
    u32(0),
  ]);
  const gps = Buffer.concat([
    u16(2),
    entry(1, 2, 2, Buffer.from("N\0\0\0")),
    entry(2, 5, 3, u32(80)),
    u32(0),
    Buffer.concat([u32(28), u32(1), u32(12), u32(1), u32(0), u32(1)]),
  ]);
  const tiff = Buffer.concat([Buffer.from("MM\0*", "latin1"), u32(8), main, gps]);
  return Buffer.concat([Buffer.from("Exif\0\0", "latin1"), tiff]);
}

/** The compressed part of a grey 8 × 8 picture (baseline, one Huffman table of each kind). */
export const jpegScan = Buffer.from([0x52, 0xff, 0x00, 0x80, 0xff, 0xd0, 0x3f]);

export function jpeg(
  options: { width?: number; height?: number; exif?: Buffer; comment?: string; tail?: Buffer } = {},
) {
  const { width = 8, height = 8 } = options;
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    part(0xe0, Buffer.from("JFIF\0\x01\x01\0\0\x01\0\x01\0\0", "latin1")),
    ...(options.exif ? [part(0xe1, options.exif)] : []),
    part(0xe1, Buffer.from('http://ns.adobe.com/xap/1.0/\0<x exif:GPSLatitude="28,12N"/>')),
    ...(options.comment ? [part(0xfe, Buffer.from(options.comment))] : []),
    part(0xdb, Buffer.concat([Buffer.from([0]), Buffer.alloc(64, 1)])),
    part(0xc0, Buffer.concat([Buffer.from([8]), u16(height), u16(width), Buffer.from([1, 1, 0x11, 0])])),
    part(0xc4, Buffer.from([0x00, 1, ...Array(15).fill(0), 0])),
    part(0xc4, Buffer.from([0x10, 1, ...Array(15).fill(0), 0])),
    part(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
    jpegScan,
    Buffer.from([0xff, 0xd9]),
    options.tail ?? Buffer.alloc(0),
  ]);
}

export function pngChunk(type: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), body]);
  return Buffer.concat([u32(body.length), named, u32(crc32(named))]);
}

export function png(options: { width?: number; height?: number; extra?: Buffer } = {}): Buffer {
  const { width = 2, height = 2 } = options;
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    pngChunk("IHDR", Buffer.concat([u32(width), u32(height), Buffer.from([8, 0, 0, 0, 0])])),
    options.extra ?? Buffer.alloc(0),
    pngChunk("IDAT", deflateSync(Buffer.alloc(6))),
    pngChunk("IEND", Buffer.alloc(0)),
  ]);
}

export function webp(options: { width?: number; height?: number; exif?: Buffer } = {}): Buffer {
  const { width = 2, height = 2 } = options;
  const chunk = (type: string, body: Buffer) =>
    Buffer.concat([Buffer.from(type, "latin1"), u32(body.length, true), body, Buffer.alloc(body.length % 2)]);
  const size = Buffer.alloc(6);
  size.writeUIntLE(width - 1, 0, 3);
  size.writeUIntLE(height - 1, 3, 3);
  const body = Buffer.concat([
    Buffer.from("WEBP"),
    chunk("VP8X", Buffer.concat([Buffer.from([options.exif ? 0x08 : 0, 0, 0, 0]), size])),
    chunk("VP8L", Buffer.from([0x2f, 1, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0])),
    ...(options.exif ? [chunk("EXIF", options.exif)] : []),
  ]);
  return Buffer.concat([Buffer.from("RIFF"), u32(body.length, true), body]);
}

/** A PDF with this inside its only object's dictionary, and streams of choice. */
export function pdf(options: { dictionary?: string; streams?: readonly Buffer[]; trailer?: string } = {}): Buffer {
  return Buffer.concat([
    Buffer.from(
      `%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog ${options.dictionary ?? ""} >>\nendobj\n`,
      "latin1",
    ),
    ...(options.streams ?? []),
    Buffer.from(`trailer\n<< /Root 1 0 R ${options.trailer ?? ""} >>\nstartxref\n0\n%%EOF\n`),
  ]);
}

/** An object stream, where newer writers hide dictionaries compressed. */
export function objectStream(inside: string): Buffer {
  const packed = deflateSync(Buffer.from(inside));
  const head = `5 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length ${packed.length} >>\nstream\n`;
  return Buffer.concat([Buffer.from(head), packed, Buffer.from("\nendstream\nendobj\n")]);
}

/** The text of a PDF of ours: what its ToUnicode table makes of the glyphs shown, in drawing order. */
export function textOfPdf(pdf: Buffer): string {
  const streams: string[] = [];
  for (let at = pdf.indexOf("\nstream\n"); at >= 0; at = pdf.indexOf("\nstream\n", at + 1)) {
    try {
      streams.push(inflateSync(pdf.subarray(at + 8, pdf.indexOf("endstream", at))).toString("latin1"));
    } catch {
      // Metadata is not compressed.
    }
  }
  const table = streams.find((one) => one.includes("begincmap")) ?? "";
  const letters: string[] = [];
  for (const [, list = ""] of table.matchAll(/<[0-9a-f]{4}> <[0-9a-f]{4}> \[([^\]]*)\]/g)) {
    for (const [, hex = ""] of list.matchAll(/<([0-9a-f]+)>/g)) {
      letters.push(String.fromCharCode(...(hex.match(/.{4}/g) ?? []).map((unit) => Number.parseInt(unit, 16))));
    }
  }
  const page = streams.find((one) => one.includes(" Tf")) ?? "";
  const glyphs = [...page.matchAll(/<([0-9a-f]{4,})>/g)].map(([, hex = ""]) => hex.match(/.{4}/g) ?? []);
  return glyphs
    .flat()
    .map((code) => letters[Number.parseInt(code, 16)] ?? "?")
    .join("");
}
