import { residentScope } from "../../../foundation/database/index.ts";
import { isId } from "../../../foundation/ids/index.ts";
import { draftsWithin } from "../store.ts";
import { type Draft, type DraftOwner, type DraftsContext, draftOf } from "./draft.ts";

/** A life event has at most as many services. */
const most = 20;

/** Drafts of services begun within a life event, `event` being the draft of its shared questions; sent ones included. */
export async function draftsOfEvent(
  { database, secrets }: DraftsContext,
  input: { owner: DraftOwner; event: string; now: Date },
): Promise<readonly Draft[]> {
  const { owner, event, now } = input;
  if (!isId(event)) return [];
  const rows = await database.run(residentScope(owner), draftsWithin, { owner, part_of: event, now, most });
  return rows.map((row) => draftOf(secrets, row));
}
