import type { Language } from "./text.ts";

const locale: Record<Language, string> = { zh: "zh-Hans-CN", en: "en-GB" };
const zone = "Asia/Shanghai";

function perLanguage<F>(make: (locale: string) => F): Record<Language, F> {
  return { zh: make(locale.zh), en: make(locale.en) };
}

const dayFormats = perLanguage(
  (l) => new Intl.DateTimeFormat(l, { timeZone: zone, year: "numeric", month: "long", day: "numeric" }),
);
const instantFormats = perLanguage(
  (l) =>
    new Intl.DateTimeFormat(l, {
      timeZone: zone,
      year: "numeric",
      month: "long",
      day: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    }),
);
const numberFormats = perLanguage((l) => new Intl.NumberFormat(l, { maximumFractionDigits: 6 }));
const yuanFormats = perLanguage(
  (l) => new Intl.NumberFormat(l, { minimumFractionDigits: 2, maximumFractionDigits: 2 }),
);

/** A calendar day (`YYYY-MM-DD`) as people write it: 2026年11月21日, 21 November 2026. */
export function formatDay(day: string, language: Language): string {
  return dayFormats[language].format(new Date(`${day}T00:00:00+08:00`));
}

/** A month given as YYYY-MM. */
export function formatMonth(month: string, language: Language): string {
  const day = formatDay(`${month}-01`, language);
  return language === "zh" ? day.replace(/1日$/, "") : day.replace(/^1 /, "");
}

/** What a bill is for in time, as people read it: a month, a year, or as the biller says it. */
export function formatPeriod(period: string, language: Language): string {
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(period)) return formatMonth(period, language);
  return language === "zh" && /^\d{4}$/.test(period) ? `${period}年` : period;
}

/** An instant in China's time, to the minute. */
export function formatInstant(instant: Date, language: Language): string {
  return instantFormats[language].format(instant);
}

export function formatNumber(value: number | bigint, language: Language): string {
  return numberFormats[language].format(value);
}

/** Money in fen as yuan: 12.00 元, CNY 12.00. */
export function formatMoney(amountFen: bigint, language: Language): string {
  const sign = amountFen < 0n ? "-" : "";
  const fen = amountFen < 0n ? -amountFen : amountFen;
  const whole = formatNumber(fen / 100n, language);
  const text = `${sign}${whole}.${String(fen % 100n).padStart(2, "0")}`;
  return language === "zh" ? `${text} 元` : `CNY ${text}`;
}

/** A file's size as people read it. */
export function formatSize(bytes: number, language: Language): string {
  if (bytes < 1024 * 1024) return `${formatNumber(Math.max(1, Math.round(bytes / 1024)), language)} KB`;
  return `${yuanFormats[language].format(bytes / 1024 / 1024)} MB`;
}
