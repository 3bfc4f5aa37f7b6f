import { Type } from "typebox";
import { type UnavailableReason, unavailableReasons } from "../../domain/agencies/index.ts";
import {
  atTheCounter,
  type CaseClock,
  type CaseView,
  callResults,
  clockKinds,
  disclosureOutcomes,
  feeOfCase,
  hotline,
  type TimelineEvent,
  transitionsFrom,
  whoseMove,
} from "../../domain/cases/index.ts";
import { isIdType, maskIdNumber, type Partner, type PartnerKind } from "../../domain/identity/index.ts";
import { providerNames } from "../../domain/payments/index.ts";
import { isReport } from "../../domain/reports/index.ts";
import type { House } from "../house.ts";
import { feeStanding } from "../pay/fee-standing.ts";
import { payAddresses } from "../resident/pay/addresses.ts";
import { withoutPhone } from "../staff/reports/secret.ts";
import { feeJson, feeShape } from "./fee.ts";
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
    "record",
    "send_back",
    "ask_extension",
    "dispatch",
    "refuse_extension",
    "extend",
    "join",
    "part",
    "call_back",
  ],
  channel: ["correct", "withdraw", "urge"],
} as const satisfies Record<PartnerKind, readonly string[]>;

export const programActs = [...actsOf.agency, ...actsOf.channel] as const;
type ProgramAct = (typeof programActs)[number];

export function mayAct(kind: PartnerKind, act: string): act is ProgramAct {
  return actsOf[kind].some((one) => one === act);
}

const outcomes = [...disclosureOutcomes.approve, ...disclosureOutcomes.refuse] as const;

const clock = Type.Object({
  kind: oneOf(clockKinds),
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
  say: Type.Optional(Type.Object({ zh: Type.String(), en: Type.String() }, { description: "Reason of the service" })),
  rule: Type.Optional(
    Type.Object({ when: Type.String(), version: Type.String() }, { description: "The published rule that decided" }),
  ),
  recorded: Type.Optional(
    oneOf(["fee_paid", "fee_returned", "visited"], "What happened at the counter or, by system, online"),
  ),
  amount_fen: Type.Optional(Type.Integer({ description: "record: fen received, or given back" })),
  receipt_number: Type.Optional(Type.String()),
  outcome: Type.Optional(oneOf(outcomes, "Kind of answer to a disclosure request")),
  found: Type.Optional(anyObject("What the agency's system answered, by field of the look-up")),
  waiting_for: Type.Optional(oneOf(unavailableReasons, "Why the agency's system has not answered")),
});

