import { Readable } from "node:stream";
import { cityScope, type Runner } from "../../foundation/database/index.ts";
import { isId } from "../../foundation/ids/index.ts";
import type { Documents } from "./context.ts";
import { fileFromRow, keyContext, type StoredFile } from "./file.ts";
import { DamagedFile, openFrames } from "./framing.ts";
import { type FileKind, fileInUse, fileNotFound } from "./refusals.ts";
import { openStored, placeOf, remove } from "./storage.ts";
import { attachToCase, eraseFile, fileById, filesOfCase, filesOfDraft, markRemoved } from "./store.ts";

/** What a file of each kind is called on the way. */
export const contentTypes: Readonly<Record<FileKind, string>> = {
  pdf: "application/pdf",
  jpeg: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
};

/** Who asks: the person who sent it, or someone who may see the case it belongs to (the caller has checked that). */
export type FileReader = { readonly owner: string } | { readonly caseNumber: string };

export type OpenedFile = {
  readonly file: StoredFile;
  /** To answer with: type, length, name, and that a browser neither guesses nor runs anything. */
  readonly headers: Readonly<Record<string, string>>;
  /** Fails instead of ending where the file on disk was changed or cut. */
  readonly content: Readable;
};

/**
 * Opens a file for reading, decrypting as it streams. `inPlace`: a PDF is to be
 * seen within one of our own pages instead of being handed over (what runs by itself was refused when it came).
 * @throws Refusal file_not_found (404), also for a file of someone else; DamagedFile where the bytes are not those written.
 */
export async function openFile(
  documents: Documents,
  city: string,
  id: string,
  reader: FileReader,
  { inPlace = false }: { readonly inPlace?: boolean } = {},
): Promise<OpenedFile> {
  // What is no id gets the same answer as an id of nothing.
  const [row] = isId(id) ? await documents.database.run(cityScope(city), fileById, { city, id }) : [];
  const allowed = row && ("owner" in reader ? row.owner === reader.owner : row.case_number === reader.caseNumber);
  if (!row?.key_sealed || !allowed) throw fileNotFound();
  const file = fileFromRow(documents.secrets, row);
  const key = documents.secrets.decryptBytes(city, row.key_sealed, keyContext(id));
  const sealed = await openStored(placeOf(documents.directory, city, id)).catch((cause: unknown) => {
    throw new DamagedFile(cause);
  });
  return {
    file,
    headers: headersOf(file, inPlace),
    content: Readable.from(openFrames(sealed, key, id), { objectMode: false }),
  };
}

const alone = "sandbox; default-src 'none'; frame-ancestors 'none'";
// Browsers refuse to start their PDF viewer in a sandbox, and Chromium's counts as an object with a style of its own.
const withinOurs = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'";

function headersOf(file: StoredFile, inPlace: boolean): Record<string, string> {
  const shown = file.kind === "pdf" && !inPlace ? "attachment" : "inline";
  const plain = file.name.replaceAll(/[^\x20-\x7e]|["\\%]/g, "_");
  // RFC 8187: what encodeURIComponent leaves and a header must not hold.
  const encoded = encodeURIComponent(file.name).replaceAll(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  return {
    "content-type": contentTypes[file.kind],
    "content-length": String(file.size),
    "content-disposition": `${shown}; filename="${plain}"; filename*=UTF-8''${encoded}`,
    "content-security-policy": inPlace && file.kind === "pdf" ? withinOurs : alone,
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "private, no-store",
  };
}

/**
 * Ties files to a case, in the transaction that sends it; again is the same.
 * @throws Refusal file_not_found where one is missing, of someone else, deleted, or of another case.
 */
export async function attachFiles(
  tx: Runner,
  input: { city: string; owner: string; ids: readonly string[]; caseNumber: string },
): Promise<void> {
  const ids = [...new Set(input.ids)];
  if (ids.length === 0) return;
  const { city, owner, caseNumber: case_number } = input;
  const tied = await tx.run(attachToCase, { city, owner, ids, case_number });
  if (tied.length !== ids.length) throw fileNotFound();
}

/** Files of an unsent draft, oldest first. */
export async function listDraftFiles(
  documents: Documents,
  input: { city: string; owner: string; draft: string },
): Promise<StoredFile[]> {
  const rows = await documents.database.run(cityScope(input.city), filesOfDraft, input);
  return rows.map((row) => fileFromRow(documents.secrets, row));
}

/** Everything that belongs to a case, certificates issued included, oldest first; at most 200. */
export async function listCaseFiles(documents: Documents, city: string, caseNumber: string): Promise<StoredFile[]> {
  const rows = await documents.database.run(cityScope(city), filesOfCase, { city, case_number: caseNumber });
  return rows.map((row) => fileFromRow(documents.secrets, row));
}

/**
 * Deletes a file that was not yet sent. Its key is erased in the same statement, so it is gone for good at once; again is the same.
 * @throws Refusal file_in_case (409) where it belongs to a case, file_not_found where it is someone else's.
 */
export async function deleteFile(
  documents: Documents,
  input: { city: string; owner: string; id: string; now: Date },
): Promise<void> {
  const { city, id, owner, now } = input;
  const erased = await documents.database.run(cityScope(city), eraseFile, { city, id, owner, deleted_at: now });
  if (erased.length === 0) {
    const [row] = await documents.database.run(cityScope(city), fileById, { city, id });
    if (!row) return;
    throw row.owner === owner ? fileInUse() : fileNotFound();
  }
  await remove(placeOf(documents.directory, city, id));
  await documents.database.run(cityScope(city), markRemoved, { city, ids: [id], removed_at: now });
}
