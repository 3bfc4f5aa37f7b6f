import { statement } from "../../foundation/database/index.ts";

const fileRow = {
  city: "text",
  id: "uuid",
  owner: "text",
  draft: "uuid?",
  case_number: "text?",
  question: "text",
  name_sealed: "text",
  key_sealed: "text?",
  size: "int8",
  type: "text",
  sha256: "text",
  flags: "text[]",
  created_at: "timestamptz",
} as const;

const fileColumns =
  "city, id, owner, draft, case_number, question, name_sealed, key_sealed, size, type, sha256, flags, created_at";

/** Adds a file unless its owner has sent the same bytes for the same question of the same draft. */
export const addFile = statement({
  name: "documents.add_file",
  scope: "city",
  params: fileRow,
  row: { id: "uuid" },
  text: `
    insert into files (${fileColumns})
    values (:city, :id, :owner, :draft, :case_number, :question, :name_sealed, :key_sealed, :size, :type, :sha256, :flags,
            :created_at)
    on conflict do nothing
    returning id`,
});

export const sameFile = statement({
  name: "documents.same_file",
  scope: "city",
  params: { city: "text", owner: "text", draft: "uuid?", case_number: "text?", question: "text", sha256: "text" },
  row: fileRow,
  text: `
    select ${fileColumns} from files
    where city = :city and owner = :owner and draft is not distinct from :draft
      and case_number is not distinct from :case_number and question = :question and sha256 = :sha256 and deleted_at is null
    limit 1`,
});

export const fileById = statement({
  name: "documents.file_by_id",
  scope: "city",
  params: { city: "text", id: "uuid" },
  row: fileRow,
  text: `select ${fileColumns} from files where city = :city and id = :id and deleted_at is null`,
});

export const filesOfDraft = statement({
  name: "documents.files_of_draft",
  scope: "city",
  params: { city: "text", owner: "text", draft: "uuid" },
  row: fileRow,
  text: `
    select ${fileColumns} from files
    where city = :city and draft = :draft and owner = :owner and case_number is null and deleted_at is null
    order by created_at, id
    limit 100`,
});

export const filesOfCase = statement({
  name: "documents.files_of_case",
  scope: "city",
  params: { city: "text", case_number: "text" },
  row: fileRow,
  text: `
    select ${fileColumns} from files
    where city = :city and case_number = :case_number and deleted_at is null
    order by created_at, id
    limit 200`,
});

/** Ties files to a case; a file that is already tied to this case counts, one of another case or person does not. */
export const attachToCase = statement({
  name: "documents.attach_to_case",
  scope: "city",
  params: { city: "text", ids: "text[]", owner: "text", case_number: "text" },
  row: { id: "uuid" },
  text: `
    update files set case_number = :case_number
    where city = :city and id = any (:ids::text[]::uuid[]) and owner = :owner and deleted_at is null
      and (case_number is null or case_number = :case_number)
    returning id`,
});

/** Erases the file's key: from here on nobody opens it. What belongs to a case stays. */
export const eraseFile = statement({
  name: "documents.erase_file",
  scope: "city",
  params: { city: "text", id: "uuid", owner: "text", deleted_at: "timestamptz" },
  row: { id: "uuid" },
  text: `
    update files set deleted_at = :deleted_at, key_sealed = null, name_sealed = ''
    where city = :city and id = :id and owner = :owner and case_number is null and deleted_at is null
    returning id`,
});

export const eraseUnsent = statement({
  name: "documents.erase_unsent",
  scope: "city",
  params: { city: "text", before: "timestamptz", deleted_at: "timestamptz" },
  row: { id: "uuid" },
  text: `
    update files set deleted_at = :deleted_at, key_sealed = null, name_sealed = ''
    where city = :city and case_number is null and deleted_at is null
      and id = any (array(
        select id from files
        where city = :city and case_number is null and deleted_at is null and created_at < :before
        order by created_at
        limit 500))
    returning id`,
});

