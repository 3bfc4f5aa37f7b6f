import {
  type AgencyCase,
  AgencyFailure,
  AgencyRefusal,
  type AgencyRequest,
  type AgencyStage,
  agencyCaseOf,
  type Errand,
  type ErrandHandlers,
  type ErrandOutcome,
  errandsAbout,
  type PushOutcome,
  rememberFollowed,
  rememberReference,
  rememberStage,
  rememberWithdrawn,
} from "../domain/agencies/index.ts";
import {
  type ActType,
  actsForStage,
  type CaseRow,
  type CaseView,
  caseNotFound,
  findCase,
  perform,
  viewCase,
  waitFor,
} from "../domain/cases/index.ts";
import { cityScope } from "../foundation/database/index.ts";
import { Refusal } from "../foundation/refusal.ts";
import { filesForAgency } from "./files-for-agency.ts";
import type { House } from "./house.ts";

/** Where nothing is pushed, a case is followed once a day. */
const followEvery = 86_400_000;

type CaseErrands = Pick<ErrandHandlers, "submit" | "follow" | "withdraw">;

/** Cases that an agency keeps in its own system: sending them there, hearing where they stand, taking them back. */
export function agencyCaseErrands(house: House): CaseErrands {
  return {
    submit: (errand) => submit(house, errand),
    follow: (errand) => follow(house, errand),
    withdraw: (errand) => withdraw(house, errand),
  };
}

/** Asks the agency about a case now, not at its daily time. @returns false where the agency does not have the case */
export async function followNow(house: House, row: Pick<CaseRow, "city" | "number" | "service">): Promise<boolean> {
  const { city, number: subject, service } = row;
  const known = await agencyCaseOf(house.database, city, subject);
  if (!known) return false;
  await house.database.transaction(cityScope(city), (tx) =>
    house.agencies.enqueue(tx, { city, subject, service, agency: known.agency, purpose: "follow" }),
  );
  return true;
}

async function submit(house: House, errand: Errand): Promise<ErrandOutcome> {
  const { city, subject: number } = errand;
  const sent = await requestOf(house, errand);
  if (!sent) return { dead: "case_gone" };
  const { view, revision } = sent;
  const files = await filesForAgency(house, sent.request);
  // Sent this moment: its files are not tied to it yet.
  if (files === undefined) return { wait: "busy" };
  const request = { ...sent.request, files };
  const known = await agencyCaseOf(house.database, city, number);
  if (known && known.sentRevision >= revision) return "done";
  if (isOver(view.row)) {
    const wasNeverSent = errand.attempts <= 1 && errand.revision === 1;
    if (known || wasNeverSent) return "done";
    return takeBack(house, view.row, request);
  }
  try {
    if (known) await house.agencies.correct(request, known.reference);
    const { reference } = known ?? (await house.agencies.submit(request));
    await rememberReference(house.database, {
      ...{ city, number, agency: errand.agency, reference, revision },
      now: house.clock(),
    });
  } catch (error) {
    return whenNotSent(house, view.row, error);
  }
  await waitFor(house.cases, { city, number, reason: null });
  await followLater(house, errand);
  return "done";
}

/** The agency was asked to take the case and may have it; the resident has taken it back meanwhile. */
async function takeBack(house: House, row: CaseRow, request: AgencyRequest): Promise<ErrandOutcome> {
  const { city, number } = row;
  try {
    // The same key: the agency answers with the reference of the case it has.
    const { reference } = await house.agencies.submit(request);
    const kept = { city, number, agency: request.agency, reference, revision: row.revision, now: house.clock() };
    await rememberReference(house.database, kept);
    await house.agencies.withdraw(request, reference);
  } catch (error) {
    return outcomeOf(error);
  }
  await rememberWithdrawn(house.database, city, number, house.clock());
  return "done";
}

