import { isDeepStrictEqual } from "node:util";
import { cityScope } from "../../foundation/database/index.ts";
import { answerBefore, type Idempotency } from "../../foundation/idempotency/index.ts";
import { Refusal } from "../../foundation/refusal.ts";
import { validateAnswers } from "../forms/index.ts";
import { actRules } from "./acts/index.ts";
import type { ActInput, ActRule } from "./acts/rule.ts";
import { answersRefused } from "./answers-refused.ts";
import type { Actor, ActWords, CaseRow, Change, EventData } from "./case.ts";
import { type CaseClock, nextDeadline, turn } from "./clocks.ts";
import { type CaseContext, limitsOf } from "./context.ts";
import { counterAfter } from "./counter.ts";
import { dataRequest } from "./data-request.ts";
import { hotline } from "./report.ts";
import { caseFromRow, clocksFromRows } from "./rows.ts";
import { type Sealed, sealPart, sealWords } from "./sealing.ts";
import { findTransition } from "./states.ts";
import { caseByNumber, clocksOfCase, eventsOfCase } from "./store.ts";
import { type ActType, closedStates, type Transition, type Who } from "./table.ts";

export type Act = {
  readonly city: string;
  readonly number: string;
  readonly type: ActType;
  /** The revision the actor saw. An older one is refused with the name of whoever came first. */
  readonly revision: number;
  readonly by: Actor;
  readonly input?: ActInput;
  readonly idempotency?: Idempotency;
};

export type ActAnswer = {
  readonly number: string;
  readonly city: string;
  readonly state: string;
  readonly revision: number;
};

export const caseNotFound = (): Refusal =>
  new Refusal({
    code: "case_not_found",
    status: 404,
    say: { zh: "没有找到这件办件。请核对编号。", en: "There is no such case. Please check the number." },
  });

/**
 * One act on a case: the table of states says whether it is possible, its rule reads the input, the batch statement makes
 * row, clocks and event together. Who may see the case is checked by the caller; who may do the act, here.
 */
export async function perform(context: CaseContext, act: Act): Promise<ActAnswer> {
  const { city, number } = act;
  const [stored] = await context.database.run(cityScope(city), caseByNumber, { city, number });
  if (!stored) throw caseNotFound();
  const row = caseFromRow(stored);
  if (row.revision !== act.revision && !(await onlyMarkedSince(context, act))) return answeredOrChanged(context, act);
  const rule = actRules.get(act.type);
  const transition = findTransition(row.regime, row.state, act.type, whoIs(act.by, row));
  if (!rule || !transition) return answeredOrNotPossible(context, act, row);

  const now = context.clock();
  const calendar = context.calendarOf(city);
  const words = rule.read(act.input ?? {}, row, { by: act.by, now, calendar });
  const corrected = act.type === "correct" ? correctedAnswers(context, act, row, now) : undefined;
  const clocks = clocksFromRows(await context.database.run(cityScope(city), clocksOfCase, { city, number }));
  const { set: moved, turned } = next({ context, row, rule, transition, words, by: act.by, now, clocks });
  const set = { ...moved, ...corrected?.set };
  const revision = row.revision + 1;
  const data: EventData = {
    set,
    clocks: turned,
    ...(row.regime === "complaint" ? { report: true as const } : {}),
    ...(act.type === "approve" && row.service === dataRequest ? { data_request: true as const } : {}),
    ...(row.accepted_in === null ? {} : { elsewhere: true as const }),
    ...((set.counter ?? row.counter)?.fee === undefined ? {} : { fee: true as const }),
    ...(act.type === "wait" && row.waiting_for !== null ? { again: true as const } : {}),
    ...sealWords(context.secrets, city, number, revision, words),
  };
  const after = { ...row, ...set };
  const answer: ActAnswer = { number, city, state: after.state, revision };
  const done = await context.acts.submit({
    ...after,
    expected: row.revision,
    caller: act.idempotency?.caller ?? null,
    key: act.idempotency?.key ?? null,
    body_hash: act.idempotency?.bodyHash ?? null,
    answer,
    at: now.toISOString(),
    type: act.type,
    actor_kind: act.by.kind,
    actor: act.by.id,
    on_behalf: act.by.onBehalf ?? null,
    answers: corrected?.answers ?? null,
    data,
    clocks: turned,
  });
  return done ? answer : answeredOrChanged(context, act);
}

