import { statement } from "../../foundation/database/index.ts";

export const addCode = statement({
  name: "documents.add_code",
  scope: "city",
  params: {
    city: "text",
    code_hash: "text",
    id: "uuid",
    number: "text",
    holder: "text",
    purpose_sealed: "text",
    agency: "text?",
    created_at: "timestamptz",
    expires_at: "timestamptz",
  },
  row: { id: "uuid" },
  text: `
    insert into certificate_codes (city, code_hash, id, number, holder, purpose_sealed, agency, created_at, expires_at)
    values (:city, :code_hash, :id, :number, :holder, :purpose_sealed, :agency, :created_at, :expires_at)
    on conflict do nothing
    returning id`,
});

/** How many a holder made for a certificate since then; counted up to the limit. */
export const codesSince = statement({
  name: "documents.codes_since",
  scope: "city",
  params: { city: "text", holder: "text", number: "text", since: "timestamptz", limit: "int4" },
  row: { count: "int4" },
  text: `
    select count(*)::int4 as count from (
      select 1 from certificate_codes
      where city = :city and holder = :holder and number = :number and created_at > :since limit :limit::int4) made`,
});

const code = {
  city: "text",
  code_hash: "text",
  id: "uuid",
  number: "text",
  holder: "text",
  purpose_sealed: "text",
  agency: "text?",
  created_at: "timestamptz",
  expires_at: "timestamptz",
  withdrawn_at: "timestamptz?",
  used_at: "timestamptz?",
  used_by: "text?",
  used_name: "text?",
} as const;
const columns = Object.keys(code).join(", ");

export const codesOfCertificate = statement({
  name: "documents.codes_of_certificate",
  scope: "city",
  params: { city: "text", holder: "text", number: "text", limit: "int4" },
  row: code,
  text: `
    select ${columns} from certificate_codes
    where city = :city and holder = :holder and number = :number
    order by created_at desc limit :limit::int4`,
});

export const codeByHash = statement({
  name: "documents.code_by_hash",
  scope: "city",
  params: { city: "text", code_hash: "text" },
  row: code,
  text: `select ${columns} from certificate_codes where city = :city and code_hash = :code_hash`,
});

export const codeById = statement({
  name: "documents.code_by_id",
  scope: "city",
  params: { city: "text", id: "uuid" },
  row: code,
  text: `select ${columns} from certificate_codes where city = :city and id = :id`,
});

export const withdrawCodeRow = statement({
  name: "documents.withdraw_code",
  scope: "city",
  params: { city: "text", id: "uuid", holder: "text", now: "timestamptz" },
  row: { id: "uuid" },
  text: `
    update certificate_codes set withdrawn_at = :now
    where city = :city and id = :id and holder = :holder and used_at is null and withdrawn_at is null and expires_at > :now
    returning id`,
});

/** Once, by the first who comes while it stands. */
export const useCodeRow = statement({
  name: "documents.use_code",
  scope: "city",
  params: { city: "text", code_hash: "text", used_by: "text", used_name: "text", now: "timestamptz" },
  row: { id: "uuid" },
  text: `
    update certificate_codes set used_at = :now, used_by = :used_by, used_name = :used_name
    where city = :city and code_hash = :code_hash and used_at is null and withdrawn_at is null and expires_at > :now
    returning id`,
});

/** The paper goes out once, soon after the code was used, to whoever used it. */
export const takeFileRow = statement({
  name: "documents.take_file",
  scope: "city",
  params: { city: "text", id: "uuid", used_by: "text", since: "timestamptz", now: "timestamptz" },
  row: { number: "text" },
  text: `
    update certificate_codes set file_taken_at = :now
    where city = :city and id = :id and split_part(used_by, '#', 1) = :used_by and used_at > :since and file_taken_at is null
    returning number`,
});

/** Ended before then. A code ends at the latest with its time, whatever became of it. */
export const forgetCodes = statement({
  name: "documents.forget_codes",
  scope: "city",
  params: { city: "text", before: "timestamptz" },
  row: { id: "uuid" },
  text: `
    delete from certificate_codes
    where city = :city and code_hash = any (array(
      select code_hash from certificate_codes where city = :city and expires_at < :before order by expires_at limit 1000))
    returning id`,
});
