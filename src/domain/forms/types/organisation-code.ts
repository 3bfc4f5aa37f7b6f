import { cleanCode, hasForbiddenCharacter } from "../characters.ts";
import { empty, lineReader, type Read, type Reader, Wrong } from "./contract.ts";
import { forbiddenCharacter, wrongTextType } from "./wrongs.ts";

// GB 32100-2015: no I, O, S, V, Z.
const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const values = new Map([...alphabet].map((character, value) => [character.charCodeAt(0), value]));
const shape = /^[0-9A-HJ-NP-RTUW-Y]{2}\d{6}[0-9A-HJ-NP-RTUW-Y]{10}$/;

const wrongShape = new Wrong("organisation_code_shape", {
  zh: "统一社会信用代码是 18 位数字和大写字母，不含 I、O、S、V、Z。请对照营业执照或登记证书重新填写。",
  en: "A unified social credit code has 18 digits and capital letters, never I, O, S, V or Z. Please compare it with the licence.",
});
const wrongCheck = new Wrong("organisation_code_check", {
  zh: "代码与最后一位校验码不相符，可能有一位填错。请对照营业执照或登记证书逐位核对。",
  en: "The code does not agree with its last character; one may be mistyped. Please compare it with the licence.",
});
const doubtful = new Wrong("organisation_code_inner_check", {
  zh: "代码第 9 至 17 位与组织机构代码的校验码不相符。若与证书一致，请继续。",
  en: "Characters 9 to 17 do not agree with the check of the organisation code in them. If they match the licence, go on.",
});

/** The 18th character that belongs to 17 (weights 3^i mod 31; the remainder 31 is written 0). */
export function organisationCodeCheck(code: string): string {
  let sum = 0;
  let weight = 1;
  for (let i = 0; i < 17; i += 1) {
    sum += (values.get(code.charCodeAt(i)) ?? 0) * weight;
    weight = (weight * 3) % 31;
  }
  return alphabet.charAt((31 - (sum % 31)) % 31);
}

// GB 11714-1997 inside GB 32100: some codes that were really issued break it, so it only warns.
const innerWeights = [3, 7, 9, 10, 5, 8, 4, 2] as const;

/** Whether characters 9–17 carry the check character of GB 11714-1997. */
export function agreesWithInnerCheck(code: string): boolean {
  let sum = 0;
  for (let i = 0; i < 8; i += 1) {
    const value = Number.parseInt(code.charAt(8 + i), 36);
    sum += value * (innerWeights[i] ?? 0);
  }
  const check = 11 - (sum % 11);
  return code.charAt(16) === (check === 10 ? "X" : check === 11 ? "0" : String(check));
}

/** Reads a unified social credit code (GB 32100-2015) however it was typed. */
export function readOrganisationCode(typed: string): Read<string> {
  let value = typed;
  if (!shape.test(typed)) {
    if (typed.length > 200) return wrongShape;
    if (hasForbiddenCharacter(typed)) return forbiddenCharacter;
    value = cleanCode(typed).replaceAll(/[-–—]/g, "").toUpperCase();
  }
  if (value === "") return empty;
  if (!shape.test(value)) return wrongShape;
  return value.charAt(17) === organisationCodeCheck(value) ? value : wrongCheck;
}

export function organisationCode(): Reader {
  return lineReader({
    read: readOrganisationCode,
    part: { inputmode: "text", autocomplete: "off", max_length: 24 },
    doubt: (value) => (agreesWithInnerCheck(value) ? undefined : doubtful),
    wrongType: wrongTextType,
  });
}
