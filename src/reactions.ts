import { isWithAgency } from "./domain/agencies/index.ts";
import { forgetAssistedWith, routeCases } from "./domain/caseload/index.ts";
import {
  type ActType,
  type BriefCase,
  type CaseRow,
  counterPhones,
  dataRequest,
  decideFiled,
  findCase,
  findCases,
  isAnsweredByRecords,
  project,
  recordRuleEvents,
  ruleActor,
  viewCase,
} from "./domain/cases/index.ts";
import { attachFiles, deleteFilesOfCase, listDraftFiles } from "./domain/documents/index.ts";
import { deliver, type MessageOf, type MessageTemplate } from "./domain/notifications/index.ts";
import type { PaymentAct } from "./domain/payments/index.ts";
import { cityAndResidentScope, cityScope } from "./foundation/database/index.ts";
import type { StoredEvent } from "./foundation/events/index.ts";
import type { Reaction } from "./foundation/jobs/index.ts";
import { certify, takeBack } from "./surfaces/certify.ts";
import { tellAccepting } from "./surfaces/elsewhere-reaction.ts";
import { answerDataRequests } from "./surfaces/erasing.ts";
import type { House } from "./surfaces/house.ts";
import { settleFees } from "./surfaces/pay/fee-reaction.ts";
import { noteReceipts } from "./surfaces/pay/receipts.ts";
import { tellPayers } from "./surfaces/payments-reaction.ts";
import { readyToCollect } from "./surfaces/ready-to-collect.ts";
import { messageOfRecords } from "./surfaces/records-message.ts";
import { reactToReports } from "./surfaces/report-reaction.ts";
import { fileIds } from "./surfaces/resident/journey/draft-files.ts";
import { fileOwner } from "./surfaces/resident/journey/whose.ts";

/**
 * "When this has happened, do that": the only knot between modules. The type demands a line for every event there is, so that a new
 * act cannot be forgotten here. `message` is all that people see of an act: their own list of cases, and their inbox where there is
 * something to say.
 */
export const reactionsTo: Readonly<Record<ActType, readonly ReactionName[]>> = {
  submit: ["message", "tie-files", "rule", "ask-records", "tell-agency", "report", "route", "elsewhere", "fee"],
  accept: ["message", "report", "elsewhere", "fee"],
  ask_correction: ["message", "elsewhere"],
  correct: ["message", "tell-agency", "elsewhere", "fee"],
  decline: ["message", "tell-agency", "report", "elsewhere", "fee"],
  take: ["message", "report", "elsewhere"],
  assign: ["message", "report"],
  suspend: ["message", "elsewhere"],
  resume: ["message", "elsewhere"],
  extend: ["message", "report"],
  approve: ["message", "certify", "rule", "report", "elsewhere", "fee", "data-request"],
  refuse: ["message", "report", "elsewhere", "fee"],
  issue: ["message"],
  deliver: ["message", "elsewhere", "fee"],
  withdraw: ["message", "tell-agency", "report", "elsewhere", "fee"],
  lapse: ["message", "tell-agency", "report", "elsewhere", "fee"],
  transfer: ["message", "tell-agency", "report", "elsewhere", "fee"],
  reopen: ["message", "revoke", "report", "elsewhere", "fee"],
  note: [],
  record: ["message", "fee"],
  wait: ["message"],
  overdue: ["message", "report"],
  archive: ["erase-files", "report", "elsewhere"],
  dispatch: ["message", "report", "route"],
  send_back: ["message", "report"],
  ask_extension: ["message", "report"],
  refuse_extension: ["message", "report"],
  urge: ["message", "report"],
  join: ["message", "report"],
  part: ["message", "report"],
  call_back: ["message", "report"],
};

