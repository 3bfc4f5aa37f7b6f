import { Type } from "typebox";
import {
  type CaseClock,
  type CaseView,
  type TimelineEvent,
  transitionsFrom,
  whoseMove,
} from "../../domain/cases/index.ts";
import { isIdType, maskIdNumber, type Partner, type PartnerKind } from "../../domain/identity/index.ts";
import type { House } from "../house.ts";
import {
  actType,
  anyObject,
  caseNumber,
  cityCode,
  instant,
  nullableInstant,
  nullableText,
  oneOf,
  serviceCode,
  state,
} from "./shapes.ts";

/** Acts a program of each kind does: an agency's as its clerk, a channel's for the resident it filed for. */
const actsOf = {
  agency: [
    "accept",
    "ask_correction",
    "decline",
    "take",
    "suspend",
    "resume",
    "approve",
    "refuse",
    "deliver",
    "transfer",
    "note",
  ],
  channel: ["correct", "withdraw"],
} as const satisfies Record<PartnerKind, readonly string[]>;

export const programActs = [...actsOf.agency, ...actsOf.channel] as const;
type ProgramAct = (typeof programActs)[number];

export function mayAct(kind: PartnerKind, act: string): act is ProgramAct {
  return actsOf[kind].some((one) => one === act);
}

const clock = Type.Object({
  kind: oneOf(["accept", "correct", "decide", "deliver"]),
  state: oneOf(["running", "paused", "stopped", "fired"]),
  started_at: instant,
  due_at: instant,
  paused_at: nullableInstant,
  days: Type.Integer(),
  unit: oneOf(["working_days", "days"]),
  provisional: Type.Boolean(),
});

const event = Type.Object({
  type: actType,
  version: Type.Integer({ description: "The version of the case after it" }),
  at: instant,
  by: oneOf(["resident", "clerk", "system", "partner", "agency", "visitor"]),
  actor: Type.Optional(Type.String({ description: "Agencies only" })),
  reason: Type.Optional(Type.String()),
  items: Type.Optional(Type.Array(Type.String(), { description: "What is missing" })),
  where: Type.Optional(Type.String()),
  note: Type.Optional(Type.String()),
  to: Type.Optional(Type.String()),
});

export const caseShape = Type.Object({
  number: caseNumber,
  city: cityCode,
  service: serviceCode,
  service_version: Type.String(),
  agency: Type.String(),
  state,
  version: Type.Integer({ description: "What an act on the case has to name" }),
  whose_move: oneOf(["agency", "resident", "nobody"]),
  acts: Type.Array(actType, { description: "What this program can do with the case now" }),
  submitted_at: instant,
  accepted_at: nullableInstant,
  decided_at: nullableInstant,
  closed_at: nullableInstant,
  due_at: nullableInstant,
  due_kind: nullableText(),
  due_provisional: Type.Boolean(),
  delivery: nullableText("collect or post"),
  tracking: nullableText("Number of the parcel"),
  certificate: nullableText("Number of the certificate; /verify/{number} shows it"),
  assignee: nullableText("Agencies only: id of the clerk who has it"),
  filed_by: Type.String({ description: "Who sent it: the program, or the resident's key" }),
  applicant: Type.Object({
    name: Type.String(),
    id_type: Type.String(),
    id_number: Type.String({ description: "Masked for channels" }),
    phone: Type.String(),
  }),
  answers: anyObject("The newest answers, by id of the question"),
  clocks: Type.Array(clock),
  events: Type.Array(event, { description: "Newest first, at most 500" }),
});

/** A case as this program may see it; the caller has checked that it may see it at all. */
export function caseJson(house: House, partner: Partner, { row, applicant, answers, clocks, timeline }: CaseView) {
  const isAgency = partner.kind === "agency";
  const { regime } = house.catalogue.serviceOf(row.service, row.service_version).definition;
  const who = isAgency ? "clerk" : "resident";
  const possible = transitionsFrom(regime, row.state).filter(
    (one) => one.who.includes(who) && mayAct(partner.kind, one.act),
  );
  return {
    number: row.number,
    city: row.city,
    service: row.service,
    service_version: row.service_version,
    agency: row.agency,
    state: row.state,
    version: row.revision,
    whose_move: whoseMove(row.state),
    acts: [...new Set(possible.map((one) => one.act))],
    submitted_at: row.submitted_at,
    accepted_at: row.accepted_at,
    decided_at: row.decided_at,
    closed_at: row.closed_at,
    due_at: row.due_at,
    due_kind: row.due_kind,
    due_provisional: row.due_provisional,
    delivery: row.delivery,
    tracking: row.tracking,
    certificate: row.certificate,
    assignee: isAgency ? row.assignee : null,
    filed_by: row.filed_by,
    applicant: isAgency ? applicant : { ...applicant, id_number: masked(applicant.id_type, applicant.id_number) },
    answers,
    clocks: clocks.map(clockJson),
    events: timeline.filter((one) => isAgency || !internal.has(one.type)).map((one) => eventJson(one, isAgency)),
  };
}

/** Between colleagues. */
const internal: ReadonlySet<string> = new Set(["note", "assign", "take"]);

function masked(type: string, number: string): string {
  return isIdType(type) ? maskIdNumber(number) : "*".repeat(number.length);
}

function clockJson({ kind, state, started_at, due_at, paused_at, days, unit, provisional }: CaseClock) {
  return { kind, state, started_at, due_at, paused_at, days, unit, provisional };
}

function eventJson(one: TimelineEvent, isAgency: boolean) {
  const { reason, items, where, note, to } = one.words;
  return {
    type: one.type,
    version: one.revision,
    at: one.at.toISOString(),
    by: one.actor_kind,
    ...(isAgency ? { actor: one.actor } : {}),
    ...(reason === undefined ? {} : { reason }),
    ...(items === undefined ? {} : { items: [...items] }),
    ...(where === undefined ? {} : { where }),
    ...(note === undefined ? {} : { note }),
    ...(isAgency && to !== undefined ? { to } : {}),
  };
}
