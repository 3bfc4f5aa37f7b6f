import type { Duration } from "../../../domain/catalogue/index.ts";
import type { Language } from "../../../foundation/i18n/index.ts";

/** A time limit as people say it: 5 个工作日, 15 天, at once. */
export function sayDuration({ days, unit }: Duration, language: Language): string {
  if (days === 0) return language === "zh" ? "当场办好" : "at once";
  if (language === "zh") return unit === "working_days" ? `${days} 个工作日` : `${days} 天`;
  const what = unit === "working_days" ? "working day" : "day";
  return `${days} ${what}${days === 1 ? "" : "s"}`;
}
