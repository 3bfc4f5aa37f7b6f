import {
  type ActType,
  type BriefCase,
  certificateFacts,
  findCases,
  perform,
  project,
  viewCase,
} from "./domain/cases/index.ts";
import { attachFiles, deleteFilesOfCase, issueCertificate, listDraftFiles } from "./domain/documents/index.ts";
import { deliver, type MessageOf, type MessageTemplate } from "./domain/notifications/index.ts";
import { cityAndResidentScope, cityScope } from "./foundation/database/index.ts";
import type { StoredEvent } from "./foundation/events/index.ts";
import type { Reaction } from "./foundation/jobs/index.ts";
import { Refusal } from "./foundation/refusal.ts";
import type { House } from "./surfaces/house.ts";
import { fileIds } from "./surfaces/resident/journey/draft-files.ts";
import { fileOwner } from "./surfaces/resident/journey/whose.ts";

/**
 * "When this has happened, do that": the only knot between modules. The type demands a line for every event there is, so that a new
 * act cannot be forgotten here.
 */
export const reactionsTo: Readonly<Record<ActType, readonly ReactionName[]>> = {
  submit: ["project", "message", "tie-files"],
  accept: ["project", "message"],
  ask_correction: ["project", "message"],
  correct: ["project"],
  decline: ["project", "message"],
  take: ["project"],
  assign: ["project"],
  suspend: ["project", "message"],
  resume: ["project", "message"],
  extend: ["project", "message"],
  approve: ["project", "message", "certify"],
  refuse: ["project", "message"],
  issue: ["project", "message"],
  deliver: ["project", "message"],
  withdraw: ["project", "message"],
  lapse: ["project", "message"],
  transfer: ["project", "message"],
  reopen: ["project", "message"],
  note: [],
  overdue: ["project"],
  archive: ["erase-files"],
};

type ReactionName = "project" | "message" | "tie-files" | "certify" | "erase-files";

/** The reactions over an open house, by name. */
export function reactions(house: House): ReadonlyMap<string, Reaction> {
  const all: readonly Reaction[] = [
    projecting(house),
    messaging(house),
    tying(house),
    certifying(house),
    erasing(house),
  ];
  return new Map(all.map((reaction) => [reaction.name, reaction]));
}

/** Which reactions follow an event; the relay asks. */
export function reactionsFor(event: StoredEvent): readonly string[] {
  if (!Object.hasOwn(reactionsTo, event.type)) return [];
  const names = reactionsTo[event.type as ActType];
  // Only what came by a draft has files to tie; most cases of programs have none.
  const { draft } = event.data as { draft?: string };
  return draft === undefined ? names.filter((name) => name !== "tie-files") : names;
}

/** Who signed in or was filed for by number has an inbox; a visitor follows the case by its number. */
const hasInbox = (row: BriefCase) => row.applicant.startsWith("r");

/** The cases a set of events is about. */
async function casesOf(house: House, city: string, events: readonly StoredEvent[]): Promise<BriefCase[]> {
  const numbers = events.map((event) => event.subject);
  const rows = await findCases(house.cases, city, numbers);
  return [...rows.values()].filter(hasInbox);
}

const scopeOf = (city: string, rows: readonly BriefCase[]) =>
  cityAndResidentScope([city], [...new Set(rows.map((row) => row.applicant))]);

/** People's own lists of cases. */
function projecting(house: House): Reaction {
  return {
    name: "project",
    react: async (city, events, once) => {
      const rows = await casesOf(house, city, events);
      await once(scopeOf(city, rows), (tx) => project(tx, rows));
    },
  };
}

/** Tells people what happened to their cases. */
function messaging(house: House): Reaction {
  return {
    name: "message",
    react: async (city, events, once) => {
      const rows = await casesOf(house, city, events);
      const byNumber = new Map(rows.map((row) => [row.number, row]));
      await once(scopeOf(city, rows), async (tx, fresh) => {
        const messages = fresh.flatMap((event) => {
          const row = byNumber.get(event.subject);
          const message = row && messageFor(house, row, event);
          return row && message ? [{ ...message, resident: row.applicant, city, about: row.number }] : [];
        });
        await deliver(tx, house.secrets, messages, house.clock());
      });
    },
  };
}

