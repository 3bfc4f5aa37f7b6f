import { cityScope } from "../../foundation/database/index.ts";
import { type Certificate, certificateFromRow } from "./certificate.ts";
import type { Documents } from "./context.ts";
import { certificateByNumber, certificatesOfHolder } from "./store.ts";

/** A certificate by its number in the city's own spelling; undefined where there is none. Who may see it the caller has checked. */
export async function getCertificate(
  documents: Documents,
  city: string,
  number: string,
): Promise<Certificate | undefined> {
  const [row] = await documents.database.run(cityScope(city), certificateByNumber, { city, number });
  return row && certificateFromRow(documents.secrets, row);
}

export type HolderPage = { readonly items: readonly Certificate[]; readonly next: string | null };

const pageLimit = 50;

/**
 * A person's certificates in these cities, newest first, revoked ones included; at most 50 a page. `after` is the `next` of the
 * page before; one that cannot be read begins anew.
 */
export async function listCertificates(
  documents: Documents,
  input: { cities: readonly string[]; holder: string; after?: string; limit?: number },
): Promise<HolderPage> {
  const limit = Math.min(Math.max(1, input.limit ?? 20), pageLimit);
  const { at, number } = readCursor(input.after);
  const rows = await documents.database.run(cityScope(...input.cities), certificatesOfHolder, {
    cities: [...input.cities],
    holder: input.holder,
    after_at: at,
    after_number: number,
    limit: limit + 1,
  });
  const items = rows.slice(0, limit).map((row) => certificateFromRow(documents.secrets, row));
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? `${last.issuedAt.getTime()}_${last.number}` : null };
}

function readCursor(after: string | undefined): { at: Date; number: string } {
  const [, millis, number] = /^(\d{1,15})_([0-9A-Z-]{1,40})$/.exec(after ?? "") ?? [];
  if (!millis || !number) return { at: new Date("9999-12-31T00:00:00Z"), number: "" };
  return { at: new Date(Number(millis)), number };
}