async function follow(house: House, errand: Errand): Promise<ErrandOutcome> {
  const { city, subject: number } = errand;
  const known = await agencyCaseOf(house.database, city, number);
  const sent = await requestOf(house, errand);
  if (!known || !sent || isOver(sent.view.row)) return "done";
  try {
    const stage = await house.agencies.follow(sent.request, known.reference);
    await applyStage(house, known, stage);
  } catch (error) {
    // Nobody can be asked (an agency of files, or one that only pushes): another day perhaps, and nothing to give up.
    if (error instanceof AgencyFailure && error.reason === "not_connected") return { again: nextFollow(house) };
    return outcomeOf(error);
  }
  const now = house.clock();
  await rememberFollowed(house.database, city, number, now);
  const row = await findCase(house.cases, city, number);
  return isOver(row) ? "done" : { again: nextFollow(house) };
}

async function withdraw(house: House, errand: Errand): Promise<ErrandOutcome> {
  const { city, subject: number } = errand;
  const known = await agencyCaseOf(house.database, city, number);
  // Not known there: never sent, or its sending is under way and takes it back itself.
  if (!known || known.withdrawnAt) return "done";
  const sent = await requestOf(house, errand);
  if (!sent) return { dead: "case_gone" };
  try {
    await house.agencies.withdraw(sent.request, known.reference);
  } catch (error) {
    return outcomeOf(error);
  }
  await rememberWithdrawn(house.database, city, number, house.clock());
  return "done";
}

/**
 * Brings a case to where the agency says it stands, by acts of the agency. A stage that is not newer changes nothing; one that our
 * table does not allow any more is left as a note for the clerks. May be repeated: each act is done once.
 */
export async function applyStage(house: House, known: AgencyCase, stage: AgencyStage): Promise<PushOutcome> {
  if (stage.sequence <= known.sequence) return "late";
  const { city, number, agency } = known;
  const by = { kind: "agency", id: agency } as const;
  let outcome: PushOutcome = "applied";
  for (let tries = 0; tries < 8; tries += 1) {
    const row = await findCase(house.cases, city, number);
    const [type] = actsForStage(row, stage.stage);
    if (type === undefined) {
      if (!standsThere(row, stage.stage)) outcome = await leaveNote(house, row, stage);
      break;
    }
    const key = `${agency}:${stage.reference}:${stage.sequence}:${type}`;
    const idempotency = { caller: `agency:${agency}`, key, bodyHash: key };
    try {
      const act = { city, number, type, revision: row.revision, by, input: inputFor(type, row, stage), idempotency };
      await perform(house.cases, act);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      // Somebody acted in this very moment: look again where it stands.
      if (error.code === "case_changed") continue;
      outcome = await leaveNote(house, row, stage);
      break;
    }
  }
  await rememberStage(house.database, known, stage);
  return outcome;
}

/** Whether the case here is already where the agency says it is, or beyond. */
function standsThere(row: CaseRow, stage: AgencyStage["stage"]): boolean {
  switch (stage) {
    case "received":
      return true;
    case "correction_asked":
      return row.state === "correction_asked";
    case "accepted":
      return ["submitted", "accepted", "in_review", "suspended", "approved", "delivered"].includes(row.state);
    case "approved":
      return ["approved", "delivered"].includes(row.state);
    case "refused":
      return ["refused", "not_accepted"].includes(row.state);
  }
}

const unsaid = {
  correction_asked:
    "部门系统要求补正，没有写明内容。请致电部门询问。 The agency asks for a correction without saying what is missing; please call it.",
  refused: "部门系统没有写明理由。请致电部门询问。 The agency gave no reason; please call it.",
  approved: "部门系统已办结。 The agency has concluded this.",
} as const;

function inputFor(type: ActType, row: CaseRow, stage: AgencyStage): Readonly<Record<string, unknown>> {
  const { say, values } = stage;
  const found = values && Object.keys(values).length > 0 ? { found: values } : {};
  switch (type) {
    case "ask_correction":
      return { items: [(say ?? unsaid.correction_asked).slice(0, 500)] };
    case "refuse":
      return { reason: (say ?? unsaid.refused).slice(0, 2_000), outcome: values?.["outcome"] };
    case "approve": {
      const mustAnswer = row.regime === "complaint" || row.regime === "disclosure";
      const note = say ?? (mustAnswer ? unsaid.approved : undefined);
      return { ...found, outcome: values?.["outcome"], ...(note === undefined ? {} : { note: note.slice(0, 2_000) }) };
    }
    default:
      return {};
  }
}

