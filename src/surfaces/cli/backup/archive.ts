import { createHash, type Hash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";
import { InstallationProblem } from "../../installation.ts";
import { padding, readHeader, tarBlock, tarHeader } from "./tar.ts";

/** So many entries are named in one list of checksums, so that neither writing nor reading holds more in memory. */
const entriesPerList = 1_000;
const listName = (number: number) => `checksums/${String(number).padStart(6, "0")}.sha256`;
export const manifestName = "manifest.json";

/** The last entry. `chain` is the SHA-256 over all lists of checksums, `mac` proves that the holder of the keys made it. */
export type Manifest = {
  readonly entries: number;
  readonly lists: number;
  readonly chain: string;
  readonly mac: string;
  readonly tables: Readonly<Record<string, number>>;
  readonly sequences: Readonly<Record<string, string>>;
  readonly jobs: number;
  readonly files: number;
  /** Files that were deleted while the backup ran: their rows are in it, their bytes are nowhere. */
  readonly deletedMeanwhile: readonly string[];
  /** Files the database names and the disk does not have. */
  readonly missing: readonly string[];
  readonly finishedAt: string;
};

/** Writes a backup: a plain tar file whose entries are checked by lists of SHA-256 between them, and a manifest at the end. */
export class ArchiveWriter {
  readonly #file: FileHandle;
  readonly #path: string;
  readonly #mtime: number;
  readonly #chain: Hash = createHash("sha256");
  #list: string[] = [];
  #lists = 0;
  #entries = 0;

  private constructor(file: FileHandle, path: string, now: Date) {
    this.#file = file;
    this.#path = path;
    this.#mtime = Math.floor(now.getTime() / 1000);
  }

  /** A new file that only its owner reads. Refuses to overwrite one. */
  static async create(path: string, now: Date): Promise<ArchiveWriter> {
    const file = await open(path, "wx", 0o600).catch((error: NodeJS.ErrnoException) => {
      if (error.code === "EEXIST") throw new InstallationProblem(`${path} exists already: choose another name`);
      if (error.code === "ENOENT") throw new InstallationProblem(`the folder ${dirname(path)} does not exist`);
      throw error;
    });
    return new ArchiveWriter(file, path, now);
  }

  async add(name: string, content: Buffer): Promise<void> {
    await this.addStream(name, content.length, [content]);
  }

  /** `size` must be right: a stream that is shorter or longer is an error. */
  async addStream(
    name: string,
    size: number,
    content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  ): Promise<void> {
    const digest = await this.#write(name, size, content);
    this.#list.push(`${digest}  ${name}\n`);
    this.#entries += 1;
    if (this.#list.length >= entriesPerList) await this.#closeList();
  }

  /** Writes the manifest and makes the file durable. */
  async finish(
    about: Omit<Manifest, "entries" | "lists" | "chain" | "mac">,
    macOf: (chain: string) => string,
  ): Promise<Manifest> {
    await this.#closeList();
    const chain = this.#chain.digest("hex");
    const manifest = { entries: this.#entries, lists: this.#lists, chain, mac: macOf(chain), ...about };
    const text = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
    await this.#write(manifestName, text.length, [text]);
    await this.#file.write(Buffer.alloc(2 * tarBlock));
    await this.#file.sync();
    await this.#file.close();
    const folder = await open(dirname(this.#path), "r");
    await folder.sync().finally(() => folder.close());
    return manifest;
  }

  async abandon(): Promise<void> {
    await this.#file.close().catch(() => undefined);
  }

  async #closeList(): Promise<void> {
    if (this.#list.length === 0) return;
    const text = Buffer.from(this.#list.join(""));
    this.#list = [];
    this.#lists += 1;
    this.#chain.update(text);
    await this.#write(listName(this.#lists), text.length, [text]);
  }

  async #write(name: string, size: number, content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<string> {
    const hash = createHash("sha256");
    await this.#file.write(tarHeader(name, size, this.#mtime));
    let written = 0;
    for await (const piece of content) {
      hash.update(piece);
      written += piece.length;
      if (written > size) break;
      await this.#file.write(piece);
    }
    if (written !== size) throw new Error(`${name} was said to have ${size} bytes and has ${written}`);
    await this.#file.write(padding(size));
    return hash.digest("hex");
  }
}

export type ArchiveEntry = {
  readonly name: string;
  readonly size: number;
  /** Reads the content; what is not read here is still checked. */
  content(): AsyncIterable<Buffer>;
};

const readSize = 256 * 1024;
/** The largest entry that is held in memory whole. */
const wholeLimit = 64 * 1024 * 1024;

/**
 * Reads a backup from its beginning to its end and checks it on the way: each entry against its checksum (at the latest a thousand
 * entries later), nothing missing, nothing added. The manifest is the last entry given out. Whoever uses entries before the end has
 * come has to be able to take that back.
 * @throws InstallationProblem naming the entry that is damaged.
 */
export async function* readArchive(path: string): AsyncGenerator<ArchiveEntry> {
  const file = await open(path, "r").catch((error: NodeJS.ErrnoException) => {
    throw new InstallationProblem(`${path} cannot be read (${error.code})`);
  });
  try {
    yield* checkedEntries(file, path);
  } finally {
    await file.close();
  }
}

async function* checkedEntries(file: FileHandle, path: string): AsyncGenerator<ArchiveEntry> {
  const damaged = (what: string) =>
    new InstallationProblem(`${path} is damaged: ${what}. Nothing was restored from it.`);
  const chain = createHash("sha256");
  let pending: string[] = [];
  let entries = 0;
  let lists = 0;
  for (let at = 0; ; ) {
    const header = await readAt(file, at, tarBlock);
    if (header.length < tarBlock || header.every((byte) => byte === 0)) throw damaged("it ends before its manifest");
    const said = readHeader(header);
    if (!said) throw damaged(`after ${pending.at(-1)?.slice(66).trim() ?? "its beginning"} it cannot be read`);
    const { name, size } = said;
    const start = at + tarBlock;
    at = start + size + padding(size).length;
    const hash = createHash("sha256");
    let read = 0;
    async function* content(): AsyncGenerator<Buffer> {
      while (read < size) {
        const piece = await readAt(file, start + read, Math.min(readSize, size - read));
        if (piece.length === 0) throw damaged(`${name} is cut short`);
        read += piece.length;
        hash.update(piece);
        yield piece;
      }
    }
    if (name.startsWith("checksums/") || name === manifestName) {
      if (size > wholeLimit) throw damaged(`${name} is too large`);
      const text = await whole(content());
      if (name !== manifestName) {
        lists += 1;
        if (name !== listName(lists)) throw damaged(`${name} stands where ${listName(lists)} should`);
        const expected = text.toString("utf8").split("\n").filter(Boolean);
        const wrong = pending.findIndex((line, index) => line.trim() !== expected[index]);
        if (wrong >= 0) throw damaged(`${pending[wrong]?.slice(66).trim()} is not what was written`);
        if (expected.length !== pending.length) throw damaged(`an entry named in ${name} is missing`);
        pending = [];
        chain.update(text);
        continue;
      }
      const manifest = readManifest(text);
      if (!manifest) throw damaged("its manifest cannot be read");
      if (pending.length > 0 || manifest.entries !== entries || manifest.lists !== lists)
        throw damaged(`its manifest names ${manifest.entries} entries and it holds ${entries}`);
      if (manifest.chain !== chain.digest("hex")) throw damaged("its checksums were changed");
      yield {
        name,
        size,
        content: async function* once() {
          yield text;
        },
      };
      return;
    }
    yield { name, size, content };
    // What the caller did not want is still checked.
    for await (const _ of content());
    entries += 1;
    pending.push(`${hash.digest("hex")}  ${name}\n`);
    if (pending.length > entriesPerList) throw damaged(`no checksums follow ${name}`);
  }
}

function readManifest(text: Buffer): Manifest | undefined {
  try {
    return JSON.parse(text.toString("utf8")) as Manifest;
  } catch {
    return undefined;
  }
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}

/** An entry in memory; only small ones are read this way. */
export async function whole(content: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of content) {
    bytes += piece.length;
    if (bytes > wholeLimit) throw new Error("an entry of a backup is larger than anything we write");
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
