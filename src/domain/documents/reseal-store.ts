import { statement } from "../../foundation/database/index.ts";

export const filesToReseal = statement({
  name: "documents.files_to_reseal",
  scope: "city",
  params: { city: "text", after: "uuid" },
  row: { id: "uuid", name_sealed: "text", key_sealed: "text?" },
  text: `
    select id, name_sealed, key_sealed from files
    where city = :city and id > :after and deleted_at is null
    order by id
    limit 200`,
});

/** Only what is still as it was read: a file erased meanwhile must not get its key back. */
export const resealFile = statement({
  name: "documents.reseal_file",
  scope: "city",
  params: { city: "text", id: "uuid", name_sealed: "text", key_sealed: "text", old_key: "text" },
  row: { id: "uuid" },
  text: `
    update files set name_sealed = :name_sealed, key_sealed = :key_sealed
    where city = :city and id = :id and key_sealed = :old_key and deleted_at is null
    returning id`,
});

export const codesToReseal = statement({
  name: "documents.codes_to_reseal",
  scope: "city",
  params: { city: "text", after: "uuid" },
  row: { id: "uuid", purpose_sealed: "text" },
  text: `
    select id, purpose_sealed from certificate_codes
    where city = :city and id > :after
    order by id
    limit 200`,
});

export const resealCode = statement({
  name: "documents.reseal_code",
  scope: "city",
  params: { city: "text", id: "uuid", purpose_sealed: "text" },
  row: { id: "uuid" },
  text: `update certificate_codes set purpose_sealed = :purpose_sealed where city = :city and id = :id returning id`,
});

export const certificatesToReseal = statement({
  name: "documents.certificates_to_reseal",
  scope: "city",
  params: { city: "text", after: "text" },
  row: { number: "text", facts_sealed: "text", revoked_reason_sealed: "text?", values_sealed: "text?" },
  text: `
    select number, facts_sealed, revoked_reason_sealed, values_sealed from certificates
    where city = :city and number > :after
    order by number
    limit 200`,
});

export const resealCertificate = statement({
  name: "documents.reseal_certificate",
  scope: "city",
  params: {
    city: "text",
    number: "text",
    facts_sealed: "text",
    revoked_reason_sealed: "text?",
    values_sealed: "text?",
    old_reason: "text?",
  },
  row: { number: "text" },
  text: `
    update certificates set facts_sealed = :facts_sealed, revoked_reason_sealed = :revoked_reason_sealed,
      values_sealed = :values_sealed
    where city = :city and number = :number and revoked_reason_sealed is not distinct from :old_reason
    returning number`,
});
