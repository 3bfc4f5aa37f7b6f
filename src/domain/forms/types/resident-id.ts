import type { Text } from "../../../foundation/i18n/index.ts";
import { cleanCode, hasForbiddenCharacter, mask } from "../characters.ts";
import { isDay } from "../days.ts";
import { empty, lineReader, type Read, type Reader, Wrong } from "./contract.ts";
import { forbiddenCharacter, wrongTextType } from "./wrongs.ts";

// GB 11643-1999, ISO 7064 MOD 11-2.
const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;
const checks = "10X98765432";
const shape = /^\d{17}[\dX]$/;
const oldestDay = "1850-01-01";

const wrong = (code: string, message: Text) => new Wrong(code, message);
const wrongShape = wrong("resident_id_shape", {
  zh: "身份证号是 18 位：前 17 位是数字，最后一位是数字或字母 X。请对照证件重新填写。",
  en: "A resident ID has 18 characters: 17 digits, then a digit or the letter X. Please compare it with the card.",
});
const oldNumber = wrong("resident_id_old", {
  zh: "这是 15 位的旧号码，已停止使用。请填写现在证件上的 18 位号码。",
  en: "This is an old number of 15 digits, no longer in use. Please enter the 18-character number on the present card.",
});
const wrongBirth = wrong("resident_id_birth", {
  zh: "号码中间的出生日期（第 7 至 14 位）不存在。请对照证件重新填写。",
  en: "The date of birth in the number (characters 7 to 14) does not exist. Please compare it with the card.",
});
const futureBirth = wrong("resident_id_future", {
  zh: "号码中的出生日期（第 7 至 14 位）还没有到。请对照证件重新填写。",
  en: "The date of birth in the number (characters 7 to 14) lies in the future. Please compare it with the card.",
});
const wrongCheck = wrong("resident_id_check", {
  zh: "号码与最后一位校验码不相符，可能有一位填错。请对照证件逐位核对。",
  en: "The number does not agree with its last character; one digit may be mistyped. Please compare it with the card.",
});

/** The 18th character that belongs to 17 digits (GB 11643-1999). */
export function residentIdCheck(digits: string): string {
  let sum = 0;
  for (let i = 0; i < 17; i += 1) sum += (digits.charCodeAt(i) - 48) * (weights[i] ?? 0);
  return checks.charAt(sum % 11);
}

/** The day of birth written in the number, undefined where there is no such day. */
export function birthDayOf(residentId: string): string | undefined {
  const day = `${residentId.slice(6, 10)}-${residentId.slice(10, 12)}-${residentId.slice(12, 14)}`;
  return day > oldestDay && isDay(day) ? day : undefined;
}

/**
 * Reads a resident ID however it was typed (spaces, full-width digits, small x). Residence permits of Hong Kong, Macao and
 * Taiwan residents (81, 82, 83) and permanent residents' cards of foreigners (9, since 2023) have the same shape and check
 * character. The region is not looked up: codes of dissolved counties stay on cards for life.
 */
export function readResidentId(typed: string, today: string): Read<string> {
  let value = typed;
  if (!shape.test(typed)) {
    if (typed.length > 200) return wrongShape;
    if (hasForbiddenCharacter(typed)) return forbiddenCharacter;
    value = cleanCode(typed).replaceAll(/[-–—]/g, "").toUpperCase();
  }
  if (value === "") return empty;
  if (!shape.test(value)) return /^\d{15}$/.test(value) ? oldNumber : wrongShape;
  const born = birthDayOf(value);
  if (born === undefined) return wrongBirth;
  if (born > today) return futureBirth;
  return value.charAt(17) === residentIdCheck(value) ? value : wrongCheck;
}

/** `110***********002X`: the region's first digits and the end, so that a family can tell its cards apart. */
export function maskResidentId(value: string): string {
  return mask(value, 3, 4);
}

export function residentId(): Reader {
  return lineReader({
    read: (typed, { today }) => readResidentId(typed, today),
    show: (value, _language, { open }) => (open ? value : maskResidentId(value)),
    // Letters must be reachable, so no numeric keyboard.
    part: { inputmode: "text", autocomplete: "off", max_length: 24 },
    wrongType: wrongTextType,
  });
}
