import type { CaseClock, CaseView } from "../../../domain/cases/index.ts";
import type { Duration, ServiceVersion } from "../../../domain/catalogue/index.ts";
import type { Calendar } from "../../../domain/regions/index.ts";
import type { ClockState } from "../../../foundation/html/index.ts";
import { formatDay, type Language } from "../../../foundation/i18n/index.ts";
import { words } from "./words.ts";

/** A deadline as the person reads it: the day in a sentence, how much of the time is gone, and what the law says about it. */
export type Deadline = {
  readonly words: string;
  /** 0 to 1. */
  readonly used: number;
  readonly state: ClockState;
  readonly late: boolean;
  readonly notes: readonly string[];
};

/** With this share of the time gone, the bar turns. */
const soonFrom = 0.8;

/** The deadline a case shows now; undefined where none runs. */
export function deadlineOf(
  view: CaseView,
  service: ServiceVersion,
  at: { readonly now: Date; readonly calendar: Calendar; readonly language: Language },
): Deadline | undefined {
  const { row } = view;
  const { language, now } = at;
  const w = words(language);
  const paused = view.clocks.find((clock) => clock.state === "paused");
  if (row.state === "suspended" && paused) {
    const used = share(paused, new Date(paused.paused_at ?? now));
    return { words: w.paused, used, state: "paused", late: false, notes: limitNotes(paused, view, service, language) };
  }
  const clock = view.clocks.find((one) => one.kind === row.due_kind);
  if (!clock || row.due_at === null || row.closed_at !== null) return undefined;
  const due = new Date(row.due_at);
  const lastDay = at.calendar.dayOf(due);
  const day = formatDay(lastDay, language);
  const late = now > due;
  const used = share(clock, now);
  const left = timeLeft(clock, at.calendar, now, lastDay, language);
  const comma = language === "zh" ? "，" : ": ";
  return {
    words: late ? w.lateAgency({ day }) : `${sentence(clock.kind, row.regime, day, language)}${comma}${left}`,
    used,
    state: late ? "late" : used >= soonFrom ? "soon" : "running",
    late: late && clock.kind !== "correct",
    notes: [...limitNotes(clock, view, service, language), ...(row.due_provisional ? [w.provisional] : [])],
  };
}

function sentence(kind: CaseClock["kind"], regime: CaseView["row"]["regime"], day: string, language: Language): string {
  const w = words(language);
  switch (kind) {
    case "accept":
      return regime === "complaint" ? w.dueTakeOn({ day }) : w.dueAccept({ day });
    case "correct":
      return w.dueCorrect({ day });
    case "decide":
      if (regime === "complaint" || regime === "disclosure") return w.dueAnswer({ day });
      if (regime === "instant") return w.dueResult({ day });
      return regime === "court" ? w.dueFile({ day }) : w.dueDecide({ day });
    case "deliver":
      return regime === "benefit" ? w.duePay({ day }) : w.dueDeliver({ day });
    case "consult":
      return w.dueConsult({ day });
  }
}

function share(clock: CaseClock, now: Date): number {
  const start = Date.parse(clock.started_at);
  return Math.min(1, Math.max(0, (now.getTime() - start) / Math.max(1, Date.parse(clock.due_at) - start)));
}

function timeLeft(clock: CaseClock, calendar: Calendar, now: Date, lastDay: string, language: Language): string {
  const w = words(language);
  const today = calendar.dayOf(now);
  if (today >= lastDay) return w.today;
  if (clock.unit === "days") {
    return w.leftDays({ count: Math.round((Date.parse(lastDay) - Date.parse(today)) / 86_400_000) });
  }
  const count = calendar.workingDaysBetween(today, lastDay);
  return count > 0 ? w.leftWorking({ count }) : w.today;
}

/** A length of time in words: 5 个工作日, 15 days. */
export function inDays(duration: Duration, language: Language): string {
  const w = words(language);
  if (duration.days === 0) return w.atOnce;
  return duration.unit === "working_days" ? w.workingDays({ count: duration.days }) : w.days({ count: duration.days });
}

/** Where the limit comes from: the law, the place, or a promise that is better than both. */
function limitNotes(clock: CaseClock, view: CaseView, service: ServiceVersion, language: Language): string[] {
  const w = words(language);
  const { regime } = view.row;
  const limit = inDays(clock, language);
  switch (clock.kind) {
    case "accept":
      if (regime === "complaint") return [w.limitTakeOn({ limit })];
      return [regime === "licence" ? w.limitAccept({ limit }) : w.limitAcceptMarked({ limit })];
    case "correct":
      return [
        regime === "disclosure" || regime === "court" ? w.limitCorrectAgain({ limit }) : w.limitCorrect({ limit }),
      ];
    case "deliver":
      return [regime === "licence" ? w.limitDeliver({ limit }) : w.limitDeliverLocal({ limit })];
    case "consult":
      return [w.limitConsult({ limit })];
    case "decide": {
      const bound = decisionNote(clock, service, language);
      return view.row.extensions > 0 ? [bound, w.limitExtended] : [bound];
    }
  }
}

function decisionNote(clock: CaseClock, service: ServiceVersion, language: Language): string {
  const w = words(language);
  const limit = inDays(clock, language);
  const { regime, time } = service.definition;
  const { law, basis } = time.decide;
  if (regime === "instant") return w.limitFromReceiptLocal({ limit });
  // What nobody accepts first runs from the day it arrived.
  if (regime === "disclosure" || regime === "court") {
    return basis === "local" ? w.limitFromReceiptLocal({ limit }) : w.limitFromReceipt({ limit });
  }
  if (law.days !== clock.days || law.unit !== clock.unit) {
    return w.limitPromised({ promise: limit, law: inDays(law, language) });
  }
  return basis === "local" ? w.limitLocal({ limit }) : w.limitLaw({ limit });
}
