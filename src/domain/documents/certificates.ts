import { cityScope } from "../../foundation/database/index.ts";
import { type Certificate, certificateFromRow, factsContext, reasonOf, valuesContext } from "./certificate.ts";
import type { Documents } from "./context.ts";
import type { CertificateFacts } from "./facts.ts";
import { certificateByNumber, certificatesOfHolder, standingBefore, standingOf } from "./store.ts";

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

/** What of a certificate its withdrawal needs. */
export type Standing = Pick<Certificate, "city" | "number" | "holder" | "facts" | "caseNumber">;

/** A person's certificates that stand in a city and were issued before a moment, at most `limit` (100) after a number. */
export async function standingCertificates(
  { database, secrets }: Pick<Documents, "database" | "secrets">,
  of: {
    readonly city: string;
    readonly holder: string;
    readonly before: Date;
    readonly after?: string;
    limit?: number;
  },
): Promise<readonly Standing[]> {
  const { city, holder, before, after = "" } = of;
  const limit = Math.min(of.limit ?? 100, 100);
  const rows = await database.run(cityScope(city), standingBefore, { city, holder, before, after, limit });
  return rows.map(({ number, case_number: caseNumber, facts_sealed: sealed }) => {
    const facts = JSON.parse(secrets.decrypt(city, sealed, factsContext(number))) as CertificateFacts;
    return { city, number, holder, caseNumber, facts };
  });
}

/** Why a certificate was revoked, for staff and its holder; undefined where it stands. */
export async function revokedReason(documents: Documents, city: string, number: string): Promise<string | undefined> {
  const [row] = await documents.database.run(cityScope(city), certificateByNumber, { city, number });
  return row && reasonOf(documents.secrets, row);
}

/** A certificate of somebody's folder as an application may use it, once they agree. */
export type FolderEntry = {
  readonly city: string;
  readonly number: string;
  readonly template: string;
  readonly title: CertificateFacts["title"];
  readonly issuedAt: Date;
  /** By line of the template, in the stored form of answers. */
  readonly values: Readonly<Record<string, unknown>>;
};

/** The newest standing certificate of each of these templates, valid on `today`, in these cities. */
export async function folderOf(
  documents: Documents,
  of: {
    readonly cities: readonly string[];
    readonly holder: string;
    readonly templates: readonly string[];
    readonly today: string;
  },
): Promise<ReadonlyMap<string, FolderEntry>> {
  const { holder, today } = of;
  const values = { cities: [...of.cities], holder, templates: [...of.templates], today };
  const rows = await documents.database.run(cityScope(...of.cities), standingOf, values);
  const { secrets } = documents;
  const newest = new Map<string, FolderEntry>();
  for (const { city, number, template, facts_sealed, values_sealed, issued_at: issuedAt } of rows) {
    if (newest.has(template) || values_sealed === null) continue;
    const { title } = JSON.parse(secrets.decrypt(city, facts_sealed, factsContext(number))) as CertificateFacts;
    const said = JSON.parse(secrets.decrypt(city, values_sealed, valuesContext(number))) as FolderEntry["values"];
    newest.set(template, { city, number, template, title, issuedAt, values: said });
  }
  return newest;
}
