import { statement } from "../../../foundation/database/index.ts";

export const keepRecord = statement({
  name: "demonstration.keep_record",
  scope: "shared",
  params: { key: "text", payload: "jsonb", grant_id: "text?", uid: "text?", expires_at: "timestamptz" },
  row: {},
  text: `
    insert into demonstration_sign_ins (key, payload, grant_id, uid, expires_at)
    values (:key, :payload, :grant_id, :uid, :expires_at)
    on conflict (key) do update set
      payload = excluded.payload, grant_id = excluded.grant_id, uid = excluded.uid, expires_at = excluded.expires_at`,
});

export const recordByKey = statement({
  name: "demonstration.record_by_key",
  scope: "shared",
  params: { key: "text", now: "timestamptz" },
  row: { payload: "jsonb" },
  text: `select payload from demonstration_sign_ins where key = :key and expires_at > :now`,
});

export const recordByUid = statement({
  name: "demonstration.record_by_uid",
  scope: "shared",
  params: { uid: "text", now: "timestamptz" },
  row: { payload: "jsonb" },
  text: `select payload from demonstration_sign_ins where uid = :uid and expires_at > :now limit 1`,
});

export const consumeRecord = statement({
  name: "demonstration.consume_record",
  scope: "shared",
  params: { key: "text", consumed: "jsonb" },
  row: {},
  text: `update demonstration_sign_ins set payload = payload || :consumed::jsonb where key = :key`,
});

export const removeRecord = statement({
  name: "demonstration.remove_record",
  scope: "shared",
  params: { key: "text" },
  row: {},
  text: `delete from demonstration_sign_ins where key = :key`,
});

export const removeGrant = statement({
  name: "demonstration.remove_grant",
  scope: "shared",
  params: { grant_id: "text" },
  row: {},
  text: `delete from demonstration_sign_ins where grant_id = :grant_id`,
});

export const sweepRecords = statement({
  name: "demonstration.sweep_records",
  scope: "shared",
  params: { now: "timestamptz", limit: "int4" },
  row: { key: "text" },
  text: `
    delete from demonstration_sign_ins
    where key in (select key from demonstration_sign_ins where expires_at <= :now order by expires_at limit :limit::int4)
    returning key`,
});
