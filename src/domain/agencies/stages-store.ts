import { statement } from "../../foundation/database/index.ts";

/** The agency has the case. Sent again (corrected) it keeps what the agency told so far. */
export const keepReference = statement({
  name: "agencies.keep_reference",
  scope: "city",
  params: {
    city: "text",
    number: "text",
    agency: "text",
    reference: "text",
    revision: "int4",
    now: "timestamptz",
  },
  row: { reference: "text" },
  text: `
    insert into agency_cases (city, number, agency, reference, stage, sequence, stage_at, sent_at, sent_revision)
    values (:city, :number, :agency, :reference, 'received', 0, :now, :now, :revision)
    on conflict (city, number) do update
      set sent_at = excluded.sent_at, sent_revision = greatest(agency_cases.sent_revision, excluded.sent_revision)
    returning reference`,
});

const kept = {
  number: "text",
  agency: "text",
  reference: "text",
  stage: "text",
  sequence: "int8",
  stage_at: "timestamptz",
  sent_at: "timestamptz",
  sent_revision: "int4",
  followed_at: "timestamptz?",
  withdrawn_at: "timestamptz?",
} as const;
const columns = Object.keys(kept).join(", ");

export const agencyCase = statement({
  name: "agencies.agency_case",
  scope: "city",
  params: { city: "text", number: "text" },
  row: kept,
  text: `select ${columns} from agency_cases where city = :city and number = :number`,
});

export const agencyCaseByReference = statement({
  name: "agencies.agency_case_by_reference",
  scope: "city",
  params: { city: "text", agency: "text", reference: "text" },
  row: kept,
  text: `select ${columns} from agency_cases where city = :city and agency = :agency and reference = :reference`,
});

/** Only forwards: an older stage than the last known changes nothing. */
export const keepStage = statement({
  name: "agencies.keep_stage",
  scope: "city",
  params: { city: "text", number: "text", stage: "text", sequence: "int8", at: "timestamptz" },
  row: { number: "text" },
  text: `
    update agency_cases set stage = :stage, sequence = :sequence, stage_at = :at
    where city = :city and number = :number and sequence < :sequence
    returning number`,
});

export const markFollowed = statement({
  name: "agencies.mark_followed",
  scope: "city",
  params: { city: "text", number: "text", now: "timestamptz" },
  row: { number: "text" },
  text: `
    update agency_cases set followed_at = :now where city = :city and number = :number returning number`,
});

export const markWithdrawn = statement({
  name: "agencies.mark_withdrawn",
  scope: "city",
  params: { city: "text", number: "text", now: "timestamptz" },
  row: { number: "text" },
  text: `
    update agency_cases set withdrawn_at = coalesce(withdrawn_at, :now)
    where city = :city and number = :number returning number`,
});

export const addPush = statement({
  name: "agencies.add_push",
  scope: "city",
  params: {
    city: "text",
    agency: "text",
    nonce: "text",
    body_hash: "text",
    number: "text",
    reference: "text",
    sequence: "int8",
    stage: "text",
    now: "timestamptz",
  },
  row: { nonce: "text" },
  text: `
    insert into agency_pushes (city, agency, nonce, body_hash, number, reference, sequence, stage, received_at)
    values (:city, :agency, :nonce, :body_hash, :number, :reference, :sequence, :stage, :now)
    on conflict (city, agency, nonce) do nothing
    returning nonce`,
});

export const pushByNonce = statement({
  name: "agencies.push_by_nonce",
  scope: "city",
  params: { city: "text", agency: "text", nonce: "text" },
  row: { body_hash: "text", number: "text", outcome: "text?" },
  text: `
    select body_hash, number, outcome from agency_pushes
    where city = :city and agency = :agency and nonce = :nonce`,
});

export const finishPush = statement({
  name: "agencies.finish_push",
  scope: "city",
  params: { city: "text", agency: "text", nonce: "text", outcome: "text" },
  row: { nonce: "text" },
  text: `
    update agency_pushes set outcome = :outcome
    where city = :city and agency = :agency and nonce = :nonce
    returning nonce`,
});

export const pushesOfCase = statement({
  name: "agencies.pushes_of_case",
  scope: "city",
  params: { city: "text", number: "text" },
  row: { stage: "text", sequence: "int8", outcome: "text?", received_at: "timestamptz" },
  text: `
    select stage, sequence, outcome, received_at from agency_pushes
    where city = :city and number = :number
    order by received_at desc limit 50`,
});

export const forgetPushes = statement({
  name: "agencies.forget_pushes",
  scope: "city",
  params: { city: "text", before: "timestamptz" },
  row: { nonce: "text" },
  text: `
    delete from agency_pushes
    where city = :city and received_at < :before
    returning nonce`,
});
