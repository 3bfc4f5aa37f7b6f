import type { FileHandle } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { crc32, createInflateRaw } from "node:zlib";
import { ProviderFailure } from "../../../domain/payments/index.ts";

/** One file within an archive. */
export type Entry = {
  readonly name: string;
  /** Bytes once unpacked, as the archive says; more are never given. */
  readonly size: number;
  readonly compressed: number;
  readonly isStored: boolean;
  readonly crc: number;
  readonly offset: number;
};

const mostEntries = 100;
const mostDirectory = 1_048_576;
const mostUnpacked = 8_589_934_592;
/** Tables of text shrink ten- to thirtyfold; what shrinks more is made to fill a disk. */
const mostRatio = 200;
const endSize = 22;
const headerSize = 46;
const localSize = 30;
const sliceSize = 65_536;

/**
 * The files of a zip archive by its central directory (APPNOTE 4.3.12): stored or deflated, no encryption, no zip64 — the archives
 * Alipay makes. Names without the mark for UTF-8 are GBK.
 * @throws ProviderFailure unreadable: cut off, damaged, too many or too large
 */
export async function readDirectory(file: FileHandle, length: number): Promise<readonly Entry[]> {
  const tail = await readAt(file, Math.max(0, length - endSize - 0xffff), Math.min(length, endSize + 0xffff));
  const at = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (at < 0 || at + endSize > tail.length) throw unreadable("no end: cut off, or no zip");
  const count = tail.readUInt16LE(at + 10);
  const size = tail.readUInt32LE(at + 12);
  const start = tail.readUInt32LE(at + 16);
  const isSplit = tail.readUInt16LE(at + 4) !== 0 || tail.readUInt16LE(at + 8) !== count;
  if (isSplit || count > mostEntries || size > mostDirectory || start + size > length)
    throw unreadable("a directory that does not fit");
  const directory = await readAt(file, start, size);
  const entries: Entry[] = [];
  let position = 0;
  for (let index = 0; index < count; index += 1) {
    if (position + headerSize > size || directory.readUInt32LE(position) !== 0x02014b50)
      throw unreadable("a directory that ends early");
    const [nameSize, extraSize, commentSize] = [28, 30, 32].map((field) => directory.readUInt16LE(position + field));
    const next = position + headerSize + (nameSize ?? 0) + (extraSize ?? 0) + (commentSize ?? 0);
    if (next > size) throw unreadable("a directory that ends early");
    entries.push(entryOf(directory, position, nameSize ?? 0, start));
    position = next;
  }
  if (entries.reduce((sum, entry) => sum + entry.compressed, 0) > start) throw unreadable("files that overlap");
  return entries;
}

function entryOf(directory: Buffer, at: number, nameSize: number, dataEnd: number): Entry {
  const flags = directory.readUInt16LE(at + 8);
  const method = directory.readUInt16LE(at + 10);
  const [crc, compressed, size, offset] = [16, 20, 24, 42].map((field) => directory.readUInt32LE(at + field));
  const nameBytes = directory.subarray(at + headerSize, at + headerSize + nameSize);
  const name = new TextDecoder(flags & 0x800 ? "utf-8" : "gbk").decode(nameBytes);
  if (crc === undefined || compressed === undefined || size === undefined || offset === undefined)
    throw unreadable("a directory that ends early");
  if ((flags & 1) !== 0 || (method !== 0 && method !== 8)) throw unreadable("a file that is encrypted or packed oddly");
  if (offset + localSize + compressed > dataEnd) throw unreadable("a file that lies outside");
  if (size > mostUnpacked || (size > 1_000_000 && size > compressed * mostRatio))
    throw unreadable("a file that unpacks to too much");
  return { name, size, compressed, isStored: method === 0, crc, offset };
}

/** Unpacks one file piece by piece. @throws ProviderFailure unreadable where its length or checksum is not as promised */
export async function* unpack(file: FileHandle, entry: Entry): AsyncGenerator<Buffer, void> {
  const local = await readAt(file, entry.offset, localSize);
  if (local.readUInt32LE(0) !== 0x04034b50) throw unreadable("a file that does not begin where it should");
  const start = entry.offset + localSize + local.readUInt16LE(26) + local.readUInt16LE(28);
  let size = 0;
  let crc = 0;
  if (entry.compressed > 0) {
    const plain = entry.isStored ? packedOf(file, start, entry.compressed) : inflated(file, start, entry.compressed);
    try {
      for await (const chunk of plain) {
        size += chunk.length;
        if (size > entry.size) throw unreadable("a file longer than it says");
        crc = crc32(chunk, crc);
        yield chunk;
      }
    } catch (error) {
      if (error instanceof ProviderFailure) throw error;
      throw unreadable("a file that is damaged", error);
    }
  }
  if (size !== entry.size || crc !== entry.crc) throw unreadable("a file that is not what its checksum says");
}

function inflated(file: FileHandle, start: number, length: number): AsyncIterable<Buffer> {
  const inflate = createInflateRaw();
  // Leaving the loop over it ends the reading as well; a failure of either comes out of the loop.
  pipeline(packedOf(file, start, length), inflate).catch((error: Error) => inflate.destroy(error));
  return inflate as AsyncIterable<Buffer>;
}

async function* packedOf(file: FileHandle, start: number, length: number): AsyncGenerator<Buffer, void> {
  for (let at = 0; at < length; at += sliceSize) yield await readAt(file, start + at, Math.min(sliceSize, length - at));
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  if (bytesRead !== length) throw unreadable("cut off");
  return buffer;
}

function unreadable(what: string, cause?: unknown): ProviderFailure {
  const failure = new ProviderFailure("unreadable", `zip: ${what}`);
  failure.cause = cause;
  return failure;
}
