import { residentScope } from "../../../foundation/database/index.ts";
import { addDraft, draftsToHandOver, forgetExpiry, noteExpiry, removeDraft } from "../store.ts";
import { type DraftOwner, type DraftsContext, draftLimit, draftOf, expiry, sealContent, sentExpiry } from "./draft.ts";

/**
 * Gives the drafts of a visit to the resident who has just signed in. Ids stay the same, so the page someone is on goes on
 * working. Running it twice changes nothing. Gives the ids that moved.
 */
export async function handOverDrafts(
  { database, secrets }: DraftsContext,
  input: { from: DraftOwner; to: DraftOwner; now: Date },
): Promise<readonly string[]> {
  const { from, to, now } = input;
  if (from === to) return [];
  return database.transaction(residentScope(from, to), async (tx) => {
    const rows = await tx.run(draftsToHandOver, { owner: from, now, most: draftLimit.resident });
    for (const row of rows) {
      const { answers, typed, disputed, trail } = draftOf(secrets, row);
      const expires = row.sent_number === null ? expiry(to, now) : sentExpiry(row.updated_at);
      // The owner is part of every key and of the seal, so a row moves by being written anew.
      await tx.run(addDraft, {
        ...row,
        owner: to,
        answers: sealContent(secrets, { city: row.city, owner: to, id: row.id }, { answers, typed, disputed, trail }),
        expires_at: expires,
      });
      await tx.run(noteExpiry, { owner: to, id: row.id, due_at: expires });
      await tx.run(removeDraft, { owner: from, id: row.id });
      await tx.run(forgetExpiry, { owner: from, id: row.id });
    }
    return rows.map((row) => row.id);
  });
}
