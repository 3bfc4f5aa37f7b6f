import { cleanCode, hasForbiddenCharacter, mask } from "../characters.ts";
import { empty, lineReader, type Read, type Reader, Wrong } from "./contract.ts";
import { forbiddenCharacter, wrongTextType } from "./wrongs.ts";

const wrongShape = new Wrong("bank_card_shape", {
  zh: "银行卡号是 12 至 19 位数字，请对照卡面重新填写。",
  en: "A bank card number has 12 to 19 digits. Please compare it with the card.",
});
const wrongCheck = new Wrong("bank_card_check", {
  zh: "卡号与校验位不相符，可能有一位填错。请对照卡面逐位核对。",
  en: "The card number does not agree with its check digit; one digit may be mistyped. Please compare it with the card.",
});

/** Luhn's check (ISO/IEC 7812-1, annex B). */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = digits.length - 1, twice = false; i >= 0; i -= 1, twice = !twice) {
    const digit = digits.charCodeAt(i) - 48;
    const value = twice ? digit * 2 : digit;
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}

/** Reads a bank card number with or without spaces. */
export function readBankCard(typed: string): Read<string> {
  if (typed.length > 200) return wrongShape;
  if (hasForbiddenCharacter(typed)) return forbiddenCharacter;
  const value = cleanCode(typed).replaceAll(/[-–—]/g, "");
  if (value === "") return empty;
  if (!/^\d{12,19}$/.test(value)) return wrongShape;
  return passesLuhn(value) ? value : wrongCheck;
}

export function bankCard(): Reader {
  return lineReader({
    read: readBankCard,
    show: (value, _language, { open }) => (open ? value : mask(value, 4, 4)),
    // Not cc-number: this is where money arrives, browsers would offer to pay.
    part: { inputmode: "numeric", autocomplete: "off", max_length: 24 },
    wrongType: wrongTextType,
  });
}
