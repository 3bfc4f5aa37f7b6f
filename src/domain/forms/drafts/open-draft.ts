import { residentScope } from "../../../foundation/database/index.ts";
import { isId } from "../../../foundation/ids/index.ts";
import { draftById } from "../store.ts";
import { type Draft, type DraftOwner, type DraftsContext, draftOf, noSuchDraft } from "./draft.ts";

/** A draft with its answers, on whatever device. 404 where the owner has no such draft or its time is over. */
export async function openDraft(
  { database, secrets }: DraftsContext,
  input: { owner: DraftOwner; id: string; now: Date },
): Promise<Draft> {
  const { owner, id, now } = input;
  if (!isId(id)) throw noSuchDraft();
  const [row] = await database.run(residentScope(owner), draftById, { owner, id, now });
  if (!row) throw noSuchDraft();
  return draftOf(secrets, row);
}
