import type { CaseClock, CaseLine, ClockKind } from "../../domain/cases/index.ts";
import { limitsOf } from "../../domain/cases/index.ts";
import type { Calendar } from "../../domain/regions/index.ts";
import type { ClockState } from "../../foundation/html/index.ts";
import { formatDay, type Language, say } from "../../foundation/i18n/index.ts";
import type { House } from "../house.ts";
import { clockNames, clockSays } from "./words.ts";

/** A deadline as a clerk reads it. `used`: share of the time gone, 0 to 1. */
export type SpokenClock = { readonly words: string; readonly used: number; readonly state: ClockState };

type Reader = { readonly language: Language; readonly calendar: Calendar; readonly now: Date };

type Running = {
  readonly kind: ClockKind;
  readonly from: Date;
  readonly due: Date;
  readonly unit: "working_days" | "days";
  readonly provisional: boolean;
  readonly short: boolean;
};

function running(clock: Running, { language, calendar, now }: Reader): SpokenClock {
  const w = clockSays(language);
  const name = say(clockNames[clock.kind], language);
  const today = calendar.dayOf(now);
  const last = calendar.dayOf(clock.due);
  const day = formatDay(last, language);
  if (clock.due < now) return { words: w.late({ name, day }), used: 1, state: "late" };
  const days =
    clock.unit === "working_days"
      ? calendar.workingDaysBetween(today, last)
      : Math.round((Date.parse(last) - Date.parse(today)) / 86_400_000);
  const isToday = last === today || days === 0;
  const left = isToday
    ? w.today({ name })
    : clock.unit === "working_days"
      ? w.left({ name, days })
      : w.leftCalendar({ name, days });
  const until = clock.short || isToday ? "" : language === "zh" ? `，${w.until({ day })}` : `, ${w.until({ day })}`;
  const provisional = clock.provisional ? (clock.short ? w.provisionalShort : w.provisional) : "";
  const whole = Math.max(1, clock.due.getTime() - clock.from.getTime());
  return {
    words: `${left}${until}${provisional}`,
    used: (now.getTime() - clock.from.getTime()) / whole,
    state: days <= 1 ? "soon" : "running",
  };
}

/** A clock of a case, on the case's own page; undefined where it stands still for good. */
export function caseClock(clock: CaseClock, reader: Reader): SpokenClock | undefined {
  if (clock.state === "stopped") return undefined;
  const from = new Date(clock.started_at);
  const due = new Date(clock.due_at);
  if (clock.state === "paused") {
    const { language, calendar } = reader;
    const paused = new Date(clock.paused_at ?? clock.started_at);
    const used = (paused.getTime() - from.getTime()) / Math.max(1, due.getTime() - from.getTime());
    const name = say(clockNames[clock.kind], language);
    const day = formatDay(calendar.dayOf(paused), language);
    return { words: clockSays(language).paused({ name, day }), used, state: "paused" };
  }
  return running(
    { kind: clock.kind, from, due, unit: clock.unit, provisional: clock.provisional, short: false },
    reader,
  );
}

/** The deadline in a line of a list; undefined where no clock runs. */
type Due = Pick<CaseLine, "service" | "submitted_at" | "due_at" | "due_kind" | "due_provisional" | "closed_at">;

export function lineClock(house: House, line: Due, reader: Reader): SpokenClock | undefined {
  if (line.due_at === null || line.due_kind === null || line.closed_at !== null) return undefined;
  const kind = line.due_kind as ClockKind;
  const service = house.catalogue.service(line.service);
  const unit = service ? limitsOf(service)[kind].unit : "working_days";
  return running(
    { kind, from: line.submitted_at, due: line.due_at, unit, provisional: line.due_provisional, short: true },
    reader,
  );
}
