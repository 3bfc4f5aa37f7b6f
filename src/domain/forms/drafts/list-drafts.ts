import { residentScope } from "../../../foundation/database/index.ts";
import { latestDrafts } from "../store.ts";
import { type DraftOwner, type DraftsContext, draftLimit } from "./draft.ts";

export type DraftSummary = {
  readonly id: string;
  readonly city: string;
  readonly service: string;
  readonly version: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly expiresAt: Date;
  /** See `Draft`. */
  readonly partOf: string | undefined;
};

/** Unsent drafts, the latest first, without their answers. */
export async function listDrafts(
  { database }: Pick<DraftsContext, "database">,
  input: { owner: DraftOwner; now: Date; limit?: number },
): Promise<readonly DraftSummary[]> {
  const { owner, now, limit = draftLimit.resident } = input;
  const most = Math.max(1, Math.min(limit, draftLimit.resident));
  const rows = await database.run(residentScope(owner), latestDrafts, { owner, now, most });
  return rows.map((row) => ({
    id: row.id,
    city: row.city,
    service: row.service,
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    expiresAt: row.expires_at,
    partOf: row.part_of ?? undefined,
  }));
}
