const eightHours = 8 * 3_600_000;

/** China time, as modern systems write it: 2026-09-01T09:30:00+08:00. */
export const withOffset = (at: Date): string => `${shifted(at).slice(0, 19)}+08:00`;

/** China time without saying so: 2026-09-01 09:30:00. */
export const local = (at: Date): string => shifted(at).slice(0, 19).replace("T", " ");

/** China time in digits only: 20260901093000. */
export const digits = (at: Date): string => shifted(at).slice(0, 19).replaceAll(/\D/g, "");

export const dayOf = (at: Date): string => shifted(at).slice(0, 10);

const shifted = (at: Date): string => new Date(at.getTime() + eightHours).toISOString();

/** Whether it is a day of the calendar, written YYYY-MM-DD. */
export function isDay(text: unknown): text is string {
  if (typeof text !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

export function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * 86_400_000).toISOString().slice(0, 10);
}

/** The month `count` months after a month, both YYYY-MM. */
export function addMonths(month: string, count: number): string {
  const whole = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + count;
  return `${String(Math.floor(whole / 12)).padStart(4, "0")}-${String((whole % 12) + 1).padStart(2, "0")}`;
}

export const monthOf = (day: string): string => day.slice(0, 7);

/** Fen as yuan in text: 123450 → "1234.50". */
export const yuan = (fen: number): string => `${Math.trunc(fen / 100)}.${String(fen % 100).padStart(2, "0")}`;