const reportShape = Type.Object({
  matter: Type.String(),
  category: Type.String(),
  urged_at: Type.Array(instant, { description: "When its reporter urged, newest last" }),
  extension: Type.Optional(oneOf(["asked", "granted", "refused"])),
  joined_to: Type.Optional(caseNumber),
  called_back: Type.Optional(oneOf(callResults)),
  reopened: Type.Boolean({ description: "Taken up again because its reporter was not satisfied" }),
  sent_back: Type.Integer({ description: "How often an agency has sent it back to the hotline" }),
  page: Type.String({ description: "Path of its public page" }),
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
  waiting_for: Type.Unsafe<UnavailableReason | null>({
    type: ["string", "null"],
    enum: [...unavailableReasons, null],
    description: "Why the agency's system has not answered yet; null where the case waits for none",
  }),
  fee: feeShape,
  fee_bill: Type.Union(
    [
      Type.Object({
        number: Type.Union([Type.String(), Type.Null()], {
          description: "The bill that is owed now: POST payments names it; null where nothing is owed online now",
        }),
        page: nullableText("Path of the page where the applicant pays it"),
        online: Type.Boolean({ description: "Whether an account here takes it; else it is paid at the counter" }),
        payments: Type.Array(
          Type.Object({
            number: Type.String(),
            provider: oneOf(providerNames),
            amount_fen: Type.Integer(),
            returned_fen: Type.Integer({ description: "Gone back, or on its way" }),
            paid_at: instant,
            confirmed: Type.Boolean({ description: "Whether it stands in the case" }),
          }),
          { description: "What came in online" },
        ),
      }),
      Type.Null(),
    ],
    { description: "Null where the fee is paid at the counter alone" },
  ),
  counter: Type.Object(
    {
      fee_due_fen: Type.Unsafe<number | null>({
        type: ["integer", "null"],
        description: "Still to be paid, in fen, online or at the counter; 0: nothing; null: the counter says how much",
      }),
      fee_paid_fen: Type.Integer({ description: "Received online or at the counter, in fen" }),
      visit: oneOf(["none", "due", "done"], "Whether the person has to come to the counter"),
    },
    { description: "What the counter has recorded and what is left" },
  ),
  report: Type.Union([reportShape, Type.Null()], { description: "Reports (12345) only" }),
  assignee: nullableText("Agencies only: id of the clerk who has it"),
  area: nullableText("Agencies only: the part of the city, as the routing of new cases found it"),
  channel: Type.String({ description: "web, counter (staff filed it for the person), or the program it came by" }),
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
export async function caseJson(house: House, partner: Partner, view: CaseView) {
  const { row, applicant, answers, clocks, timeline } = keepsSecret(partner, view) ? withoutPhone(view) : view;
  const isAgency = partner.kind === "agency";
  const service = house.catalogue.serviceOf(row.service, row.service_version);
  const { regime } = service.definition;
  const who = isAgency ? "clerk" : "resident";
  const isHotline = isAgency && (partner.agency === undefined || partner.agency === hotline);
  const possible = transitionsFrom(regime, row.state).filter(
    (one) =>
      (one.act !== "record" || Object.keys(atTheCounter(row)).length > 0) &&
      (one.who.includes(who) || (isHotline && one.who.includes("hotline_lead"))) &&
      mayAct(partner.kind, one.act),
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
    waiting_for: row.waiting_for,
    fee: feeJson(
      feeOfCase(service, row, answers, house.regions.calendarOf(row.city).dayOf(new Date(row.submitted_at))),
    ),
    fee_bill: await feeBillJson(house, row),
    counter: counterJson(row),
    report: reportJson(house, partner, row, answers),
    assignee: isAgency ? row.assignee : null,
    area: isAgency ? row.area : null,
    channel: row.channel,
    filed_by: row.filed_by,
    applicant: isAgency ? applicant : { ...applicant, id_number: masked(applicant.id_type, applicant.id_number) },
    answers,
    clocks: clocks.map(clockJson),
    events: timeline.filter((one) => isAgency || !internal.has(one.type)).map((one) => eventJson(one, isAgency)),
  };
}

/** 保密: who asked for it is reached by 12345 alone. */
function keepsSecret({ kind, agency }: Partner, { answers }: CaseView): boolean {
  return answers["keep_secret"] === true && kind === "agency" && agency !== undefined && agency !== hotline;
}

function reportJson(house: House, partner: Partner, row: CaseView["row"], answers: CaseView["answers"]) {
  if (!isReport(house.catalogue.serviceOf(row.service, row.service_version))) return null;
  const { urged = [], extension, joined_to, called_back, reopened = false, sent_back = 0 } = row.report ?? {};
  return {
    ...{ matter: String(answers["matter"] ?? ""), category: String(answers["category"] ?? "") },
    ...{ urged_at: [...urged], reopened, sent_back, page: `/${row.city}/reports/${row.number}` },
    ...(extension === undefined ? {} : { extension }),
    // Of the other report its own reporter's program knows.
    ...(joined_to === undefined || partner.kind !== "agency" ? {} : { joined_to }),
    ...(called_back === undefined ? {} : { called_back }),
  };
}

/** Between colleagues. */
const internal: ReadonlySet<string> = new Set([
  "note",
  "assign",
  "take",
  "send_back",
  "ask_extension",
  "refuse_extension",
]);

function masked(type: string, number: string): string {
  return isIdType(type) ? maskIdNumber(number) : "*".repeat(number.length);
}

async function feeBillJson(house: House, row: CaseView["row"]) {
  const standing = await feeStanding(house, row);
  if (standing === undefined) return null;
  const { bill, online, payments } = standing;
  return {
    number: bill?.number ?? null,
    page: bill === undefined ? null : payAddresses.bills(bill.city, [bill.number]),
    online,
    payments: payments.map(({ number, provider, amount_fen, returned_fen, paid_at, write_off: said }) => ({
      ...{ number, provider, amount_fen: Number(amount_fen), returned_fen: Number(returned_fen) },
      paid_at: paid_at.toISOString(),
      confirmed: said === "done" || said === "by_hand",
    })),
  };
}

function counterJson(row: CaseView["row"]) {
  const { fee, visit } = atTheCounter(row);
  return {
    fee_due_fen: fee === undefined ? 0 : fee.amount_fen,
    fee_paid_fen: row.counter?.paid?.amount_fen ?? 0,
    visit:
      visit !== undefined ? ("due" as const) : row.counter?.visit === undefined ? ("none" as const) : ("done" as const),
  };
}

function clockJson({ kind, state, started_at, due_at, paused_at, days, unit, provisional }: CaseClock) {
  return { kind, state, started_at, due_at, paused_at, days, unit, provisional };
}

function eventJson(one: TimelineEvent, isAgency: boolean) {
  const { reason, items, where, note, to, say, rule, outcome, found, waiting, recorded, amount_fen, receipt } =
    one.words;
  return {
    type: one.type,
    version: one.revision,
    at: one.at.toISOString(),
    by: one.actor_kind,
    ...(isAgency ? { actor: one.actor } : {}),
    ...(reason === undefined ? {} : { reason }),
    ...(items === undefined ? {} : { items: [...items] }),
    ...(where === undefined ? {} : { where }),
    ...(note === undefined || (one.type === "dispatch" && !isAgency) ? {} : { note }),
    ...(isAgency && to !== undefined ? { to } : {}),
    ...(say === undefined ? {} : { say }),
    ...(rule === undefined ? {} : { rule }),
    ...(recorded === undefined ? {} : { recorded }),
    ...(amount_fen === undefined ? {} : { amount_fen }),
    ...(receipt === undefined ? {} : { receipt_number: receipt }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(found === undefined ? {} : { found }),
    ...(waiting === undefined ? {} : { waiting_for: waiting }),
  };
}