/** Files of the draft that was sent belong to the case, also where the program died between making the case and saying so. */
function tying(house: House): Reaction {
  return {
    name: "tie-files",
    react: async (city, events) => {
      for (const event of events) {
        const { draft } = event.data as { draft?: string };
        if (draft === undefined) continue;
        const owner = fileOwner(draft);
        const unsent = await listDraftFiles(house.documents, { city, owner, draft });
        const caseNumber = event.subject;
        // What was uploaded for a question that is not asked any more was not sent, and stays behind.
        const sent = fileIds(await viewCase(house.cases, city, caseNumber));
        const ids = unsent.map((file) => file.id).filter((id) => sent.includes(id));
        await house.database.transaction(cityScope(city), (tx) => attachFiles(tx, { city, owner, ids, caseNumber }));
      }
    },
  };
}

function messageFor(house: House, row: BriefCase, event: StoredEvent): MessageOf<MessageTemplate> | undefined {
  const { definition } = house.catalogue.serviceOf(row.service, row.service_version);
  const service = definition.name;
  const data = event.data as { set?: { due_at?: string | null }; clocks?: { due_at: string }[] };
  const dueAt = data.set?.due_at ?? data.clocks?.[0]?.due_at ?? null;
  const day = dueAt === null ? null : house.regions.calendarOf(row.city).dayOf(new Date(dueAt));
  switch (event.type as ActType) {
    case "submit":
      return { template: "case_received", values: { service, answer_by: day } };
    case "accept":
      return event.actor_kind === "system"
        ? {
            template: "deemed_accepted",
            values: { service, since: house.regions.calendarOf(row.city).dayOf(new Date(row.submitted_at)) },
          }
        : { template: "accepted", values: { service, decide_by: day } };
    case "ask_correction":
      return { template: "correction_asked", values: { service, correct_by: day } };
    case "decline":
    case "transfer":
      return { template: "not_accepted", values: { service } };
    case "suspend":
      return { template: "suspended", values: { service } };
    case "resume":
    case "reopen":
      return { template: "resumed", values: { service, decide_by: day } };
    case "extend":
      return day === null ? undefined : { template: "extended", values: { service, decide_by: day } };
    case "approve":
      return definition.code === "personal-data-request"
        ? { template: "data_request_answered", values: {} }
        : { template: "approved", values: { service } };
    case "refuse":
      return { template: "refused", values: { service } };
    case "issue":
      return { template: "certificate_issued", values: { service } };
    case "deliver":
      return row.delivery === "post" && row.tracking !== null
        ? { template: "posted", values: { service, carrier: "EMS", tracking: row.tracking } }
        : undefined;
    case "withdraw":
      return { template: "withdrawn", values: { service } };
    case "lapse":
      return { template: "lapsed", values: { service } };
    default:
      return undefined;
  }
}

/**
 * Makes the certificate of an approved case and joins its number to the case. Both steps may be repeated: a case has one
 * certificate of a template, and the act `issue` is done once per case. What cannot be printed becomes a note for the clerk.
 */
function certifying(house: House): Reaction {
  return {
    name: "certify",
    react: async (city, events) => {
      for (const event of events) await certify(house, city, event.subject);
    },
  };
}

async function certify(house: House, city: string, number: string): Promise<void> {
  const view = await viewCase(house.cases, city, number);
  const service = house.catalogue.serviceOf(view.row.service, view.row.service_version);
  const template = service.certificate;
  if (!template || view.row.certificate !== null || view.row.state !== "approved") return;
  const now = house.clock();
  const today = house.regions.calendarOf(city).dayOf(now);
  const division = house.regions.divisions.get(city)?.name ?? { zh: city, en: city };
  const offered = await house.offerings.one(city, view.row.service).catch(() => undefined);
  const by = { kind: "system", id: "certificates" } as const;
  const act = { city, number, revision: view.row.revision, by };
  try {
    const certificate = await issueCertificate(house.documents, {
      city,
      caseNumber: number,
      template: template.code,
      templateVersion: service.version,
      holder: view.row.applicant,
      facts: certificateFacts(template, view, {
        divisions: house.regions.divisions,
        agencyName: offered?.offering.agencyName ?? division,
        cityName: division,
        issuedOn: today,
        today,
      }),
      baseUrl: house.settings.baseUrl,
      demonstration: house.demonstration,
      now,
    });
    await perform(house.cases, { ...act, type: "issue", input: { certificate: certificate.number } });
  } catch (error) {
    // A character without a glyph is a task for a person; trying again would find it missing again.
    if (!(error instanceof Refusal) || error.status !== 422) throw error;
    await perform(house.cases, { ...act, type: "note", input: { note: error.say.zh } });
  }
}

/** The time of keeping is over: what was sent with the case goes too. */
function erasing(house: House): Reaction {
  return {
    name: "erase-files",
    react: async (city, events) => {
      for (const { subject } of events) {
        await deleteFilesOfCase(house.documents, { city, caseNumber: subject, now: house.clock() });
      }
    },
  };
}