/** The same for what happens to payments; their events are named `payment.<act>`. */
export const reactionsToPayments: Readonly<Record<PaymentAct, readonly ReactionName[]>> = {
  create: ["tell-payer"],
  hand_over: [],
  come_back: [],
  confirm: ["tell-payer"],
  fail: ["tell-payer", "fee"],
  close: ["tell-payer", "fee"],
  apply: ["tell-payer"],
  contest: ["tell-payer", "receipts"],
  write_off: ["tell-payer", "fee", "receipts"],
  reverse: [],
  refuse_reversal: [],
  ask_refund: ["tell-payer"],
  approve_refund: [],
  decline_refund: ["tell-payer"],
  refund: ["tell-payer", "fee"],
  refund_part_done: ["tell-payer", "receipts"],
  refund_done: ["tell-payer", "receipts"],
  refund_failed: ["tell-payer"],
  settle: ["tell-payer", "fee", "receipts"],
};

type ReactionName =
  | "tell-payer"
  | "fee"
  | "receipts"
  | "message"
  | "tie-files"
  | "certify"
  | "erase-files"
  | "rule"
  | "route"
  | "revoke"
  | "ask-records"
  | "tell-agency"
  | "elsewhere"
  | "data-request"
  | "report";

type React = Reaction["react"];

/** The reactions over an open house, by name. */
export function reactions(house: House): ReadonlyMap<string, Reaction> {
  const all: Readonly<Record<ReactionName, React>> = {
    message: messaging(house),
    "tie-files": tying(house),
    certify: certifying(house),
    "erase-files": erasing(house),
    rule: ruling(house),
    route: routing(house),
    revoke: revoking(house),
    "ask-records": askingRecords(house),
    "tell-agency": tellingAgency(house),
    report: reactToReports(house, hasInbox, scopeOf),
    elsewhere: tellAccepting(house),
    "data-request": answerDataRequests(house),
    "tell-payer": tellPayers(house),
    fee: settleFees(house),
    receipts: noteReceipts(house),
  };
  return new Map(Object.entries(all).map(([name, react]) => [name, { name, react }]));
}

const ofPayments = "payment.";

