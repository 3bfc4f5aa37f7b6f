import { statement } from "../database/index.ts";

export const storedAnswer = statement({
  name: "idempotency.stored_answer",
  scope: "city",
  params: { city: "text", caller: "text", key: "text" },
  row: { body_hash: "text", answer: "jsonb" },
  text: `select body_hash, answer from idempotency_keys where city = :city and caller = :caller and key = :key`,
});

export const keepAnswer = statement({
  name: "idempotency.keep_answer",
  scope: "city",
  params: { city: "text", caller: "text", key: "text", body_hash: "text", answer: "jsonb", at: "timestamptz" },
  row: { key: "text" },
  text: `
    insert into idempotency_keys (city, caller, key, body_hash, answer, created_at)
    values (:city, :caller, :key, :body_hash, :answer, :at)
    on conflict (city, caller, key) do nothing
    returning key`,
});

export const forgetKeys = statement({
  name: "idempotency.forget_keys",
  scope: "city",
  params: { city: "text", before: "timestamptz" },
  row: { key: "text" },
  text: `
    delete from idempotency_keys k using (
      select city, caller, key from idempotency_keys
      where city = :city and created_at < :before order by created_at limit 1000
    ) old
    where k.city = :city and k.city = old.city and k.caller = old.caller and k.key = old.key
    returning k.key`,
});
