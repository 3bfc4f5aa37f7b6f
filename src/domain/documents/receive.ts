import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import { cityScope } from "../../foundation/database/index.ts";
import { newId, randomBytes } from "../../foundation/ids/index.ts";
import { extensions, inspect } from "./content.ts";
import type { Documents } from "./context.ts";
import { fileFromRow, keyContext, nameContext, type StoredFile } from "./file.ts";
import { fileKeyBytes, sealFrames } from "./framing.ts";
import { normaliseName } from "./names.ts";
import { type FileKind, fileInterrupted, fileKinds, fileTooLarge, tooManyFiles } from "./refusals.ts";
import type { Scanner } from "./scanner.ts";
import { discard, keep, placeOf, writeUnfinished } from "./storage.ts";
import { addFile, filesOfDraft, sameFile } from "./store.ts";

export type FileLimits = {
  /** Bytes, default 10 MiB. */
  readonly maxBytes?: number;
  /** Pixels a picture may unfold to, default 50 million. */
  readonly maxPixels?: number;
  readonly accept?: readonly FileKind[];
  /** Files of one draft, default 40. */
  readonly maxFiles?: number;
};

const defaultMaxBytes = 10 * 1024 * 1024;
const defaultMaxPixels = 50_000_000;
const defaultMaxFiles = 40;

/** After a refusal the sender is heard out up to this, so that it gets to read the answer; then the line is cut. */
const drainBytes = 64 * 1024 * 1024;
const drainMilliseconds = 15_000;

export type ReceiveInput = {
  readonly city: string;
  /** A resident's key, or that of an unfinished draft's visitor. */
  readonly owner: string;
  readonly draft?: string;
  /** For what arrives after sending (corrections, papers added by a clerk). */
  readonly caseNumber?: string;
  /** The question's id. */
  readonly question: string;
  /** As the sender calls it; it decides nothing. */
  readonly name: string;
  /** What the sender announced (Content-Length), if anything. */
  readonly declaredBytes?: number;
  readonly limits?: FileLimits;
  readonly now: Date;
};

/**
 * Takes a file: checked, cleaned and encrypted while it streams to disk, never whole in memory. Sent twice it is stored once.
 * When it returns, bytes and row are on disk; where it refuses, nothing is left.
 * @throws Refusal file_too_large (413), file_type_mismatch and file_type_not_accepted (415), image_too_large, file_damaged,
 * file_encrypted, file_active_content, file_empty, file_infected, too_many_files (422), file_interrupted (400),
 * scanner_unavailable (503).
 */
export async function receiveFile(documents: Documents, source: Readable, input: ReceiveInput): Promise<StoredFile> {
  // A sender that breaks off while nobody reads must not end the process.
  source.on("error", () => undefined);
  const maxBytes = input.limits?.maxBytes ?? defaultMaxBytes;
  const bytes = limited(source, maxBytes);
  try {
    if ((input.declaredBytes ?? 0) > maxBytes) throw fileTooLarge(maxBytes);
    await checkCount(documents, input);
    return await store(documents, bytes, input);
  } finally {
    await bytes.return();
    drain(source);
  }
}

async function checkCount(documents: Documents, input: ReceiveInput): Promise<void> {
  if (input.draft === undefined) return;
  const limit = input.limits?.maxFiles ?? defaultMaxFiles;
  const { city, owner, draft } = input;
  const there = await documents.database.run(cityScope(city), filesOfDraft, { city, owner, draft });
  if (there.length >= limit) throw tooManyFiles(limit);
}

async function store(documents: Documents, bytes: AsyncIterable<Uint8Array>, input: ReceiveInput): Promise<StoredFile> {
  const { city, owner, limits, now } = input;
  const accept = limits?.accept ?? fileKinds;
  const { kind, flags, clean } = await inspect(bytes, input.name, accept, limits?.maxPixels ?? defaultMaxPixels);
  const id = newId(now);
  const key = randomBytes(fileKeyBytes);
  const place = placeOf(documents.directory, city, id);
  const measure = { size: 0, hash: createHash("sha256") };
  await writeUnfinished(place, sealFrames(measured(scanned(clean, documents.scanner), measure), key, id));
  const row = {
    city,
    id,
    owner,
    draft: input.draft ?? null,
    case_number: input.caseNumber ?? null,
    question: input.question,
    name_sealed: documents.secrets.encrypt(city, normaliseName(input.name, extensions[kind]), nameContext(id)),
    key_sealed: documents.secrets.encryptBytes(city, key, keyContext(id)),
    size: BigInt(measure.size),
    type: kind,
    sha256: measure.hash.digest("hex"),
    flags: [...flags],
    created_at: now,
  };
  // Where the answer to this statement is lost nobody knows whether it was committed: the sweep finds out and keeps or discards.
  const added = await documents.database.run(cityScope(city), addFile, row);
  if (added.length > 0) {
    await keep(place);
    return fileFromRow(documents.secrets, row);
  }
  await discard(place);
  const { draft, case_number, question, sha256 } = row;
  const known = { city, owner, draft, case_number, question, sha256 };
  const [same] = await documents.database.run(cityScope(city), sameFile, known);
  // Deleted between the two statements: asking again is honest and safe.
  if (!same) throw fileInterrupted();
  return fileFromRow(documents.secrets, same);
}

async function* limited(source: Readable, maxBytes: number): AsyncGenerator<Uint8Array, void, undefined> {
  let taken = 0;
  const pieces = source.iterator({ destroyOnReturn: false });
  try {
    for (;;) {
      const next = await pieces.next().catch((cause: unknown) => {
        throw Object.assign(fileInterrupted(), { cause });
      });
      if (next.done) {
        // A multipart reader that reached its own limit ends the stream as if all had come, and says so here.
        if ("truncated" in source && source.truncated === true) throw fileTooLarge(maxBytes);
        return;
      }
      taken += next.value.length;
      if (taken > maxBytes) throw fileTooLarge(maxBytes);
      yield next.value;
    }
  } finally {
    await pieces.return?.();
  }
}

async function* scanned(source: AsyncIterable<Buffer>, scanner: Scanner | undefined): AsyncGenerator<Buffer> {
  if (!scanner) return yield* source;
  const scan = await scanner.begin();
  try {
    for await (const piece of source) {
      await scan.push(piece);
      yield piece;
    }
    await scan.finish();
  } finally {
    scan.abort();
  }
}

async function* measured(
  source: AsyncIterable<Buffer>,
  measure: { size: number; hash: ReturnType<typeof createHash> },
): AsyncGenerator<Buffer> {
  for await (const piece of source) {
    measure.size += piece.length;
    measure.hash.update(piece);
    yield piece;
  }
}

/** Reads on without keeping, so that a browser still sending gets to see the refusal; within limits. */
function drain(source: Readable): void {
  if (source.readableEnded || source.destroyed) return;
  let left = drainBytes;
  const timer = setTimeout(() => source.destroy(), drainMilliseconds).unref();
  source.on("data", (piece: Buffer) => {
    left -= piece.length;
    if (left < 0) source.destroy();
  });
  source.once("close", () => clearTimeout(timer)).once("end", () => clearTimeout(timer));
  source.resume();
}
