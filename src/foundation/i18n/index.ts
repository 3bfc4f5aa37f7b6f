export {
  formatDay,
  formatInstant,
  formatMoney,
  formatMonth,
  formatNumber,
  formatPeriod,
  formatSize,
} from "./format.ts";
export type { Language, Text, Words } from "./text.ts";
export { defineWords, isLanguage, languages, say } from "./text.ts";