/** Erases what a case held, and whose it was; certificates outlive their case. */
export const eraseOfCase = statement({
  name: "documents.erase_of_case",
  scope: "city",
  params: { city: "text", case_number: "text", deleted_at: "timestamptz" },
  row: { id: "uuid" },
  text: `
    update files set deleted_at = :deleted_at, key_sealed = null, name_sealed = '', owner = 'erased'
    where city = :city and case_number = :case_number and deleted_at is null
      and not starts_with(question, 'certificate:')
    returning id`,
});

/** Erases what was sent with a case for one question. */
export const eraseOfQuestion = statement({
  name: "documents.erase_of_question",
  scope: "city",
  params: { city: "text", case_number: "text", question: "text", deleted_at: "timestamptz" },
  row: { id: "uuid" },
  text: `
    update files set deleted_at = :deleted_at, key_sealed = null, name_sealed = '', owner = 'erased'
    where city = :city and case_number = :case_number and question = :question and deleted_at is null
    returning id`,
});

export const filesToRemove = statement({
  name: "documents.files_to_remove",
  scope: "city",
  params: { city: "text" },
  row: { id: "uuid" },
  text: `
    select id from files
    where city = :city and deleted_at is not null and removed_at is null
    order by deleted_at
    limit 500`,
});

export const markRemoved = statement({
  name: "documents.mark_removed",
  scope: "city",
  params: { city: "text", ids: "text[]", removed_at: "timestamptz" },
  row: {},
  text: `
    update files set removed_at = :removed_at
    where city = :city and id = any (:ids::text[]::uuid[]) and deleted_at is not null and removed_at is null`,
});

export const rowsOfFiles = statement({
  name: "documents.rows_of_files",
  scope: "city",
  params: { city: "text", ids: "text[]" },
  row: { id: "uuid", deleted: "bool" },
  text: `
    select id, deleted_at is not null as deleted from files
    where city = :city and id = any (:ids::text[]::uuid[])`,
});

const certificateRow = {
  city: "text",
  number: "text",
  case_number: "text",
  template: "text",
  template_version: "text",
  holder: "text",
  facts_sealed: "text",
  facts_sha256: "text",
  signature: "text",
  key_id: "text",
  alg: "text",
  file_id: "uuid",
  pdf_sha256: "text",
  pdf_signature: "text",
  issued_at: "timestamptz",
  valid_until: "date?",
  revoked_at: "timestamptz?",
  replaced_by: "text?",
  revoked_because: "text?",
  revoked_reason_sealed: "text?",
  facts_changed_at: "timestamptz?",
} as const;

const certificateColumns =
  "city, number, case_number, template, template_version, holder, facts_sealed, facts_sha256, signature, key_id, alg, " +
  "file_id, pdf_sha256, pdf_signature, issued_at, valid_until, revoked_at, replaced_by, revoked_because, revoked_reason_sealed, " +
  "facts_changed_at";

const {
  revoked_at: _revoked,
  replaced_by: _replaced,
  revoked_because: _because,
  revoked_reason_sealed: _reason,
  facts_changed_at: _changed,
  ...newCertificate
} = certificateRow;

export const addCertificate = statement({
  name: "documents.add_certificate",
  scope: "city",
  params: { ...newCertificate, values_sealed: "text?" },
  row: { number: "text" },
  text: `
    insert into certificates (city, number, case_number, template, template_version, holder, facts_sealed, facts_sha256,
      signature, key_id, alg, file_id, pdf_sha256, pdf_signature, issued_at, valid_until, values_sealed)
    values (:city, :number, :case_number, :template, :template_version, :holder, :facts_sealed, :facts_sha256,
      :signature, :key_id, :alg, :file_id, :pdf_sha256, :pdf_signature, :issued_at, :valid_until, :values_sealed)
    on conflict do nothing
    returning number`,
});

