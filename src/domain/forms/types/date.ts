import { formatDay } from "../../../foundation/i18n/index.ts";
import type { Question } from "../../catalogue/index.ts";
import { cleanCode, hasForbiddenCharacter } from "../characters.ts";
import { dayOf, daysInMonth, isDay } from "../days.ts";
import { empty, postedText, type Read, type Reader, type Surroundings, Wrong } from "./contract.ts";
import { forbiddenCharacter, wrongType } from "./wrongs.ts";

const earliest = "1850-01-01";
const latest = "2199-12-31";

const wrongJson = wrongType({ zh: "存在的日期，写作 YYYY-MM-DD", en: "a day that exists, written YYYY-MM-DD" });
const yearMissing = new Wrong(
  "date_year_missing",
  { zh: "请填写 4 位数的年份，如 1985。", en: "Please enter the year with four digits, such as 1985." },
  "year",
);
const monthMissing = new Wrong(
  "date_month_missing",
  { zh: "请填写月份，1 至 12。", en: "Please enter the month, 1 to 12." },
  "month",
);
const dayMissing = new Wrong(
  "date_day_missing",
  { zh: "请填写日，1 至 31。", en: "Please enter the day, 1 to 31." },
  "day",
);
const notADate = new Wrong(
  "date_shape",
  { zh: "请填写年、月、日，如 2026 年 3 月 9 日。", en: "Please enter year, month and day, such as 2026, 3 and 9." },
  "year",
);

function noSuchDay(year: number, month: number): Wrong {
  const days = daysInMonth(year, month);
  return new Wrong(
    "date_not_real",
    {
      zh: `${year} 年 ${month} 月只有 ${days} 天，请核对日期。`,
      en: `Month ${month} of ${year} has only ${days} days. Please check the date.`,
    },
    "day",
  );
}

function early(day: string): Wrong {
  return new Wrong("date_too_early", {
    zh: `请填写 ${formatDay(day, "zh")}或以后的日期。`,
    en: `Please enter ${formatDay(day, "en")} or a later day.`,
  });
}

function late(day: string): Wrong {
  return new Wrong("date_too_late", {
    zh: `请填写 ${formatDay(day, "zh")}或以前的日期。`,
    en: `Please enter ${formatDay(day, "en")} or an earlier day.`,
  });
}

function readParts(yearText: string, monthText: string, dayText: string): Read<string> {
  const [year, month, day] = [yearText, monthText, dayText].map((part) => cleanCode(part).replace(/[年月日号]$/, ""));
  if (!year && !month && !day) return empty;
  if (!year || !/^\d{4}$/.test(year)) return yearMissing;
  if (!month || !/^\d{1,2}$/.test(month) || Number(month) < 1 || Number(month) > 12) return monthMissing;
  if (!day || !/^\d{1,2}$/.test(day) || Number(day) < 1 || Number(day) > 31) return dayMissing;
  return dayOf(Number(year), Number(month), Number(day)) ?? noSuchDay(Number(year), Number(month));
}

/** One text: 2026-3-9, 2026/03/09, 2026.3.9, 2026年3月9日, 20260309. */
function readText(typed: string): Read<string> {
  const compact = cleanCode(typed);
  if (compact === "") return empty;
  const match = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(compact) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(compact);
  return match ? readParts(match[1] ?? "", match[2] ?? "", match[3] ?? "") : notADate;
}

/** A day of the calendar. `min` and `max` of the question are days or `today`. */
export function date(question: Question): Reader<string> {
  const min = String(question.min ?? earliest);
  const max = String(question.max ?? latest);
  for (const bound of [min, max]) {
    if (bound !== "today" && !isDay(bound)) throw new Error(`question ${question.id}: not a day: ${bound}`);
  }
  const fixedEarly = min === "today" ? undefined : early(min);
  const fixedLate = max === "today" ? undefined : late(max);
  const check = (day: string, { today }: Surroundings): Read<string> => {
    if (day < (min === "today" ? today : min)) return fixedEarly ?? early(today);
    if (day > (max === "today" ? today : max)) return fixedLate ?? late(today);
    return day;
  };
  const birthday = /birth/.test(question.id);
  return {
    fromJson: (value, surroundings) => {
      if (value === undefined || value === null || value === "") return empty;
      return typeof value === "string" && isDay(value) ? check(value, surroundings) : wrongJson;
    },
    fromForm: (posted, id, surroundings) => {
      const texts = ["", "-year", "-month", "-day"].map((part) => postedText(posted, id + part));
      if (texts.some((text) => text.length > 100)) return notADate;
      if (texts.some(hasForbiddenCharacter)) return forbiddenCharacter;
      const [whole = "", year = "", month = "", day = ""] = texts;
      const parts = readParts(year, month, day);
      const read = parts === empty ? readText(whole) : parts;
      return typeof read === "string" ? check(read, surroundings) : read;
    },
    show: (value, language) => formatDay(value, language),
    typed: (value) => ({
      year: value.slice(0, 4),
      month: String(Number(value.slice(5, 7))),
      day: String(Number(value.slice(8, 10))),
    }),
    parts: [
      {
        name: "year",
        label: { zh: "年", en: "Year" },
        inputmode: "numeric",
        max_length: 8,
        ...(birthday ? { autocomplete: "bday-year" } : {}),
      },
      {
        name: "month",
        label: { zh: "月", en: "Month" },
        inputmode: "numeric",
        max_length: 4,
        ...(birthday ? { autocomplete: "bday-month" } : {}),
      },
      {
        name: "day",
        label: { zh: "日", en: "Day" },
        inputmode: "numeric",
        max_length: 4,
        ...(birthday ? { autocomplete: "bday-day" } : {}),
      },
    ],
  };
}
