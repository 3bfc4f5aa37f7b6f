import { answerBefore, answeredOr, type Idempotency } from "../../foundation/idempotency/index.ts";
import { publicNumber } from "../../foundation/ids/index.ts";
import { Refusal } from "../../foundation/refusal.ts";
import type { Answers, Duration, OwnFee, ServiceVersion } from "../catalogue/index.ts";
import { validateAnswers } from "../forms/index.ts";
import type { Calendar } from "../regions/index.ts";
import { answersRefused } from "./answers-refused.ts";
import { decideByRule, decideFiled } from "./by-rule.ts";
import type { Actor, EventData } from "./case.ts";
import { type CaseClock, turn } from "./clocks.ts";
import { type CaseContext, limitsOf } from "./context.ts";
import { counterOf } from "./counter.ts";
import type { ActAnswer } from "./perform.ts";
import { findCase } from "./read.ts";
import { type Applicant, phoneHash, sealPart } from "./sealing.ts";
import { findTransition } from "./states.ts";
import type { ClockKind, Transition, Who } from "./table.ts";

export type Submission = {
  readonly city: string;
  readonly service: ServiceVersion;
  /** The agency of the offering. */
  readonly agency: string;
  /** The resident's key: for whom. */
  readonly resident: string;
  readonly applicant: Applicant;
  /** As given; checked here against the version's questions. */
  readonly answers: unknown;
  readonly delivery: "collect" | "post" | null;
  readonly by: Actor;
  readonly channel: string;
  /** The city's own promise to decide (the offering's); left out, the service's holds. */
  readonly promise?: Duration | null;
  /** The city's own fee (the offering's); left out, the service's holds. */
  readonly fee?: OwnFee | null;
  /** The city that took it in, where it is another (see `submitFrom`). */
  readonly acceptedIn?: string;
  /** The draft that is sent; the files received for it follow it into the case. */
  readonly draft?: string;
  readonly idempotency: Idempotency;
};

/** What the sender gets, and gets again for the same key and body. `due_at` is the end of the clock that began with the filing. */
export type Receipt = {
  readonly number: string;
  readonly city: string;
  readonly service: string;
  readonly state: string;
  readonly revision: number;
  readonly submitted_at: string;
  readonly due_at: string;
  readonly due_provisional: boolean;
};

/**
 * 收件: one case for one key, whatever is tapped twice, repeated or lost on the way. Answers that cannot be right are
 * refused with every field named; grounds for refusal that the answers already show are said before anything is stored.
 */
export async function submitCase(context: CaseContext, submission: Submission): Promise<Receipt> {
  const { city, service, idempotency } = submission;
  const now = context.clock();
  const calendar = context.calendarOf(city);
  const today = calendar.dayOf(now);
  let answers: Answers;
  try {
    answers = checked(context, submission, today);
  } catch (refusal) {
    // What is no longer right today was filed when it was.
    return receiptOf(context, submission, await answeredOr<Receipt>(context.database, city, idempotency, refusal));
  }
  const number = publicNumber(city, today, "C");
  const who: readonly Who[] = submission.by.kind === "clerk" ? ["clerk"] : ["resident"];
  const transition = findTransition(service.definition.regime, "new", "submit", who);
  const clock = transition && firstClock(submission, transition, calendar, today, now);
  if (!transition || !clock)
    throw new Error(`${service.definition.code}: nothing begins in regime ${service.definition.regime}`);

  const receipt: Receipt = {
    number,
    city,
    service: service.definition.code,
    state: transition.to,
    revision: 1,
    submitted_at: now.toISOString(),
    due_at: clock.due_at,
    due_provisional: clock.provisional,
  };
  const counter = counterOf(service, submission.fee ?? null, answers, { today, city });
  const data: EventData = {
    set: {},
    clocks: [clock],
    ...(submission.draft === undefined ? {} : { draft: submission.draft }),
    ...(service.approveWhen === undefined ? {} : { by_rule: true as const }),
    ...(submission.acceptedIn === undefined ? {} : { elsewhere: true as const }),
    ...(service.definition.regime === "complaint" ? { report: true as const } : {}),
    ...(counter?.fee === undefined ? {} : { fee: true as const }),
    ...(isAnsweredByRecords(service.definition) ? { by_records: true as const } : {}),
    ...(service.definition.agency_case === undefined ? {} : { by_agency: true as const }),
  };
  const fresh = await context.submissions.submit({
    city,
    number,
    caller: idempotency.caller,
    key: idempotency.key,
    body_hash: idempotency.bodyHash,
    answer: receipt,
    at: receipt.submitted_at,
    service: service.definition.code,
    service_version: service.version,
    regime: service.definition.regime,
    agency: submission.agency,
    state: transition.to,
    applicant: submission.resident,
    applicant_sealed: sealPart(context.secrets, city, number, "applicant", submission.applicant),
    phone_hash: phoneHash(context.secrets, submission.applicant.phone),
    filed_by: submission.by.id,
    channel: submission.channel,
    delivery: submission.delivery,
    promise_days: submission.promise?.days ?? null,
    promise_unit: submission.promise?.unit ?? null,
    due_at: clock.due_at,
    due_kind: clock.kind,
    due_provisional: clock.provisional,
    accepted_in: submission.acceptedIn ?? null,
    counter,
    answers: sealPart(context.secrets, city, number, "answers", answers),
    actor_kind: submission.by.kind,
    on_behalf: submission.by.id === submission.resident ? null : submission.resident,
    data,
    clock,
  });
  if (fresh) {
    return service.approveWhen === undefined
      ? receipt
      : decided(receipt, await decideByRule(context, service, { city, number, day: today }, answers));
  }
  const before = (await answerBefore(context.database, city, idempotency)) as Receipt | undefined;
  if (before === undefined) throw new Error("a key was taken and is not there");
  return receiptOf(context, submission, before);
}

