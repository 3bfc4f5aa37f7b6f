import { cityScope, type Database } from "../../foundation/database/index.ts";
import { checkedCursor } from "./cursor.ts";
import { entriesPage } from "./store.ts";
import type { AuditActorKind } from "./write.ts";

export type AuditLine = {
  readonly id: string;
  readonly at: Date;
  readonly actorKind: AuditActorKind;
  readonly actor: string;
  readonly act: string;
  readonly subject: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly resident: string | undefined;
};

/** A city's record for its auditor, newest first, at most 200 a page; `next` goes into `after` of the next call. */
export async function auditEntries(
  database: Database,
  city: string,
  page: { readonly after?: string | undefined; readonly limit?: number | undefined } = {},
): Promise<{ readonly items: readonly AuditLine[]; readonly next: string | undefined }> {
  const limit = Math.min(Math.max(page.limit ?? 50, 1), 200);
  const rows = await database.run(cityScope(city), entriesPage, {
    city,
    before: checkedCursor(page.after),
    limit: limit + 1,
  });
  const items = rows.slice(0, limit).map((row) => ({
    id: row.id,
    at: row.at,
    actorKind: row.actor_kind as AuditActorKind,
    actor: row.actor,
    act: row.act,
    subject: row.subject,
    detail: row.detail as Record<string, unknown>,
    resident: row.resident ?? undefined,
  }));
  return { items, next: rows.length > limit ? items.at(-1)?.id : undefined };
}