/** What could not be done by itself is there for the clerks to read. */
async function leaveNote(house: House, row: CaseRow, stage: AgencyStage): Promise<PushOutcome> {
  const by = { kind: "system", id: "agency" } as const;
  const note = `部门系统的进展未能自动办理 The agency's stage could not be applied: ${stage.stage}${stage.say ? `\n${stage.say}` : ""}`;
  const key = `${row.agency}:${stage.reference}:${stage.sequence}:note`;
  const idempotency = { caller: "system", key, bodyHash: key };
  const { city, number, revision } = row;
  const act = { city, number, revision, by, type: "note" as const, input: { note: note.slice(0, 2_000) }, idempotency };
  await perform(house.cases, act).catch((error: unknown) => {
    // A closed case takes no notes; the push itself stays on record.
    if (!(error instanceof Refusal)) throw error;
  });
  return "not_possible";
}

type Sent = { readonly view: CaseView; readonly request: AgencyRequest; readonly revision: number };

/** The request about a case, rebuilt from it; undefined where the case is gone or its service keeps no case at an agency. */
async function requestOf(house: House, { city, subject: number, agency }: Errand): Promise<Sent | undefined> {
  let view: CaseView;
  try {
    view = await viewCase(house.cases, city, number);
  } catch (error) {
    if (error instanceof Refusal && error.code === caseNotFound().code) return undefined;
    throw error;
  }
  const { row, applicant, answers, timeline } = view;
  const operation = house.catalogue.serviceOf(row.service, row.service_version).definition.agency_case?.operation;
  if (operation === undefined) return undefined;
  // What the agency has or has not is the answers: notes and waiting change the revision and nothing of them.
  const revision = timeline.find(({ type }) => type === "submit" || type === "correct")?.revision ?? 1;
  const { id_number: idNumber, id_type: idType, name, phone } = applicant;
  const request: AgencyRequest = {
    ...{ city, agency, operation, parameters: answers },
    ...(idNumber === "" ? {} : { person: { idType, idNumber, name } }),
    key: `${number}:${revision}`,
    case: {
      ...{ number, service: row.service, phone },
      submittedOn: house.regions.calendarOf(city).dayOf(new Date(row.submitted_at)),
    },
  };
  return { view, request, revision };
}

/** Nothing is expected of the agency any more. */
function isOver(row: CaseRow): boolean {
  return row.closed_at !== null || row.state === "approved";
}

async function whenNotSent(house: House, row: CaseRow, error: unknown): Promise<ErrandOutcome> {
  const { city, number } = row;
  if (error instanceof AgencyFailure) {
    await waitFor(house.cases, { city, number, reason: error.reason });
    return { wait: error.reason };
  }
  if (error instanceof AgencyRefusal) {
    const stage = { reference: number, stage: "refused", sequence: row.revision, at: house.clock() } as const;
    await leaveNote(house, row, { ...stage, say: error.say });
  }
  return outcomeOf(error);
}

function outcomeOf(error: unknown): ErrandOutcome {
  if (error instanceof AgencyFailure) return { wait: error.reason };
  if (error instanceof AgencyRefusal) return { dead: "refused_there" };
  throw error;
}

const nextFollow = (house: House) => new Date(house.clock().getTime() + followEvery);

async function followLater(house: House, { city, subject, agency, service }: Errand): Promise<void> {
  const waiting = await errandsAbout(house.database, city, subject);
  if (waiting.some((each) => each.purpose === "follow" && each.state === "waiting")) return;
  const dueAt = nextFollow(house);
  await house.database.transaction(cityScope(city), (tx) =>
    house.agencies.enqueue(tx, { city, subject, agency, service, purpose: "follow", dueAt }),
  );
}
