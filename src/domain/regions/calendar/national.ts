import data from "chinese-days/dist/chinese-days.json" with { type: "json" };
import type { Day } from "./days.ts";

/**
 * One year's schedule as the State Council publishes it (国务院办公厅关于…年部分节假日安排的通知). `daysOff` may name weekend days too; a day
 * that is named in neither list is worked on Monday to Friday. Days of late December may belong to the next year's New Year.
 */
export type CalendarYear = {
  readonly year: number;
  readonly daysOff: readonly Day[];
  readonly workingDays: readonly Day[];
};

function byYear(days: readonly Day[]): Map<number, Day[]> {
  const years = new Map<number, Day[]>();
  for (const day of days) {
    const year = Number(day.slice(0, 4));
    years.set(year, [...(years.get(year) ?? []), day]);
  }
  return years;
}

const daysOff = byYear(Object.keys(data.holidays));
const workingDays = byYear(Object.keys(data.workdays));

/** The years that come with the program (2004–2026), each from its published schedule. */
export const bundledYears: readonly CalendarYear[] = [...daysOff]
  .sort(([a], [b]) => a - b)
  .map(([year, off]) => ({ year, daysOff: off, workingDays: workingDays.get(year) ?? [] }));
