import type { Values } from "../../foundation/database/index.ts";
import type { Secrets } from "../../foundation/secrets/index.ts";
import type { FileKind } from "./refusals.ts";
import type { fileById } from "./store.ts";

/** A file as the rest of the house knows it. `size` in bytes; `sha256` (hex) of the bytes as stored. */
export type StoredFile = {
  readonly city: string;
  readonly id: string;
  readonly owner: string;
  readonly draft: string | null;
  readonly caseNumber: string | null;
  readonly question: string;
  readonly name: string;
  readonly size: number;
  readonly kind: FileKind;
  readonly sha256: string;
  /** `opens_by_itself`, `links_outside`: told to the clerk before opening. */
  readonly flags: readonly string[];
  readonly createdAt: Date;
};

export const nameContext = (id: string) => `file:${id}:name`;
export const keyContext = (id: string) => `file:${id}:key`;

export function fileFromRow(secrets: Secrets, row: Values<(typeof fileById)["row"]>): StoredFile {
  return {
    city: row.city,
    id: row.id,
    owner: row.owner,
    draft: row.draft,
    caseNumber: row.case_number,
    question: row.question,
    name: secrets.decrypt(row.city, row.name_sealed, nameContext(row.id)),
    size: Number(row.size),
    kind: row.type as FileKind,
    sha256: row.sha256,
    flags: row.flags,
    createdAt: row.created_at,
  };
}
