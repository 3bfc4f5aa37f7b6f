/** A calendar day, `YYYY-MM-DD`. */
export type Day = string;

const dayLength = 86_400_000;

/** China has one time zone, UTC+8 without summer time (since 1992); offices in Xinjiang keep it too. */
const offset = 8 * 3_600_000;

/** The day an instant falls on in China. */
export function dayOf(instant: Date): Day {
  return new Date(instant.getTime() + offset).toISOString().slice(0, 10);
}

/**
 * The last millisecond of a day in China, 23:59:59.999+08:00. A limit ends at 24:00 (民法典 第203条第2款); kept one millisecond earlier,
 * so that its day, its text and a count that goes on from it are all of that day and not of the next.
 */
export function endOfDay(day: Day): Date {
  return new Date(numberOf(day) * dayLength + dayLength - offset - 1);
}

/** 00:00 of a day in China. */
export function startOfDay(day: Day): Date {
  return new Date(numberOf(day) * dayLength - offset);
}

/** True for days that exist: "2026-02-30" does not. */
export function isDay(value: unknown): value is Day {
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const at = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(value);
}

/** Days since 1970-01-01; throws RangeError on what is not a day. */
export function numberOf(day: Day): number {
  if (!isDay(day)) throw new RangeError(`not a day: ${JSON.stringify(day)}`);
  return Date.parse(`${day}T00:00:00Z`) / dayLength;
}

export function dayFromNumber(number: number): Day {
  return new Date(number * dayLength).toISOString().slice(0, 10);
}

/** Saturday or Sunday; 1 January 1970 was a Thursday. */
export function isWeekend(number: number): boolean {
  const weekday = (((number + 4) % 7) + 7) % 7;
  return weekday === 0 || weekday === 6;
}
