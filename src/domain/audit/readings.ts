import { type Database, type Runner, residentScope } from "../../foundation/database/index.ts";
import { newId } from "../../foundation/ids/index.ts";
import { checkedCursor } from "./cursor.ts";
import { addReading, readingsPage } from "./store.ts";
import { type AuditActorKind, writeAudit } from "./write.ts";

export type NewReading = {
  readonly city: string;
  readonly resident: string;
  /** Id of the clerk who reads. */
  readonly reader: string;
  readonly readerName: string;
  /** Name of the reader's agency as people know it. */
  readonly readerAgency: string;
  /** Why, as a code the pages have words for: `decide`, `file`, `export`. */
  readonly purpose: string;
  /** What: number of the case or the certificate. */
  readonly subject: string;
  /** A clerk unless said. */
  readonly readerKind?: AuditActorKind;
  /** `case.read` unless said. */
  readonly act?: string;
};

export type Reading = {
  readonly id: string;
  readonly city: string;
  readonly at: Date;
  readonly readerName: string;
  readonly readerAgency: string;
  readonly purpose: string;
  readonly subject: string;
};

/**
 * Records that a clerk saw someone's data: one line for the city's record and one the person concerned can see. Call it before
 * the data is shown, inside a transaction of scope `cityAndResidentScope([city], [resident])`.
 */
export async function recordReading(tx: Runner, reading: NewReading, now: Date): Promise<void> {
  await writeAudit(
    tx,
    {
      city: reading.city,
      actorKind: reading.readerKind ?? "clerk",
      actor: reading.reader,
      act: reading.act ?? "case.read",
      subject: reading.subject,
      detail: { purpose: reading.purpose },
      resident: reading.resident,
    },
    now,
  );
  await tx.run(addReading, {
    resident: reading.resident,
    id: newId(now),
    city: reading.city,
    at: now,
    reader_name: reading.readerName,
    reader_agency: reading.readerAgency,
    purpose: reading.purpose,
    subject: reading.subject,
  });
}

/** Who read a person's data, newest first, at most 100 a page; `next` goes into `after` of the next call. */
export async function readingsOf(
  database: Database,
  resident: string,
  page: { readonly after?: string | undefined; readonly limit?: number | undefined } = {},
): Promise<{ readonly items: readonly Reading[]; readonly next: string | undefined }> {
  const limit = Math.min(Math.max(page.limit ?? 20, 1), 100);
  const rows = await database.run(residentScope(resident), readingsPage, {
    resident,
    before: checkedCursor(page.after),
    limit: limit + 1,
  });
  const items = rows.slice(0, limit).map((row) => ({
    id: row.id,
    city: row.city,
    at: row.at,
    readerName: row.reader_name,
    readerAgency: row.reader_agency,
    purpose: row.purpose,
    subject: row.subject,
  }));
  return { items, next: rows.length > limit ? items.at(-1)?.id : undefined };
}
