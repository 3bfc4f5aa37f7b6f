import { residentScope } from "../../../foundation/database/index.ts";
import { newId } from "../../../foundation/ids/index.ts";
import { addDraft, countOpenDrafts, draftById, latestDraftOfService, noteExpiry } from "../store.ts";
import {
  type Draft,
  type DraftOwner,
  type DraftService,
  type DraftsContext,
  draftLimit,
  draftOf,
  emptyContent,
  expiry,
  idWithin,
  kindOf,
  noSuchDraft,
  sealContent,
  tooManyDrafts,
} from "./draft.ts";

/**
 * The draft to go on with: the latest unsent one of the same service, or a new one. `fresh` always begins a new one.
 * `within` is the draft of a life event: of each service it has one, which is always the same.
 * What was begun under an earlier version comes as it was: `carryOver` brings it over. Refuses with 409 where the owner has too many.
 */
export async function startDraft(
  { database, secrets }: DraftsContext,
  input: { owner: DraftOwner; city: string; service: DraftService; now: Date; fresh?: boolean; within?: string },
): Promise<Draft> {
  const { owner, city, service, now } = input;
  const { code } = service.definition;
  return database.transaction(residentScope(owner), async (tx) => {
    const id = input.within === undefined ? newId(now) : idWithin(input.within, code);
    if (input.within !== undefined) {
      const [row] = await tx.run(draftById, { owner, id, now });
      if (row) return draftOf(secrets, row);
    } else if (!input.fresh) {
      const [row] = await tx.run(latestDraftOfService, { owner, city, service: code, now });
      if (row) return draftOf(secrets, row);
    }
    const most = draftLimit[kindOf(owner)];
    const [open] = await tx.run(countOpenDrafts, { owner, now, most });
    if (open && open.drafts >= most) throw tooManyDrafts(most);
    const row = {
      owner,
      id,
      city,
      service: code,
      version: service.version,
      answers: sealContent(secrets, { city, owner, id }, emptyContent),
      files: [],
      revision: 0,
      created_at: now,
      updated_at: now,
      expires_at: expiry(owner, now),
      sent_number: null,
      part_of: input.within ?? null,
    };
    const [added] = await tx.run(addDraft, row);
    if (!added) {
      // Begun by another tap a moment ago.
      const [standing] = await tx.run(draftById, { owner, id, now });
      if (!standing) throw noSuchDraft();
      return draftOf(secrets, standing);
    }
    await tx.run(noteExpiry, { owner, id, due_at: row.expires_at });
    return draftOf(secrets, row);
  });
}
