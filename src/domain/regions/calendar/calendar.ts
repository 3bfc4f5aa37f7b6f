import { type Day, dayFromNumber, dayOf, endOfDay, isWeekend, numberOf } from "./days.ts";
import { bundledYears, type CalendarYear } from "./national.ts";

/** A day on which one city does otherwise than the nation. */
export type CityDay = { readonly day: Day; readonly working: boolean };

/** When a limit ends: the last instant that is in time, its day, and whether a schedule not yet published may still move it. */
export type Deadline = { readonly due: Date; readonly day: Day; readonly provisional: boolean };

/** The longest limit that can be counted: ten years of days. Longer ones are a mistake in a service. */
export const longestLimit = 3_660;

/**
 * Last day of December whose status does not hang on the next year's schedule, which may move the days around New Year. In
 * 2004–2026 the earliest day so changed was 29 December (2007, 2018).
 */
const lastCertainDay = "12-28";

/**
 * The working days of a city: the nation's schedule, and the city's own days before it. Immutable; days and limits follow Chinese law:
 * the day of the act does not count (民法典 第201条), a limit ends at 24:00 of its last day (第203条第2款), a limit in calendar days whose
 * last day is a day off ends on the next working day (第203条第1款), limits of licences count working days (行政许可法 第82条).
 */
export class Calendar {
  /** The last year with a published schedule; what falls later is provisional. */
  readonly horizon: number;
  readonly #days = new Map<number, boolean>();
  readonly #certainUntil: number;

  constructor(years: readonly CalendarYear[] = bundledYears, cityDays: readonly CityDay[] = []) {
    const known = new Set(years.map((each) => each.year));
    let horizon = Math.min(...known);
    // A gap ends what is known: with 2026 and 2028 alone, 2027 would be guessed.
    while (known.has(horizon + 1)) horizon += 1;
    this.horizon = horizon;
    this.#certainUntil = numberOf(`${horizon}-${lastCertainDay}`);
    for (const { daysOff, workingDays } of [...years].sort((a, b) => a.year - b.year)) {
      for (const day of daysOff) this.#days.set(numberOf(day), false);
      for (const day of workingDays) this.#days.set(numberOf(day), true);
    }
    for (const { day, working } of cityDays) this.#days.set(numberOf(day), working);
  }

  #works(number: number): boolean {
    return this.#days.get(number) ?? !isWeekend(number);
  }

  #deadline(last: number): Deadline {
    const day = dayFromNumber(last);
    return { due: endOfDay(day), day, provisional: last > this.#certainUntil };
  }

  /** The day an instant falls on in China. */
  dayOf(instant: Date): Day {
    return dayOf(instant);
  }

  /** Whether the city's offices work on a day. Beyond the horizon: Monday to Friday, see `isProvisional`. */
  isWorkingDay(day: Day): boolean {
    return this.#works(numberOf(day));
  }

  /** True when a schedule that is not yet published may still change this day. */
  isProvisional(day: Day): boolean {
    return numberOf(day) > this.#certainUntil;
  }

  /** The day itself when it is worked, else the next one that is. */
  workingDayFrom(day: Day): Day {
    return dayFromNumber(this.#workingFrom(numberOf(day)));
  }

  #workingFrom(number: number): number {
    // The longest break so far had nine days; a city's own closure may be longer, but not for ever.
    for (let at = number; at < number + 400; at += 1) if (this.#works(at)) return at;
    throw new Error(`no working day within 400 days of ${dayFromNumber(number)}`);
  }

  /**
   * End of a limit of `n` working days after `from` (0 to 3,660; 0 is the end of the same day). The day of the act is not counted.
   * Source: 行政许可法 第82条, 民法典 第201、203条.
   */
  addWorkingDays(from: Date, n: number): Deadline {
    let at = numberOf(dayOf(from));
    for (let left = checked(n); left > 0; left -= 1) at = this.#workingFrom(at + 1);
    return this.#deadline(at);
  }

  /**
   * End of a limit of `n` calendar days after `from` (0 to 3,660; 0 is the end of the same day). When the last day is a day off, the
   * limit ends on the next working day. Source: 民法典 第201、203条.
   */
  addDays(from: Date, n: number): Deadline {
    const start = numberOf(dayOf(from));
    return this.#deadline(checked(n) === 0 ? start : this.#workingFrom(start + n));
  }

  /** Working days after day `a` up to and with day `b`; negative when `b` is earlier. The inverse of `addWorkingDays`. */
  workingDaysBetween(a: Day, b: Day): number {
    const [from, to, sign] = a <= b ? [numberOf(a), numberOf(b), 1] : [numberOf(b), numberOf(a), -1];
    let count = 0;
    for (let at = from + 1; at <= to; at += 1) if (this.#works(at)) count += 1;
    return count === 0 ? 0 : count * sign;
  }
}

function checked(n: number): number {
  if (!Number.isInteger(n) || n < 0 || n > longestLimit) throw new RangeError(`not a number of days: ${n}`);
  return n;
}
