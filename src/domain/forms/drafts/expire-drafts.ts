import { residentScope, sharedScope } from "../../../foundation/database/index.ts";
import { expiriesDue, expiryOfDraft, forgetExpiry, noteExpiry, removeExpiredDraft } from "../store.ts";
import type { DraftsContext } from "./draft.ts";

/**
 * Deletes drafts whose time is over, at most `limit` (500) a call; `looked` below the limit means nothing is left. Files
 * that were theirs are given back by city for the caller to remove. Safe to run twice and at the same time.
 */
export async function expireDrafts(
  { database }: Pick<DraftsContext, "database">,
  input: { now: Date; limit?: number },
): Promise<{ looked: number; removed: number; files: readonly { readonly city: string; readonly file: string }[] }> {
  const { now, limit = 500 } = input;
  const due = await database.run(sharedScope, expiriesDue, { now, most: limit });
  const files: { city: string; file: string }[] = [];
  let removed = 0;
  for (const { owner, id } of due) {
    await database.transaction(residentScope(owner), async (tx) => {
      const [gone] = await tx.run(removeExpiredDraft, { owner, id, now });
      if (gone) {
        removed += 1;
        for (const file of gone.files) files.push({ city: gone.city, file });
      }
      // Saving moves the expiry of the draft alone; here the reminder catches up with it.
      const [kept] = gone ? [] : await tx.run(expiryOfDraft, { owner, id });
      if (kept) await tx.run(noteExpiry, { owner, id, due_at: kept.expires_at });
      else await tx.run(forgetExpiry, { owner, id });
    });
  }
  return { looked: due.length, removed, files };
}
