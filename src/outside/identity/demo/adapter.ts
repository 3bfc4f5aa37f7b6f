import type { Adapter, Payload } from "oidc-provider";
import { type Database, sharedScope } from "../../../foundation/database/index.ts";
import {
  consumeRecord,
  keepRecord,
  recordByKey,
  recordByUid,
  removeGrant,
  removeRecord,
  sweepRecords,
} from "./store.ts";

/** Keeps the provider's records in the database, so that any process can go on with a sign-in that another began. */
export function recordsOf(database: Database, clock: () => Date): (model: string) => Adapter {
  return (model) => {
    const key = (id: string) => `${model}:${id}`;
    return {
      async upsert(id, payload, expiresIn = 3_600) {
        await database.run(sharedScope, keepRecord, {
          key: key(id),
          payload,
          grant_id: payload.grantId ?? null,
          uid: model === "Session" ? (payload.uid ?? null) : null,
          expires_at: new Date(clock().getTime() + expiresIn * 1000),
        });
      },
      async find(id) {
        const [row] = await database.run(sharedScope, recordByKey, { key: key(id), now: clock() });
        return row?.payload as Payload | undefined;
      },
      async findByUid(uid) {
        const [row] = await database.run(sharedScope, recordByUid, { uid, now: clock() });
        return row?.payload as Payload | undefined;
      },
      async findByUserCode() {
        return undefined;
      },
      async consume(id) {
        const consumed = { consumed: Math.floor(clock().getTime() / 1000) };
        await database.run(sharedScope, consumeRecord, { key: key(id), consumed });
      },
      async destroy(id) {
        await database.run(sharedScope, removeRecord, { key: key(id) });
      },
      async revokeByGrantId(grantId) {
        await database.run(sharedScope, removeGrant, { grant_id: grantId });
      },
    };
  };
}

/** Removes what has run out; the ticker of a demonstration calls it. At most 5,000 a call. */
export async function sweepDemonstrationSignIns(database: Database, now: Date): Promise<number> {
  return (await database.run(sharedScope, sweepRecords, { now, limit: 5_000 })).length;
}
