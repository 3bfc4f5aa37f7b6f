import { statement } from "../../foundation/database/index.ts";

const draftRow = {
  owner: "text",
  id: "uuid",
  city: "text",
  service: "text",
  version: "text",
  answers: "text",
  files: "text[]",
  revision: "int4",
  created_at: "timestamptz",
  updated_at: "timestamptz",
  expires_at: "timestamptz",
  sent_number: "text?",
  part_of: "uuid?",
} as const;

const columns =
  "owner, id, city, service, version, answers, files, revision, created_at, updated_at, expires_at, sent_number, part_of";

export const addDraft = statement({
  name: "forms.add_draft",
  scope: "resident",
  params: draftRow,
  row: { id: "uuid" },
  text: `
    insert into drafts (${columns})
    values (:owner, :id, :city, :service, :version, :answers, :files, :revision, :created_at, :updated_at, :expires_at,
            :sent_number, :part_of)
    on conflict (owner, id) do nothing
    returning id`,
});

export const countOpenDrafts = statement({
  name: "forms.count_open_drafts",
  scope: "resident",
  params: { owner: "text", now: "timestamptz", most: "int4" },
  row: { drafts: "int8" },
  text: `
    select count(*) as drafts
    from (
      select 1 from drafts where owner = :owner and sent_number is null and expires_at > :now limit :most
    ) as open_drafts`,
});

export const draftById = statement({
  name: "forms.draft_by_id",
  scope: "resident",
  params: { owner: "text", id: "uuid", now: "timestamptz" },
  row: draftRow,
  text: `select ${columns} from drafts where owner = :owner and id = :id and expires_at > :now`,
});

/** The same, held until the transaction ends: two tabs that save at once do so one after the other. */
export const draftForSaving = statement({
  name: "forms.draft_for_saving",
  scope: "resident",
  params: { owner: "text", id: "uuid", now: "timestamptz" },
  row: draftRow,
  text: `select ${columns} from drafts where owner = :owner and id = :id and expires_at > :now for update`,
});

export const latestDraftOfService = statement({
  name: "forms.latest_draft_of_service",
  scope: "resident",
  params: { owner: "text", city: "text", service: "text", now: "timestamptz" },
  row: draftRow,
  text: `
    select ${columns} from drafts
    where owner = :owner and city = :city and service = :service and sent_number is null and part_of is null
      and expires_at > :now
    order by updated_at desc, id desc
    limit 1`,
});

export const latestDrafts = statement({
  name: "forms.latest_drafts",
  scope: "resident",
  params: { owner: "text", now: "timestamptz", most: "int4" },
  row: {
    id: "uuid",
    city: "text",
    service: "text",
    version: "text",
    created_at: "timestamptz",
    updated_at: "timestamptz",
    expires_at: "timestamptz",
    part_of: "uuid?",
  },
  text: `
    select id, city, service, version, created_at, updated_at, expires_at, part_of from drafts
    where owner = :owner and sent_number is null and expires_at > :now
    order by updated_at desc, id desc
    limit :most`,
});

/** Drafts of services that were begun within a life event, sent ones included. */
export const draftsWithin = statement({
  name: "forms.drafts_within",
  scope: "resident",
  params: { owner: "text", part_of: "uuid", now: "timestamptz", most: "int4" },
  row: draftRow,
  text: `
    select ${columns} from drafts
    where owner = :owner and part_of = :part_of and expires_at > :now
    order by created_at, id
    limit :most`,
});

/** Every draft of an owner, sent ones included, held until the transaction ends. */
export const draftsToHandOver = statement({
  name: "forms.drafts_to_hand_over",
  scope: "resident",
  params: { owner: "text", now: "timestamptz", most: "int4" },
  row: draftRow,
  text: `
    select ${columns} from drafts
    where owner = :owner and expires_at > :now
    order by updated_at desc, id desc
    limit :most
    for update`,
});

export const saveDraft = statement({
  name: "forms.save_draft",
  scope: "resident",
  params: {
    owner: "text",
    id: "uuid",
    version: "text",
    answers: "text",
    files: "text[]",
    revision: "int4",
    updated_at: "timestamptz",
    expires_at: "timestamptz",
    sent_number: "text?",
  },
  row: { id: "uuid" },
  text: `
    update drafts
    set version = :version, answers = :answers, files = :files, revision = :revision, updated_at = :updated_at,
        expires_at = :expires_at, sent_number = :sent_number
    where owner = :owner and id = :id
    returning id`,
});

export const removeDraft = statement({
  name: "forms.remove_draft",
  scope: "resident",
  params: { owner: "text", id: "uuid" },
  row: { files: "text[]" },
  text: `delete from drafts where owner = :owner and id = :id returning files`,
});

export const removeExpiredDraft = statement({
  name: "forms.remove_expired_draft",
  scope: "resident",
  params: { owner: "text", id: "uuid", now: "timestamptz" },
  row: { files: "text[]", city: "text" },
  text: `delete from drafts where owner = :owner and id = :id and expires_at <= :now returning files, city`,
});

export const expiryOfDraft = statement({
  name: "forms.expiry_of_draft",
  scope: "resident",
  params: { owner: "text", id: "uuid" },
  row: { expires_at: "timestamptz" },
  text: `select expires_at from drafts where owner = :owner and id = :id`,
});

export const noteExpiry = statement({
  name: "forms.note_expiry",
  scope: "shared",
  params: { owner: "text", id: "uuid", due_at: "timestamptz" },
  row: {},
  text: `
    insert into draft_expiries (owner, id, due_at) values (:owner, :id, :due_at)
    on conflict (owner, id) do update set due_at = excluded.due_at`,
});

export const forgetExpiry = statement({
  name: "forms.forget_expiry",
  scope: "shared",
  params: { owner: "text", id: "uuid" },
  row: {},
  text: `delete from draft_expiries where owner = :owner and id = :id`,
});

export const expiriesDue = statement({
  name: "forms.expiries_due",
  scope: "shared",
  params: { now: "timestamptz", most: "int4" },
  row: { owner: "text", id: "uuid" },
  text: `select owner, id from draft_expiries where due_at <= :now order by due_at limit :most`,
});