/** The receipt of what was filed before, with what its rule decided. */
async function receiptOf(
  context: CaseContext,
  { city, service }: Pick<Submission, "city" | "service">,
  before: Receipt,
): Promise<Receipt> {
  return service.approveWhen === undefined ? before : decided(before, await decideFiled(context, city, before.number));
}

/** The receipt of a case that was filed before, whatever its service is now. */
export async function receiptAgain(context: CaseContext, before: Receipt): Promise<Receipt> {
  const row = await findCase(context, before.city, before.number);
  const service = context.serviceOf(row.service, row.service_version);
  return receiptOf(context, { city: before.city, service }, before);
}

/** The case is on disk before its rule is asked; what the rule decided is said with the receipt, on every repeat the same. */
function decided(receipt: Receipt, answer: ActAnswer | undefined): Receipt {
  return answer === undefined ? receipt : { ...receipt, state: answer.state, revision: answer.revision };
}

/** A case that the agency's records answer alone, at once: a standing query, an instant certificate. */
export function isAnsweredByRecords({ look_up, regime }: ServiceVersion["definition"]): boolean {
  return look_up !== undefined && regime === "instant";
}

const firstClocks = new WeakMap<Calendar, Map<string, CaseClock>>();

/** The one clock that starts with a submission: it ends with a day, so that all cases of one day and limit share its end. */
function firstClock(
  { service, promise }: Submission,
  transition: Transition,
  calendar: Calendar,
  today: string,
  now: Date,
): CaseClock | undefined {
  const kind: ClockKind = transition.clocks.decide === undefined ? "accept" : "decide";
  const limits = limitsOf(service, promise);
  const limit = limits[kind];
  const key = `${kind} ${limit.days} ${limit.unit} ${today}`;
  let known = firstClocks.get(calendar);
  if (known === undefined || known.size > 1_000) {
    known = new Map();
    firstClocks.set(calendar, known);
  }
  let clock = known.get(key);
  if (clock === undefined) {
    clock = turn("start", kind, undefined, { now, submittedAt: now, limits, calendar });
    if (clock) known.set(key, clock);
  }
  return clock && { ...clock, started_at: now.toISOString() };
}

function checked({ isDivision }: CaseContext, submission: Submission, today: string): Answers {
  const { service, city } = submission;
  const options = { today, city, isDivision, complete: true };
  const { answers, errors, refusals } = validateAnswers(service, submission.answers, options);
  if (errors.length > 0) throw answersRefused(errors);
  const [ground] = refusals;
  if (ground) {
    throw new Refusal({
      code: "not_eligible",
      status: 422,
      say: ground,
      fields: refusals.map((message) => ({ field: "answers", code: "not_eligible", message })),
    });
  }
  const offered = service.definition.deliver;
  const { delivery } = submission;
  if (offered.length > 0 ? !delivery || !offered.includes(delivery) : delivery !== null) {
    const message =
      offered.length > 0
        ? { zh: "请选择领取方式。", en: "Please choose how to receive the result." }
        : { zh: "这项服务没有需要领取的证件。", en: "This service has nothing to deliver." };
    throw answersRefused([{ field: "delivery", code: "delivery", message }]);
  }
  return answers;
}