export const certificateByNumber = statement({
  name: "documents.certificate_by_number",
  scope: "city",
  params: { city: "text", number: "text" },
  row: certificateRow,
  text: `select ${certificateColumns} from certificates where city = :city and number = :number`,
});

export const certificateOfCase = statement({
  name: "documents.certificate_of_case",
  scope: "city",
  params: { city: "text", case_number: "text", template: "text" },
  row: certificateRow,
  text: `
    select ${certificateColumns} from certificates
    where city = :city and case_number = :case_number and template = :template and revoked_at is null`,
});

/** Newest first; `after_at` and `after_number` are those of the last one seen (far future and "~" to begin). */
export const certificatesOfHolder = statement({
  name: "documents.certificates_of_holder",
  scope: "city",
  params: { cities: "text[]", holder: "text", after_at: "timestamptz", after_number: "text", limit: "int4" },
  row: certificateRow,
  text: `
    select ${certificateColumns} from certificates
    where city = any (:cities) and holder = :holder and (issued_at, number) < (:after_at, :after_number)
    order by issued_at desc, number desc
    limit :limit`,
});

export const revoke = statement({
  name: "documents.revoke",
  scope: "city",
  params: {
    city: "text",
    number: "text",
    revoked_at: "timestamptz",
    revoked_reason_sealed: "text",
    revoked_because: "text",
  },
  row: { number: "text" },
  text: `
    update certificates
    set revoked_at = :revoked_at, revoked_reason_sealed = :revoked_reason_sealed, revoked_because = :revoked_because
    where city = :city and number = :number and revoked_at is null
    returning number`,
});

export const setReplacedBy = statement({
  name: "documents.set_replaced_by",
  scope: "city",
  params: { city: "text", number: "text", replaced_by: "text" },
  row: {},
  text: `
    update certificates set replaced_by = :replaced_by
    where city = :city and number = :number and revoked_at is not null and replaced_by is null`,
});

/** Others of the same template and holder that stand; where only one may, they are replaced. */
export const othersStanding = statement({
  name: "documents.others_standing",
  scope: "city",
  params: { city: "text", holder: "text", template: "text", number: "text" },
  row: { number: "text" },
  text: `
    select number from certificates
    where city = :city and holder = :holder and template = :template and number <> :number and revoked_at is null
    order by number limit 100`,
});

/** What stands for a holder and was issued before a moment, by number. */
export const standingBefore = statement({
  name: "documents.standing_before",
  scope: "city",
  params: { city: "text", holder: "text", before: "timestamptz", after: "text", limit: "int4" },
  row: { number: "text", case_number: "text", facts_sealed: "text" },
  text: `
    select number, case_number, facts_sealed from certificates
    where city = :city and holder = :holder and revoked_at is null and issued_at < :before and number > :after
    order by number limit :limit`,
});

/** The first time counts. */
export const markChanged = statement({
  name: "documents.mark_changed",
  scope: "city",
  params: { city: "text", number: "text", now: "timestamptz" },
  row: { number: "text" },
  text: `
    update certificates set facts_changed_at = :now
    where city = :city and number = :number and facts_changed_at is null and revoked_at is null
    returning number`,
});

/** What of a template stands for a holder, newest first, with the values for later applications. */
export const standingOf = statement({
  name: "documents.standing_of",
  scope: "city",
  params: { cities: "text[]", holder: "text", templates: "text[]", today: "date" },
  row: {
    city: "text",
    number: "text",
    template: "text",
    facts_sealed: "text",
    values_sealed: "text?",
    issued_at: "timestamptz",
  },
  text: `
    select city, number, template, facts_sealed, values_sealed, issued_at from certificates
    where city = any (:cities) and holder = :holder and template = any (:templates) and revoked_at is null
      and facts_changed_at is null and values_sealed is not null and (valid_until is null or valid_until >= :today)
    order by issued_at desc limit 20`,
});
