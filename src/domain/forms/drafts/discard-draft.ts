import { residentScope } from "../../../foundation/database/index.ts";
import { isId } from "../../../foundation/ids/index.ts";
import { forgetExpiry, removeDraft } from "../store.ts";
import { type DraftOwner, type DraftsContext, noSuchDraft } from "./draft.ts";

/** Deletes a draft at once. Gives the ids of its files, for the caller to remove. 404 where there is none. */
export async function discardDraft(
  { database }: Pick<DraftsContext, "database">,
  input: { owner: DraftOwner; id: string },
): Promise<{ files: readonly string[] }> {
  const { owner, id } = input;
  if (!isId(id)) throw noSuchDraft();
  return database.transaction(residentScope(owner), async (tx) => {
    const [row] = await tx.run(removeDraft, { owner, id });
    if (!row) throw noSuchDraft();
    await tx.run(forgetExpiry, { owner, id });
    return { files: row.files };
  });
}
