import { type Runner, residentScope } from "../../../foundation/database/index.ts";
import { isId } from "../../../foundation/ids/index.ts";
import { draftForSaving, noteExpiry, saveDraft } from "../store.ts";
import {
  alreadySent,
  type DraftOwner,
  type DraftsContext,
  emptyContent,
  expiry,
  noSuchDraft,
  sealContent,
  sentExpiry,
} from "./draft.ts";

/**
 * Notes that a draft became a case and empties its answers: from here on they are the case's. The same number again
 * changes nothing; another number is refused with 409, since one draft is one case. The row stays for 30 days so that
 * sending the same draft again leads to its case. `keep`: the answers stay as long as those of an unsent draft, for what comes after
 * (the shared answers of a life event).
 */
export async function markSent(
  { database, secrets }: DraftsContext,
  input: { owner: DraftOwner; id: string; number: string; now: Date; keep?: boolean },
): Promise<void> {
  const { owner, id, number, now } = input;
  if (!isId(id)) throw noSuchDraft();
  await database.transaction(residentScope(owner), async (tx: Runner) => {
    const [row] = await tx.run(draftForSaving, { owner, id, now });
    if (!row) throw noSuchDraft();
    if (row.sent_number !== null && row.sent_number !== number) throw alreadySent(row.sent_number);
    if (row.sent_number === number) return;
    const expires = input.keep ? expiry(owner, now) : sentExpiry(now);
    await tx.run(saveDraft, {
      owner,
      id,
      version: row.version,
      answers: input.keep ? row.answers : sealContent(secrets, row, emptyContent),
      files: input.keep ? row.files : [],
      revision: row.revision + 1,
      updated_at: now,
      expires_at: expires,
      sent_number: number,
    });
    await tx.run(noteExpiry, { owner, id, due_at: expires });
  });
}
