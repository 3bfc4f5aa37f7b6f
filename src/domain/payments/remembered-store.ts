import { statement } from "../../foundation/database/index.ts";

const accountRow = {
  id: "uuid",
  city: "text",
  service: "text",
  sealed: "jsonb",
  own: "bool",
  remind: "bool",
  owed_fen: "int8?",
  due_on: "date?",
  asked_at: "timestamptz?",
  reminded: "text[]",
} as const;
const columns = Object.keys(accountRow).join(", ");

/** The same account of the same service is one row, however often it is kept; at most `most` rows of a person. */
export const keepAccount = statement({
  name: "payments.keep_account",
  scope: "resident",
  params: {
    resident: "text",
    id: "uuid",
    city: "text",
    service: "text",
    account_hash: "text",
    sealed: "jsonb",
    own: "bool",
    at: "timestamptz",
    most: "int4",
  },
  row: { id: "uuid" },
  text: `
    insert into resident_accounts as a (resident, id, city, service, account_hash, sealed, own, remind, created_at)
    select :resident, :id, :city, :service, :account_hash, :sealed, :own, true, :at
    where (select count(*) from (select c.id from resident_accounts c where c.resident = :resident
      and not (c.city = :city and c.service = :service and c.account_hash = :account_hash) limit 100) kept) < :most
    on conflict (resident, city, service, account_hash) do update set sealed = excluded.sealed, own = excluded.own
    returning a.id`,
});

export const accountsOfResident = statement({
  name: "payments.accounts_of_resident",
  scope: "resident",
  params: { resident: "text", limit: "int4" },
  row: accountRow,
  text: `
    select ${columns} from resident_accounts where resident = :resident
    order by own desc, created_at, id limit :limit`,
});

export const forgetAccountRow = statement({
  name: "payments.forget_account",
  scope: "resident",
  params: { resident: "text", id: "uuid" },
  row: { id: "uuid" },
  text: "delete from resident_accounts where resident = :resident and id = :id returning id",
});

export const forgetAccountRows = statement({
  name: "payments.forget_accounts",
  scope: "resident",
  params: { resident: "text" },
  row: { id: "uuid" },
  text: "delete from resident_accounts where resident = :resident returning id",
});

export const remindOfAccount = statement({
  name: "payments.remind_of_account",
  scope: "resident",
  params: { resident: "text", id: "uuid", remind: "bool" },
  row: { id: "uuid" },
  text: "update resident_accounts set remind = :remind where resident = :resident and id = :id returning id",
});

/** What the biller said when it was last asked. */
export const noteOwedOnAccount = statement({
  name: "payments.note_owed_on_account",
  scope: "resident",
  params: { resident: "text", id: "uuid", owed_fen: "int8", due_on: "date?", at: "timestamptz" },
  row: { id: "uuid" },
  text: `
    update resident_accounts set owed_fen = :owed_fen, due_on = :due_on, asked_at = :at
    where resident = :resident and id = :id and (asked_at is null or asked_at <= :at) returning id`,
});
