const dayShape = /^(\d{4})-(\d{2})-(\d{2})$/;
const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function monthLength(year: number, month: number): number {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && leap ? 29 : (lengths[month - 1] ?? 0);
}

function parts(day: string): [year: number, month: number, day: number] {
  return [Number(day.slice(0, 4)), Number(day.slice(5, 7)), Number(day.slice(8, 10))];
}

/** Whether the text is a day that exists, as `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  if (!dayShape.test(text)) return false;
  const [year, month, day] = parts(text);
  return year >= 1 && month >= 1 && day >= 1 && day <= monthLength(year, month);
}

function number(day: string): number {
  const [year, month, date] = parts(day);
  const instant = new Date(0);
  instant.setUTCFullYear(year, month - 1, date);
  return Math.round(instant.getTime() / 86_400_000);
}

/** The day so many days later (or earlier). */
export function addDays(day: string, days: number): string {
  return new Date((number(day) + days) * 86_400_000).toISOString().slice(0, 10);
}

/** The day so many months later; the last of the month where the day does not exist. */
export function addMonths(day: string, months: number): string {
  const [year, month, date] = parts(day);
  const count = year * 12 + (month - 1) + months;
  const toYear = Math.floor(count / 12);
  const toMonth = (count % 12) + 1;
  const toDay = Math.min(date, monthLength(toYear, toMonth));
  return `${String(toYear).padStart(4, "0")}-${String(toMonth).padStart(2, "0")}-${String(toDay).padStart(2, "0")}`;
}

/** Days from one day to another; negative when the second is earlier. */
export function daysBetween(from: string, to: string): number {
  return number(to) - number(from);
}

/** Full months that have passed from one day to another; negative when the second is earlier. */
export function monthsBetween(from: string, to: string): number {
  if (to < from) {
    const back = monthsBetween(to, from);
    return back === 0 ? 0 : -back;
  }
  const [fromYear, fromMonth, fromDay] = parts(from);
  const [toYear, toMonth, toDay] = parts(to);
  return (toYear - fromYear) * 12 + toMonth - fromMonth - (toDay < fromDay ? 1 : 0);
}

/** Full years that have passed from one day to another. */
export function yearsBetween(from: string, to: string): number {
  const years = Math.trunc(monthsBetween(from, to) / 12);
  return years === 0 ? 0 : years;
}
