import { residentScope } from "../../../foundation/database/index.ts";
import { isId } from "../../../foundation/ids/index.ts";
import { draftForSaving, saveDraft } from "../store.ts";
import type { Surroundings } from "../types/contract.ts";
import { carryOver } from "./carry-over.ts";
import {
  alreadySent,
  type DraftOwner,
  type DraftService,
  type DraftsContext,
  draftOf,
  filesOf,
  noSuchDraft,
  sealContent,
} from "./draft.ts";

/**
 * What somebody says to a newer version of the service: it is taken, and every answer that fits stays; or the draft goes on under the
 * version it was begun with, and is not asked about this newer one again. Refuses as `savePage`. How long the draft is kept does not
 * change.
 */
export async function changeVersion(
  { database, secrets }: DraftsContext,
  input: {
    readonly owner: DraftOwner;
    readonly id: string;
    readonly newer: DraftService;
    readonly take: boolean;
    readonly now: Date;
    readonly surroundings: Surroundings;
  },
): Promise<void> {
  const { owner, id, newer, take, now } = input;
  if (!isId(id)) throw noSuchDraft();
  await database.transaction(residentScope(owner), async (tx) => {
    const [row] = await tx.run(draftForSaving, { owner, id, now });
    if (!row || row.service !== newer.definition.code) throw noSuchDraft();
    if (row.sent_number !== null) throw alreadySent(row.sent_number);
    const before = draftOf(secrets, row);
    if (before.version === newer.version) return;
    const { draft } = take
      ? carryOver(newer, before, input.surroundings)
      : { draft: { ...before, staysBefore: newer.version } };
    const { answers, typed, disputed, trail, staysBefore } = draft;
    const content = { answers, typed, disputed, trail, staysBefore };
    await tx.run(saveDraft, {
      ...{ owner, id, version: draft.version, answers: sealContent(secrets, before, content) },
      ...{ files: filesOf(answers), revision: before.revision + 1, updated_at: now, expires_at: row.expires_at },
      sent_number: null,
    });
  });
}