/** Which reactions follow an event; the relay asks. */
export function reactionsFor(event: StoredEvent): readonly string[] {
  if (event.type.startsWith(ofPayments)) {
    const act = event.type.slice(ofPayments.length);
    const names = Object.hasOwn(reactionsToPayments, act) ? reactionsToPayments[act as PaymentAct] : [];
    return names.filter((name) => name !== "fee" || Object.hasOwn(event.data as object, "cases"));
  }
  if (!Object.hasOwn(reactionsTo, event.type)) return [];
  const names = reactionsTo[event.type as ActType];
  // Only what came by a draft has files to tie; most cases of programs have none.
  const { draft, by_rule, by_records, by_agency, report, elsewhere, fee, data_request } = event.data as {
    draft?: string;
    by_rule?: true;
    by_records?: true;
    by_agency?: true;
    elsewhere?: true;
    report?: true;
    fee?: true;
    data_request?: true;
  };
  const ruled = event.type === "approve" ? event.actor_kind === "system" && event.actor === ruleActor.id : by_rule;
  return names.filter(
    (name) =>
      (name !== "report" || report === true) &&
      (name !== "elsewhere" || elsewhere === true) &&
      (name !== "fee" || fee === true) &&
      (name !== "data-request" || data_request === true) &&
      (name !== "tie-files" || draft !== undefined) &&
      (name !== "rule" || ruled === true) &&
      (name !== "ask-records" || by_records === true) &&
      (name !== "tell-agency" || event.type !== "submit" || by_agency === true),
  );
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

/**
 * Tells people what happened to their cases: their own list, and their inbox. Both in one transaction: as two reactions they read
 * events and cases twice.
 */
function messaging(house: House): React {
  return async (city, events, once) => {
    const rows = await casesOf(house, city, events);
    const byNumber = new Map(rows.map((row) => [row.number, row]));
    const phones = house.channels.size > 0 ? await counterPhones(house.cases, city, [...byNumber.keys()]) : undefined;
    // Read before the transaction: it asks for what a city offers.
    const ready = new Map<string, { readonly event: StoredEvent; readonly message: MessageOf<"ready_to_collect"> }>();
    for (const event of events) {
      const row = byNumber.get(event.subject);
      const message = row && (await readyToCollect(house, row, event));
      // Of a decision taken back and made anew meanwhile, the last.
      if (message) ready.set(event.subject, { event, message });
    }
    await once(scopeOf(city, rows), async (tx, fresh) => {
      const messages = fresh.flatMap((event) => {
        const row = byNumber.get(event.subject);
        if (!row) return [];
        const to = { resident: row.applicant, city, about: row.number, phone: phones?.get(row.number) };
        const waiting = ready.get(event.subject);
        const told = [messageFor(house, row, event), waiting?.event === event ? waiting.message : undefined];
        return told.flatMap((message) => (message ? [{ ...message, ...to }] : []));
      });
      await project(tx, rows);
      await deliver(tx, house.secrets, messages, house.clock(), [...house.channels.keys()]);
    });
  };
}

/** Files of the draft that was sent belong to the case, also where the program died between making the case and saying so. */
function tying(house: House): React {
  return async (city, events) => {
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
  };
}

/** What is told of an event, in the words of the service where its version has some of its own. */
function messageFor(house: House, row: BriefCase, event: StoredEvent): MessageOf<MessageTemplate> | undefined {
  const message = usualMessage(house, row, event);
  const { messages = {} } = house.catalogue.serviceOf(row.service, row.service_version).definition;
  if (message === undefined || !Object.hasOwn(messages, message.template)) return message;
  const own = messages[message.template as keyof typeof messages];
  return { ...message, values: { ...message.values, own } } as MessageOf<MessageTemplate>;
}

function usualMessage(house: House, row: BriefCase, event: StoredEvent): MessageOf<MessageTemplate> | undefined {
  const { definition } = house.catalogue.serviceOf(row.service, row.service_version);
  const { name: service, regime } = definition;
  if (isAnsweredByRecords(definition)) {
    const said = messageOfRecords(event, definition.result.certificate !== undefined);
    if (said !== "as usual") return said && { template: said, values: { service } };
  }
  const data = event.data as { set?: { due_at?: string | null }; clocks?: { due_at: string }[] };
  const dueAt = data.set?.due_at ?? data.clocks?.[0]?.due_at ?? null;
  const day = dueAt === null ? null : house.regions.calendarOf(row.city).dayOf(new Date(dueAt));
  switch (event.type as ActType) {
    case "submit":
      if (event.actor_kind === "clerk" || event.actor_kind === "agency")
        return { template: "filed_for_you", values: { service, answer_by: day } };
      return { template: "case_received", values: { service, regime, answer_by: day } };
    case "accept":
      return event.actor_kind === "system" && regime === "licence"
        ? {
            template: "deemed_accepted",
            values: { service, since: house.regions.calendarOf(row.city).dayOf(new Date(row.submitted_at)) },
          }
        : { template: "accepted", values: { service, regime, decide_by: day } };
    case "correct":
      if (event.actor_kind !== "clerk") return undefined;
      return { template: "corrected_for_you", values: { service, answer_by: day } };
    case "ask_correction":
      return { template: "correction_asked", values: { service, correct_by: day } };
    case "decline":
    case "transfer":
      return { template: "not_accepted", values: { service, regime } };
    case "suspend":
      return { template: "suspended", values: { service } };
    case "resume":
    case "reopen":
      return { template: "resumed", values: { service, decide_by: day } };
    case "extend":
      return day === null ? undefined : { template: "extended", values: { service, decide_by: day } };
    case "approve":
      // Said by the reaction that carries it out.
      if (definition.code === dataRequest) return undefined;
      return { template: "approved", values: { service, regime } };
    case "refuse":
      return { template: "refused", values: { service, regime } };
    case "issue":
      return { template: "certificate_issued", values: { service } };
    case "deliver":
      return row.delivery === "post" && row.tracking !== null
        ? { template: "posted", values: { service, carrier: "EMS", tracking: row.tracking } }
        : undefined;
    case "dispatch":
      return { template: "report_dispatched", values: { service, agency: house.catalogue.agencyName(row.agency) } };
    case "join":
      return { template: "report_joined", values: { service } };
    case "part":
      return { template: "report_parted", values: { service } };
    case "withdraw":
      return { template: "withdrawn", values: { service } };
    case "lapse":
      return { template: "lapsed", values: { service, regime } };
    default:
      return undefined;
  }
}

/** The certificate of an approved case, also where whoever decided it died before making it. */
function certifying(house: House): React {
  return async (city, events) => {
    for (const event of events) await certify(house, city, event.subject);
  };
}

/**
 * 秒批: decides what was filed and not decided, where the program died between the two; counts what rules decided and draws the sample
 * that clerks check.
 */
function ruling(house: House): React {
  return async (city, events, once) => {
    const cases = await findCases(
      house.cases,
      city,
      events.map((event) => event.subject),
    );
    for (const { type, subject } of events) {
      const row = cases.get(subject);
      if (type === "submit" && row?.state === "submitted" && row.revision === 1) {
        await decideFiled(house.cases, city, subject);
      }
    }
    await once(cityScope(city), (tx, fresh) => recordRuleEvents(tx, house.cases, city, fresh, cases));
  };
}

/** 分派: a new case goes to whom the rules of its agency name; one that somebody took already is left alone. */
function routing(house: House): React {
  return (city, events) =>
    routeCases(
      house,
      city,
      events.map((event) => event.subject),
    );
}

/** The page that sent the case asks the agency at once and comes back within this time; the errand needs not ask beside it. */
const pageAsksFirst = 10_000;

/** What the agency's records answer is asked for until they have answered, also where whoever sent the case died on the way. */
function askingRecords(house: House): React {
  return async (city, events, once) => {
    const rows: CaseRow[] = [];
    for (const { subject } of events) rows.push(await findCase(house.cases, city, subject));
    const dueAt = new Date(house.clock().getTime() + pageAsksFirst);
    await once(cityScope(city), async (tx, fresh) => {
      const wanted = new Set(fresh.map(({ subject }) => subject));
      for (const { number, agency, service, state } of rows) {
        if (!wanted.has(number) || state !== "submitted") continue;
        await house.agencies.enqueue(tx, { city, agency, purpose: "answer", subject: number, service, dueAt });
      }
    });
  };
}

/** A decision was taken back: the certificate issued on it does not stand any more. */
function revoking(house: House): React {
  return async (city, events) => {
    for (const event of events) {
      const { timeline } = await viewCase(house.cases, city, event.subject);
      const words = timeline.find((one) => one.revision === event.revision)?.words;
      if (words?.revoked === undefined) continue;
      const reason = words.reason ?? "决定已撤回，重新办理。";
      await takeBack(house, city, words.revoked, reason);
    }
  };
}

/** A case is erased: the files sent with it go too, and whom a clerk helped with it. */
function erasing(house: House): React {
  return async (city, events) => {
    for (const { subject } of events) {
      await deleteFilesOfCase(house.documents, { city, caseNumber: subject, now: house.clock() });
      await forgetAssistedWith(house, city, subject);
    }
  };
}

/**
 * A case that the agency keeps in its own system is sent there, sent again corrected, and taken back there. Where the city's agency has no
 * connector for it nothing is sent, and clerks work it as any other; one they have begun stays theirs when a connector comes.
 */
function tellingAgency(house: House): React {
  return async (city, events, once) => {
    const rows = await findCases(
      house.cases,
      city,
      events.map((event) => event.subject),
    );
    const operationOf = ({ service, service_version }: BriefCase) =>
      house.catalogue.serviceOf(service, service_version).definition.agency_case?.operation;
    const concerns = new Set<string>();
    for (const { subject, type, revision } of events) {
      const row = rows.get(subject);
      const operation = row && operationOf(row);
      if (row === undefined || operation === undefined) continue;
      const isTheirs =
        type === "submit"
          ? house.agencies.keepsCases(city, row.agency, operation)
          : await isWithAgency(house.database, city, subject);
      if (isTheirs) concerns.add(`${subject} ${revision}`);
    }
    await once(cityScope(city), async (tx, fresh) => {
      for (const { subject, type, revision } of fresh) {
        const row = rows.get(subject);
        if (!row || !concerns.has(`${subject} ${revision}`)) continue;
        const purpose = type === "submit" || type === "correct" ? "submit" : "withdraw";
        await house.agencies.enqueue(tx, { city, subject, purpose, agency: row.agency, service: row.service });
      }
    });
  };
}
