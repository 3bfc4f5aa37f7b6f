import { formatNumber } from "../../../foundation/i18n/index.ts";
import type { Question } from "../../catalogue/index.ts";
import { cleanCode, hasForbiddenCharacter } from "../characters.ts";
import { empty, postedText, type Read, type Reader, Wrong } from "./contract.ts";
import { forbiddenCharacter, wrongType } from "./wrongs.ts";

// Beyond this a double no longer holds six decimals exactly.
const limit = 1_000_000_000;
const decimals = 6;

const notANumber = new Wrong("number_shape", {
  zh: "请填写数字，如 12 或 12.5。",
  en: "Please enter a number such as 12 or 12.5.",
});
const wrongJson = wrongType({ zh: "数字", en: "a number" });

/** Grouping commas, a sign and decimals are understood; exponents and the like are not. */
export function readDecimal(typed: string): { sign: string; whole: string; fraction: string } | undefined {
  const compact = cleanCode(typed).replace(/^[−–]/, "-");
  const match = /^([+-]?)(\d{1,18}|\d{1,3}(?:,\d{3}){1,5})(?:\.(\d{1,18}))?$/.exec(compact);
  if (!match) return undefined;
  return { sign: match[1] === "-" ? "-" : "", whole: (match[2] ?? "").replaceAll(",", ""), fraction: match[3] ?? "" };
}

function bound(value: number | string | undefined, otherwise: number): number {
  return value === undefined ? otherwise : Number(value);
}

/** A number with at most six decimals, between the question's bounds (or within a thousand million). */
export function number(question: Question): Reader<number> {
  const min = bound(question.min, -limit);
  const max = bound(question.max, limit);
  const few = new Wrong("too_small", {
    zh: `请填写不小于 ${formatNumber(min, "zh")} 的数字。`,
    en: `Please enter a number of at least ${formatNumber(min, "en")}.`,
  });
  const many = new Wrong("too_large", {
    zh: `请填写不大于 ${formatNumber(max, "zh")} 的数字。`,
    en: `Please enter a number of at most ${formatNumber(max, "en")}.`,
  });
  const fine = new Wrong("too_many_decimals", {
    zh: `小数点后最多填 ${decimals} 位。`,
    en: `Please enter at most ${decimals} decimals.`,
  });
  const check = (value: number): Read<number> => {
    if (!Number.isFinite(value)) return notANumber;
    if (value < min) return few;
    if (value > max) return many;
    if (!Number.isInteger(value) && Number(value.toFixed(decimals)) !== value) return fine;
    // -0 would print as "-0" and compare equal to 0.
    return value === 0 ? 0 : value;
  };
  return {
    fromJson: (value) => {
      if (value === undefined || value === null) return empty;
      return typeof value === "number" ? check(value) : wrongJson;
    },
    fromForm: (posted, id) => {
      const typed = postedText(posted, id);
      if (typed.length > 100) return notANumber;
      if (hasForbiddenCharacter(typed)) return forbiddenCharacter;
      if (cleanCode(typed) === "") return empty;
      const read = readDecimal(typed);
      if (!read) return notANumber;
      if (read.fraction.length > decimals) return fine;
      return check(Number(`${read.sign}${read.whole}.${read.fraction || "0"}`));
    },
    show: (value, language) => formatNumber(value, language),
    typed: (value) => ({ "": Number.isInteger(value) ? String(value) : value.toFixed(decimals).replace(/0+$/, "") }),
    // The numeric keyboard of some phones has no sign and no point.
    parts: [{ name: "", inputmode: min < 0 ? "text" : "decimal", autocomplete: "off", max_length: 24 }],
  };
}