/** What an act changes, as the event will say it: the state, the clocks, and what its rule adds. Pure. */
function next(step: {
  context: CaseContext;
  row: CaseRow;
  rule: ActRule;
  transition: Transition;
  words: ActWords;
  by: Actor;
  now: Date;
  clocks: readonly CaseClock[];
}): { set: Change; turned: readonly CaseClock[] } {
  const { context, row, transition, now } = step;
  const { promise_days: days, promise_unit: unit } = row;
  const promise = days === null || unit === null ? null : { days, unit };
  const limits = limitsOf(context.serviceOf(row.service, row.service_version), promise);
  const at = { now, submittedAt: new Date(row.submitted_at), limits, calendar: context.calendarOf(row.city) };
  const turned: CaseClock[] = [];
  // A complaint or a request is answered: there is nothing to hand over, so its approval closes it.
  const answered = transition.to === "approved" && row.delivery === null;
  const closed = closedStates.has(transition.to) || answered;
  for (const [kind, effect] of Object.entries(transition.clocks)) {
    const name = kind as CaseClock["kind"];
    if (name === "deliver" && answered) continue;
    const clock = turn(
      effect,
      name,
      step.clocks.find((one) => one.kind === name),
      at,
    );
    if (clock) turned.push(clock);
  }
  const all = [...step.clocks.filter((clock) => !turned.some((one) => one.kind === clock.kind)), ...turned];
  // A fired clock of an open case keeps its day in the list, so that what is overdue stays on top of the inbox.
  const due = nextDeadline(all) ?? (closed ? undefined : all.find((one) => one.state === "fired"));
  const set: Change = {
    state: transition.to,
    due_at: due?.due_at ?? null,
    due_kind: due?.kind ?? null,
    due_provisional: due?.provisional ?? false,
    closed_at: closed ? (row.closed_at ?? now.toISOString()) : null,
    // Whoever moved the case on does not wait any more.
    ...(transition.to === row.state ? {} : { waiting_for: null }),
    ...step.rule.change?.(row, step.words, step.by, now),
  };
  return { set, turned };
}

function correctedAnswers(
  context: CaseContext,
  act: Act,
  row: CaseRow,
  now: Date,
): { readonly answers: Sealed; readonly set: Change } {
  const service = context.serviceOf(row.service, row.service_version);
  const today = context.calendarOf(row.city).dayOf(now);
  const { answers, errors } = validateAnswers(service, act.input?.["answers"] ?? {}, {
    today,
    city: row.city,
    isDivision: context.isDivision,
    complete: true,
  });
  if (errors.length > 0) throw answersRefused(errors);
  const filed = context.calendarOf(row.city).dayOf(new Date(row.submitted_at));
  const counter = counterAfter(service, row.counter, answers, { today: filed, city: row.city });
  return {
    answers: sealPart(context.secrets, row.city, row.number, "answers", answers),
    set: isDeepStrictEqual(counter, row.counter) ? {} : { counter },
  };
}

/** What the actor is to this case: a clerk of the hotline is also one of the agency where the hotline has the case itself. */
export function whoIs(by: Actor, row: Pick<CaseRow, "agency">): readonly Who[] {
  if (by.onBehalf !== undefined) return ["resident"];
  switch (by.kind) {
    case "resident":
    case "visitor":
    case "partner":
      return ["resident"];
    case "clerk":
    case "agency":
      return [
        ...(by.desk === undefined ? (by.lead ? (["clerk", "lead"] as const) : (["clerk"] as const)) : []),
        ...(by.desk === hotline || row.agency === hotline
          ? by.lead
            ? (["hotline", "hotline_lead"] as const)
            : (["hotline"] as const)
          : []),
      ];
    case "system":
      return ["system"];
  }
}

/** Marks of the system take nothing away from what a person saw and decided on. */
const marks: ReadonlySet<string> = new Set(["overdue", "issue", "note", "wait", "assign"]);

/** Whether since the revision the actor saw only the system has marked something. */
async function onlyMarkedSince(context: CaseContext, { city, number, revision }: Act): Promise<boolean> {
  const events = await context.database.run(cityScope(city), eventsOfCase, { city, number });
  const since = events.filter((event) => event.revision > revision);
  return since.length > 0 && since.every((event) => event.actor_kind === "system" && marks.has(event.type));
}

async function stored(context: CaseContext, act: Act): Promise<ActAnswer | undefined> {
  if (!act.idempotency) return undefined;
  return (await answerBefore(context.database, act.city, act.idempotency)) as ActAnswer | undefined;
}

async function answeredOrChanged(context: CaseContext, act: Act): Promise<ActAnswer> {
  const before = await stored(context, act);
  if (before) return before;
  const { city, number } = act;
  const [last] = await context.database.run(cityScope(city), eventsOfCase, { city, number });
  throw new CaseChanged(last?.actor_kind ?? "system", last?.actor ?? "", last?.type ?? "", last?.at ?? context.clock());
}

async function answeredOrNotPossible(context: CaseContext, act: Act, row: CaseRow): Promise<ActAnswer> {
  const before = await stored(context, act);
  if (before) return before;
  throw new Refusal({
    code: "act_not_possible",
    status: 409,
    say: {
      zh: "这件办件现在的状态不能进行这一步。请刷新页面查看最新状态。",
      en: `This cannot be done while the case is ${row.state}. Please reload to see where it stands.`,
    },
  });
}

/** Somebody else was faster. `actor` lets the surface say who. */
export class CaseChanged extends Refusal {
  readonly actorKind: string;
  readonly actor: string;
  readonly act: string;
  readonly at: Date;

  constructor(actorKind: string, actor: string, act: string, at: Date) {
    super({
      code: "case_changed",
      status: 409,
      say: {
        zh: "在您打开之后，别人已经处理了这件办件。请查看最新状态后再决定。",
        en: "Somebody else has acted on this case since you opened it. Please look at where it stands now.",
      },
    });
    this.actorKind = actorKind;
    this.actor = actor;
    this.act = act;
    this.at = at;
  }
}
