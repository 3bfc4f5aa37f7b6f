import { inflateSync } from "node:zlib";
import { fileActive, fileDamaged, fileEncrypted } from "./refusals.ts";

/** What a clerk should know before opening; neither runs anything by itself. */
export type PdfFlag = "opens_by_itself" | "links_outside";

const forbidden: readonly RegExp[] = [
  /\/JavaScript[^A-Za-z0-9]/,
  /\/JS\s*[(<\d]/,
  /\/Launch[^A-Za-z0-9]/,
  /\/EmbeddedFiles?[^A-Za-z0-9]/,
  /\/RichMedia[^A-Za-z0-9]/,
  /\/XFA\s*[[(<\d]/,
];
/** Names long enough not to turn up by chance in compressed data: a reader finds objects by offset, also inside a sham stream. */
const forbiddenAnywhere = /\/(?:JavaScript|Launch|EmbeddedFile|RichMedia)/;
const locked = /\/Encrypt\s*(?:\d|<<)/;
const flagged: readonly [PdfFlag, RegExp][] = [
  ["opens_by_itself", /\/OpenAction[^A-Za-z0-9]/],
  ["links_outside", /\/URI\s*\(/],
];

const largestObjectStream = 2 * 1024 * 1024;
const largestInflated = 16 * 1024 * 1024;
/** How much of the text before `stream` belongs to its dictionary, and how far a name may reach over two chunks. */
const overlap = 1024;

/**
 * Reads a PDF as it streams by, for what must not lie in a case: programs, launched commands, other files inside, passwords
 * (ISO 32000-2: 12.6.4, 7.6, 7.11.4). Names written with #xx and names inside compressed object streams are seen; pictures and
 * fonts are not unpacked, so a bomb among them is not either. It is a filter, no proof: pages that show files are sandboxed besides.
 */
export class PdfScan {
  #text = "";
  #stream: { parts: Buffer[]; length: number; watched: boolean } | undefined;
  #tail = Buffer.alloc(0);
  #bytes = 0;
  #end = "";
  readonly flags = new Set<PdfFlag>();

  push(chunk: Buffer): void {
    this.#bytes += chunk.length;
    this.#end = (this.#end + chunk.subarray(-overlap).toString("latin1")).slice(-overlap);
    let rest: Buffer = Buffer.concat([this.#tail, chunk]);
    this.#tail = Buffer.alloc(0);
    while (rest.length > 0) rest = this.#stream ? this.#insideStream(rest, this.#stream) : this.#outside(rest);
  }

  /** After the last chunk. */
  finish(): void {
    this.#read(this.#text);
    if (this.#bytes < 64 || !this.#end.includes("%%EOF")) throw fileDamaged();
  }

  #outside(bytes: Buffer): Buffer {
    const found = /stream\r?\n/.exec(bytes.toString("latin1"));
    const at = found ? found.index + found[0].length : -1;
    if (at < 0) {
      // "stream" may be cut between two chunks.
      const keep = Math.min(bytes.length, 8);
      this.#add(bytes.subarray(0, bytes.length - keep));
      this.#tail = Buffer.from(bytes.subarray(bytes.length - keep));
      return Buffer.alloc(0);
    }
    this.#add(bytes.subarray(0, at));
    const dictionary = plainNames(this.#text.slice(-overlap)).split("endobj").at(-1) ?? "";
    this.#stream = { parts: [], length: 0, watched: /\/ObjStm[^A-Za-z0-9]/.test(dictionary) };
    return bytes.subarray(at);
  }

  #insideStream(bytes: Buffer, stream: { parts: Buffer[]; length: number; watched: boolean }): Buffer {
    const end = bytes.indexOf("endstream");
    const kept = end >= 0 ? end : Math.max(0, bytes.length - 16);
    if (forbiddenAnywhere.test(plainNames(bytes.toString("latin1")))) throw fileActive();
    if (stream.watched) {
      stream.length += kept;
      // No honest program writes one this large; what cannot be read must not pass.
      if (stream.length > largestObjectStream) throw fileActive();
      stream.parts.push(Buffer.from(bytes.subarray(0, kept)));
    }
    if (end < 0) {
      this.#tail = Buffer.from(bytes.subarray(kept));
      return Buffer.alloc(0);
    }
    this.#stream = undefined;
    this.#text = "";
    if (stream.watched) this.#read(unpacked(Buffer.concat(stream.parts)));
    return bytes.subarray(end + "endstream".length);
  }

  #add(bytes: Buffer): void {
    this.#text += bytes.toString("latin1");
    this.#read(this.#text);
    this.#text = this.#text.slice(-overlap);
  }

  #read(text: string): void {
    const plain = `${plainNames(text)} `;
    if (forbidden.some((pattern) => pattern.test(plain))) throw fileActive();
    if (locked.test(plain)) throw fileEncrypted();
    for (const [flag, pattern] of flagged) if (pattern.test(plain)) this.flags.add(flag);
  }
}

/** Names may hide letters as #xx (7.3.5). */
function plainNames(text: string): string {
  return text.replaceAll(/#([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function unpacked(bytes: Buffer): string {
  try {
    return inflateSync(bytes, { maxOutputLength: largestInflated }).toString("latin1");
  } catch {
    // Not Flate, or packed to burst: what cannot be read must not pass.
    throw fileActive();
  }
}
